"""The pytest plugin: an option for every setting, one run of the suite, and its report at the end.

pytest loads an installed plugin in every run, so this module imports the suite only when it is selected.
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
    from conformance.report.document import Report
    from conformance.run.live import LiveRun
    from conformance.run.worker_result import WorkerResult
    from conformance.suite.deferred import Deferred

EXIT_CODE_KEY = pytest.StashKey[int]()
"""The documented exit code of a run, in the stash of the config."""

MESSAGE_KEY = pytest.StashKey[str]()
"""The reason why nothing was tested, in the stash of the config."""

_LIVE_KEY = pytest.StashKey["LiveRun"]()
_DEFERRED_KEY = pytest.StashKey["list[Deferred]"]()
_TOGETHER_KEY = pytest.StashKey["WorkerResult"]()
_NODES_KEY = pytest.StashKey[list[Any]]()
_STARTED_KEY = pytest.StashKey[float]()
_SEED_KEY = pytest.StashKey[int]()
_PASSWORD_KEY = pytest.StashKey[Secret]()
_REPORT_KEY: "pytest.StashKey[Report]" = pytest.StashKey()
USAGE = 3
_RESULT = "scim_conformance"
_SEED = "scim_conformance_seed"
_PASSWORD = "scim_conformance_password"  # noqa: S105 - a key, not a password


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add an option and an ini key for each setting."""
    group = parser.getgroup("scim-conformance", "SCIM conformance")
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
    """Keep start time, seed and password; a process of pytest-xdist uses those of the controller."""
    config.stash[_STARTED_KEY] = time.monotonic()
    given = getattr(config, "workerinput", {})
    config.stash[_SEED_KEY] = given.get(_SEED, draw_seed())
    config.stash[_PASSWORD_KEY] = Secret(given[_PASSWORD]) if _PASSWORD in given else draw_password()


def live_run(config: pytest.Config) -> "LiveRun":
    """Return the run of the suite in a pytest run; the first call makes it from the settings.

    Raises:
        pytest.exit.Exception: A setting is not valid, or no target is given.
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
            # A UsageError during collection would show a traceback.
            pytest.exit(str(error), returncode=USAGE)
    return config.stash[_LIVE_KEY]


def asks_for_suite(arguments: Iterable[object]) -> bool:
    """Return whether pytest's arguments name the suite, as a package or as a path."""
    paths = (str(argument).partition("::")[0].removesuffix(".py").replace(".", "/") for argument in arguments)
    return any(
        path.rstrip("/").endswith(("conformance/suite", "conformance/suite/test_requirements"))
        for path in paths
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Reject invalid settings before collection, which has its own exit codes; then print the target."""
    if asks_for_suite(session.config.args):
        settings = live_run(session.config).settings
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            target = " at ".join(filter(None, (settings.app, settings.url)))
            reporter.write_line(f"scim-conformance tests {target or 'the bundled reference server'}")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 - pytest-xdist's type
    """Store a process of pytest-xdist, whose end no hook reports after Ctrl-C; send it seed and password."""
    node.workerinput[_SEED] = node.config.stash[_SEED_KEY]
    node.workerinput[_PASSWORD] = node.config.stash[_PASSWORD_KEY].reveal()
    node.config.stash.setdefault(_NODES_KEY, []).append(node)


def collected(config: pytest.Config) -> "tuple[list[WorkerResult], list[Deferred]]":
    """Return the results of the ended processes of pytest-xdist, and the tests that they deferred."""
    outputs = [getattr(node, "workeroutput", {}) for node in config.stash.get(_NODES_KEY, [])]
    pairs = [pickle.loads(output[_RESULT]) for output in outputs if _RESULT in output]  # noqa: S301 - from our own processes
    return [result for result, _ in pairs], max((tests for _, tests in pairs), key=len, default=[])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Defer the tests of every exchange to the controller of pytest-xdist."""
    if hasattr(config, "workerinput") and _LIVE_KEY in config.stash:
        from conformance.suite.deferred import defer

        config.stash[_DEFERRED_KEY] = defer(items, live_run(config).settings)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:  # noqa: ANN401 - pytest-xdist's types
    """Let one process run all tests of a scenario, if the suite is selected."""
    if not asks_for_suite(config.args):
        return None
    from conformance.run.live import end_like_ctrl_c
    from conformance.run.xdist import ByScenario

    end_like_ctrl_c()
    return ByScenario(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Report the deferred tests once all processes of pytest-xdist have ended."""
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
    """Delete the resources of the run, write the report, and set the exit code."""
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
    """Print the state of the baseline, the verdict and the target; annotate a GitHub workflow."""
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
