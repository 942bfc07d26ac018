"""What one check says about one requirement."""

from dataclasses import dataclass

from conformance.requirements.verdicts import Verdict

EVERY_EXCHANGE = "every-exchange"
"""Stands where the name of a scenario would: what was seen in the traces of all of them was judged."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's judgement of one trace.

    Attributes:
        requirement: Id of the catalogue entry that was judged, such as ``BULK-3.7.2-04``.
        check: Name of the check, unique in the suite.
        scenario: Name of the scenario whose trace was judged.
        verdict: The judgement.
        message: One sentence for a person: what was found.
        expected: What the law permits, alternatives separated by `` | ``; empty where nothing was judged.
        got: The offending value (or a sample of the good ones), as text.
        examined: How many things were looked at. Zero is never a pass.
        exchanges: Numbers of the recorded exchanges that show it, the telling one first.
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
            ValueError: The verdict says that something was seen while nothing was examined.
        """
        seen = (Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.NOTE)
        if self.verdict in seen and not self.examined:
            raise ValueError(f"{self.check}: verdict {self.verdict} with nothing examined")
