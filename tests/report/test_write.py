import json
from datetime import UTC, datetime
from xml.etree.ElementTree import parse

import pytest

from conformance.report.formats import BY_RUN, FORMATS, Format
from conformance.report.model import build
from conformance.report.write import write_report


def test_directory_contains_every_format(make, tmp_path):
    report = build(make.record())
    path = write_report(report, tmp_path / "new" / "reports")
    assert path == tmp_path / "new" / "reports" / "report.json"
    assert json.loads(path.read_text(encoding="utf-8")) == report
    names = {entry.name for entry in path.parent.iterdir()}
    assert names == {form.file for form in BY_RUN}
    assert {form.name for form in FORMATS} - {form.name for form in BY_RUN} == {"badge-svg", "har"}


def test_hostile_report_can_be_written_and_read_back(hostile, tmp_path):
    path = write_report(hostile, tmp_path)
    assert json.loads(path.read_text(encoding="utf-8")) == hostile
    parse(tmp_path / "junit.xml")
    for name in ("report.html", "summary.md"):
        assert "\x1b" not in (tmp_path / name).read_text(encoding="utf-8")


def test_report_json_exists_if_another_format_fails(make, tmp_path):
    def fail(report):
        raise TypeError(report["verdict"])

    with pytest.raises(TypeError):
        write_report(build(make.record()), tmp_path, [BY_RUN[0], Format("html", "report.html", fail)])
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_allure_results_of_an_earlier_run_are_deleted(make, tmp_path):
    write_report(build(make.record()), tmp_path)
    mine = tmp_path / "allure-results" / "history.json"
    mine.write_text("[]")
    before = set((tmp_path / "allure-results").iterdir())
    write_report(build(make.record(started=datetime(2025, 3, 2, tzinfo=UTC))), tmp_path)
    after = set((tmp_path / "allure-results").iterdir())
    assert len(after) == len(before)
    assert mine in after
    assert len(after - before) == 1  # the one result, under its new name


def test_older_report_is_replaced(make, tmp_path):
    write_report(build(make.record(seed=1)), tmp_path)
    path = write_report(build(make.record(seed=2)), tmp_path)
    assert json.loads(path.read_text(encoding="utf-8"))["seed"] == 2
