"""``trend``: the reports of one server in the order of time."""

from pathlib import Path

import click

from conformance.cli.several import of_reports, write
from conformance.report.compare.trend import html, markdown


@click.command("trend")
@of_reports
def command(reports: tuple[Path, ...], form: str | None, output: Path | None) -> None:
    """Show the reports of one server over time.

    The page has the counts by verdict, and the requirements whose verdict changed. A REPORT is a report.json,
    its directory, or a folder with several such directories.
    """
    write("trend", {"markdown": markdown, "html": html}, reports, form, output)
