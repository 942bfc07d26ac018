"""Each published page is the rendering of its report.json, not edited by hand."""

from functools import cache
from pathlib import Path

from conformance.report.saved import load
from tests.interop.publish import pages, take_over

PUBLISHED = Path(__file__).parents[2] / "reports"


@cache
def made():
    """Return the text of each page as the published reports make it, by its place."""
    return pages(PUBLISHED)


def test_published_pages_match_their_reports():
    assert {place: (PUBLISHED / place).read_text(encoding="utf-8") for place in made()} == made()


def test_published_folder_contains_nothing_else():
    reports = {file.relative_to(PUBLISHED) for file in PUBLISHED.glob("*/*/report.json")}
    there = {file.relative_to(PUBLISHED) for file in PUBLISHED.rglob("*") if file.is_file()}
    assert reports
    assert there == reports | made().keys()


def test_published_reports_are_complete_without_leftovers():
    for file in PUBLISHED.glob("*/*/report.json"):
        report = load(file)
        assert report["verdict"] != "void"
        assert report["leftovers"] == []
        assert not any(entry["verdict"] == "deselected" for entry in report["requirements"])


def test_reports_are_published_by_version(tmp_path):
    home = next(PUBLISHED.glob("*/*/report.json")).parent
    take_over(home.parent, tmp_path)
    assert (tmp_path / home.relative_to(PUBLISHED) / "report.json").read_bytes() == (
        home / "report.json"
    ).read_bytes()
