"""``report.html``: the whole run as one page, which loads nothing and runs no script but its own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from conformance.report import words
from conformance.report.baseline.words import told
from conformance.report.body import Body, body_text
from conformance.report.causes import problems
from conformance.report.excerpt import Part, excerpt
from conformance.report.indent import indent_json
from conformance.report.model import Report
from conformance.report.pages import environment, own
from conformance.report.place import Place, place
from conformance.requirements.catalogue import load
from conformance.requirements.verdicts import PRECEDENCE, Level

FINDINGS_SHOWN = 3
"""Findings that are shown of one requirement; the page says how many more ``report.json`` has."""


@dataclass(frozen=True, slots=True)
class Section:
    """The requirements of one section.

    Attributes:
        source: Where they stand, such as ``RFC 7644 section 3.7.2``.
        requirements: Those of the report, in its order.
    """

    source: str
    requirements: list[dict[str, Any]]

    @property
    def rfc(self) -> int:
        """Number of the RFC; 0 for a published contract."""
        return int(self.requirements[0]["rfc"] or 0)

    @property
    def number(self) -> str:
        """The section's number; empty for a published contract."""
        return str(self.requirements[0]["section"]) if self.rfc else ""

    @property
    def title(self) -> str:
        """What the section is about."""
        return words.heading(self.requirements[0])

    @property
    def anchor(self) -> str:
        """The id of its place on the page."""
        return f"section-{self.rfc}-{self.number}" if self.rfc else "section-contract"

    def at(self, level: str) -> list[dict[str, Any]]:
        """Return the requirements of one level."""
        return [entry for entry in self.requirements if entry["level"] == level]

    def counted(self, level: str) -> str:
        """Return how many of one level ended how, such as ``1 fail, 12 pass``."""
        verdicts = [entry["verdict"] for entry in self.at(level)]
        return ", ".join(f"{verdicts.count(each)} {each}" for each in PRECEDENCE if each in verdicts)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One exchange, ready to be shown.

    Attributes:
        exchange: The exchange as the report has it.
        request: The request's body in parts.
        response: The response's body in parts; none without a response.
        place: What is marked in it.
    """

    exchange: dict[str, Any]
    request: list[Part]
    response: list[Part]
    place: Place


def html(report: Report) -> str:
    """Return the report as HTML; whatever the server said stands in it as text.

    What usually causes a failure, and how to mend it, is told by the catalogue of this version.
    """
    by_number = {exchange["n"]: exchange for exchange in report["exchanges"]}
    sections = [Section(source, entries) for source, entries in words.by_section(report)]
    new = [entry for entry in report["requirements"] if not words.excuse(entry)]
    found = problems({**report, "requirements": new})
    named = _named([*_shown(report), *(problem.finding for problem in found)])
    return _TEMPLATES.get_template("report.html").render(
        report=report,
        style=own(_TEMPLATES, "report.css"),
        script=own(_TEMPLATES, "report.js"),
        levels=[level for level in Level if any(section.at(level) for section in sections)],
        sections=sections,
        documents=[(rfc, list(members)) for rfc, members in groupby(sections, key=lambda each: each.rfc)],
        summary=[(each, report["summary"][each]) for each in PRECEDENCE if report["summary"][each]],
        problems=[(problem, _exhibit(problem.finding, by_number)) for problem in found],
        broken=sum(len(problem.requirements) for problem in found),
        known=[entry for entry in report["requirements"] if words.excuse(entry)],
        baseline=told(report),
        left_behind=words.left_behind(report),
        unsettled=_unsettled(report),
        sheets=[_sheet(exchange) for n, exchange in by_number.items() if n in named],
        catalogue={entry.id: entry for entry in load()},
    )


def _shown(report: Report) -> Iterator[dict[str, Any]]:
    """Yield the findings that are shown of each requirement: the first of those that decided it."""
    for requirement in report["requirements"]:
        yield from words.telling(requirement)[:FINDINGS_SHOWN]


def _named(findings: Iterable[dict[str, Any]]) -> set[int]:
    """Return the numbers of the exchanges that stand on the page because findings on it name them."""
    return {n for finding in findings for n in finding["exchanges"][: words.EXCHANGES_SHOWN]}


def _unsettled(report: Report) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Return what was neither kept nor broken, by verdict and reason: one reason is often that of many."""
    alike: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for verdict in (*words.OPEN, *words.NOT_JUDGED):
        for entry in words.with_verdict(report, verdict):
            alike.setdefault((verdict, entry["reason"]), []).append(entry)
    return [(verdict, reason, entries) for (verdict, reason), entries in alike.items()]


def _sheet(exchange: dict[str, Any], finding: dict[str, Any] | None = None) -> Sheet:
    """Return an exchange to be shown, with the place marked that a finding tells of."""
    answered = exchange["response"]
    request = _readable(exchange["request"]["body"])
    response = _readable(answered["body"]) if answered else ""
    told = place(finding, answered["headers"] if answered else {}, request, response) if finding else Place()
    return Sheet(exchange, excerpt(request, told.request), excerpt(response, told.response), told)


def _exhibit(finding: dict[str, Any], by_number: dict[int, dict[str, Any]]) -> Sheet | None:
    """Return the exchange that shows a finding first, None where the report has none."""
    exchange = by_number.get(finding["exchanges"][0]) if finding["exchanges"] else None
    return _sheet(exchange, finding) if exchange else None


def _readable(body: Body | None) -> str:
    return indent_json(body) if isinstance(body, str) else body_text(body)


_TEMPLATES = environment("conformance.report")
_TEMPLATES.globals.update(
    excuse=words.excuse,
    law_url=words.law_url,
    count=words.count,
    telling=words.telling,
    findings_shown=FINDINGS_SHOWN,
    exchanges_shown=words.EXCHANGES_SHOWN,
)
_TEMPLATES.filters.update(excerpt=excerpt)
