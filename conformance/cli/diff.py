"""``diff``: two reports, compared requirement by requirement."""

from pathlib import Path

import click

from conformance.report.compare.diff import document, has_regressions, markdown
from conformance.report.document import Report
from conformance.report.saved import ReportError, load
from conformance.report.text import dump


@click.command("diff")
@click.argument("old", type=click.Path(exists=True, path_type=Path))
@click.argument("new", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON in place of Markdown.")
def command(old: Path, new: Path, as_json: bool) -> int:
    """Show what changed from the report OLD to the report NEW.

    Exit codes: 0 nothing regressed, 1 something regressed, 3 OLD or NEW is not a report.
    """
    older, newer = _report(old), _report(new)
    click.echo(dump(document(older, newer)) if as_json else markdown(older, newer), nl=False)
    return int(has_regressions(older, newer))


def _report(path: Path) -> Report:
    try:
        return load(path)
    except ReportError as error:
        raise click.ClickException(str(error)) from None
