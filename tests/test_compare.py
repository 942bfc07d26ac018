"""``diff``, ``matrix`` and ``trend`` with reports of real runs."""

import json

import pytest

from conformance.cli import main
from conformance.reference.registry import FAULTS
from conformance.reference.server import ReferenceConfig, ReferenceServer
from conformance.run.embedded import introduced
from conformance.run.live import LiveRun
from conformance.settings import Settings

SCENARIOS = ("forward-reference", "ring-of-two-groups", "one-operation-too-many")
BROKEN = {
    "limits-unnamed": {"BULK-3.7.4-05"},
    "ring-loses-an-edge": {"BULK-3.7.1-04"},
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """The directories of narrow runs against the conforming reference server, and against faults."""
    root = tmp_path_factory.mktemp("reports")
    for name in ("clean", *BROKEN):
        faults = () if name == "clean" else (name,)
        with ReferenceServer(ReferenceConfig(faults=faults)) as server:
            settings = Settings(scenario=SCENARIOS, effort="quick", report=root / name)
            live = LiveRun(introduced(settings, server))
            for case in live.cases():
                live.judge(case)
            live.report(live.collect(), interrupted=False)
    return root


@pytest.fixture
def compared(runs, capsys):
    def compare(old, new):
        code = main(["diff", str(runs / old), str(runs / new), "--json"])
        found = json.loads(capsys.readouterr().out)["changes"]
        kinds = {change["kind"] for change in found}
        return code, {
            kind: {change["requirement"] for change in found if change["kind"] == kind} for kind in kinds
        }

    return compare


@pytest.mark.parametrize("fault", BROKEN)
def test_diff_to_a_faulty_run_shows_exactly_its_requirements_as_regressed(compared, fault):
    assert BROKEN[fault] == set(FAULTS[fault].breaks)
    code, found = compared("clean", fault)
    assert (code, found["regressed"]) == (1, BROKEN[fault])
    assert found.keys() <= {"regressed", "changed"}


@pytest.mark.parametrize("fault", BROKEN)
def test_diff_from_a_faulty_run_shows_exactly_its_requirements_as_improved(compared, fault):
    code, found = compared(fault, "clean")
    assert (code, found["improved"]) == (0, BROKEN[fault])
    assert found.keys() <= {"improved", "changed"}


def test_diff_between_two_faults_shows_both(compared):
    first, second = BROKEN
    code, found = compared(first, second)
    assert (code, found["regressed"], found["improved"]) == (1, BROKEN[second], BROKEN[first])


def test_diff_prints_markdown(runs, capsys):
    assert main(["diff", str(runs / "clean" / "report.json"), str(runs / "limits-unnamed")]) == 1
    text = capsys.readouterr().out
    assert text.startswith("# 1 regressed")
    assert "**BULK-3.7.4-05**" in text
    assert "pass → fail" in text


@pytest.mark.parametrize("order", [("clean", "none"), ("none", "clean")])
def test_diff_rejects_a_file_that_is_not_a_report(runs, tmp_path, capsys, order):
    (tmp_path / "none").write_text("{}", encoding="utf-8")
    paths = {"clean": runs / "clean", "none": tmp_path / "none"}
    assert main(["diff", *(str(paths[name]) for name in order)]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "is not a report of scim-conformance. Give the path of a report.json." in err


@pytest.mark.parametrize("command", ["matrix", "trend"])
def test_several_reports_are_written_in_both_formats(runs, tmp_path, capsys, command):
    assert main([command, str(runs), "-o", str(tmp_path / "out")]) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [f"{command}.html", f"{command}.md"]
    assert main([command, str(runs)]) == 0
    assert capsys.readouterr().out == (tmp_path / "out" / f"{command}.md").read_text(encoding="utf-8")
    assert main([command, str(runs), "-o", str(tmp_path / "mine.html")]) == 0
    assert (tmp_path / "mine.html").read_bytes() == (tmp_path / "out" / f"{command}.html").read_bytes()
    for name in ("clean", *BROKEN):
        assert name in (tmp_path / "out" / f"{command}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["matrix", "trend"])
def test_unwritable_output_is_reported(runs, tmp_path, capsys, command):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main([command, str(runs), "-o", str(tmp_path / "file" / "below")]) == 3
    assert "cannot be written" in capsys.readouterr().err
