"""The command ``replay``."""

import dataclasses
from pathlib import Path
from typing import Any

import click

from conformance.cli.options import SPELLINGS, one_url, option
from conformance.settings import SETTINGS


@click.command(
    context_settings=SPELLINGS,
    epilog="Credentials and limits are set as for run, and never come from the report.",
)
@click.argument("report_file", metavar="REPORT", type=click.Path(exists=True, path_type=Path))
@click.argument("base_url", required=False)
@click.option("--exchange", type=click.IntRange(1), metavar="N", help="Send this exchange again, no other.")
@click.option(
    "--requirement", "requirements", multiple=True, metavar="ID", help="Play only this one; may be repeated."
)
@click.option("--offline", is_flag=True, help="Send nothing: judge the traces beside REPORT by this version.")
def replay(
    report_file: Path,
    base_url: str | None,
    exchange: int | None,
    requirements: tuple[str, ...],
    offline: bool,
    **flags: Any,  # noqa: ANN401
) -> int:
    """Play again what REPORT failed or warned, against the server at BASE_URL.

    Without BASE_URL the server of the report is asked, where it is on this machine.

    Exit codes: 0 all FIXED (or the exchange is the SAME), 1 something STILL FAILS, 2 something is DIFFERENT,
    3 usage or configuration, 4 unreachable, 5 error of the suite itself, 130 interrupted.
    """
    url = one_url(base_url, flags["url"])
    if exchange and requirements:
        raise click.UsageError("Both --exchange and --requirement are given. Leave one of them out.")
    from conformance.commands import replay as command

    if offline:
        if base_url or exchange or requirements:
            raise click.UsageError("--offline judges the whole report and sends nothing. Give REPORT alone.")
        return command.offline(report_file, flags["contract"])
    flags |= {"url": url, "report": flags["report"] or _REPLAY_DIRECTORY}
    return command.replay(report_file, flags, requirements=requirements, exchange=exchange)


_REPLAY_DIRECTORY = "scim-replay"
"""Where a replay leaves its own report unless told otherwise: the one that is replayed must stay."""

_DEFAULTS = {"report": _REPLAY_DIRECTORY, "profile": "that of the report"}
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
replay.params.extend(
    option(dataclasses.replace(setting, default=_DEFAULTS.get(setting.name, setting.default)))
    for setting in SETTINGS
    if setting.name not in _OF_THE_REPORT
)
