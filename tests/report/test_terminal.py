import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from conformance.report.model import build
from conformance.report.terminal import BLOCK_LIMIT, OTHERS_LIMIT, TABLE_WIDTH, show
from conformance.requirements.verdicts import Verdict

STYLE = re.compile("\x1b\\[[0-9;]*m")


REPLAY = "scim-conformance replay scim-report https://scim.example.com/v2"


def printed(report, width=100, replay="", verbose=False, **options):
    stream = io.StringIO()
    console = Console(file=stream, width=width, **options)
    show(report, console, Path("scim-report"), replay=replay, verbose=verbose)
    return stream.getvalue()


def failing(make, *numbers, verdicts=None, exchanges=None, **changes):
    """Build a report of failures, by default with one exchange each."""
    verdicts, exchanges = verdicts or {}, exchanges or {}
    findings = [
        make.finding(
            n,
            verdicts.get(n, Verdict.FAIL),
            **{"exchanges": exchanges.get(n, (n,)), "message": f"fault {n}", **changes},
        )
        for n in numbers
    ]
    everything = [make.exchange(n) for n in range(1, 4 * len(numbers) + 4)]
    requirements = [make.requirement(n) for n in numbers]
    return build(make.record(requirements=requirements, findings=findings, exchanges=everything))


def test_failure_has_message_rule_values_and_command(make):
    text = printed(build(make.record(findings=[make.finding(verdict=Verdict.FAIL)])))
    for part in (
        "1 problem to fix\n",
        "FAIL  the member was stored as asked\n",
        "Rule      BULK-3.7.2-01 A reference to a later operation is resolved (RFC 7644 section",
        "the id of the created user | 409",
        "bulkId:qwerty",
        "exchange 2",
        "curl -sS -i -X POST",
        "Not conformant: core. Claimed but not judged: bulk. 1 requirement failed.",
    ):
        assert part in text


def test_passing_run_shows_only_verdict_and_report(make):
    text = printed(build(make.record()), replay=REPLAY)
    assert "FAIL" not in text
    assert "Conformant: core. Claimed but not judged: bulk. 1 requirement passed, 0 failed." in text
    assert text.endswith("\nReport   scim-report/report.html\nTarget   https://scim.example.com/v2\n")


def test_most_important_lines_come_last(make):
    report = failing(make, 1, 2, 3, verdicts={1: Verdict.WARN, 2: Verdict.INCONCLUSIVE})
    text = printed(report)
    order = ("by section", "INCONCLUSIVE", "WARN", "to fix", "FAIL", "Not conformant", "Report ", "Explain ")
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_failures_with_one_root_cause_are_one_problem(make):
    text = printed(failing(make, 1, 2, 3, exchanges={1: (1, 2), 2: (2,), 3: (3,)}))
    assert "2 problems to fix, the most severe last" in text
    assert text.count("Expected") == 2
    assert text.index("FAIL  fault 3") < text.index("FAIL  fault 1")
    assert "  Also affects  FAIL  BULK-3.7.2-02  A reference to a later operation is resolved" in text
    assert "Explain  scim-conformance explain BULK-3.7.2-01 BULK-3.7.2-03\n" in text


def test_known_failure_is_one_line_and_joins_no_problem(make):
    report = failing(make, 1, 2, exchanges={1: (1, 2), 2: (2,)})
    report["requirements"][0]["findings"][0]["known"] = {"reason": "to be fixed in May"}
    text = printed(report)
    assert "Known failures (baseline)\nFAIL  fault 1" in text
    assert "Known: to be fixed in May" in text
    assert "1 problem to fix\n\nFAIL  fault 2" in text
    assert text.count("Expected") == 1
    assert "Also affects" not in text
    assert "Explain  scim-conformance explain BULK-3.7.2-02\n" in text


def test_problem_lists_a_limited_number_of_requirements(make):
    numbers = range(1, OTHERS_LIMIT + 6)
    text = printed(failing(make, *numbers, exchanges=dict.fromkeys(numbers, (1,))))
    assert text.count("FAIL") == 1 + OTHERS_LIMIT
    assert "and 4 other requirements" in text


def test_verbose_run_lists_all_requirements_with_cause_and_fix(make):
    report = failing(make, 1, 2, verdicts={2: Verdict.PASS})
    report["requirements"][0] |= {"cause": "It is not replaced.", "fix": "Replace it."}
    text = " ".join(printed(report, 4000, verbose=True).split())
    assert "PASS BULK-3.7.2-02" in text
    assert "Cause It is not replaced. Fix Replace it." in text
    quiet = printed(report)
    assert "PASS" not in quiet
    assert "Fix " not in quiet


def test_requirement_outside_of_the_catalogue_is_shown(make):
    stranger = make.requirement(1, id="BULK-9.9-99")
    findings = [make.finding(requirement="BULK-9.9-99", verdict=Verdict.FAIL)]
    text = printed(build(make.record(requirements=[stranger], findings=findings)), verbose=True)
    assert "Rule      BULK-9.9-99" in text
    assert "Cause" not in text


@pytest.mark.parametrize("width", [20, 40, 100])
def test_server_text_cannot_control_the_terminal(hostile, width):
    text = printed(hostile, width, force_terminal=True, color_system="truecolor")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", STYLE.sub("", text))
    text.encode("utf-8")


def test_rich_markup_of_the_server_is_shown_as_text(hostile):
    text = printed(hostile, 4000)
    assert "[red]markup[/red]" in text
    assert r"\x1b[31mred" in text


