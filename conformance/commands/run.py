"""``run``: the suite through pytest, undisturbed by what the current directory holds for pytest."""

import json
import os
import shlex
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import click
import pytest
from rich.console import Console

import conformance.suite
from conformance import sections
from conformance.commands import github
from conformance.commands.extra import reference_extra
from conformance.commands.progress import ProgressPlugin, display
from conformance.report import terminal
from conformance.report.model import Report
from conformance.requirements import catalogue
from conformance.run.declared_contract import DeclaredContract
from conformance.run.exit_codes import baseline_of
from conformance.run.selection import Selection
from conformance.settings import (
    IN_PROCESS,
    SETTINGS,
    Settings,
    SettingsError,
    project_settings,
    require_target,
    resolve,
)

INTERRUPTED = 130
SUITE_ERROR = 5

PLUGINS = ("conformance.plugin",)
"""All that is loaded besides pytest's own: another plugin of the environment must not change a verdict."""


class Outcome:
    """A pytest plugin that keeps how a run ended.

    Attributes:
        exit_code: The documented exit code that the suite's own plugin decided on; None where it did not.
        message: Why nothing could be tested, or what went wrong in the suite itself; or empty.
        interrupted: Ctrl-C or SIGTERM ended it.
    """

    exit_code: int | None = None
    message: str = ""
    interrupted: bool = False

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep why the suite could not be collected."""
        if report.failed:
            self.message = report.longreprtext

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Tell an interruption by the user from an end of the suite's own."""
        self.interrupted = excinfo.errisinstance(KeyboardInterrupt)

    def pytest_unconfigure(self, config: pytest.Config) -> None:
        """Take over what the suite's plugin decided."""
        from conformance.plugin import EXIT_CODE_KEY, MESSAGE_KEY

        self.exit_code = config.stash.get(EXIT_CODE_KEY, None)
        self.message = config.stash.get(MESSAGE_KEY, "") or self.message


def run(flags: Mapping[str, Any], workers: int | None, *, quiet: bool, verbose: bool) -> int:
    """Run the suite, print what it found and return the documented exit code.

    Args:
        flags: Values of the settings by `Setting.key`, None or empty where not given.
        workers: Number of processes for pytest-xdist, None for one process.
        quiet: Print the verdict only.
        verbose: Print every requirement.

    Raises:
        SettingsError: No target is given, or a setting, a profile or a contract cannot be used.
        click.ClickException: Something that the run needs is not installed.
    """
    settings = resolve(flags, os.environ, project_settings(Path.cwd()))
    require_target(settings)
    sections.load()
    Selection.of(settings, catalogue.load())
    DeclaredContract.of(settings)
    baseline_of(settings)
    if settings.demo:
        with reference_extra():
            import conformance.reference.server  # noqa: F401 - whether it can be
    if workers and not find_spec("xdist"):
        raise click.ClickException(
            "-n needs pytest-xdist, which is not installed. Run: pip install pytest-xdist"
        )
    outcome = Outcome()
    plugins = [outcome] if quiet else [outcome, ProgressPlugin(display())]
    _prepare(settings.report)
    document = settings.report / "report.json"
    before = _stamp(document)
    with _undisturbed(settings.report / "examples"):
        pytest.main(_arguments(flags, workers), plugins=plugins)
    if outcome.message:
        print(f"scim-conformance: {outcome.message}", file=sys.stderr)
        github.complain(outcome.message)
    elif _stamp(document) != before:
        report = json.loads(document.read_text(encoding="utf-8"))
        with github.unheard():
            _show(report, settings, quiet=quiet, verbose=verbose)
        github.announce(report)
    if outcome.exit_code is not None:
        return outcome.exit_code
    return INTERRUPTED if outcome.interrupted else SUITE_ERROR


def _prepare(directory: Path) -> None:
    """Make the directory of the report.

    Raises:
        SettingsError: Nothing can be written there.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=directory):
            pass
    except OSError as error:
        raise SettingsError(
            f"The report cannot be written to {str(directory)!r}: {error.strerror}. "
            "Name another directory with --scim-report."
        ) from None


def _stamp(path: Path) -> tuple[int, int] | None:
    """Return what changes when a file is written anew, None where there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns


def _show(report: Report, settings: Settings, *, quiet: bool, verbose: bool) -> None:
    """Print what a run found, as much of it as was asked for."""
    console = Console(highlight=False)
    if quiet:
        terminal.show_verdict(report, console)
    else:
        terminal.show(report, console, settings.report, replay=_replay(settings), verbose=verbose)


def _replay(settings: Settings) -> str:
    """Return the command that plays the failures again; empty for the demo, whose server has ended."""
    if settings.demo:
        return ""
    target = [settings.url]
    if settings.app:
        target = ["--app", settings.app, "--url", settings.url.removeprefix(IN_PROCESS) or "/"]
    return shlex.join(["scim-conformance", "replay", str(settings.report), *target])


def _arguments(flags: Mapping[str, Any], workers: int | None) -> list[str]:
    """Return pytest's command line."""
    suite = str(Path(conformance.suite.__file__).parent)
    arguments = [suite, "-c", os.devnull, "--rootdir", suite, "--confcutdir", suite]
    for plugin in (
        *PLUGINS,
        "no:cacheprovider",
        "no:terminalreporter",
        *(("xdist.plugin",) if workers else ()),
    ):
        arguments += ["-p", plugin]
    if workers:
        arguments += ["-n", str(workers)]
    for setting in SETTINGS:
        value = flags.get(setting.key)
        if setting.kind == "switch":
            arguments += [setting.flag] if value else []
        else:
            values = value if setting.repeatable else (value,)
            arguments += [f"{setting.flag}={each}" for each in values or () if each is not None]
    return arguments


@contextmanager
def _undisturbed(storage: Path) -> Iterator[None]:
    """Keep pytest from what the environment says to its other runs; let SIGTERM end a run as Ctrl-C does.

    Args:
        storage: Where Hypothesis keeps its files, in place of the current directory.
    """
    before = dict(os.environ)
    handler = signal.signal(signal.SIGTERM, signal.default_int_handler)
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
        os.environ.pop(name, None)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(storage)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, handler)
        os.environ.clear()
        os.environ.update(before)
