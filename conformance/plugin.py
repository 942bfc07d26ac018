"""The pytest plugin: options for every setting, one run for the suite, its report at the end.

An installed plugin is loaded in every pytest run, so what is heavy is imported when the suite is asked for.
"""

import os
import pickle
import time
from collections.abc import Generator, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from conformance.settings import (
    SETTINGS,
    Secret,
    SettingsError,
    draw_password,
    draw_seed,
    project_settings,
    resolve,
)

if TYPE_CHECKING:
    from conformance.run.live import LiveRun
    from conformance.run.worker_result import WorkerResult
    from conformance.suite.deferred import Deferred

EXIT_CODE_KEY = pytest.StashKey[int]()
"""Where the documented exit code of a run is kept on the config."""

MESSAGE_KEY = pytest.StashKey[str]()
"""Where it is kept why nothing could be tested."""

_LIVE_KEY = pytest.StashKey["LiveRun"]()
_DEFERRED_KEY = pytest.StashKey["list[Deferred]"]()
_TOGETHER_KEY = pytest.StashKey["WorkerResult"]()
_NODES_KEY = pytest.StashKey[list[Any]]()
_STARTED_KEY = pytest.StashKey[float]()
_SEED_KEY = pytest.StashKey[int]()
_PASSWORD_KEY = pytest.StashKey[Secret]()
_REPORT_KEY = pytest.StashKey[dict[str, Any]]()
USAGE = 3
_RESULT = "scim_conformance"
_SEED = "scim_conformance_seed"
_PASSWORD = "scim_conformance_password"  # noqa: S105 - where it is kept


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer each setting as an option and as an ini key."""
    group = parser.getgroup("scim-conformance", "SCIM Bulk conformance")
    for setting in SETTINGS:
        options: dict[str, Any] = {"dest": setting.ini, "help": setting.help, "default": None}
        if setting.kind == "switch":
            options["action"] = "store_true"
        else:
            options["metavar"] = setting.metavar or None
            options["action"] = "append" if setting.repeatable else "store"
        group.addoption(setting.flag, **options)
        parser.addini(setting.ini, setting.help, default=None)


def pytest_configure(config: pytest.Config) -> None:
    """Remember when the run began, and draw seed and password; xdist's processes take those from above."""
    config.stash[_STARTED_KEY] = time.monotonic()
    above = getattr(config, "workerinput", {})
    config.stash[_SEED_KEY] = above.get(_SEED, draw_seed())
    config.stash[_PASSWORD_KEY] = Secret(above[_PASSWORD]) if _PASSWORD in above else draw_password()


def live_run(config: pytest.Config) -> "LiveRun":
    """Return the run that belongs to a pytest run; the first call makes it from the settings.

    Raises:
        pytest.exit.Exception: A setting cannot be used.
    """
    if _LIVE_KEY not in config.stash:
        from conformance.requirements.catalogue import CatalogueError
        from conformance.run.live import LiveRun
        from conformance.section_packages import SectionPackageError

        flags = {setting.key: config.getoption(setting.ini) for setting in SETTINGS}
        ini = {setting.name: config.getini(setting.ini) for setting in SETTINGS}
        given = {name: value for name, value in ini.items() if value is not None}
        try:
            ini_file = {**project_settings(config.invocation_params.dir), **given}
            settings = resolve(flags, os.environ, ini_file, config.stash[_SEED_KEY])
            settings = replace(settings, password=config.stash[_PASSWORD_KEY])
            config.stash[_LIVE_KEY] = LiveRun(settings, config.stash[_STARTED_KEY])
        except (SettingsError, CatalogueError, SectionPackageError) as error:
            # Collection would show a UsageError with a traceback.
            pytest.exit(str(error), returncode=USAGE)
    return config.stash[_LIVE_KEY]