def test_no_color_prints_the_same_text(hostile, monkeypatch):
    plain = printed(hostile, force_terminal=False)
    monkeypatch.setenv("NO_COLOR", "1")
    styled = printed(hostile, force_terminal=True, color_system="truecolor")
    assert not re.search("\x1b\\[[0-9;]*(3[0-7]|9[0-7])m", styled)
    assert STYLE.sub("", styled) == plain


@pytest.mark.parametrize("background", ["light", "dark"])
def test_colours_are_readable_on_any_background(hostile, background):
    unreadable = {"light": {32, 33, 36, 37, 92, 93, 96, 97}, "dark": {30, 34, 90, 94}}[background]
    text = printed(hostile, force_terminal=True, color_system="standard")
    styles = [set(map(int, style[2:-1].split(";"))) for style in set(STYLE.findall(text)) if style[2:-1]]
    assert any(style & set(range(40, 48)) for style in styles), "no style has a background colour"
    assert [style for style in styles if style & unreadable and not style & set(range(40, 48))] == []


@pytest.mark.parametrize(("name", "coloured"), [("FORCE_COLOR", True), ("UNRELATED", False)])
def test_pipe_gets_colour_only_if_forced(make, monkeypatch, name, coloured):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv(name, "1")
    assert bool(STYLE.search(printed(failing(make, 1)))) == coloured


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("replay", [REPLAY, ""])
def test_lines_fit_the_width_except_commands(make, width, replay):
    report = failing(make, 1, 2, 3, verdicts={3: Verdict.WARN}, got="x" * 500, message="word " * 100)
    lines = printed(report, width, replay, verbose=True).splitlines()
    command = re.compile(r"  curl |  scim-conformance |Explain |Replay ")
    assert [line for line in lines if len(line) > width and not command.match(line)] == []
    assert any(line.startswith("  curl") and line.endswith("'") and len(line) > 120 for line in lines)


def test_table_is_left_out_on_a_narrow_terminal(make):
    report = build(make.record())
    assert "RFC 7644 section 3.7.2 " in printed(report, TABLE_WIDTH)
    assert "section" not in printed(report, TABLE_WIDTH - 1)


def test_further_problems_get_one_line_each(make):
    text = printed(failing(make, *range(1, BLOCK_LIMIT + 11)))
    assert text.count("Expected") == BLOCK_LIMIT
    assert text.count("FAIL  fault") == BLOCK_LIMIT + 10
    assert text.index(f"FAIL  fault {BLOCK_LIMIT + 1}\n") < text.index("Expected")


def test_long_values_are_cut(make):
    huge = make.finding(verdict=Verdict.FAIL, got="x" * 1_000_000, message="y" * 1_000_000)
    body = b"z" * 4000
    assert len(printed(build(make.record(findings=[huge], exchanges=[make.exchange(2, body=body)])))) < 5000


def test_long_curl_command_is_replaced_by_a_replay_command(make):
    findings = [make.finding(verdict=Verdict.FAIL)]
    report = build(make.record(findings=findings, exchanges=[make.exchange(2, body=b"z" * 4000)]))
    text = printed(report, 60, REPLAY)
    assert f"\n  {REPLAY} --exchange 2\n" in text
    assert f"\nReplay   {REPLAY}  # add the options of this run\n" in text
    assert "curl" not in text
    alone = printed(report)
    assert "see this requirement in report.html" in alone
    assert "replay" not in alone


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"problem": "a check raised KeyError"},
            "Void. The run says nothing about the server: a check raised",
        ),
        ({"interrupted": True}, "The run did not come to its end."),
        ({"findings": ()}, "No requirement passed, so nothing is proved."),
        ({"leftovers": ["https://scim.example.com/v2/Users/1"]}, "Not deleted: https://scim.example.com"),
        ({"leftovers": ["https://scim.example.com/v2/Users/1"]}, "scim-conformance sweep"),
    ],
)
def test_verdict_is_explained_in_a_sentence(make, changes, expected):
    assert expected in printed(build(make.record(**changes)), width=200)


def test_leftovers_with_the_same_reason_are_one_line(make):
    shown = [f"/Users/{n} scimconf-{n}: GET after DELETE returned HTTP 200" for n in range(200)]
    refused = ["/Groups/1 scimconf-g: DELETE got HTTP 500"]
    text = printed(build(make.record(leftovers=[*shown, *refused])), width=200)
    lines = [line.strip() for line in text.splitlines() if "Not deleted" in line]
    assert lines == [
        "Not deleted: 200 resources: GET after DELETE returned HTTP 200 "
        "(/Users/0 scimconf-0, /Users/1 scimconf-1, /Users/2 scimconf-2, 197 others)",
        "Not deleted: /Groups/1 scimconf-g: DELETE got HTTP 500",
    ]


def test_deselected_section_has_no_row(make):
    left_out = Verdict.DESELECTED, "the run selected other requirements"
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


def test_place_of_a_failure_is_named(make):
    text = " ".join(printed(make.unjudged()).split())
    assert "Place exchange 2, operation 1, response /Operations/1/status" in text


@pytest.mark.parametrize("many", [False, True])
def test_inconclusive_requirement_names_what_must_be_fixed_first(make, many):
    report = make.unjudged()
    open_entry = report["requirements"][1]
    report["requirements"] += [{**open_entry, "id": f"BULK-3.7.2-{n:02}"} for n in range(3, 7) if many]
    text = printed(report)
    assert "INCONCLUSIVE  5 requirements: no status came" * many in text
    assert text.count("Fix BULK-3.7.2-01 first.") == 1


def test_failure_names_what_must_be_fixed_first(make):
    text = printed(failing(make, 1, 2, depends_on=("BULK-3.7.2-01", "BULK-3.7.2-09")))
    assert re.findall(r"Fix first +(\S+(?: \S+)*)", text) == ["BULK-3.7.2-01"]
