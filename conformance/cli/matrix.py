"""``matrix``: several reports side by side."""

from pathlib import Path

import click

from conformance.cli.several import of_reports, write
from conformance.report.compare.matrix import html, markdown


@click.command("matrix")
@of_reports
def command(reports: tuple[Path, ...], form: str | None, output: Path | None) -> None:
    """Show reports side by side: servers by requirements.

    A REPORT is a report.json, its directory, or a folder with several such directories.
    """
    write("matrix", {"markdown": markdown, "html": html}, reports, form, output)