def asks_for_suite(arguments: Iterable[object]) -> bool:
    """Say whether pytest's arguments name the suite, as a package or as a path."""
    paths = (str(argument).partition("::")[0].removesuffix(".py").replace(".", "/") for argument in arguments)
    return any(
        path.rstrip("/").endswith(("conformance/suite", "conformance/suite/test_requirements"))
        for path in paths
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Refuse settings that cannot be used, then print the target: collection has an exit code of its own."""
    if asks_for_suite(session.config.args):
        settings = live_run(session.config).settings
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            target = " at ".join(filter(None, (settings.app, settings.url)))
            reporter.write_line(f"scim-conformance tests {target or 'the bundled reference server'}")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 - pytest-xdist's type
    """Remember a process of pytest-xdist, since no hook tells of its end after Ctrl-C; give it the seed."""
    node.workerinput[_SEED] = node.config.stash[_SEED_KEY]
    node.workerinput[_PASSWORD] = node.config.stash[_PASSWORD_KEY].reveal()
    node.config.stash.setdefault(_NODES_KEY, []).append(node)


def collected(config: pytest.Config) -> "tuple[list[WorkerResult], list[Deferred]]":
    """Return what the processes of pytest-xdist found so far, and the tests that each of them deferred."""
    outputs = [getattr(node, "workeroutput", {}) for node in config.stash.get(_NODES_KEY, [])]
    pairs = [pickle.loads(output[_RESULT]) for output in outputs if _RESULT in output]  # noqa: S301 - from our own processes
    return [result for result, _ in pairs], max((tests for _, tests in pairs), key=len, default=[])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests that watch every exchange to the controller of pytest-xdist."""
    if hasattr(config, "workerinput") and _LIVE_KEY in config.stash:
        from conformance.suite.deferred import defer

        config.stash[_DEFERRED_KEY] = defer(items, live_run(config).settings)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:  # noqa: ANN401 - pytest-xdist's types
    """Let each scenario be played by one process, where the suite is asked for."""
    if not asks_for_suite(config.args):
        return None
    from conformance.run.live import end_like_ctrl_c
    from conformance.run.xdist import ByScenario

    end_like_ctrl_c()
    return ByScenario(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Report the tests that the processes of pytest-xdist deferred, once all of them have ended."""
    ran = yield
    config = session.config
    results, tests = collected(config)
    if results:
        from conformance.suite import deferred

        live = live_run(config)
        config.stash[_TOGETHER_KEY] = live.together(results)
        session.testscollected += len(tests)
        deferred.log(config, live, config.stash[_TOGETHER_KEY], tests)
    return ran


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Clean up on the server, write the report, and settle the exit code."""
    config = session.config
    results, _ = collected(config)
    if (_LIVE_KEY not in config.stash and not results) or config.getoption("collectonly"):
        return
    live = live_run(config)
    deferred = config.stash.get(_DEFERRED_KEY, [])
    if exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        live.prepare(test.requirement for test in deferred)
    result = live.collect(judge_rest=not hasattr(config, "workeroutput"))
    if hasattr(config, "workeroutput"):
        config.workeroutput[_RESULT] = pickle.dumps((result, deferred))
        return
    if results:
        result = config.stash.get(_TOGETHER_KEY, None) or live.together(results)
    report = live.report(result, interrupted=exitstatus == pytest.ExitCode.INTERRUPTED)
    config.stash[_REPORT_KEY] = report
    config.stash[EXIT_CODE_KEY] = live.exit_code
    config.stash[MESSAGE_KEY] = live.message
    if live.exit_code:
        session.exitstatus = live.exit_code


def pytest_terminal_summary(terminalreporter: "pytest.TerminalReporter", config: pytest.Config) -> None:
    """Print the target, its verdict and what the baseline says; annotate a GitHub workflow."""
    report = config.stash.get(_REPORT_KEY, None)
    if report is None:
        return
    from conformance.cli import github
    from conformance.report.baseline.words import summary_lines
    from conformance.report.target import target_name
    from conformance.report.terminal import verdict_line
    from conformance.report.text import one_line

    terminalreporter.section("scim-conformance")
    for line in summary_lines(report):
        terminalreporter.line(line)
    terminalreporter.line(verdict_line(report).plain)
    terminalreporter.line(f"Target: {one_line(target_name(report))}")
    github.announce(report)
