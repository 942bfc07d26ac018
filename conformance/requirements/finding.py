"""The result of one check for one requirement."""

from dataclasses import dataclass

from conformance.requirements.verdicts import Verdict

EVERY_EXCHANGE = "every-exchange"
"""Replaces the name of the scenario if a check judged the traces of all scenarios."""

GENERATED = "generated-"
"""Prefix of the names of scenarios that send generated requests, which depend on the seed."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The part of a recorded exchange that shows a finding.

    Attributes:
        exchange: Number of the exchange.
        operation: Index of the operation that it belongs to; None if it belongs to the exchange as a whole.
        request: JSON pointer (RFC 6901) into the body of the request; None if no part of it is meant.
        response: JSON pointer into the body of the response; None if no part of it is meant.
        header: Name of a response header; empty if none is meant.
    """

    exchange: int
    operation: int | None = None
    request: str | None = None
    response: str | None = None
    header: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check for one trace.

    Attributes:
        requirement: Id of the catalogue entry that was judged, such as ``BULK-3.7.2-04``.
        check: Name of the check, unique in the suite.
        scenario: Name of the scenario whose trace was judged.
        verdict: The judgement.
        message: The result as one sentence for a person.
        expected: What the requirement permits, alternatives separated by `` | ``; or empty.
        got: The value that violates the requirement (or a sample of those that conform), as text.
        examined: Number of things that the check examined. Zero is never a pass.
        evidence: What shows it, the simplest first, each operation of an exchange once.
        depends_on: Ids of requirements. If they fail, this follows from it, or cannot be examined.
    """

    requirement: str
    check: str
    scenario: str
    verdict: Verdict
    message: str
    expected: str = ""
    got: str = ""
    examined: int = 0
    evidence: tuple[Evidence, ...] = ()
    depends_on: tuple[str, ...] = ()

    @property
    def exchanges(self) -> tuple[int, ...]:
        """Numbers of the recorded exchanges that show it, the simplest first."""
        return tuple(dict.fromkeys(each.exchange for each in self.evidence))

    def __post_init__(self) -> None:
        """Reject a verdict without anything examined.

        Raises:
            ValueError: The verdict is a judgement, but nothing was examined.
        """
        seen = (Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.NOTE)
        if self.verdict in seen and not self.examined:
            raise ValueError(f"{self.check}: verdict {self.verdict} with nothing examined")
