"""``baseline``: the failures of a report written down as known."""

import sys
from datetime import UTC, date, datetime
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


def baseline(
    file: Path, output: Path | None, *, reason: str | None, issue: str, expires: date | None, fail_on: str
) -> None:
    """Write a baseline, or bring one up to date, and say on standard error what changed.

    Args:
        file: The report, or its directory.
        output: The baseline; None prints it.
        reason: Why new entries fail; None says when they were first known.
        issue: Where new entries are being worked on; empty for nowhere.
        expires: Last day on which new entries count; None for no end.
        fail_on: Weakest level that is written down.

    Raises:
        click.ClickException: The report or the baseline cannot be used, or nothing can be written.
    """
    sections.load()
    try:
        report = load(file)
        before = read(output) if output and output.exists() else None
    except (ReportError, BaselineError) as error:
        raise click.ClickException(str(error)) from None
    if report["verdict"] == RunVerdict.VOID:
        raise click.ClickException(f"{str(file)!r} is of a run that is void: it says nothing of the server.")
    day = report["started"].partition("T")[0]
    template = Known("", "", Verdict.FAIL, reason or f"seen on {day}, not yet judged", issue, expires)
    result = update_baseline(report, template, fail_on, before, CHECKS, datetime.now(UTC).date())
    text = to_toml(result.baseline)
    if output is None:
        click.echo(text, nl=False)
    else:
        try:
            output.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise click.ClickException(f"{str(output)!r} cannot be written: {error.strerror}.") from None
    _tell(result, str(output or "baseline"))


def _tell(result: BaselineUpdate, name: str) -> None:
    entries = count(len(result.baseline.failures), "known failure")
    lines = [f"{name}: {entries}, {len(result.added)} of them new, {len(result.dropped)} taken out."]
    lines += [f"Taken out: {entry.requirement} {entry.check}: {why}" for entry, why in result.dropped]
    lines += [
        f"Expired, and left for you to decide: {entry.requirement} {entry.check}" for entry in result.expired
    ]
    lines += [
        f"Left out, as this version has no such check: {requirement} {check}"
        for requirement, check in result.foreign
    ]
    for line in lines:
        print(one_line(line), file=sys.stderr)
