"""``run``: the suite through pytest, isolated from the pytest configuration of the current directory."""

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
from typing import TYPE_CHECKING, Any

import click

from conformance.cli.extra import reference_extra
from conformance.cli.options import SPELLINGS, one_url, option
from conformance.report.document import Report
from conformance.settings import (
    IN_PROCESS,
    SETTINGS,
    Settings,
    SettingsError,
    project_settings,
    require_target,
    resolve,
)

if TYPE_CHECKING:
    import pytest

INTERRUPTED = 130
SUITE_ERROR = 5

PLUGINS = ("conformance.plugin",)
"""All plugins besides pytest's own: another plugin of the environment must not change a verdict."""


@click.command(
    "run",
    context_settings=SPELLINGS,
    epilog="Every setting may also be spelled --scim-NAME, as with pytest.",
)
@click.argument("base_url", required=False)
@click.option(
    "-n",
    "--workers",
    type=click.IntRange(1),
    metavar="N",
    help="Spread the run over N processes (needs pytest-xdist).",
)
@click.option(
    "--dry-run", is_flag=True, help="Print every request of the fixed scenarios and send none to the server."
)
@click.option("-q", "--quiet", is_flag=True, help="Print the verdict only.")
@click.option("-v", "--verbose", is_flag=True, help="Print every requirement, and how to fix each failure.")
def command(
    base_url: str | None,
    workers: int | None,
    dry_run: bool,
    quiet: bool,
    verbose: bool,
    **flags: Any,  # noqa: ANN401
) -> int:
    """Test the server at BASE_URL, or with --demo the bundled reference server.

    Exit codes: 0 conformant, 1 not conformant, 2 partial, 3 usage or configuration, 4 unreachable,
    5 error of the suite itself, 6 stale entries in the baseline, 130 interrupted.
    """
    flags["url"] = one_url(base_url, flags["url"])
    if dry_run:
        if workers or quiet or verbose:
            raise click.UsageError("--dry-run prints requests only. Leave -n, -q and -v out.")
        from conformance.cli import dry_run as rehearsal

        return rehearsal.dry_run(flags)
    settings = _validated(flags, workers)
    return _run(settings, _arguments(flags, workers), quiet=quiet, verbose=verbose)


command.params.extend(map(option, SETTINGS))


def _validated(flags: Mapping[str, Any], workers: int | None) -> Settings:
    """Return the settings of a run that can start.

    Raises:
        SettingsError: No target is given, or a setting, a profile or a contract cannot be used.
        click.ClickException: Something that the run needs is not installed.
    """
    from conformance import sections
    from conformance.requirements import catalogue
    from conformance.run.declared_contract import DeclaredContract
    from conformance.run.exit_codes import baseline_of
    from conformance.run.selection import Selection

    settings = resolve(flags, os.environ, project_settings(Path.cwd()))
    require_target(settings)
    sections.load()
    Selection.of(settings, catalogue.load())
    DeclaredContract.of(settings)
    baseline_of(settings)
    if settings.demo:
        with reference_extra():
            import conformance.reference.server  # noqa: F401 - only to find out whether it is installed
    if workers and not find_spec("xdist"):
        raise click.ClickException(
            "-n needs pytest-xdist, which is not installed. Run: pip install pytest-xdist"
        )
    return settings


class Outcome:
    """A pytest plugin that keeps how a run ended.

    Attributes:
        exit_code: The documented exit code from the suite's own plugin; None without one.
        message: Why nothing was tested, or the error of the suite itself; empty if all went well.
        interrupted: Ctrl-C or SIGTERM ended the run.
    """

    exit_code: int | None = None
    message: str = ""
    interrupted: bool = False

    def pytest_collectreport(self, report: "pytest.CollectReport") -> None:
        """Keep the reason why the suite could not be collected."""
        if report.failed:
            self.message = report.longreprtext

    def pytest_keyboard_interrupt(self, excinfo: "pytest.ExceptionInfo[BaseException]") -> None:
        """Distinguish an interruption by the user from an end by the suite."""
        self.interrupted = excinfo.errisinstance(KeyboardInterrupt)

    def pytest_unconfigure(self, config: "pytest.Config") -> None:
        """Take the result of the suite's plugin."""
        from conformance.plugin import EXIT_CODE_KEY, MESSAGE_KEY

        self.exit_code = config.stash.get(EXIT_CODE_KEY, None)
        self.message = config.stash.get(MESSAGE_KEY, "") or self.message


def _run(settings: Settings, arguments: list[str], *, quiet: bool, verbose: bool) -> int:
    """Run pytest, print what the run found, and return the documented exit code."""
    import pytest

    from conformance.cli import github
    from conformance.cli.progress import ProgressPlugin, display

    outcome = Outcome()
    plugins = [outcome] if quiet else [outcome, ProgressPlugin(display())]
    _prepare(settings.report)
    document = settings.report / "report.json"
    before = _stamp(document)
    with _isolated(settings.report / "examples"):
        pytest.main(arguments, plugins=plugins)
    if outcome.message:
        print(f"scim-conformance: {outcome.message}", file=sys.stderr)
        github.annotate_error(outcome.message)
    elif _stamp(document) != before:
        report = json.loads(document.read_text(encoding="utf-8"))
        with github.commands_stopped():
            _show(report, settings, quiet=quiet, verbose=verbose)
        github.announce(report)
    if outcome.exit_code is not None:
        return outcome.exit_code
    return INTERRUPTED if outcome.interrupted else SUITE_ERROR


def _prepare(directory: Path) -> None:
    """Make the directory of the report.

    Raises:
        SettingsError: The directory is not writable.
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
    """Return values that change when a file is written again; None without the file."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns


def _show(report: Report, settings: Settings, *, quiet: bool, verbose: bool) -> None:
    """Print what a run found, with as much detail as the options ask for."""
    from rich.console import Console

    from conformance.report import terminal

    console = Console(highlight=False)
    if quiet:
        terminal.show_verdict(report, console)
    else:
        terminal.show(report, console, settings.report, replay=_replay(settings), verbose=verbose)


def _replay(settings: Settings) -> str:
    """Return the command that tests the failures again; empty for the demo, whose server has ended."""
    if settings.demo:
        return ""
    target = [settings.url]
    if settings.app:
        target = ["--app", settings.app, "--url", settings.url.removeprefix(IN_PROCESS) or "/"]
    return shlex.join(["scim-conformance", "replay", str(settings.report), *target])


def _arguments(flags: Mapping[str, Any], workers: int | None) -> list[str]:
    """Return pytest's command line."""
    import conformance.suite

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
def _isolated(storage: Path) -> Iterator[None]:
    """Isolate pytest from the environment of other pytest runs; let SIGTERM end the run as Ctrl-C does.

    Args:
        storage: The directory for the files of Hypothesis, in place of the current directory.
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
