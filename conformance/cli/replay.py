"""``replay``: the findings of a saved report, tested again or judged again."""

import dataclasses
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from conformance import sections
from conformance.cli.options import SPELLINGS, one_url, option
from conformance.client.request_budget import Stopped
from conformance.exchange import Exchange
from conformance.replay.findings import Outcome, Replayed, claims, narrowed, play
from conformance.replay.offline import Rejudged, rejudge
from conformance.replay.resending import Resent, resend
from conformance.report.body import body_text, body_value
from conformance.report.document import Report
from conformance.report.indent import indent_json
from conformance.report.saved import ReportError, load
from conformance.report.text import clip, one_line, visible
from conformance.report.words import count
from conformance.requirements import catalogue
from conformance.run.declared_contract import DeclaredContract
from conformance.run.exit_codes import EXIT_CODES
from conformance.run.live import LiveRun
from conformance.run.preflight import Unfit
from conformance.settings import SETTINGS, Settings, SettingsError, is_loopback, project_settings, resolve
from conformance.trace.serialization import TraceFileError, read

SAME, STILL_FAILS, DIFFERENT, SUITE_ERROR = 0, 1, 2, 5
_DIRECTORY = "scim-replay"
"""Default directory of the replay's own report: the report that is replayed must stay."""

_SHOWN = 4000
_LINE = 600


@click.command(
    "replay",
    context_settings=SPELLINGS,
    epilog="Credentials and limits are set as for run; they never come from the report.",
)
@click.argument("report_file", metavar="REPORT", type=click.Path(exists=True, path_type=Path))
@click.argument("base_url", required=False)
@click.option("--exchange", type=click.IntRange(1), metavar="N", help="Send only this exchange again.")
@click.option(
    "--requirement",
    "requirements",
    multiple=True,
    metavar="ID",
    help="Test only this requirement. May be repeated.",
)
@click.option("--offline", is_flag=True, help="Send nothing: judge the traces beside REPORT by this version.")
def command(
    report_file: Path,
    base_url: str | None,
    exchange: int | None,
    requirements: tuple[str, ...],
    offline: bool,
    **flags: Any,  # noqa: ANN401
) -> int:
    """Test again what failed or warned in REPORT, against the server at BASE_URL.

    Without BASE_URL the replay tests the server of the report, but only if it is on this machine.

    Exit codes: 0 all FIXED (or the exchange is the SAME), 1 something STILL FAILS, 2 something is DIFFERENT,
    3 usage or configuration, 4 unreachable, 5 error of the suite itself, 130 interrupted.
    """
    url = one_url(base_url, flags["url"])
    if exchange and requirements:
        raise click.UsageError("Both --exchange and --requirement are given. Leave one of them out.")
    if offline and (base_url or exchange or requirements):
        raise click.UsageError("--offline judges the whole report and sends nothing. Give REPORT alone.")
    sections.load()
    if offline:
        return _judge_again(report_file, flags["contract"])
    flags |= {"url": url, "report": flags["report"] or _DIRECTORY}
    try:
        report = load(report_file)
        settings = _settings(report, flags, report_file)
        if exchange is not None:
            return _show_exchange(resend(settings, report, exchange), exchange)
        return _play(settings, report, requirements)
    except (ReportError, Stopped) as error:
        raise click.ClickException(str(error)) from None
    except Unfit as unfit:
        print(f"scim-conformance: {unfit}", file=sys.stderr)
        return unfit.exit_code


_DEFAULTS = {"report": _DIRECTORY, "profile": "the profile of the report"}
_OF_THE_REPORT = (
    "demo",
    "section",
    "level",
    "requirement",
    "scenario",
    "effort",
    "seed",
    "fail-on",
    "baseline",
)
command.params.extend(
    option(dataclasses.replace(setting, default=_DEFAULTS.get(setting.name, setting.default)))
    for setting in SETTINGS
    if setting.name not in _OF_THE_REPORT
)


def _judge_again(file: Path, contract: str | None) -> int:
    """Judge the traces beside a report again without a server; return the exit code of the run's verdict now.

    Args:
        file: The report, or its directory.
        contract: The path of the OpenAPI document that the run judged; None for that of its profile.

    Raises:
        click.ClickException: The report or its traces cannot be used.
    """
    try:
        report = load(file)
        declared = DeclaredContract.named(report["profile"], Path(contract) if contract else None)
        if report["contract"] and declared.contract is None:
            raise ReportError(
                f"The run judged the contract {one_line(report['contract'], 200)!r}, which its report does "
                "not hold. Name the document with --scim-contract."
            )
        directory = file if file.is_dir() else file.parent
        recording = read(directory, contract=declared.contract)
        rejudged = rejudge(report, recording, catalogue.load(), declared.profile)
    except (ReportError, TraceFileError, SettingsError) as error:
        raise click.ClickException(str(error)) from None
    for problem in rejudged.problems:
        print(f"scim-conformance: {problem}", file=sys.stderr)
    _show_rejudged(rejudged)
    return EXIT_CODES[rejudged.now]


