import re

import pytest

from conformance.commands import github
from conformance.report.github import SHOWN, annotations, command
from conformance.report.model import build
from conformance.requirements.verdicts import Verdict

WORKFLOW_COMMAND = re.compile(r"::(error|warning) title=([^:,]*)::(.*)")


@pytest.fixture
def workflow(monkeypatch, tmp_path):
    """Make this process a step of a workflow, and return the file of its summary."""
    summary = tmp_path / "summary"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    return summary


def read(line):
    """Return kind, title and message of a workflow command, as GitHub reads it."""
    kind, title, message = WORKFLOW_COMMAND.fullmatch(line).groups()
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        title, message = title.replace(code, character), message.replace(code, character)
    return kind, title, message


def broken(make, *numbers, exchange=None):
    findings = [make.finding(n, Verdict.FAIL, exchanges=(exchange or n,)) for n in numbers]
    everything = [make.exchange(n) for n in range(1, 100)]
    requirements = [make.requirement(n) for n in numbers]
    return build(make.record(requirements=requirements, findings=findings, exchanges=everything))


def test_a_failure_is_an_error_that_tells_the_next_step(make):
    (line,) = annotations(broken(make, 1))
    kind, title, message = read(line)
    assert (kind, title) == ("error", "BULK-3.7.2-01 A reference to a later operation is resolved")
    for part in ("Law: RFC 7644 section 3.7.2, MUST", "Actual: bulkId:qwerty", "explain BULK-3.7.2-01"):
        assert part in message
    assert "curl" not in message


def test_a_warning_is_a_warning(make):
    findings = [make.finding(1, Verdict.WARN), make.finding(2)]
    record = make.record(requirements=[make.requirement(1), make.requirement(2)], findings=findings)
    assert [read(line)[:2] for line in annotations(build(record))] == [
        ("warning", "BULK-3.7.2-01 A reference to a later operation is resolved")
    ]


def test_a_clean_run_is_not_annotated(make):
    assert list(annotations(build(make.record()))) == []


def test_what_one_flaw_breaks_is_one_annotation(make):
    (line,) = annotations(broken(make, 1, 2, 3, exchange=1))
    assert "With it: BULK-3.7.2-02, BULK-3.7.2-03\n" in read(line)[2]


def test_there_are_no_more_than_github_shows(make):
    report = broken(make, *range(1, SHOWN + 5))
    assert len(list(annotations(report))) == SHOWN


def test_what_the_baseline_knows_is_not_annotated(make):
    report = broken(make, 1, 2)
    report["requirements"][0]["findings"][0]["known"] = {"reason": "old"}
    assert [read(line)[1][:13] for line in annotations(report)] == ["BULK-3.7.2-02"]


def test_a_stale_baseline_is_an_error(make):
    entry = {"requirement": "BULK-3.7.2-01", "check": "c", "state": "passes", "why": "it passes"}
    report = build(make.record()) | {"baseline": {"file": "base.toml", "entries": [entry]}}
    ((kind, title, message),) = map(read, annotations(report))
    assert (kind, title) == ("error", "The baseline is stale")
    assert "Stale: BULK-3.7.2-01" in message


@pytest.mark.parametrize(
    ("changes", "kind", "said"),
    [({"problem": "a check raised KeyError"}, "error", "Void"), ({"findings": ()}, "warning", "Partial")],
)
def test_a_run_that_says_too_little_is_annotated(make, changes, kind, said):
    ((found, title, _),) = map(read, annotations(build(make.record(**changes))))
    assert (found, title) == (kind, said)


def test_the_server_cannot_end_a_line_or_begin_a_command(hostile):
    for line in annotations(hostile):
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", line)
        assert WORKFLOW_COMMAND.fullmatch(line)


def test_what_would_end_a_title_or_a_message_is_escaped():
    line = command("error", "50 %: a, b", "100 %\r\nnext: c, d")
    assert line == "::error title=50 %25%3A a%2C b::100 %25%0D%0Anext: c, d"
    assert read(line) == ("error", "50 %: a, b", "100 %\r\nnext: c, d")


def test_nothing_is_announced_elsewhere(make, workflow, monkeypatch, capsys):
    monkeypatch.delenv("GITHUB_ACTIONS")
    with github.unheard():
        github.announce(broken(make, 1))
    github.complain("no server")
    assert capsys.readouterr().out == ""
    assert not workflow.exists()


def test_the_summary_of_the_step_is_added_to(make, workflow, capsys):
    workflow.write_text("before\n")
    github.announce(broken(make, 1))
    text = workflow.read_text(encoding="utf-8")
    assert text.startswith("before\n# Not conformant\n")
    assert capsys.readouterr().out.startswith("::error title=BULK-3.7.2-01")


@pytest.mark.parametrize("full", [True, False])
def test_a_summary_that_cannot_be_written_is_told_and_ends_nothing(make, workflow, monkeypatch, capsys, full):
    if full:
        monkeypatch.setattr(github, "SUMMARY_LIMIT", 100)
    else:
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(workflow.parent))
    github.announce(broken(make, 1))
    out, err = capsys.readouterr()
    assert out.startswith("::error")
    assert "no summary" in err
    assert "Read summary.md." in err


@pytest.mark.usefixtures("workflow")
def test_nobody_listens_while_the_servers_words_are_printed(capsys):
    def interrupted():
        with github.unheard():
            print("::add-mask::a word of the server")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    first, _, last = capsys.readouterr().out.splitlines()
    token = re.fullmatch("::stop-commands::([0-9a-f]{32})", first)[1]
    assert last == f"::{token}::"


@pytest.mark.usefixtures("workflow")
def test_why_nothing_was_tested_is_annotated(capsys):
    github.complain("No server answers at http://127.0.0.1:9.\nStart it.")
    assert capsys.readouterr().out == (
        "::error title=scim-conformance::No server answers at http://127.0.0.1:9.%0AStart it.\n"
    )
