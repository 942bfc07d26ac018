"""The words a judgement can end in, for one requirement, for a conformance class and for a whole run."""

from collections.abc import Iterable
from enum import StrEnum


class Level(StrEnum):
    """How strongly a requirement binds (RFC 2119); ADVICE is asked by no RFC sentence and never fails."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"
    ADVICE = "ADVICE"


class Verdict(StrEnum):
    """What was found out about one requirement."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    WARN = "warn"
    NOTE = "note"
    INCONCLUSIVE = "inconclusive"
    BLOCKED = "blocked"
    WAIVED = "waived"
    NOT_APPLICABLE = "not-applicable"
    DESELECTED = "deselected"
    UNTESTED = "untested"


class ClassVerdict(StrEnum):
    """What was found out about one conformance class; see `conformance.requirements.classes`."""

    CONFORMANT = "conformant"
    CONFORMANT_WITH_WARNINGS = "conformant-with-warnings"
    PARTIAL = "partial"
    NOT_CONFORMANT = "not-conformant"
    NOT_JUDGED = "not-judged"


class RunVerdict(StrEnum):
    """What was found out about a server in one run."""

    CONFORMANT = "conformant"
    CONFORMANT_WITH_WARNINGS = "conformant-with-warnings"
    PARTIAL = "partial"
    NOT_CONFORMANT = "not-conformant"
    VOID = "void"


PRECEDENCE = (
    Verdict.FAIL,
    Verdict.WARN,
    Verdict.PASS,
    Verdict.NOTE,
    Verdict.INCONCLUSIVE,
    Verdict.BLOCKED,
    Verdict.WAIVED,
    Verdict.NOT_APPLICABLE,
    Verdict.DESELECTED,
    Verdict.UNTESTED,
)
"""Which verdict stands for several: what was seen outweighs what was not, the worst outweighs the rest."""


def combine(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict that stands for several about one requirement; UNTESTED when there are none."""
    return min(verdicts, key=PRECEDENCE.index, default=Verdict.UNTESTED)
