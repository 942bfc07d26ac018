"""The data of a baseline: known failures, each with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from conformance.requirements.verdicts import PRECEDENCE, Verdict

EFFORTS = ("quick", "standard", "thorough")
"""Efforts of a run, the smallest first."""

BAD = (Verdict.FAIL, Verdict.WARN)
"""Verdicts that a baseline entry can have."""


class BaselineError(Exception):
    """A baseline cannot be used. The message names the file, the entry and the next step."""


@dataclass(frozen=True, slots=True)
class Known:
    """A known failure.

    Attributes:
        requirement: Id of the requirement.
        check: Name of the check that fails or warns.
        verdict: The worst verdict that the entry covers, ``fail`` or ``warn``.
        reason: Why the failure is accepted.
        issue: URL or id of the issue; empty for none.
        expires: The last day on which the entry is valid; None for no expiry.
        place: Its place in the file, such as ``line 12``; empty if it is not in a file.
    """

    requirement: str
    check: str
    verdict: Verdict
    reason: str
    issue: str = ""
    expires: date | None = None
    place: str = field(default="", compare=False)

    @property
    def key(self) -> tuple[str, str]:
        """Requirement and check, which identify the entry."""
        return self.requirement, self.check

    def covers(self, verdict: Verdict) -> bool:
        """Return True if a verdict of the check is not worse than the known one."""
        return verdict in BAD and PRECEDENCE.index(verdict) >= PRECEDENCE.index(self.verdict)


@dataclass(frozen=True, slots=True)
class Baseline:
    """The known failures of a server.

    Attributes:
        catalogue: Version of the catalogue of the run that the entries come from.
        effort: Effort of that run.
        seed: Seed of that run.
        failures: The entries.
        name: Name of the file, for messages.
    """

    catalogue: str
    effort: str
    seed: int
    failures: Sequence[Known] = ()
    name: str = ""

    def known(self, requirement: str, check: str, verdict: Verdict) -> Known | None:
        """Return the entry that covers the verdict of a check; None if it is new."""
        entries = (entry for entry in self.failures if entry.key == (requirement, check))
        return next((entry for entry in entries if entry.covers(verdict)), None)
