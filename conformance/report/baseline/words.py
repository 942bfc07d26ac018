"""What a report has to say about its baseline, in lines."""

from collections.abc import Iterator
from itertools import groupby

from conformance.report.baseline.gate import State, with_state
from conformance.report.model import Report
from conformance.report.text import one_line
from conformance.report.words import count


def told(report: Report) -> list[str]:
    """Return what became of the baseline: a safe line with numbers, then what somebody has to look at.

    None at all for a run without a baseline.
    """
    return [one_line(line) for line in _told(report)] if "baseline" in report else []


def _told(report: Report) -> Iterator[str]:
    known, passing, expired, unseen = (with_state(report, state) for state in State)
    yield (
        f"Baseline {report['baseline']['file']}: {len(known)} known, {len(passing) + len(expired)} stale, "
        f"{len(unseen)} not judged in this run."
    )
    for entry in (*passing, *expired):
        yield f"Stale: {entry['requirement']} {entry['check']}: {entry['why']}."
    if passing:
        yield (
            "Next: take out what passes, or let scim-conformance baseline REPORT -o FILE do it, which keeps "
            "your reasons."
        )
    if expired:
        yield "Next: mend what has expired, or give its entry a later day in expires."
    unseen.sort(key=lambda entry: entry["why"])
    for why, entries in groupby(unseen, key=lambda entry: entry["why"]):
        yield f"Not judged, so not stale: {count(len(list(entries)), 'entry', 'entries')}: {why}."
