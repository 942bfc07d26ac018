"""``render``: a saved report in other formats."""

import json

import pytest

from conformance.cli import main
from conformance.report.formats import FORMATS
from conformance.report.model import build
from conformance.report.write import write_report
from tests.report.conftest import record


@pytest.fixture
def saved(tmp_path):
    """The directory of a saved report."""
    return write_report(build(record()), tmp_path / "saved").parent


def files(directory):
    return {path.relative_to(directory): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def test_rendered_files_equal_those_of_the_run(saved, tmp_path):
    assert main(["render", str(saved), "--format", "all", "-o", str(tmp_path / "again")]) == 0
    again = files(tmp_path / "again")
    written = files(saved)
    assert written.items() <= again.items()
    assert {str(path) for path in again.keys() - written.keys()} == {"badge.svg", "exchanges.har"}


@pytest.mark.parametrize(
    "form", [form for form in FORMATS if not form.is_directory], ids=lambda form: form.name
)
def test_one_format_goes_to_standard_output(saved, capfdbinary, form):
    assert main(["render", str(saved / "report.json"), "--format", form.name]) == 0
    report = json.loads((saved / "report.json").read_text(encoding="utf-8"))
    assert capfdbinary.readouterr().out.decode() == form.make(report)


def test_one_format_goes_to_a_file_or_a_directory(saved, tmp_path):
    assert main(["render", str(saved), "--format", "junit", "-o", str(tmp_path / "mine.xml")]) == 0
    assert main(["render", str(saved), "--format", "junit", "-o", str(tmp_path)]) == 0
    assert (tmp_path / "mine.xml").read_bytes() == (tmp_path / "junit.xml").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--format", "pdf"], "There is no format 'pdf'. Choose one of json, html, "),
        (["--format", "all"], "Name a directory by -o"),
        (["--format", "html", "--format", "sarif"], "Name a directory by -o"),
        (["--format", "allure"], "Name a directory by -o"),
        ([], "Missing option '--format'"),
    ],
)
def test_invalid_options_are_rejected(saved, capsys, arguments, complaint):
    assert main(["render", str(saved), *arguments]) == 3
    assert complaint in capsys.readouterr().err


def test_file_that_is_not_a_report_is_rejected(tmp_path, capsys):
    (tmp_path / "report.json").write_text("{}")
    assert main(["render", str(tmp_path), "--format", "html"]) == 3
    assert "is not a report of scim-conformance" in capsys.readouterr().err


def test_unwritable_output_is_named(saved, capsys):
    assert main(["render", str(saved), "--format", "html", "-o", str(saved / "report.json" / "x")]) == 3
    assert "cannot be written to" in capsys.readouterr().err


def test_help_names_every_format(capsys):
    assert main(["render", "--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert f"{', '.join(form.name for form in FORMATS)}, or all" in shown
