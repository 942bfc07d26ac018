"""``render``: a saved report in other formats."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from conformance.report.document import Report
from conformance.report.formats import FORMATS, Format
from conformance.report.saved import ReportError, load
from conformance.report.write import write_report, write_text

ALL = "all"


@click.command("render")
@click.argument("report_file", metavar="REPORT", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--format",
    "formats",
    multiple=True,
    required=True,
    metavar="NAME",
    help=f"{', '.join(form.name for form in FORMATS)}, or {ALL}. May be repeated.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="File or directory to write; without it one format goes to standard output.",
)
def command(report_file: Path, formats: tuple[str, ...], output: Path | None) -> None:
    """Write REPORT, a report.json or its directory, in other formats.

    One format goes to standard output or to the file PATH. Several formats go to the directory PATH, under
    the names that a run gives them.
    """
    chosen = _chosen(formats)
    if output is None and (len(chosen) > 1 or chosen[0].is_directory):
        raise click.UsageError("Several files cannot go to standard output. Name a directory by -o.")
    try:
        _write(load(report_file), chosen, output)
    except ReportError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        place = "standard output" if output is None else repr(str(output))
        raise click.ClickException(f"{place} cannot be written to: {error.strerror}.") from None


def _write(report: Report, formats: Sequence[Format], output: Path | None) -> None:
    form = formats[0]
    if output is None:
        sys.stdout.buffer.write(str(form.make(report)).encode())
    elif len(formats) > 1 or form.is_directory or output.is_dir():
        write_report(report, output, formats)
    else:
        write_text(output, str(form.make(report)))


def _chosen(names: Sequence[str]) -> list[Format]:
    """Return the formats of these names, in the order of the table.

    Raises:
        click.UsageError: A name is unknown.
    """
    known = [form.name for form in FORMATS]
    for name in names:
        if name not in (*known, ALL):
            raise click.UsageError(
                f"There is no format {name!r}. Choose one of {', '.join(known)}, or {ALL}."
            )
    return [form for form in FORMATS if form.name in names or ALL in names]
