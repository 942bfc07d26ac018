"""Split failures and warnings into problems to fix, problems to review and known ones.

Every format that lists problems takes them from here, so that all of them show the same numbers.
"""

from dataclasses import dataclass

from conformance.report.causes import Problem, problems
from conformance.report.document import Report, RequirementEntry
from conformance.report.words import count, known_reason
from conformance.requirements.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Triage:
    """The failures and warnings of a report, by what to do about them.

    Attributes:
        to_fix: Problems with at least one failed requirement, the most severe first.
        to_review: Problems whose requirements only warn.
        known: Requirements that failed or warned as the baseline says; they are in no problem.
    """

    to_fix: list[Problem]
    to_review: list[Problem]
    known: list[RequirementEntry]

    @property
    def fix_title(self) -> str:
        """Heading of the problems to fix, such as ``5 problems to fix``."""
        return f"{count(len(self.to_fix), 'problem')} to fix"

    @property
    def review_title(self) -> str:
        """Heading of the problems to review, such as ``2 problems to review (warnings only)``."""
        return f"{count(len(self.to_review), 'problem')} to review (warnings only)"

    @property
    def sentence(self) -> str:
        """How many requirements the problems affect; empty without problems."""
        affected = [entry for problem in (*self.to_fix, *self.to_review) for entry in problem.requirements]
        if not affected:
            return ""
        numbers = {
            each: sum(entry["verdict"] == each for entry in affected) for each in (Verdict.FAIL, Verdict.WARN)
        }
        words = {Verdict.FAIL: "failed", Verdict.WARN: "warned"}
        parts = " and ".join(f"{number} {words[each]}" for each, number in numbers.items() if number)
        groups = [count(len(self.to_fix), "problem") + " to fix"] if self.to_fix else []
        groups += [count(len(self.to_review), "problem") + " to review"] if self.to_review else []
        noun = "requirement" if len(affected) == 1 else "requirements"
        return f"{parts} {noun}: {' and '.join(groups)}."


def triage(report: Report) -> Triage:
    """Return the problems of a report; a requirement that the baseline excuses is only listed as known."""
    known = [entry for entry in report["requirements"] if known_reason(entry)]
    new = [entry for entry in report["requirements"] if not known_reason(entry)]
    found = problems({**report, "requirements": new})
    return Triage(
        [problem for problem in found if problem.verdict is Verdict.FAIL],
        [problem for problem in found if problem.verdict is not Verdict.FAIL],
        known,
    )
