"""Every report format is in one table and is a function of ``report.json``."""

import io
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from rich.console import Console

from conformance.report.formats import BY_RUN, FORMATS
from conformance.report.github import annotations
from conformance.report.terminal import show
from conformance.report.write import write_report
from conformance.requirements import catalogue, history

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_names_and_files_are_unique():
    assert len({form.name for form in FORMATS}) == len({form.file for form in FORMATS}) == len(FORMATS)


def test_report_json_is_written_first():
    assert BY_RUN[0].file == "report.json"


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_format_is_a_function_of_report_json(form, hostile, tmp_path):
    stored = json.loads(write_report(hostile, tmp_path).read_text(encoding="utf-8"))
    content = form.make(stored)
    assert content == form.make(hostile)
    assert isinstance(content, Mapping) == form.is_directory


@pytest.fixture
def no_catalogue(monkeypatch):
    """Make reading the installed catalogue and its history an error."""

    def refuse():
        raise AssertionError("an output reads the installed catalogue")

    monkeypatch.setattr(catalogue, "load", refuse)
    monkeypatch.setattr(history, "load", refuse)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
@pytest.mark.usefixtures("no_catalogue")
def test_format_needs_no_catalogue(form, hostile):
    assert form.make(hostile)


@pytest.mark.usefixtures("no_catalogue")
def test_terminal_and_annotations_need_no_catalogue(hostile):
    show(hostile, Console(file=io.StringIO()), Path("scim-report"), verbose=True)
    assert list(annotations(hostile))


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_format_contains_no_control_characters(form, hostile):
    content = form.make(hostile)
    for text in content.values() if form.is_directory else [content]:
        assert not set(text) & set("\x1b\x00\x07\x9b\u202e\ud800\ufffe\r")
        text.encode()


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_readme_lists_the_format(form):
    assert f"| `{form.file}{'/' * form.is_directory}` |" in README
