"""The results of one server over time: counts by verdict, and the changes from run to run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from conformance.report import pages, words
from conformance.report.compare.caveats import caveats
from conformance.report.compare.change import Change, Kind, changes
from conformance.report.compare.diff import change_counts
from conformance.report.compare.matrix import counts
from conformance.report.compare.sources import Source
from conformance.report.markdown import escape
from conformance.requirements.verdicts import Verdict

CURVES = (Verdict.FAIL, Verdict.WARN, Verdict.INCONCLUSIVE, Verdict.BLOCKED, Verdict.PASS)
"""Verdicts whose counts are drawn."""

_KINDS = list(Kind)


@dataclass(frozen=True, slots=True)
class Step:
    """The changes from one run to the next.

    Attributes:
        source: The later run.
        changes: The changes, regressions first.
    """

    source: Source
    changes: list[Change]

    @property
    def summary(self) -> str:
        """The number of changes by kind."""
        return change_counts(self.changes)


@dataclass(frozen=True, slots=True)
class Curve:
    """The counts of one verdict over time.

    Attributes:
        verdict: The verdict.
        numbers: Its count in each run, the oldest first.
    """

    verdict: Verdict
    numbers: list[int]

    @property
    def bars(self) -> list[float]:
        """The counts in percent of the highest."""
        highest = max(self.numbers)
        return [round(100 * number / highest, 1) for number in self.numbers]


def by_start(sources: Sequence[Source]) -> list[Source]:
    """Return the reports ordered by the start of their runs."""
    return sorted(sources, key=lambda source: (str(source.report["started"]), source.name))


def steps(sources: Sequence[Source]) -> list[Step]:
    """Return the changes from run to run, the latest first."""
    found = []
    for earlier, later in pairwise(by_start(sources)):
        by_kind = sorted(changes(earlier.report, later.report), key=lambda change: _KINDS.index(change.kind))
        found.append(Step(later, by_kind))
    return found[::-1]


def markdown(sources: Sequence[Source]) -> str:
    """Return the trend as GitHub-flavoured Markdown."""
    return "\n".join(_markdown(by_start(sources)))


def _markdown(sources: Sequence[Source]) -> Iterator[str]:
    yield f"# Trend over {words.count(len(sources), 'run')}"
    yield ""
    yield from (
        f"- {escape(caveat)}" for caveat in caveats([source.report for source in sources], one_server=True)
    )
    yield ""
    table = counts(sources)
    yield f"| started | report | verdict | {' | '.join(verdict for verdict, _ in table)} |"
    yield "|---|---|---|" + "---:|" * len(table)
    for n, source in enumerate(sources):
        cells = [escape(source.report["started"]), escape(source.name), words.headline(source.report)]
        yield f"| {' | '.join([*cells, *(str(numbers[n]) for _, numbers in table)])} |"
    yield ""
    yield "## Changes by run"
    yield ""
    for step in steps(sources):
        yield f"- {escape(step.source.report['started'])} {escape(step.source.name)}: {step.summary}"
        for change in step.changes:
            entry = change.requirement
            line = f"{change.kind}: **{escape(entry['id'])}** {escape(entry['title'])}"
            yield f"  - {line}: {change.was or 'absent'} → {change.now or 'absent'}"
    yield ""


def html(sources: Sequence[Source]) -> str:
    """Return the trend as an HTML page without external resources and scripts."""
    ordered = by_start(sources)
    table = counts(ordered)
    return _TEMPLATES.get_template("trend.html").render(
        sources=ordered,
        counts=table,
        curves=[Curve(verdict, numbers) for verdict, numbers in table if verdict in CURVES],
        steps=steps(ordered),
        caveats=caveats([source.report for source in ordered], one_server=True),
        style=pages.own(_TEMPLATES, "report.css") + pages.own(_TEMPLATES, "compare.css"),
    )


_TEMPLATES = pages.environment("conformance.report")
_TEMPLATES.globals.update(count=words.count)
