"""A baseline: failures that are known, each with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from conformance.requirements.verdicts import PRECEDENCE, Verdict

EFFORTS = ("quick", "standard", "thorough")
"""Efforts of a run, the least first."""

BAD = (Verdict.FAIL, Verdict.WARN)
"""Verdicts that a baseline can know of."""


class BaselineError(Exception):
    """A baseline cannot be used; the message names the file, the entry and the next step."""


@dataclass(frozen=True, slots=True)
class Known:
    """A failure that is known.

    Attributes:
        requirement: Id of the requirement.
        check: Name of the check that finds it broken.
        verdict: The worst that is known, ``fail`` or ``warn``.
        reason: Why it is as it is.
        issue: Where it is being worked on; empty where nowhere.
        expires: The last day on which the entry counts; None for no end.
        place: Where it stands, such as ``line 12``; empty where it stands in no file yet.
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
        """What it is about: requirement and check."""
        return self.requirement, self.check

    def covers(self, verdict: Verdict) -> bool:
        """Tell whether a verdict of its check is no worse than what is known."""
        return verdict in BAD and PRECEDENCE.index(verdict) >= PRECEDENCE.index(self.verdict)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is known of a server.

    Attributes:
        catalogue: Version of the catalogue that the entries were taken from.
        effort: Effort of the run that showed the failures.
        seed: Seed of that run.
        failures: The entries.
        name: Name of the file, to show.
    """

    catalogue: str
    effort: str
    seed: int
    failures: Sequence[Known] = ()
    name: str = ""

    def known(self, requirement: str, check: str, verdict: Verdict) -> Known | None:
        """Return the entry that covers a check's verdict; None where it is news."""
        found = (entry for entry in self.failures if entry.key == (requirement, check))
        return next((entry for entry in found if entry.covers(verdict)), None)
