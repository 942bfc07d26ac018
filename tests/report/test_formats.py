"""One table names every form of a report, and each is a function of ``report.json`` alone."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from conformance.report.formats import BY_RUN, FORMATS
from conformance.report.write import write_report

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_names_and_files_are_told_apart():
    assert len({form.name for form in FORMATS}) == len({form.file for form in FORMATS}) == len(FORMATS)


def test_the_document_is_written_first():
    assert BY_RUN[0].file == "report.json"


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_each_follows_from_the_stored_document_alone(form, hostile, tmp_path):
    stored = json.loads(write_report(hostile, tmp_path).read_text(encoding="utf-8"))
    made = form.make(stored)
    assert made == form.make(hostile)
    assert isinstance(made, Mapping) == form.is_directory


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_no_text_acts_on_who_reads_it(form, hostile):
    made = form.make(hostile)
    for text in made.values() if form.is_directory else [made]:
        assert not set(text) & set("\x1b\x00\x07\x9b\u202e\ud800\ufffe\r")
        text.encode()


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_the_readme_tells_of_it(form):
    assert f"| `{form.file}{'/' * form.is_directory}` |" in README
