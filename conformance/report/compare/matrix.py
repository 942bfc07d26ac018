"""A table of requirements by server, as Markdown and as HTML."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.report import pages, words
from conformance.report.compare.caveats import caveats
from conformance.report.compare.sources import Source
from conformance.report.document import RequirementEntry
from conformance.report.markdown import escape
from conformance.requirements.verdicts import PRECEDENCE, Verdict

ABSENT = "absent"
"""The text for a requirement that is not in a report."""


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement.

    Attributes:
        requirement: The requirement as in the first report that contains it.
        verdicts: Its verdict in each report; None if the report does not contain it.
    """

    requirement: RequirementEntry
    verdicts: tuple[Verdict | None, ...]

    @property
    def differs(self) -> bool:
        """True if the reports have different verdicts."""
        return len(set(self.verdicts)) > 1


@dataclass(frozen=True, slots=True)
class Group:
    """The requirements of one section.

    Attributes:
        source: The section, such as ``RFC 7644 section 3.7.2``.
        rows: The requirements.
    """

    source: str
    rows: list[Row]

    @property
    def title(self) -> str:
        """The title of the section."""
        return words.heading(self.rows[0].requirement)

    @property
    def differs(self) -> bool:
        """True if the reports have different verdicts on one of the requirements."""
        return any(row.differs for row in self.rows)


def groups(sources: Sequence[Source]) -> list[Group]:
    """Return the requirements of all reports by section, in the order of the catalogue."""
    by_id = [{entry["id"]: entry for entry in source.report["requirements"]} for source in sources]
    entries: dict[str, RequirementEntry] = {}
    for each in by_id:
        entries = each | entries
    rows = {
        name: Row(entry, tuple(Verdict(each[name]["verdict"]) if name in each else None for each in by_id))
        for name, entry in entries.items()
    }
    ordered = sorted(entries.values(), key=_place)
    return [
        Group(source, [rows[entry["id"]] for entry in members])
        for source, members in words.by_section(ordered)
    ]


def _place(entry: RequirementEntry) -> tuple[float, tuple[str, ...], str]:
    """Return the sort key: RFC, section number, id; requirements of a published contract come last."""
    if entry["rfc"] is None:
        return math.inf, (), entry["id"]
    return entry["rfc"], tuple(part.rjust(9) for part in entry["section"].split(".")), entry["id"]


def summary(found: Sequence[Group], sources: Sequence[Source]) -> str:
    """Return a sentence with the number of requirements on which the reports differ."""
    rows = [row for group in found for row in group.rows]
    differing = sum(row.differs for row in rows)
    if len(sources) == 1:
        return f"{words.count(len(rows), 'requirement')}."
    return f"The verdicts differ for {differing} of {words.count(len(rows), 'requirement')}."


def markdown(sources: Sequence[Source]) -> str:
    """Return the matrix as GitHub-flavoured Markdown."""
    return "\n".join(_markdown(sources, groups(sources)))


def _markdown(sources: Sequence[Source], found: list[Group]) -> Iterator[str]:
    reports = [source.report for source in sources]
    yield f"# Comparison of {words.count(len(sources), 'report')}"
    yield ""
    yield summary(found, sources)
    yield from (f"\n- {escape(caveat)}" for caveat in caveats(reports, one_server=False))
    yield from _table("", sources, _facts(sources))
    for group in found:
        yield f"## {': '.join(filter(None, [group.source, group.title]))}"
        yield from _table("requirement", sources, (_cells(row) for row in group.rows))


def _table(corner: str, sources: Sequence[Source], rows: Iterator[list[str]]) -> Iterator[str]:
    yield ""
    yield f"| {' | '.join([corner, *(escape(source.name) for source in sources)])} |"
    yield "|---|" + "---|" * len(sources)
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _facts(sources: Sequence[Source]) -> Iterator[list[str]]:
    yield ["Verdict", *(words.headline(source.report) for source in sources)]
    for about in zip(*(facts(source) for source in sources), strict=True):
        yield [about[0][0], *(escape(value) for _, value in about)]
    for verdict, numbers in counts(sources):
        yield [verdict, *map(str, numbers)]


def facts(source: Source) -> list[tuple[str, str]]:
    """Return the facts about a run as pairs of label and text."""
    report, suite = source.report, source.report["suite"]
    return [
        ("Server", str(report["target"]["base_url"])),
        ("Profile", f"profile {report['profile']}"),
        ("Effort", f"effort {report['effort']}"),
        ("Started", str(report["started"])[:10]),
        ("Suite", f"suite {suite['version']}, catalogue {suite['catalogue']}"),
    ]


def counts(sources: Sequence[Source]) -> list[tuple[Verdict, list[int]]]:
    """Return the number of requirements of each report by verdict, for verdicts that occur."""
    numbers = [(each, [source.report["summary"][each] for source in sources]) for each in PRECEDENCE]
    return [(verdict, each) for verdict, each in numbers if any(each)]


def _cells(row: Row) -> list[str]:
    entry = row.requirement
    verdicts = [f"**{each}**" if each is Verdict.FAIL else (each or ABSENT) for each in row.verdicts]
    return [f"**{escape(entry['id'])}** {entry['level']} {escape(entry['title'])}", *verdicts]


def html(sources: Sequence[Source]) -> str:
    """Return the matrix as an HTML page without external resources and scripts."""
    found = groups(sources)
    return _TEMPLATES.get_template("matrix.html").render(
        sources=sources,
        groups=found,
        counts=counts(sources),
        summary=summary(found, sources),
        caveats=caveats([source.report for source in sources], one_server=False),
        style=pages.own(_TEMPLATES, "report.css") + pages.own(_TEMPLATES, "compare.css"),
    )


_TEMPLATES = pages.environment("conformance.report")
_TEMPLATES.globals.update(count=words.count, facts=facts)
