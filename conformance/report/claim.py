"""What may be claimed of a server on the ground of a report: never more than the report shows."""

from conformance.report.model import Report
from conformance.requirements.verdicts import RunVerdict, Verdict

_GOOD = (RunVerdict.CONFORMANT, RunVerdict.CONFORMANT_WITH_WARNINGS)


def claim(report: Report) -> RunVerdict:
    """Return the verdict that may be told without the report beside it.

    A run that left requirements out is only partial evidence, however well it ended.
    """
    verdict = RunVerdict(report["verdict"])
    narrowed = report["summary"][Verdict.DESELECTED]
    return RunVerdict.PARTIAL if narrowed and verdict in _GOOD else verdict
