"""``diff``, ``matrix`` and ``trend``: several reports side by side."""

from pathlib import Path

import click

from conformance.report.compare import diff as two
from conformance.report.model import Report
from conformance.report.saved import ReportError, load
from conformance.report.text import dump


def diff(old: Path, new: Path, *, as_json: bool) -> int:
    """Print what changed from one report to another; return 1 where something regressed.

    Raises:
        click.ClickException: One of the two is no report.
    """
    older, newer = _report(old), _report(new)
    text = dump(two.document(older, newer)) if as_json else two.markdown(older, newer)
    click.echo(text, nl=False)
    return int(two.regressed(older, newer))


def _report(path: Path) -> Report:
    try:
        return load(path)
    except ReportError as error:
        raise click.ClickException(str(error)) from None
