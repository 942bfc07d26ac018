"""``render``: a saved report in other forms."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from conformance.report.formats import FORMATS, Format
from conformance.report.model import Report
from conformance.report.saved import ReportError, load
from conformance.report.write import write_report, write_text

ALL = "all"


def render(file: Path, names: Sequence[str], output: Path | None) -> None:
    """Write a report in other forms.

    Args:
        file: The report, or its directory.
        names: Names of the forms, or ``all``.
        output: A file or a directory for one form, a directory for several; None for standard output.

    Raises:
        click.ClickException: The report cannot be used, or the result cannot be written.
    """
    forms = _chosen(names)
    if output is None and (len(forms) > 1 or forms[0].is_directory):
        raise click.UsageError("Several files have no place on standard output. Name a directory by -o.")
    try:
        _write(load(file), forms, output)
    except ReportError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        place = "standard output" if output is None else repr(str(output))
        raise click.ClickException(f"{place} cannot be written to: {error.strerror}.") from None


def _write(report: Report, forms: Sequence[Format], output: Path | None) -> None:
    form = forms[0]
    if output is None:
        sys.stdout.buffer.write(str(form.make(report)).encode())
    elif len(forms) > 1 or form.is_directory or output.is_dir():
        write_report(report, output, forms)
    else:
        write_text(output, str(form.make(report)))


def _chosen(names: Sequence[str]) -> list[Format]:
    """Return the forms of these names, in the order of the table.

    Raises:
        click.UsageError: There is none of that name.
    """
    known = [form.name for form in FORMATS]
    for name in names:
        if name not in (*known, ALL):
            raise click.UsageError(f"There is no format {name!r}. Choose of {', '.join(known)}, or {ALL}.")
    return [form for form in FORMATS if form.name in names or ALL in names]
