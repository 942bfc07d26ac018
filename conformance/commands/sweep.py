"""``sweep``: what killed runs left behind, found by their journals and deleted."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

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
from conformance.settings import Settings, SettingsError, is_loopback, project_settings, resolve

SWEPT, LEFT = 0, 1
_LINE = 600


def sweep(place: Path | None, flags: Mapping[str, Any]) -> int:
    """Delete what the runs of some journals left behind; return the exit code that tells the worst.

    A journal goes when nothing of its run is left.

    Args:
        place: A journal or a directory of journals; None takes the report directory.
        flags: Values of the settings by `Setting.key`, None or empty where not given.

    Raises:
        SettingsError: A setting cannot be used, or the directory does not exist.
    """
    settings = resolve(flags, os.environ, project_settings(Path.cwd()))
    place = place or settings.report
    if not place.exists():
        raise SettingsError(f"There is no directory {str(place)!r}. Name the journal, or --scim-report.")
    files = sorted(place.glob(FILES)) if place.is_dir() else [place]
    if not files:
        print(f"No run has left a journal in {str(place)!r}, so nothing is known to be left.")
    end_like_ctrl_c()
    return max([_sweep(file, settings) for file in files], default=SWEPT)


def _sweep(file: Path, settings: Settings) -> int:
    """Sweep after one run, tell what became of it, and return the exit code."""
    try:
        with load(file) as journal:
            own = _settings_for(journal, settings)
            removed, left = _clean(journal, own)
        if not left:
            file.unlink()
    except Unfit as unfit:
        gone = f" If it is gone for good, delete {str(file)!r}." if unfit.exit_code == UNREACHABLE else ""
        _complain(f"{unfit}{gone}")
        return unfit.exit_code
    except (JournalError, SettingsError, Stopped) as error:
        _complain(str(error))
        return USAGE
    _show(journal, removed, left)
    return LEFT if left else SWEPT


def _settings_for(journal: Journal, settings: Settings) -> Settings:
    """Return the settings by which the server of a journal is asked; a journal may come from anybody.

    Raises:
        SettingsError: It is about a server that the settings do not name, nor is it on this machine.
    """
    other, url = settings.other_tenant, journal.base_url
    if url and url == _base(settings.url):
        return settings
    if other and url == _base(other.url):
        return next_door(settings, other)
    if not (settings.url or settings.app) and is_loopback(url):
        return replace(settings, url=url)
    raise SettingsError(
        f"The journal {str(journal.path)!r} is about {one_line(url, 200)!r}, and nothing is sent there "
        "because a journal names it. Give that URL by --scim-url, for a second tenant by --scim-other-url."
    )


def _base(url: str) -> str:
    return url.partition("?")[0]


def _clean(journal: Journal, settings: Settings) -> tuple[Mapping[str, str], Sequence[Leftover]]:
    """Delete what a journal tells of; return names by path, and what is left.

    Raises:
        Unfit: There is no server that could be asked.
        SettingsError: Something of this machine that the settings name cannot be used.
    """
    removed: dict[str, str] = {}
    with Target(settings) as target:
        capabilities = discover(target)
        inspect(target, capabilities)
        left = clean_up(target, journal, capabilities, settings.settle, removed.__setitem__)
    return removed, left


def _show(journal: Journal, removed: Mapping[str, str], left: Sequence[Leftover]) -> None:
    """Print what was found of a run, and what became of it."""
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
