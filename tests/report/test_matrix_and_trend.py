"""Several reports: loaded from files and folders, compared in a matrix and as a trend."""

import json
import re
from html.parser import HTMLParser

import pytest

from conformance.report.compare import matrix, trend
from conformance.report.compare.sources import Source, gather
from conformance.report.model import build
from conformance.report.saved import ReportError
from conformance.report.text import dump
from conformance.requirements.verdicts import Verdict

PASS, FAIL, WARN = Verdict.PASS, Verdict.FAIL, Verdict.WARN


@pytest.fixture
def report(make):
    """Build a report from verdicts by the number of the requirement."""

    def report(day=1, sections=None, **changes):
        verdicts = changes.pop("verdicts")
        requirements = [make.requirement(n, **(sections or {}).get(n, {})) for n in verdicts]
        findings = [make.finding(n, verdict) for n, verdict in verdicts.items()]
        document = build(make.record(requirements=requirements, findings=findings, **changes))
        return document | {"started": f"2027-03-{day:02}T12:00:00+00:00"}

    return report


@pytest.fixture
def sources(report):
    return [
        Source("one", report(1, verdicts={1: PASS, 2: FAIL, 3: PASS})),
        Source("two", report(2, verdicts={1: PASS, 2: PASS, 3: WARN})),
        Source("three", report(3, verdicts={1: PASS, 3: FAIL, 4: PASS}, catalogue_version="2")),
    ]


class Page(HTMLParser):
    """The table cells and texts of a page, and everything that would load a resource or run a script."""

    def __init__(self, text):
        super().__init__()
        self.rows, self.scopes, self.loads, self.texts = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.scopes.append(named.get("scope"))
        self.loads += [tag] if tag in ("script", "img", "link", "iframe") else []
        self.loads += [name for name in named if name in ("src", "href", "style") and named[name][:1] != "#"]
        self.loads += [name for name in named if name.startswith("on")]

    def handle_data(self, data):
        self.texts.append(data)
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] = f"{self.rows[-1][-1]} {data.strip()}".strip()


def test_matrix_contains_all_requirements_in_catalogue_order(sources):
    [group] = matrix.groups(sources)
    assert [(row.requirement["id"][-2:], row.verdicts, row.differs) for row in group.rows] == [
        ("01", (PASS, PASS, PASS), False),
        ("02", (FAIL, PASS, None), True),
        ("03", (PASS, WARN, FAIL), True),
        ("04", (None, None, PASS), True),
    ]


def test_matrix_is_grouped_by_section(report):
    later = {"section": "3.12", "lines": (3900, 3901)}
    contract = {"rfc": None, "section": "contract", "lines": None}
    document = report(sections={1: contract, 2: later}, verdicts={1: PASS, 2: PASS, 3: PASS})
    found = matrix.groups([Source("one", document)])
    assert [group.source for group in found] == [
        "RFC 7644 section 3.7.2",
        "RFC 7644 section 3.12",
        "Published contract",
    ]


def test_markdown_matrix_is_a_table_of_verdicts(sources):
    text = matrix.markdown(sources)
    assert "The verdicts differ for 3 of 4 requirements." in text
    assert "| requirement | one | two | three |" in text
    assert re.search(r"\*\*BULK-3\.7\.2-02\*\* MUST .* \| \*\*fail\*\* \| pass \| absent \|", text)
    assert "Different versions of the catalogue (1 \\| 2)" in text
    assert "Different targets" not in text


def test_html_matrix_has_header_cells_and_no_external_resources(sources):
    page = Page(matrix.html(sources))
    assert page.rows[0] == ["", "one", "two", "three"]
    rows = {row[0].split()[0]: row[1:] for row in page.rows if row[0].startswith("BULK")}
    assert rows["BULK-3.7.2-02"] == ["fail", "pass", "absent"]
    assert rows["BULK-3.7.2-03"] == ["pass", "warn", "fail"]
    assert page.scopes.count("col") == len(sources)
    assert page.scopes.count("row") == len(rows) + len(matrix.counts(sources))
    assert page.loads == []


