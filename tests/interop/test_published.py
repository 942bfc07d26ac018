"""Each published page is the rendering of its report.json, not edited by hand."""

from functools import cache
from pathlib import Path

from conformance.report.saved import load
from tests.interop.publish import copy_reports, pages

PUBLISHED = Path(__file__).parents[2] / "reports"


@cache
def rendered_pages():
    """Return the text of each page as rendered from the published reports, by its path."""
    return pages(PUBLISHED)


def test_published_pages_match_their_reports():
    rendered = rendered_pages()
    assert {path: (PUBLISHED / path).read_text(encoding="utf-8") for path in rendered} == rendered


def test_published_folder_contains_only_reports_and_pages():
    reports = {file.relative_to(PUBLISHED) for file in PUBLISHED.glob("*/*/report.json")}
    files = {file.relative_to(PUBLISHED) for file in PUBLISHED.rglob("*") if file.is_file()}
    assert reports
    assert files == reports | rendered_pages().keys()


def test_published_reports_are_complete_without_leftovers():
    for file in PUBLISHED.glob("*/*/report.json"):
        report = load(file)
        assert report["verdict"] != "void"
        assert report["leftovers"] == []
        assert not any(entry["verdict"] == "deselected" for entry in report["requirements"])


def test_reports_are_copied_into_the_folder_of_their_version(tmp_path):
    folder = next(PUBLISHED.glob("*/*/report.json")).parent
    copy_reports(folder.parent, tmp_path)
    assert (tmp_path / folder.relative_to(PUBLISHED) / "report.json").read_bytes() == (
        folder / "report.json"
    ).read_bytes()
