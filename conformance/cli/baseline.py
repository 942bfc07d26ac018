"""The command ``baseline``."""

from datetime import datetime
from pathlib import Path

import click


@click.command
@click.argument("report_file", metavar="REPORT", type=click.Path(exists=True, path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="File to write, or to bring up to date; without it the text goes to standard output.",
)
@click.option(
    "--reason", metavar="TEXT", help="Why the new entries fail.  [default: seen on the day of the run]"
)
@click.option("--issue", default="", metavar="URL", help="Where the new entries are being worked on.")
@click.option(
    "--expires",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Last day on which the new entries count.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["must", "should"]),
    default="must",
    help="Weakest level that is written down.",
    show_default=True,
)
def baseline(
    report_file: Path,
    output: Path | None,
    reason: str | None,
    issue: str,
    expires: datetime | None,
    fail_on: str,
) -> None:
    """Write the failures of REPORT as known, for --scim-baseline.

    A file that exists is brought up to date: what people wrote into its entries is kept, new failures are
    added, and what passes now is taken out.
    """
    from conformance.commands import baseline as command

    last = expires.date() if expires else None
    command.baseline(report_file, output, reason=reason, issue=issue, expires=last, fail_on=fail_on)
