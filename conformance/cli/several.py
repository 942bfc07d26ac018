"""Commands that read several reports and write one page about them."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from conformance.report.compare.sources import Source, gather
from conformance.report.saved import ReportError
from conformance.report.write import write_text

_SUFFIXES = {"markdown": ".md", "html": ".html"}

Writers = Mapping[str, Callable[[Sequence[Source]], str]]
"""The functions that make the page, by the name of its format."""


def of_reports(command: Callable[..., None]) -> Callable[..., None]:
    """Add the arguments of such a command: any number of reports, a format, and an output."""
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
            help="Format to write.  [default: by the suffix of PATH, else markdown]",
        ),
        click.option(
            "-o",
            "--output",
            type=click.Path(path_type=Path),
            metavar="PATH",
            help="File to write, or directory for both formats; without it the page goes to stdout.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def write(name: str, writers: Writers, paths: Sequence[Path], form: str | None, output: Path | None) -> None:
    """Write the page of a command.

    Args:
        name: Name of the command, and of its files.
        writers: What makes the page.
        paths: Reports, their directories, or folders with several of these.
        form: ``markdown`` or ``html``; None decides by the suffix of the output.
        output: A file, or a directory that gets both formats; None for standard output.

    Raises:
        click.ClickException: A file is not a report, or the output cannot be written.
    """
    try:
        found = gather(paths)
    except ReportError as error:
        raise click.ClickException(str(error)) from None
    for why in found.skipped:
        print(f"Left out: {why}", file=sys.stderr)
    if output is None:
        click.echo(writers[form or "markdown"](found.sources), nl=False)
        return
    try:
        for file, each in _files(name, form, output).items():
            write_text(file, writers[each](found.sources))
    except OSError as error:
        raise click.ClickException(f"{str(output)!r} cannot be written: {error.strerror}.") from None


def _files(name: str, form: str | None, output: Path) -> dict[Path, str]:
    """Return the files to write with the format of each.

    Raises:
        OSError: The directory cannot be made.
    """
    if output.suffix and not output.is_dir():
        by_suffix = {suffix: each for each, suffix in _SUFFIXES.items()}
        return {output: form or by_suffix.get(output.suffix.lower(), "markdown")}
    output.mkdir(parents=True, exist_ok=True)
    return {output / f"{name}{suffix}": each for each, suffix in _SUFFIXES.items() if form in (None, each)}
