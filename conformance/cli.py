"""The command line: names, options and error messages; `conformance.commands` does the work."""

import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from conformance import __version__
from conformance.settings import SETTINGS, Setting, SettingsError

USAGE_ERROR = 3
INTERRUPTED = 130
PROFILES = next(setting.choices for setting in SETTINGS if setting.name == "profile")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code of the process.

    Args:
        argv: The arguments after the program's name; those of the process when None.
    """
    try:
        return scim_conformance.main(argv, prog_name="scim-conformance", standalone_mode=False) or 0
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "scim-conformance"
        print(f"scim-conformance: {error.format_message()} See {command} --help.", file=sys.stderr)
        return USAGE_ERROR
    except (click.ClickException, SettingsError) as error:
        print(f"scim-conformance: {error}", file=sys.stderr)
        return USAGE_ERROR
    except click.Abort:
        return INTERRUPTED


def _option(setting: Setting) -> click.Option:
    """Return the option of ``run`` for a setting; what its value may be, `conformance.settings` judges."""
    silent = setting.default is None or setting.kind == "switch"
    return click.Option(
        [f"--{setting.name}", setting.key],
        is_flag=setting.kind == "switch",
        default=None,
        multiple=setting.repeatable,
        metavar=setting.metavar or "|".join(setting.alternatives) or None,
        help=setting.help + ("" if silent else f"  [default: {setting.default}]"),
    )


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="scim-conformance", message="%(prog)s %(version)s")
def scim_conformance() -> None:
    """Test the Bulk endpoint of a SCIM 2.0 server against RFC 7644."""


@click.command(
    # Options may be spelled as pytest spells them: a command line can be moved from one to the other.
    context_settings={"token_normalize_func": lambda token: token.removeprefix("scim-")},
    epilog="Every option that sets something may be spelled --scim-NAME too, as with pytest.",
)
@click.argument("base_url", required=False)
@click.option(
    "-n",
    "--workers",
    type=click.IntRange(1),
    metavar="N",
    help="Spread the run over N processes (needs pytest-xdist).",
)
@click.option("-q", "--quiet", is_flag=True, help="Print the verdict only.")
@click.option("-v", "--verbose", is_flag=True, help="Print every requirement, not only what needs attention.")
def run(base_url: str | None, workers: int | None, quiet: bool, verbose: bool, **flags: Any) -> int:  # noqa: ANN401
    """Run the suite against the server at BASE_URL, or against the embedded one.

    Exit codes: 0 conformant, 1 not conformant, 2 partial, 3 usage or configuration, 4 unreachable,
    5 error of the suite itself, 130 interrupted.
    """
    if base_url and flags["url"]:
        raise click.UsageError(f"Both BASE_URL ({base_url}) and --url ({flags['url']}) are given.")
    from conformance.commands import run as command

    return command.run({**flags, "url": base_url or flags["url"]}, workers, quiet=quiet, verbose=verbose)


run.params.extend(map(_option, SETTINGS))
scim_conformance.add_command(run)


@click.command(
    context_settings=run.context_settings,
    epilog="Credentials and limits are set as for run, and never come from the report.",
)
@click.argument("report_file", metavar="REPORT", type=click.Path(exists=True, path_type=Path))
@click.argument("base_url", required=False)
@click.option("--exchange", type=click.IntRange(1), metavar="N", help="Send this exchange again, no other.")
@click.option(
    "--requirement", "requirements", multiple=True, metavar="ID", help="Play only this one; may be repeated."
)
@click.option("--offline", is_flag=True, help="Send nothing: judge what the report has by this version.")
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
    if base_url and flags["url"]:
        raise click.UsageError(f"Both BASE_URL ({base_url}) and --url ({flags['url']}) are given.")
    if exchange and requirements:
        raise click.UsageError("Both --exchange and --requirement are given. Leave one of them out.")
    from conformance.commands import replay as command

    if offline:
        if base_url or exchange or requirements:
            raise click.UsageError("--offline judges the whole report and sends nothing. Give REPORT alone.")
        return command.offline(report_file)
    flags |= {"url": base_url or flags["url"], "report": flags["report"] or _REPLAY_DIRECTORY}
    return command.replay(report_file, flags, requirements=requirements, exchange=exchange)


_REPLAY_DIRECTORY = "scim-replay"
"""Where a replay leaves its own report unless told otherwise: the one that is replayed must stay."""

_DEFAULTS = {"report": _REPLAY_DIRECTORY, "profile": "that of the report"}
_OF_THE_REPORT = ("section", "level", "requirement", "scenario", "effort", "seed", "fail-on")
replay.params.extend(
    _option(dataclasses.replace(setting, default=_DEFAULTS.get(setting.name, setting.default)))
    for setting in SETTINGS
    if setting.name not in _OF_THE_REPORT
)
scim_conformance.add_command(replay)


@scim_conformance.command("list")
@click.argument(
    "what",
    default="requirements",
    type=click.Choice(["requirements", "faults", "variants"]),
    metavar="[WHAT]",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--untested", is_flag=True, help="Only requirements that cannot be tested, with the reason.")
def list_(what: str, as_json: bool, untested: bool) -> None:
    """List the requirements (default), or the faults or variants of the reference server."""
    from conformance.commands import listing

    if what == "requirements":
        listing.requirements(as_json=as_json, untested=untested)
    elif untested:
        raise click.UsageError(f"--untested is about requirements, not {what}; leave one of them out.")
    elif what == "faults":
        listing.faults(as_json=as_json)
    else:
        listing.variants(as_json=as_json)


@scim_conformance.command
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port; 0 takes a free one.  [default: 0]"
)
@click.option(
    "--profile", type=click.Choice(PROFILES), default=PROFILES[0], help="What it promises.", show_default=True
)
@click.option(
    "--fault", "faults", multiple=True, metavar="NAME", help="Break one requirement; may be repeated."
)
@click.option(
    "--variant", "variants", multiple=True, metavar="NAME", help="Take one liberty; may be repeated."
)
@click.option("--max-operations", type=click.IntRange(1), metavar="N", help="Most operations in a job.")
@click.option("--max-payload-size", type=click.IntRange(1), metavar="BYTES", help="Largest job.")
@click.option(
    "--tls-cert",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="PEM file of a certificate, to serve by https.",
)
@click.option(
    "--tls-key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="PEM file of its private key, where it is not in the same file.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON once it answers.")
def serve(port: int, as_json: bool, **config: Any) -> None:  # noqa: ANN401
    """Serve the reference server on 127.0.0.1 until it is interrupted."""
    from conformance.commands import serve as command

    command.serve(port, as_json=as_json, **config)
