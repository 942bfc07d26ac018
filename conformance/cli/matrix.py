"""The commands ``matrix`` and ``trend``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


def _of_reports(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command any number of reports, and a form to write."""
    options: list[Callable[[Any], Any]] = [
        click.argument(
            "reports",
            metavar="REPORT...",
            nargs=-1,
            required=True,
            type=click.Path(exists=True, path_type=Path),
        ),
        click.option(
            "--format",
            "form",
            type=click.Choice(["markdown", "html"]),
            help="Form to write.  [default: by the end of PATH, else markdown]",
        ),
        click.option(
            "-o",
            "--output",
            type=click.Path(path_type=Path),
            metavar="PATH",
            help="File to write, or directory that gets both forms; without it the text goes to stdout.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.command
@_of_reports
def matrix(reports: tuple[Path, ...], form: str | None, output: Path | None) -> None:
    """Show reports side by side: servers by requirements.

    A REPORT is a report.json, its directory, or a folder with several such directories.
    """
    from conformance.commands import compare

    compare.matrix(reports, form, output)


@click.command
@_of_reports
def trend(reports: tuple[Path, ...], form: str | None, output: Path | None) -> None:
    """Show how one server fares over time: counts by verdict, and which requirements changed when.

    A REPORT is a report.json, its directory, or a folder with several such directories.
    """
    from conformance.commands import compare

    compare.trend(reports, form, output)
