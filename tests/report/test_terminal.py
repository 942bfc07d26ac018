import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from conformance.report.model import build
from conformance.report.terminal import BLOCK_LIMIT, OTHERS_LIMIT, TABLE_WIDTH, show
from conformance.requirements import catalogue
from conformance.requirements.verdicts import Verdict

STYLE = re.compile("\x1b\\[[0-9;]*m")


REPLAY = "scim-conformance replay scim-report https://scim.example.com/v2"


def printed(report, width=100, replay="", verbose=False, **options):
    stream = io.StringIO()
    console = Console(file=stream, width=width, **options)
    show(report, console, Path("scim-report"), replay=replay, verbose=verbose)
    return stream.getvalue()


def failing(make, *numbers, verdicts=None, exchanges=None, **changes):
    """Build a report of failures, each shown by an exchange of its own unless told otherwise."""
    verdicts, exchanges = verdicts or {}, exchanges or {}
    findings = [
        make.finding(n, verdicts.get(n, Verdict.FAIL), exchanges=exchanges.get(n, (n,)), **changes)
        for n in numbers
    ]
    everything = [make.exchange(n) for n in range(1, 4 * len(numbers) + 4)]
    requirements = [make.requirement(n) for n in numbers]
    return build(make.record(requirements=requirements, findings=findings, exchanges=everything))


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
    text = printed(build(make.record()), replay=REPLAY)
    assert "FAIL" not in text
    assert "Conformant: 1 requirement" in text
    assert text.endswith("\nReport   scim-report/report.html\n")


def test_what_matters_most_comes_last(make):
    report = failing(make, 1, 2, 3, verdicts={1: Verdict.WARN, 2: Verdict.INCONCLUSIVE})
    text = printed(report)
    order = ("by section", "INCONCLUSIVE", "WARN", "To mend", "FAIL", "Not conformant", "Report ", "Explain ")
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_what_breaks_in_the_same_exchanges_is_one_block(make):
    text = printed(failing(make, 1, 2, 3, exchanges={1: (1, 2), 2: (2,), 3: (3,)}))
    assert "To mend: 2 problems, the gravest last" in text
    assert text.count("Expected") == 2
    assert text.index("FAIL  BULK-3.7.2-03") < text.index("FAIL  BULK-3.7.2-01")
    assert "  With it   FAIL  BULK-3.7.2-02  A reference to a later operation is resolved" in text
    assert "Explain  scim-conformance explain BULK-3.7.2-01 BULK-3.7.2-03\n" in text


def test_what_the_baseline_knows_is_a_line_and_what_is_new_leads(make):
    report = failing(make, 1, 2, exchanges={1: (1, 2), 2: (2,)})
    report["requirements"][0]["findings"][0]["known"] = {"reason": "to be mended in May"}
    text = printed(report)
    assert "Known by the baseline\nFAIL  BULK-3.7.2-01" in text
    assert "Known: to be mended in May" in text
    assert "To mend: 1 problem\n\nFAIL  BULK-3.7.2-02" in text
    assert text.count("Expected") == 1
    assert "With it" not in text
    assert "Explain  scim-conformance explain BULK-3.7.2-02\n" in text


def test_a_problem_that_breaks_much_names_some_of_it(make):
    numbers = range(1, OTHERS_LIMIT + 6)
    text = printed(failing(make, *numbers, exchanges=dict.fromkeys(numbers, (1,))))
    assert text.count("FAIL") == 1 + OTHERS_LIMIT
    assert "and 4 other requirements" in text


def test_a_verbose_run_tells_every_requirement_and_how_to_mend_what_failed(make):
    report = failing(make, 1, 2, verdicts={2: Verdict.PASS})
    text = " ".join(printed(report, 4000, verbose=True).split())
    entry = catalogue.load()["BULK-3.7.2-01"]
    assert "PASS BULK-3.7.2-02" in text
    assert f"Cause {entry.cause} Mend {entry.fix}" in text
    quiet = printed(report)
    assert "PASS" not in quiet
    assert "Mend " not in quiet


def test_a_requirement_that_the_catalogue_does_not_have_is_shown_all_the_same(make):
    stranger = make.requirement(1, id="BULK-9.9-99")
    findings = [make.finding(requirement="BULK-9.9-99", verdict=Verdict.FAIL)]
    text = printed(build(make.record(requirements=[stranger], findings=findings)), verbose=True)
    assert "FAIL  BULK-9.9-99" in text
    assert "Cause" not in text


@pytest.mark.parametrize("width", [20, 40, 100])
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


