import re

import pytest

from conformance.cli import github
from conformance.report.github import SHOWN, annotations, command
from conformance.report.model import build
from conformance.requirements.verdicts import Verdict

WORKFLOW_COMMAND = re.compile(r"::(error|warning) title=([^:,]*)::(.*)")


@pytest.fixture
def workflow(monkeypatch, tmp_path):
    """Set the environment of a workflow step and return the file of its summary."""
    summary = tmp_path / "summary"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    return summary


def read(line):
    """Return kind, title and message of a workflow command as GitHub decodes them."""
    kind, title, message = WORKFLOW_COMMAND.fullmatch(line).groups()
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        title, message = title.replace(code, character), message.replace(code, character)
    return kind, title, message


def failed(make, *numbers, exchange=None):
    findings = [
        make.finding(n, Verdict.FAIL, message=f"fault {n}", exchanges=(exchange or n,)) for n in numbers
    ]
    everything = [make.exchange(n) for n in range(1, 100)]
    requirements = [make.requirement(n) for n in numbers]
    return build(make.record(requirements=requirements, findings=findings, exchanges=everything))


def test_failure_is_an_error_with_the_next_step(make):
    (line,) = annotations(failed(make, 1))
    kind, title, message = read(line)
    assert (kind, title) == ("error", "fault 1")
    rule = "Rule: BULK-3.7.2-01 A reference to a later operation is resolved (RFC 7644 section 3.7.2, MUST)\n"
    for part in (rule, "Actual: bulkId:qwerty", "How to fix it: scim-conformance explain BULK-3.7.2-01"):
        assert part in message
    assert "curl" not in message


def test_annotation_names_the_place(make):
    (line,) = annotations(make.unjudged())
    assert "\nPlace: exchange 2, operation 1, response /Operations/1/status\n" in read(line)[2]


def test_warning_is_a_warning(make):
    findings = [make.finding(1, Verdict.WARN), make.finding(2)]
    record = make.record(requirements=[make.requirement(1), make.requirement(2)], findings=findings)
    assert [read(line)[:2] for line in annotations(build(record))] == [
        ("warning", "the member was stored as asked")
    ]


def test_run_without_problems_has_no_annotation(make):
    assert list(annotations(build(make.record()))) == []


def test_failures_with_one_root_cause_are_one_annotation(make):
    (line,) = annotations(failed(make, 1, 2, 3, exchange=1))
    assert "Also affects: BULK-3.7.2-02, BULK-3.7.2-03\n" in read(line)[2]


def test_number_of_annotations_is_limited(make):
    report = failed(make, *range(1, SHOWN + 5))
    assert len(list(annotations(report))) == SHOWN


def test_known_failure_has_no_annotation(make):
    report = failed(make, 1, 2)
    report["requirements"][0]["findings"][0]["known"] = {"reason": "old"}
    assert [read(line)[1] for line in annotations(report)] == ["fault 2"]


def test_stale_baseline_is_an_error(make):
    entry = {"requirement": "BULK-3.7.2-01", "check": "c", "state": "passes", "why": "it passes"}
    report = build(make.record()) | {"baseline": {"file": "base.toml", "entries": [entry]}}
    ((kind, title, message),) = map(read, annotations(report))
    assert (kind, title) == ("error", "The baseline is stale")
    assert "Stale: BULK-3.7.2-01" in message


@pytest.mark.parametrize(
    ("changes", "kind", "expected"),
    [({"problem": "a check raised KeyError"}, "error", "Void"), ({"findings": ()}, "warning", "Partial")],
)
def test_void_or_partial_run_is_annotated(make, changes, kind, expected):
    ((found, title, _),) = map(read, annotations(build(make.record(**changes))))
    assert (found, title) == (kind, expected)


def test_server_text_cannot_start_a_workflow_command(hostile):
    for line in annotations(hostile):
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", line)
        assert WORKFLOW_COMMAND.fullmatch(line)


def test_title_and_message_are_escaped():
    line = command("error", "50 %: a, b", "100 %\r\nnext: c, d")
    assert line == "::error title=50 %25%3A a%2C b::100 %25%0D%0Anext: c, d"
    assert read(line) == ("error", "50 %: a, b", "100 %\r\nnext: c, d")


def test_nothing_is_printed_outside_of_a_workflow(make, workflow, monkeypatch, capsys):
    monkeypatch.delenv("GITHUB_ACTIONS")
    with github.commands_stopped():
        github.announce(failed(make, 1))
    github.annotate_error("no server")
    assert capsys.readouterr().out == ""
    assert not workflow.exists()


def test_report_is_appended_to_the_step_summary(make, workflow, capsys):
    workflow.write_text("before\n")
    github.announce(failed(make, 1))
    text = workflow.read_text(encoding="utf-8")
    assert text.startswith("before\n# Not conformant: core\n")
    assert capsys.readouterr().out.startswith("::error title=fault 1")


@pytest.mark.parametrize("full", [True, False])
def test_unwritable_step_summary_is_reported_without_an_error(make, workflow, monkeypatch, capsys, full):
    if full:
        monkeypatch.setattr(github, "SUMMARY_LIMIT", 100)
    else:
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(workflow.parent))
    github.announce(failed(make, 1))
    out, err = capsys.readouterr()
    assert out.startswith("::error")
    assert "no summary" in err
    assert "Read summary.md." in err


@pytest.mark.usefixtures("workflow")
def test_workflow_commands_are_off_while_server_text_is_printed(capsys):
    def interrupted():
        with github.commands_stopped():
            print("::add-mask::a word of the server")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    first, _, last = capsys.readouterr().out.splitlines()
    token = re.fullmatch("::stop-commands::([0-9a-f]{32})", first)[1]
    assert last == f"::{token}::"


@pytest.mark.usefixtures("workflow")
def test_usage_error_is_annotated(capsys):
    github.annotate_error("No server responds at http://127.0.0.1:9.\nStart it.")
    assert capsys.readouterr().out == (
        "::error title=scim-conformance::No server responds at http://127.0.0.1:9.%0AStart it.\n"
    )
