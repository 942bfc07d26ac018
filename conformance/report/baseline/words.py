"""The lines about the baseline, which all report formats share."""

from collections.abc import Iterator
from itertools import groupby

from conformance.report.baseline.gate import State, with_state
from conformance.report.document import Report
from conformance.report.text import one_line
from conformance.report.words import count


def summary_lines(report: Report) -> list[str]:
    """Return the lines about the baseline: the counts, the stale entries and the next steps.

    Each line is safe to print. Empty for a run without a baseline.
    """
    return [one_line(line) for line in _lines(report)] if "baseline" in report else []


def _lines(report: Report) -> Iterator[str]:
    known, passing, expired, untested = (with_state(report, state) for state in State)
    yield (
        f"Baseline {report['baseline']['file']}: {len(known)} known, {len(passing) + len(expired)} stale, "
        f"{len(untested)} not tested in this run."
    )
    for entry in (*passing, *expired):
        yield f"Stale: {entry['requirement']} {entry['check']}: {entry['why']}."
    if passing:
        yield (
            "Next: remove the entries that pass, or run scim-conformance baseline REPORT -o FILE, which "
            "removes them and keeps your reasons."
        )
    if expired:
        yield "Next: fix the expired failures, or set a later date in expires."
    untested.sort(key=lambda entry: entry["why"])
    for why, entries in groupby(untested, key=lambda entry: entry["why"]):
        yield f"Not tested, so not stale: {count(len(list(entries)), 'entry', 'entries')}: {why}."