@pytest.mark.parametrize("background", ["light", "dark"])
def test_a_colour_can_be_read_on_any_background(hostile, background):
    unreadable = {"light": {32, 33, 36, 37, 92, 93, 96, 97}, "dark": {30, 34, 90, 94}}[background]
    text = printed(hostile, force_terminal=True, color_system="standard")
    styles = [set(map(int, style[2:-1].split(";"))) for style in set(STYLE.findall(text)) if style[2:-1]]
    assert any(style & set(range(40, 48)) for style in styles), "nothing has a ground of its own"
    assert [style for style in styles if style & unreadable and not style & set(range(40, 48))] == []


@pytest.mark.parametrize(("name", "coloured"), [("FORCE_COLOR", True), ("UNRELATED", False)])
def test_a_pipe_gets_colour_only_where_it_is_forced(make, monkeypatch, name, coloured):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv(name, "1")
    assert bool(STYLE.search(printed(failing(make, 1)))) == coloured


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("replay", [REPLAY, ""])
def test_lines_keep_to_the_width_but_for_what_is_copied(make, width, replay):
    report = failing(make, 1, 2, 3, verdicts={3: Verdict.WARN}, got="x" * 500, message="word " * 100)
    lines = printed(report, width, replay, verbose=True).splitlines()
    copied = re.compile(r"  curl |  scim-conformance |Explain |Replay ")
    assert [line for line in lines if len(line) > width and not copied.match(line)] == []
    assert any(line.startswith("  curl") and line.endswith("'") and len(line) > 120 for line in lines)


def test_a_table_that_would_not_fit_is_left_out(make):
    report = build(make.record())
    assert "RFC 7644 section 3.7.2 " in printed(report, TABLE_WIDTH)
    assert "section" not in printed(report, TABLE_WIDTH - 1)


def test_many_problems_begin_with_a_line_each(make):
    text = printed(failing(make, *range(1, BLOCK_LIMIT + 11)))
    assert text.count("Expected") == BLOCK_LIMIT
    assert text.count("FAIL  BULK") == BLOCK_LIMIT + 10
    assert text.index(f"FAIL  BULK-3.7.2-{BLOCK_LIMIT + 1}") < text.index("Expected")


def test_a_huge_value_makes_no_huge_block(make):
    huge = make.finding(verdict=Verdict.FAIL, got="x" * 1_000_000, message="y" * 1_000_000)
    body = b"z" * 4000
    assert len(printed(build(make.record(findings=[huge], exchanges=[make.exchange(2, body=body)])))) < 5000


def test_a_command_too_long_to_paste_is_a_replay_of_the_exchange(make):
    findings = [make.finding(verdict=Verdict.FAIL)]
    report = build(make.record(findings=findings, exchanges=[make.exchange(2, body=b"z" * 4000)]))
    text = printed(report, 60, REPLAY)
    assert f"\n  {REPLAY} --exchange 2\n" in text
    assert f"\nReplay   {REPLAY}  # and the options of this run\n" in text
    assert "curl" not in text
    alone = printed(report)
    assert "report.html has it" in alone
    assert "replay" not in alone


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"problem": "a check raised KeyError"},
            "Void: The run says nothing about the server: a check raised",
        ),
        ({"interrupted": True}, "The run did not come to its end."),
        ({"findings": ()}, "Partial: Nothing was seen to pass, so nothing is proved."),
        ({"leftovers": ["https://scim.example.com/v2/Users/1"]}, "Left behind: https://scim.example.com"),
        ({"leftovers": ["https://scim.example.com/v2/Users/1"]}, "scim-conformance sweep"),
    ],
)
def test_the_verdict_is_told_in_words(make, changes, said):
    assert said in printed(build(make.record(**changes)), width=200)


def test_what_is_left_behind_for_one_reason_is_one_line_with_a_few_names(make):
    kept = [f"/Users/{n} scimconf-{n}: it is still shown after DELETE" for n in range(200)]
    refused = ["/Groups/1 scimconf-g: DELETE answered 500"]
    text = printed(build(make.record(leftovers=[*kept, *refused])), width=200)
    lines = [line.strip() for line in text.splitlines() if "Left behind" in line]
    assert lines == [
        "Left behind: 200 resources: it is still shown after DELETE "
        "(/Users/0 scimconf-0, /Users/1 scimconf-1, /Users/2 scimconf-2, 197 others)",
        "Left behind: /Groups/1 scimconf-g: DELETE answered 500",
    ]


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
