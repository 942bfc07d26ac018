"""``report.html``: the whole run as one HTML page without external resources."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from conformance.report import words
from conformance.report.baseline.words import summary_lines
from conformance.report.body import Body, body_text
from conformance.report.causes import Problem
from conformance.report.document import ExchangeEntry, FindingEntry, Report, RequirementEntry
from conformance.report.excerpt import Part, excerpt
from conformance.report.indent import indent_json
from conformance.report.marks import Marks, marks
from conformance.report.pages import environment, own
from conformance.report.triage import triage
from conformance.requirements.verdicts import PRECEDENCE, Level, Verdict

FINDINGS_SHOWN = 3
"""Most findings that are shown for one requirement; the page says how many more are in ``report.json``."""


@dataclass(frozen=True, slots=True)
class Section:
    """The requirements of one section.

    Attributes:
        source: The section, such as ``RFC 7644 section 3.7.2``.
        requirements: The requirements in the order of the report.
    """

    source: str
    requirements: list[RequirementEntry]

    @property
    def rfc(self) -> int:
        """The number of the RFC; 0 for a published contract."""
        return int(self.requirements[0]["rfc"] or 0)

    @property
    def number(self) -> str:
        """The section's number; empty for a published contract."""
        return str(self.requirements[0]["section"]) if self.rfc else ""

    @property
    def title(self) -> str:
        """The title of the section."""
        return words.heading(self.requirements[0])

    @property
    def anchor(self) -> str:
        """The HTML id of the section."""
        return f"section-{self.rfc}-{self.number}" if self.rfc else "section-contract"

    def at(self, level: str) -> list[RequirementEntry]:
        """Return the requirements of one level."""
        return [entry for entry in self.requirements if entry["level"] == level]

    def counted(self, level: str) -> str:
        """Return the number of requirements of one level by verdict, such as ``1 fail, 12 pass``."""
        verdicts = [entry["verdict"] for entry in self.at(level)]
        return ", ".join(f"{verdicts.count(each)} {each}" for each in PRECEDENCE if each in verdicts)


@dataclass(frozen=True, slots=True)
class ExchangeView:
    """One exchange, prepared for the page.

    Attributes:
        exchange: The exchange as in the report.
        request: The body of the request in parts.
        response: The body of the response in parts; empty without a response.
        marks: What is marked in it.
    """

    exchange: ExchangeEntry
    request: list[Part]
    response: list[Part]
    marks: Marks


def html(report: Report) -> str:
    """Return the report as HTML; text from the server is escaped."""
    by_number = {exchange["n"]: exchange for exchange in report["exchanges"]}
    sections = [Section(source, entries) for source, entries in words.by_section(report["requirements"])]
    found = triage(report)
    problems = [*found.to_fix, *found.to_review]
    linked = _linked([*_shown(report), *(problem.finding for problem in problems)])

    def with_exchange(problem: Problem) -> tuple[Problem, ExchangeView | None]:
        return problem, _first_exchange(problem.finding, by_number)

    return _TEMPLATES.get_template("report.html").render(
        report=report,
        style=own(_TEMPLATES, "report.css"),
        script=own(_TEMPLATES, "report.js"),
        levels=[level for level in Level if any(section.at(level) for section in sections)],
        sections=sections,
        documents=[(rfc, list(members)) for rfc, members in groupby(sections, key=lambda each: each.rfc)],
        summary=[(each, report["summary"][each]) for each in PRECEDENCE if report["summary"][each]],
        triage=found,
        to_fix=list(map(with_exchange, found.to_fix)),
        to_review=list(map(with_exchange, found.to_review)),
        baseline=summary_lines(report),
        leftover_lines=words.leftover_lines(report),
        no_result=_by_reason(report, words.OPEN),
        not_tested=_by_reason(report, words.NOT_JUDGED),
        exchanges=[_view(exchange) for n, exchange in by_number.items() if n in linked],
    )


def _shown(report: Report) -> Iterator[FindingEntry]:
    """Yield the findings that the page shows: the first deciding ones of each requirement."""
    for requirement in report["requirements"]:
        yield from words.deciding_findings(requirement)[:FINDINGS_SHOWN]


def _linked(findings: Iterable[FindingEntry]) -> set[int]:
    """Return the numbers of the exchanges to which the findings on the page link."""
    return {n for finding in findings for n in finding["exchanges"][: words.EXCHANGES_SHOWN]}


def _by_reason(
    report: Report, verdicts: Iterable[Verdict]
) -> list[tuple[Verdict, str, list[RequirementEntry]]]:
    """Return the requirements with one of the verdicts, grouped by verdict and reason."""
    groups: dict[tuple[Verdict, str], list[RequirementEntry]] = {}
    for verdict in verdicts:
        for entry in words.with_verdict(report, verdict):
            groups.setdefault((verdict, entry["reason"]), []).append(entry)
    return [(verdict, reason, entries) for (verdict, reason), entries in groups.items()]


def _view(exchange: ExchangeEntry, finding: FindingEntry | None = None) -> ExchangeView:
    """Return an exchange for the page, with the parts marked that show the finding."""
    answer = exchange["response"]
    request = _readable(exchange["request"]["body"])
    response = _readable(answer["body"]) if answer else ""
    evidence = finding.get("evidence", []) if finding else []
    found = marks((each for each in evidence if each["exchange"] == exchange["n"]), request, response)
    return ExchangeView(exchange, excerpt(request, found.request), excerpt(response, found.response), found)


def _first_exchange(finding: FindingEntry, by_number: dict[int, ExchangeEntry]) -> ExchangeView | None:
    """Return the first exchange of a finding; None if the report does not contain it."""
    exchange = by_number.get(finding["exchanges"][0]) if finding["exchanges"] else None
    return _view(exchange, finding) if exchange else None


def _readable(body: Body | None) -> str:
    return indent_json(body) if isinstance(body, str) else body_text(body)


_TEMPLATES = environment("conformance.report")
_TEMPLATES.globals.update(
    known_reason=words.known_reason,
    place=words.place,
    broken_dependencies=words.broken_dependencies,
    section_url=words.section_url,
    count=words.count,
    deciding_findings=words.deciding_findings,
    findings_shown=FINDINGS_SHOWN,
    exchanges_shown=words.EXCHANGES_SHOWN,
)
_TEMPLATES.filters.update(excerpt=excerpt)
