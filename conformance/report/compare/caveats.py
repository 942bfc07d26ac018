"""Why reports may differ though a server does not."""

from collections.abc import Callable, Sequence
from typing import Any

from conformance.law.verdicts import RunVerdict
from conformance.report.model import Report

_DIFFERENCES: dict[str, tuple[Callable[[Report], Any], str]] = {
    "targets": (
        lambda report: report["target"]["base_url"],
        "these may be different servers, not one at different times",
    ),
    "profiles": (lambda report: report["profile"], "what one waives may fail another"),
    "contracts": (lambda report: report["contract"] or "none", "another contract promises something else"),
    "efforts": (lambda report: report["effort"], "less was tried with less effort"),
    "seeds": (lambda report: report["seed"], "other jobs were generated"),
    "selections": (lambda report: report["selection"] or "everything", "what was left out was not judged"),
    "versions of the suite": (lambda report: report["suite"]["version"], "checks may be stricter"),
    "versions of the catalogue": (
        lambda report: report["suite"]["catalogue"],
        "requirements that only some of them have are new or gone, not regressed",
    ),
}


def caveats(reports: Sequence[Report]) -> list[str]:
    """Return what one has to know to compare reports: in what they differ besides what was found."""
    said = []
    for name, (value, why) in _DIFFERENCES.items():
        values = dict.fromkeys(_text(value(report)) for report in reports)
        if len(values) > 1:
            said.append(f"Different {name} ({' | '.join(values)}): {why}.")
    void = [report for report in reports if report["verdict"] == RunVerdict.VOID]
    cut = [report for report in reports if report["interrupted"]]
    if void:
        said.append(f"{_started(void)} is void: it says nothing of the server.")
    if cut:
        said.append(f"{_started(cut)} was interrupted: what comes late in a run was not judged.")
    return said


def _text(value: Any) -> str:  # noqa: ANN401 - a JSON value
    if isinstance(value, dict):
        return ", ".join(f"{key} {' '.join(map(str, items))}" for key, items in value.items())
    return str(value)


def _started(reports: Sequence[Report]) -> str:
    return "The run of " + ", that of ".join(str(report["started"]) for report in reports)
