"""All report formats: their names, their files and the functions that write them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conformance.report.allure import allure
from conformance.report.badge import badge, badge_svg
from conformance.report.document import Report
from conformance.report.har import har
from conformance.report.html import html
from conformance.report.junit import junit
from conformance.report.markdown import markdown
from conformance.report.sarif import sarif
from conformance.report.text import dump


@dataclass(frozen=True, slots=True)
class Format:
    """One report format.

    Attributes:
        name: The value of ``--format``.
        file: Its file or directory in the report directory.
        make: Returns its text for a report, or the texts of its files by name.
        by_run: True if each run writes it.
        is_directory: True if it is a directory with several files.
    """

    name: str
    file: str
    make: Callable[[Report], str | Mapping[str, str]]
    by_run: bool = True
    is_directory: bool = False


FORMATS = (
    Format("json", "report.json", dump),
    Format("html", "report.html", html),
    Format("junit", "junit.xml", junit),
    Format("markdown", "summary.md", markdown),
    Format("sarif", "report.sarif", sarif),
    Format("badge", "badge.json", badge),
    Format("badge-svg", "badge.svg", badge_svg, by_run=False),
    Format("har", "exchanges.har", har, by_run=False),
    Format("allure", "allure-results", allure, is_directory=True),
)
"""All formats. ``report.json`` is written first, so that it exists even if another format fails."""

BY_RUN = tuple(form for form in FORMATS if form.by_run)
"""The formats that each run writes."""
