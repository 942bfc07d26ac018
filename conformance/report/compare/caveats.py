"""Why reports may differ though a server does not."""

from collections.abc import Callable, Sequence
from typing import Any

from conformance.report.model import Report
from conformance.requirements.verdicts import RunVerdict

Difference = tuple[Callable[[Report], Any], str]
"""What may differ, and why that matters."""

_TARGETS: dict[str, Difference] = {
    "targets": (
        lambda report: report["target"]["base_url"],
        "these may be different servers, not one at different times",
    ),
}
_DIFFERENCES: dict[str, Difference] = {
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


VALUES_SHOWN = 4
"""Values that are shown of what differs."""


def caveats(reports: Sequence[Report], *, one_server: bool) -> list[str]:
    """Return what one has to know to compare reports: in what they differ besides what was found.

    Args:
        reports: The reports.
        one_server: They are meant to be about one server at different times.
    """
    said = []
    for name, (value, why) in ({**_TARGETS, **_DIFFERENCES} if one_server else _DIFFERENCES).items():
        values = list(dict.fromkeys(_text(value(report)) for report in reports))
        if len(values) > 1:
            more = len(values) - VALUES_SHOWN
            shown = " | ".join(values[:VALUES_SHOWN]) + (f" | {more} more" if more > 0 else "")
            said.append(f"Different {name} ({shown}): {why}.")
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