def _settings(report: Report, flags: Mapping[str, Any], file: Path) -> Settings:
    """Return the settings of the replay, with the report's profile; credentials never come from a report."""
    project = project_settings(Path.cwd())
    given = dict(flags)
    profiles = next(setting.choices for setting in SETTINGS if setting.name == "profile")
    if not given["profile"]:
        if report["profile"] not in profiles:
            raise SettingsError(
                f"The report was made with the profile {one_line(report['profile'], 80)!r}, which is a file. "
                "Name that file with --scim-profile."
            )
        given["profile"] = report["profile"]
    settings = resolve(given, os.environ, project)
    if not (settings.url or settings.app):
        base_url = report["target"]["base_url"]
        if not is_loopback(base_url):
            raise SettingsError(
                f"The report names the server {one_line(base_url, 200)!r}, which is not on this machine. "
                "A replay sends nothing there unless you name it. Give its base URL after the report."
            )
        settings = resolve({**given, "url": base_url}, os.environ, project)
    source = file / "report.json" if file.is_dir() else file
    if (settings.report / "report.json").resolve() == source.resolve():
        raise SettingsError(
            f"The replay would write its own report over {str(source)!r}. Name another directory with "
            "--scim-report."
        )
    return settings


def _play(settings: Settings, report: Report, requirements: Sequence[str]) -> int:
    """Test findings again, write a report, and print the outcome of each finding."""
    chosen = claims(report, [*map(str.upper, requirements)])
    live = LiveRun(narrowed(settings, report, chosen))
    interrupted = True
    try:
        replayed = list(play(live, chosen))
        interrupted = False
    finally:
        result = live.collect()
        if result.findings:
            live.report(result, interrupted=interrupted)
    for problem in result.problems:
        print(f"scim-conformance: {problem}", file=sys.stderr)
    _show_findings(replayed, result.leftovers)
    if result.problems:
        return SUITE_ERROR
    outcomes = {each.outcome for each in replayed}
    if Outcome.STILL_FAILS in outcomes:
        return STILL_FAILS
    return DIFFERENT if Outcome.DIFFERENT in outcomes else 0


def _show_findings(replayed: Sequence[Replayed], leftovers: Sequence[str]) -> None:
    """Print the outcome of each finding, and the totals."""
    console = Console(highlight=False)
    for each in replayed:
        claim = each.claim
        for line in (
            f"{each.outcome:12} {claim.requirement} {claim.check} in {claim.scenario}",
            f"  was {claim.verdict}: {one_line(claim.message, _LINE)}",
            f"  now {each.verdict}: {one_line(each.message, _LINE)}",
        ):
            console.print(Text(one_line(line)), soft_wrap=True)
    found = [each.outcome for each in replayed]
    totals = ", ".join(f"{found.count(outcome)} {outcome}" for outcome in Outcome if outcome in found)
    console.print(Text(f"{count(len(found), 'finding')} tested again: {totals}."), style="bold")
    _show_leftovers(console, leftovers)


def _show_leftovers(console: Console, leftovers: Sequence[str]) -> None:
    for leftover in leftovers:
        console.print(Text(f"Could not be deleted: {one_line(leftover, _LINE)}"), soft_wrap=True)


def _show_exchange(resent: Resent, number: int) -> int:
    """Print the recorded and the new exchange, side by side."""
    console = Console(highlight=False)
    request = resent.now.request
    console.print(Text(one_line(f"{request.method} {request.url}", _LINE)), soft_wrap=True)
    table = Table("recorded", "now", expand=True)
    table.add_row(_status(resent.recorded), _status(resent.now))
    table.add_row(_body(resent.recorded, kept=not resent.status_only), _body(resent.now))
    console.print(table)
    doubt = " (the report does not have the whole body, so only the status was compared)"
    console.print(
        Text(f"Exchange {number}: {'SAME' if resent.same else 'DIFFERENT'}{doubt * resent.status_only}"),
        style="bold",
    )
    _show_leftovers(console, [f"{left.path} {left.name}: {left.why}" for left in resent.leftovers])
    return SAME if resent.same else DIFFERENT


def _status(exchange: Exchange) -> Text:
    return Text(f"HTTP {exchange.status}" if exchange.response else f"no response: {exchange.problem}")


def _body(exchange: Exchange, *, kept: bool = True) -> Text:
    content = exchange.response.body if exchange.response else b""
    body = body_value(content) if content or kept else None
    text = indent_json(body) if isinstance(body, str) else body_text(body)
    return Text(visible(clip(text, _SHOWN)), overflow="fold")


def _show_rejudged(rejudged: Rejudged) -> None:
    """Print the verdicts that changed."""
    console = Console(highlight=False)
    for change in rejudged.changes:
        words = f"{change.was or 'absent'} -> {change.now or 'unknown'}: {one_line(change.why, _LINE)}"
        console.print(Text(one_line(f"{change.requirement:15} {words}")), soft_wrap=True)
    console.print(Text(f"{count(len(rejudged.findings), 'finding')} judged again from the recorded traces."))
    console.print(Text(f"The run was {rejudged.was}, and is {rejudged.now} now."), style="bold")
