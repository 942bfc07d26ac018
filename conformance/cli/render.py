"""The command ``render``."""

from pathlib import Path

import click


@click.command
@click.argument("report_file", metavar="REPORT", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--format",
    "formats",
    multiple=True,
    required=True,
    metavar="NAME",
    help="json, html, junit, markdown, sarif, badge, badge-svg, har, allure, or all; may be repeated.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="PATH", help="Where to; else stdout."
)
def render(report_file: Path, formats: tuple[str, ...], output: Path | None) -> None:
    """Write REPORT, a report.json or its directory, in other forms.

    One form goes to standard output or the file PATH, several go to the directory PATH under the names that
    a run gives them.
    """
    from conformance.commands import render as command

    command.render(report_file, formats, output)
