import json
from xml.etree.ElementTree import parse

import pytest

from conformance.report import write
from conformance.report.model import build
from conformance.report.write import write_report


def test_the_directory_holds_every_output(make, tmp_path):
    report = build(make.record())
    path = write_report(report, tmp_path / "new" / "reports")
    assert path == tmp_path / "new" / "reports" / "report.json"
    assert json.loads(path.read_text(encoding="utf-8")) == report
    names = {entry.name for entry in path.parent.iterdir()}
    assert names == {"report.json", "report.html", "junit.xml", "summary.md"}


def test_a_hostile_report_can_be_written_and_read_back(hostile, tmp_path):
    path = write_report(hostile, tmp_path)
    assert json.loads(path.read_text(encoding="utf-8")) == hostile
    parse(tmp_path / "junit.xml")
    for name in ("report.html", "summary.md"):
        assert "\x1b" not in (tmp_path / name).read_text(encoding="utf-8")


def test_the_outputs_follow_from_the_stored_document_alone(hostile, tmp_path):
    stored = write_report(hostile, tmp_path / "first")
    again = write_report(json.loads(stored.read_text(encoding="utf-8")), tmp_path / "second")
    for path in stored.parent.iterdir():
        assert (again.parent / path.name).read_bytes() == path.read_bytes()


def test_the_document_is_there_when_another_output_fails(make, tmp_path, monkeypatch):
    monkeypatch.setattr(write, "WRITERS", {"junit.xml": "no writer"})
    with pytest.raises(TypeError):
        write_report(build(make.record()), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_an_older_report_is_replaced(make, tmp_path):
    write_report(build(make.record(seed=1)), tmp_path)
    path = write_report(build(make.record(seed=2)), tmp_path)
    assert json.loads(path.read_text(encoding="utf-8"))["seed"] == 2
