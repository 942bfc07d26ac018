"""``baseline``: the failures of a report, written as known failures."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from conformance import sections
from conformance.check.registry import CHECKS
from conformance.report.baseline.file import read, to_toml
from conformance.report.baseline.model import BaselineError, Known
from conformance.report.baseline.update import BaselineUpdate, update_baseline
from conformance.report.saved import ReportError, load
from conformance.report.text import one_line
from conformance.report.words import count
from conformance.requirements.verdicts import RunVerdict, Verdict


@click.command("baseline")
@click.argument("report_file", metavar="REPORT", type=click.Path(exists=True, path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="File to write or to update; without it the baseline goes to standard output.",
)
@click.option(
    "--reason",
    metavar="TEXT",
    help="Why the new entries fail.  [default: the day of the run]",
)
@click.option("--issue", default="", metavar="URL", help="Issue that tracks the new entries.")
@click.option(
    "--expires",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Last day on which the new entries are valid.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["must", "should"]),
    default="must",
    help="Weakest level that is written.",
    show_default=True,
)
def command(
    report_file: Path,
    output: Path | None,
    reason: str | None,
    issue: str,
    expires: datetime | None,
    fail_on: str,
) -> None:
    """Write the failures of REPORT as known failures, for --scim-baseline.

    An existing FILE is updated: the text of its entries stays, new failures are added, and entries that pass
    now are removed.
    """
    sections.load()
    try:
        report = load(report_file)
        before = read(output) if output and output.exists() else None
    except (ReportError, BaselineError) as error:
        raise click.ClickException(str(error)) from None
    if report["verdict"] == RunVerdict.VOID:
        raise click.ClickException(
            f"The run of {str(report_file)!r} is void: it says nothing about the server. Run the suite again."
        )
    day = report["started"].partition("T")[0]
    last = expires.date() if expires else None
    template = Known("", "", Verdict.FAIL, reason or f"failed on {day}, not yet reviewed", issue, last)
    result = update_baseline(report, template, fail_on, before, CHECKS, datetime.now(UTC).date())
    text = to_toml(result.baseline)
    if output is None:
        click.echo(text, nl=False)
    else:
        try:
            output.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise click.ClickException(f"{str(output)!r} cannot be written: {error.strerror}.") from None
    _print_changes(result, str(output or "baseline"))


def _print_changes(result: BaselineUpdate, name: str) -> None:
    """Print on standard error what changed in a baseline."""
    entries = count(len(result.baseline.failures), "known failure")
    lines = [f"{name}: {entries}, {len(result.added)} of them new, {len(result.dropped)} removed."]
    lines += [f"Removed: {entry.requirement} {entry.check}: {why}" for entry, why in result.dropped]
    lines += [
        f"Expired, fix it or set a later date: {entry.requirement} {entry.check}" for entry in result.expired
    ]
    lines += [
        f"Left out, because this version has no such check: {requirement} {check}"
        for requirement, check in result.foreign
    ]
    for line in lines:
        print(one_line(line), file=sys.stderr)
