"""Problems to fix, problems to review and known failures: all formats show the same numbers."""

import io
import re

import pytest
from rich.console import Console

from conformance.report import terminal
from conformance.report.github import annotations
from conformance.report.html import html
from conformance.report.junit import junit
from conformance.report.markdown import markdown
from conformance.report.model import build
from conformance.report.statement.document import Issuer, statement
from conformance.report.statement.page import page
from conformance.report.triage import triage
from conformance.requirements.verdicts import Verdict

FAIL, WARN = Verdict.FAIL, Verdict.WARN
ISSUER = Issuer("Example Ltd", "Example ID", "4.2", "scim@example.com", "2025-03-02T09:00:00+00:00")


@pytest.fixture
def report(make):
    """Three failures with two root causes, three warnings of which one joins a failure, one known failure."""
    exchanges = {1: (1, 2), 2: (1,), 3: (3,), 4: (2,), 5: (5,), 6: (6,), 7: (7,)}
    verdicts = {1: FAIL, 2: FAIL, 3: FAIL, 4: WARN, 5: WARN, 6: WARN, 7: FAIL}
    document = build(
        make.record(
            requirements=[make.requirement(n) for n in verdicts],
            findings=[
                make.finding(n, verdict, message=f"fault {n}", exchanges=exchanges[n])
                for n, verdict in verdicts.items()
            ],
            exchanges=[make.exchange(n) for n in range(1, 41)],
        )
    )
    document["requirements"][6]["findings"][0]["known"] = {"reason": "planned for May"}
    return document


def heading_number(text, title):
    return int(re.search(rf"<h2[^>]*>{title} <span class=\"\w+\">(\d+)</span></h2>", text).group(1))


def test_failures_and_warnings_are_split_by_what_to_do(report):
    found = triage(report)
    assert [[each["id"][-1] for each in problem.requirements] for problem in found.to_fix] == [
        ["1", "2", "4"],
        ["3"],
    ]
    assert [problem.lead["id"][-1] for problem in found.to_review] == ["5", "6"]
    assert [entry["id"][-1] for entry in found.known] == ["7"]
    assert found.sentence == "3 failed and 3 warned requirements: 2 problems to fix and 2 problems to review."


def test_all_formats_show_the_same_number_of_problems(report, tmp_path):
    output = io.StringIO()
    terminal.show(report, Console(file=output, width=200), tmp_path)
    for text in (output.getvalue(), markdown(report)):
        assert "2 problems to fix" in text
        assert "2 problems to review (warnings only)" in text
    shown = html(report)
    assert heading_number(shown, "Problems to fix") == 2
    assert heading_number(shown, "Problems to review") == 2
    assert heading_number(shown, "Known failures") == 1
    assert [line.partition(" ")[0] for line in annotations(report)] == ["::error"] * 2 + ["::warning"] * 2


def test_all_formats_show_the_same_number_of_requirements(report, tmp_path):
    output = io.StringIO()
    terminal.show(report, Console(file=output, width=200), tmp_path)
    assert re.search(r"^all +4 +3 ", output.getvalue(), re.MULTILINE)
    assert "| fail | 4 | 4 |" in markdown(report)
    assert ">4 fail</a>" in html(report)
    assert 'failures="3"' in junit(report)  # without the known one, which is skipped
    shown = page(statement(report, "report.json", "0" * 64, ISSUER, {}))
    assert heading_number(shown, "Failed requirements") == 4
    assert heading_number(shown, "Requirements with warnings") == 3


def test_failed_requirement_with_warnings_is_one_deviation(make):
    findings = [make.finding(1, FAIL, message="fault"), make.finding(1, WARN, message="hint", check="other")]
    shown = page(statement(build(make.record(findings=findings)), "report.json", "0" * 64, ISSUER, {}))
    assert heading_number(shown, "Failed requirements") == 1
    assert "Requirements with warnings" not in shown
    assert "warn: hint" in shown


@pytest.mark.parametrize(
    ("verdicts", "sentence"),
    [
        ({1: Verdict.PASS}, ""),
        ({1: FAIL}, "1 failed requirement: 1 problem to fix."),
        ({1: WARN, 2: WARN}, "2 warned requirements: 1 problem to review."),
    ],
)
def test_sentence_counts_requirements_and_problems(make, verdicts, sentence):
    record = make.record(
        requirements=[make.requirement(n) for n in verdicts],
        findings=[make.finding(n, verdict) for n, verdict in verdicts.items()],
        exchanges=[make.exchange(n) for n in range(1, 41)],
    )
    assert triage(build(record)).sentence == sentence
