"""The traces of a run are judged again without any server."""

import copy

import pytest

from conformance.cli import main
from conformance.replay.offline import rejudge
from conformance.requirements import catalogue, profile
from conformance.requirements.verdicts import Verdict
from conformance.trace.serialization import FILE, read


@pytest.fixture
def recording(saved):
    return read(saved.parent)


@pytest.fixture
def changes(document, recording):
    """Return the requirements whose verdict differs from that in a changed report, with both verdicts."""

    def changes(mutate):
        changed = copy.deepcopy(document)
        mutate(changed)
        found = rejudge(changed, recording, catalogue.load(), profile.load("rfc7644")).changes
        return {change.requirement: (change.was, change.now) for change in found}

    return changes


def test_unchanged_run_gets_the_same_verdicts(saved, capsys):
    assert main(["replay", str(saved), "--offline"]) == 1
    out = capsys.readouterr().out
    assert "->" not in out
    assert "The run was not-conformant, and is not-conformant now." in out


def test_every_finding_is_recreated(document, recording):
    rejudged = rejudge(document, recording, catalogue.load(), profile.load("rfc7644"))
    again = {(each.requirement, each.check, each.scenario): each for each in rejudged.findings}
    written = {
        (entry["id"], finding["check"], finding["scenario"]): finding
        for entry in document["requirements"]
        for finding in entry["findings"]
    }
    assert again.keys() == written.keys()
    for key, finding in written.items():
        assert again[key].verdict == finding["verdict"], key
        assert list(again[key].exchanges) == finding["exchanges"], key


def test_changed_verdict_is_reported(changes):
    def pass_everything(report):
        for entry in report["requirements"]:
            if entry["verdict"] == "fail":
                entry["verdict"] = "pass"

    assert changes(pass_everything)["BULK-3.7.2-03"] == (Verdict.PASS, Verdict.FAIL)


def test_requirements_of_one_version_only_are_reported(changes, document):
    def rename(report):
        report["requirements"][0]["id"] = "BULK-0-0"

    found = changes(rename)
    assert found["BULK-0-0"][1] is None
    assert found[document["requirements"][0]["id"]][0] is None


def test_error_for_a_report_without_traces_names_the_setting(saved, tmp_path, capsys):
    lonely = tmp_path / "report.json"
    lonely.write_bytes(saved.read_bytes())
    assert main(["replay", str(lonely), "--offline"]) == 3
    assert "without --no-traces" in " ".join(capsys.readouterr().err.split())


def test_damaged_traces_are_rejected(saved, tmp_path, capsys):
    (tmp_path / "report.json").write_bytes(saved.read_bytes())
    (tmp_path / FILE).write_bytes((saved.parent / FILE).read_bytes()[:1000])
    assert main(["replay", str(tmp_path), "--offline"]) == 3
    assert "cannot be read" in capsys.readouterr().err


def test_offline_needs_a_report_without_other_arguments(saved, capsys):
    assert main(["replay", str(saved), "http://127.0.0.1:9/v2", "--offline"]) == 3
    assert "Give REPORT alone" in " ".join(capsys.readouterr().err.split())
