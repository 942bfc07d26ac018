"""Differences between runs that make their reports hard to compare."""

from collections.abc import Callable, Sequence
from typing import Any

from conformance.report.document import Report
from conformance.requirements.verdicts import RunVerdict

Difference = tuple[Callable[[Report], Any], str]
"""A function that returns the value which may differ, and the consequence of a difference."""

_TARGETS: dict[str, Difference] = {
    "targets": (
        lambda report: report["target"]["base_url"],
        "the reports may be about different servers",
    ),
}
_DIFFERENCES: dict[str, Difference] = {
    "profiles": (lambda report: report["profile"], "one profile may waive what fails with another"),
    "contracts": (lambda report: report["contract"] or "none", "contracts have different requirements"),
    "efforts": (lambda report: report["effort"], "a run with less effort tests less"),
    "seeds": (lambda report: report["seed"], "the runs generated different bulk requests"),
    "selections": (lambda report: report["selection"] or "everything", "the runs tested different parts"),
    "versions of the suite": (lambda report: report["suite"]["version"], "checks may be stricter"),
    "versions of the catalogue": (
        lambda report: report["suite"]["catalogue"],
        "a requirement that only some reports contain is new or removed, not regressed",
    ),
}


VALUES_SHOWN = 4
"""Most values that are shown for one difference."""


def caveats(reports: Sequence[Report], *, one_server: bool) -> list[str]:
    """Return a sentence for each difference between the runs that affects the comparison.

    Args:
        reports: The reports.
        one_server: The reports are meant to be about one server at different times.
    """
    lines = []
    for name, (value, why) in ({**_TARGETS, **_DIFFERENCES} if one_server else _DIFFERENCES).items():
        values = list(dict.fromkeys(_text(value(report)) for report in reports))
        if len(values) > 1:
            more = len(values) - VALUES_SHOWN
            shown = " | ".join(values[:VALUES_SHOWN]) + (f" | {more} more" if more > 0 else "")
            lines.append(f"Different {name} ({shown}): {why}.")
    for report in reports:
        if report["verdict"] == RunVerdict.VOID:
            lines.append(f"The run of {report['started']} is void: it has no result about the server.")
        if report["interrupted"]:
            lines.append(f"The run of {report['started']} was interrupted: its last tests have no result.")
    return lines


def _text(value: Any) -> str:  # noqa: ANN401 - a JSON value
    if isinstance(value, dict):
        return ", ".join(f"{key} {' '.join(map(str, items))}" for key, items in value.items())
    return str(value)
