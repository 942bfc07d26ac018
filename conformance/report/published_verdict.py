"""The verdict for badges and statements, which are shown without the report."""

from conformance.report.document import Report
from conformance.requirements.verdicts import RunVerdict, Verdict

_GOOD = (RunVerdict.CONFORMANT, RunVerdict.CONFORMANT_WITH_WARNINGS)


def published_verdict(report: Report) -> RunVerdict:
    """Return the verdict that may be shown without the report.

    A run that deselected requirements is partial evidence, so it is never conformant here.
    """
    verdict = RunVerdict(report["verdict"])
    deselected = report["summary"][Verdict.DESELECTED]
    return RunVerdict.PARTIAL if deselected and verdict in _GOOD else verdict
