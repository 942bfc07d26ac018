"""What one check says about one requirement."""

from dataclasses import dataclass

from conformance.requirements.verdicts import Verdict

EVERY_EXCHANGE = "every-exchange"
"""Takes the place of a scenario's name where a check judged the traces of all scenarios."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's judgement of one trace.

    Attributes:
        requirement: Id of the catalogue entry that was judged, such as ``BULK-3.7.2-04``.
        check: Name of the check, unique in the suite.
        scenario: Name of the scenario whose trace was judged.
        verdict: The judgement.
        message: One sentence for a person: what was found.
        expected: What the requirement permits, alternatives separated by `` | ``; or empty.
        got: The value that violates the requirement (or a sample of those that conform), as text.
        examined: How many things the check examined. Zero is never a pass.
        exchanges: Numbers of the recorded exchanges that show it, the most important one first.
    """

    requirement: str
    check: str
    scenario: str
    verdict: Verdict
    message: str
    expected: str = ""
    got: str = ""
    examined: int = 0
    exchanges: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a pass on nothing.

        Raises:
            ValueError: The verdict is a judgement, but nothing was examined.
        """
        seen = (Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.NOTE)
        if self.verdict in seen and not self.examined:
            raise ValueError(f"{self.check}: verdict {self.verdict} with nothing examined")
