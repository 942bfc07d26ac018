"""Levels, and the verdicts of a requirement, a conformance class and a run."""

from collections.abc import Iterable
from enum import StrEnum


class Level(StrEnum):
    """The level of a requirement (RFC 2119). No sentence of an RFC states ADVICE, so it never fails."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"
    ADVICE = "ADVICE"


class Verdict(StrEnum):
    """The verdict of one requirement."""

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
    """The verdict of one conformance class; see `conformance.requirements.classes`."""

    CONFORMANT = "conformant"
    CONFORMANT_WITH_WARNINGS = "conformant-with-warnings"
    PARTIAL = "partial"
    NOT_CONFORMANT = "not-conformant"
    NOT_JUDGED = "not-judged"


class RunVerdict(StrEnum):
    """The verdict of one run."""

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
"""Verdicts by precedence, highest first: evidence before no evidence, and the worst before the rest."""


def combine(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict of a requirement from those of its findings; UNTESTED if there are none."""
    return min(verdicts, key=PRECEDENCE.index, default=Verdict.UNTESTED)
