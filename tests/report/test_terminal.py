import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from conformance.law.verdicts import Verdict
from conformance.report.model import build
from conformance.report.terminal import BLOCK_LIMIT, show

STYLE = re.compile("\x1b\\[[0-9;]*m")


def printed(report, width=100, directory=None, **options):
    stream = io.StringIO()
    show(report, Console(file=stream, width=width, **options), directory)
    return stream.getvalue()


def test_a_failure_is_a_block(make):
    text = printed(build(make.record(findings=[make.finding(verdict=Verdict.FAIL)])))
    for part in (
        "FAIL  BULK-3.7.2-01  A reference to a later operation is resolved",
        "RFC 7644 section 3.7.2, MUST",
        "the id of the created user | 409",
        "bulkId:qwerty",
        "exchange 2",
        "curl -sS -i -X POST",
        "Not conformant: The server breaks 1 requirement.",
    ):
        assert part in text


def test_a_passing_run_prints_no_block_and_says_where_the_report_is(make):
    text = printed(build(make.record()), directory=Path("reports"))
    assert "FAIL" not in text
    assert "Conformant: 1 requirement" in text
    assert "Report: reports/report.html" in text


@pytest.mark.parametrize("width", [40, 100])
def test_nothing_of_the_server_acts_on_the_terminal(hostile, width):
    text = printed(hostile, width, force_terminal=True, color_system="truecolor")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", STYLE.sub("", text))
    text.encode("utf-8")


def test_markup_of_the_server_is_shown_and_not_obeyed(hostile):
    text = printed(hostile, 4000)
    assert "[red]markup[/red]" in text
    assert r"\x1b[31mred" in text


def test_no_color_prints_the_same_words_without_colour(hostile, monkeypatch):
    plain = printed(hostile, force_terminal=False)
    monkeypatch.setenv("NO_COLOR", "1")
    styled = printed(hostile, force_terminal=True, color_system="truecolor")
    assert not re.search("\x1b\\[[0-9;]*(3[0-7]|9[0-7])m", styled)
    assert STYLE.sub("", styled) == plain


def test_lines_keep_to_the_width_but_for_commands(make):
    long = make.finding(verdict=Verdict.FAIL, got="x" * 500, message="word " * 100)
    text = printed(build(make.record(findings=[long])), width=60)
    assert all(len(line) <= 60 for line in text.splitlines() if not line.startswith("  curl"))
    assert any(len(line) > 60 for line in text.splitlines() if line.startswith("  curl"))


def test_many_failures_end_in_a_line_each(make):
    numbers = range(1, BLOCK_LIMIT + 11)
    report = build(
        make.record(
            requirements=[make.requirement(n) for n in numbers],
            findings=[make.finding(n, Verdict.FAIL) for n in numbers],
        )
    )
    text = printed(report)
    assert text.count("Expected") == BLOCK_LIMIT
    assert text.count("FAIL  BULK") == BLOCK_LIMIT + 10


def test_a_huge_value_makes_no_huge_block(make):
    huge = make.finding(verdict=Verdict.FAIL, got="x" * 1_000_000, message="y" * 1_000_000)
    body = b"z" * 4000
    assert len(printed(build(make.record(findings=[huge], exchanges=[make.exchange(2, body=body)])))) < 5000


def test_a_command_too_long_to_paste_is_left_to_the_page(make):
    findings = [make.finding(verdict=Verdict.FAIL)]
    text = printed(build(make.record(findings=findings, exchanges=[make.exchange(2, body=b"z" * 4000)])))
    assert "report.html has it" in text
    assert "curl" not in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"problem": "a check raised KeyError"},
            "Void: The run says nothing about the server: a check raised",
        ),
        ({"interrupted": True}, "The run was interrupted before its end."),
        ({"findings": ()}, "Partial: Nothing was seen to pass, so nothing is proved."),
        ({"leftovers": ["https://scim.example.com/v2/Users/1"]}, "Left behind: https://scim.example.com"),
    ],
)
def test_the_verdict_is_told_in_words(make, changes, said):
    assert said in printed(build(make.record(**changes)), width=200)


def test_a_section_that_was_left_out_has_no_row(make):
    left_out = Verdict.DESELECTED, "the run was narrowed to other requirements"
    text = printed(
        build(
            make.record(
                requirements=[make.requirement(1), make.requirement(2, section="3.14")],
                settled={make.requirement(2).id: left_out},
            )
        )
    )
    assert "RFC 7644 section 3.7.2" in text
    assert "RFC 7644 section 3.14" not in text