def test_trend_is_ordered_by_start(sources):
    shuffled = [sources[2], sources[0], sources[1]]
    assert [source.name for source in trend.by_start(shuffled)] == ["one", "two", "three"]
    latest, first = trend.steps(shuffled)
    assert (latest.source.name, latest.summary) == ("three", "1 regressed, 1 new, 1 gone")
    assert (first.source.name, first.summary) == ("two", "1 regressed, 1 improved")


def test_markdown_trend_shows_counts_and_changes(sources):
    text = trend.markdown(sources)
    assert "| started | report | verdict | fail | warn | pass |" in text
    assert "| 2027-03-02T12:00:00+00:00 | two | Conformant, with warnings: core | 0 | 1 | 2 |" in text
    assert "regressed: **BULK-3.7.2-03** A reference to a later operation is resolved: warn → fail" in text
    assert text.index("2027-03-03") < text.index("gone: **BULK-3.7.2-02**")


def test_html_trend_draws_counts_without_external_resources(sources):
    text = trend.html(sources)
    page = Page(text)
    assert page.loads == []
    assert 'aria-label="fail by run: 1, 0, 1"' in text
    heights = re.search(r'class="curve fail".*?</svg>', text, re.DOTALL).group()
    assert re.findall(r' height="([\d.]+)"', heights) == ["100.0", "0.0", "100.0"]
    assert ["1 March 2027, 12:00 UTC", "one", "Not conformant: core", "1", "0", "2"] in page.rows


@pytest.mark.parametrize("make_page", [matrix.html, trend.html])
def test_hostile_text_is_escaped(hostile, make_page):
    text = make_page([Source("<script>alert(1)</script>", hostile), Source("other", hostile)])
    page = Page(text)
    assert page.loads == []
    assert "<img" not in text
    assert "\x1b" not in text
    assert "default-src 'none'" in text


@pytest.fixture
def folder(tmp_path, report):
    """A folder with reports at several depths, and with a JSON file that is not a report."""
    for name, day in (("a/run", 1), ("b/run", 2), ("c", 3)):
        directory = tmp_path / "all" / name
        directory.mkdir(parents=True)
        (directory / "report.json").write_text(dump(report(day, verdicts={1: PASS})), encoding="utf-8")
        (directory / "badge.json").write_text("{}", encoding="utf-8")
    (tmp_path / "all" / "monday.json").write_text(dump(report(4, verdicts={1: FAIL})), encoding="utf-8")
    (tmp_path / "all" / "other.json").write_text("{}", encoding="utf-8")
    return tmp_path / "all"


def test_reports_in_a_folder_have_unique_names(folder):
    found = gather([folder])
    assert [source.name for source in found.sources] == ["a/run", "b/run", "c", "monday"]
    assert [source.report["exchanges"] for source in found.sources] == [[]] * 4
    assert len(found.skipped) == 1
    assert "other.json" in found.skipped[0]


def test_report_that_is_given_twice_is_loaded_once(folder):
    found = gather([folder / "monday.json", folder / "a" / "run", folder / "a" / "run" / "report.json"])
    assert [source.name for source in found.sources] == ["monday", "run"]


def test_invalid_report_is_rejected(folder, tmp_path):
    with pytest.raises(ReportError, match=r"other\.json' is not a report"):
        gather([folder / "other.json"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReportError, match="No report was found"):
        gather([tmp_path / "empty"])
    (folder / "c" / "report.json").write_text(json.dumps({"suite": {}}), encoding="utf-8")
    with pytest.raises(ReportError, match="c/report"):
        gather([folder])


def test_section_heading_has_the_title_if_the_report_contains_it(report):
    old = report(verdicts={1: PASS})
    for entry in old["requirements"]:
        del entry["section_title"]
    new = report(sections={1: {"section_title": "bulkId references"}}, verdicts={1: PASS})
    headed = {
        name: [line for line in matrix.markdown([Source(name, each)]).splitlines() if line.startswith("## ")]
        for name, each in (("old", old), ("new", new))
    }
    assert headed == {
        "old": ["## RFC 7644 section 3.7.2"],
        "new": ["## RFC 7644 section 3.7.2: bulkId references"],
    }
