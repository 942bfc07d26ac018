"""``sweep``: the resources of killed runs, found by their journals and deleted."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from conformance.cli.options import SPELLINGS, option
from conformance.client.cleanup import Leftover, clean_up
from conformance.client.client import Target
from conformance.client.discovery import discover
from conformance.client.journal import FILES, Journal, JournalError, load
from conformance.client.request_budget import Stopped
from conformance.report.text import one_line
from conformance.report.words import count
from conformance.run.live import end_like_ctrl_c
from conformance.run.preflight import UNREACHABLE, USAGE, Unfit, inspect
from conformance.scenario.second_tenant import next_door
from conformance.settings import SETTINGS, Settings, SettingsError, is_loopback, project_settings, resolve

SWEPT, LEFT = 0, 1
_LINE = 600


@click.command(
    "sweep",
    context_settings=SPELLINGS,
    epilog="Credentials are set as for run: a journal holds none.",
)
@click.argument("journal", required=False, type=click.Path(exists=True, path_type=Path))
def command(journal: Path | None, **flags: Any) -> int:  # noqa: ANN401
    """Delete the resources that a killed run left on its server.

    JOURNAL is the file that the run wrote, or a directory with several such files. It is the report directory
    by default. Without --url, sweep uses the server of the journal, but only if it is on this machine. It
    deletes a resource only if the server shows it with a name of that run.

    Exit codes: 0 nothing is left, 1 something could not be deleted, 3 usage or configuration, 4 unreachable,
    130 interrupted.
    """
    settings = resolve(flags, os.environ, project_settings(Path.cwd()))
    place = journal or settings.report
    if not place.exists():
        raise SettingsError(f"There is no directory {str(place)!r}. Name the journal, or --scim-report.")
    files = sorted(place.glob(FILES)) if place.is_dir() else [place]
    if not files:
        print(f"There is no journal of a run in {str(place)!r}, so there is nothing to delete.")
    end_like_ctrl_c()
    return max([_sweep(file, settings) for file in files], default=SWEPT)


_OF_THE_TARGET = (
    *("url", "app", "tenant", "allow-writes", "report", "ca-bundle"),
    *("timeout", "rate", "max-response", "settle"),
    *("token-env", "token-file", "basic-env", "header", "header-env", "other-url", "other-token-env"),
    *("oauth-token-url", "oauth-client-id", "oauth-secret-env", "oauth-scope"),
    *("client-cert", "client-key", "client-key-password-env"),
)
command.params.extend(option(setting) for setting in SETTINGS if setting.name in _OF_THE_TARGET)


def _sweep(file: Path, settings: Settings) -> int:
    """Delete what one run left, print the result, and return the exit code.

    The journal is deleted once nothing is left.
    """
    try:
        with load(file) as journal:
            own = _settings_for(journal, settings)
            removed, left = _clean(journal, own)
        if not left:
            file.unlink()
    except Unfit as unfit:
        gone = (
            f" If the server no longer exists, delete {str(file)!r}."
            if unfit.exit_code == UNREACHABLE
            else ""
        )
        _complain(f"{unfit}{gone}")
        return unfit.exit_code
    except (JournalError, SettingsError, Stopped) as error:
        _complain(str(error))
        return USAGE
    _show(journal, removed, left)
    return LEFT if left else SWEPT


def _settings_for(journal: Journal, settings: Settings) -> Settings:
    """Return the settings for the server of a journal, which may be from an untrusted source.

    Raises:
        SettingsError: The settings do not name the server, and it is not on this machine.
    """
    other, url = settings.other_tenant, journal.base_url
    if url and url == _base(settings.url):
        return settings
    if other and url == _base(other.url):
        return next_door(settings, other)
    if not (settings.url or settings.app) and is_loopback(url):
        return replace(settings, url=url)
    raise SettingsError(
        f"The journal {str(journal.path)!r} names the server {one_line(url, 200)!r}. Sweep sends nothing "
        "there unless you name it too. Give its URL by --scim-url, or --scim-other-url for a second tenant."
    )


def _base(url: str) -> str:
    return url.partition("?")[0]


def _clean(journal: Journal, settings: Settings) -> tuple[Mapping[str, str], Sequence[Leftover]]:
    """Delete the resources of a journal; return the names of those deleted by path, and what is left.

    Raises:
        Unfit: There is no server that can be used.
        SettingsError: A file that the settings name cannot be used.
    """
    removed: dict[str, str] = {}
    with Target(settings) as target:
        capabilities = discover(target)
        inspect(target, capabilities)
        left = clean_up(target, journal, capabilities, settings.settle, removed.__setitem__)
    return removed, left


def _show(journal: Journal, removed: Mapping[str, str], left: Sequence[Leftover]) -> None:
    """Print which resources of a run were deleted and which are left."""
    console = Console(highlight=False)
    console.print(Text(one_line(f"Run {journal.run_prefix.rstrip('-')} on {journal.base_url}", _LINE)))
    gone = removed.keys() - {leftover.path for leftover in left}
    lines = [f"removed  {path} {removed[path]}" for path in sorted(gone)]
    lines += [f"LEFT     {leftover.path} {leftover.name}: {leftover.why}" for leftover in left]
    for line in lines:
        console.print(Text(f"  {one_line(line, _LINE)}"), soft_wrap=True)
    verdict = f"{count(len(gone), 'resource')} removed, {len(left) or 'nothing'} left."
    console.print(Text(verdict), style="bold")


def _complain(message: str) -> None:
    print(f"scim-conformance: {message}", file=sys.stderr)
