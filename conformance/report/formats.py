"""Every form that a report takes: its name, the file it is written to, and the function that makes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conformance.report.allure import allure
from conformance.report.badge import badge, badge_svg
from conformance.report.har import har
from conformance.report.html import html
from conformance.report.junit import junit
from conformance.report.markdown import markdown
from conformance.report.model import Report
from conformance.report.sarif import sarif
from conformance.report.text import dump


@dataclass(frozen=True, slots=True)
class Format:
    """One form of a report.

    Attributes:
        name: What ``--format`` takes.
        file: Its file in the directory of the report.
        make: Makes its text of a report, or the texts of its files by their names.
        by_run: Each run writes it.
        is_directory: It is several files, in a directory.
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
"""All forms; ``report.json`` first, so that it is there whatever happens to the rest."""

BY_RUN = tuple(form for form in FORMATS if form.by_run)
"""The forms that each run writes."""
