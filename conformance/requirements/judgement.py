"""The verdict of a whole run, from the verdicts of its requirements."""

from collections.abc import Iterable

from conformance.requirements.catalogue import Requirement
from conformance.requirements.verdicts import Level, RunVerdict, Verdict

_LEFT_OPEN = (Verdict.INCONCLUSIVE, Verdict.BLOCKED)


def run_verdict(
    judged: Iterable[tuple[Requirement, Verdict]], *, problem: str = "", interrupted: bool = False
) -> RunVerdict:
    """Return the verdict of a run.

    A server is conformant only when no MUST was left open and something was seen to pass; where
    requirements of Bulk were asked for, something of Bulk: a server without Bulk is never conformant to it.

    Args:
        judged: The requirements that were selected, each with its verdict.
        problem: Our own error, which voids the run; empty where there was none.
        interrupted: The run did not come to its end, which leaves it partial at best.
    """
    if problem:
        return RunVerdict.VOID
    seen = list(judged)
    verdicts = {verdict for _, verdict in seen}
    if Verdict.FAIL in verdicts:
        return RunVerdict.NOT_CONFORMANT
    left_open = any(entry.level is Level.MUST and verdict in _LEFT_OPEN for entry, verdict in seen)
    of_bulk = [verdict for entry, verdict in seen if "bulk" in entry.requires]
    if interrupted or left_open or Verdict.PASS not in (of_bulk or verdicts):
        return RunVerdict.PARTIAL
    if Verdict.WARN in verdicts:
        return RunVerdict.CONFORMANT_WITH_WARNINGS
    return RunVerdict.CONFORMANT
