"""Tests that a process of pytest-xdist cannot decide by itself: the checks of every exchange.

Each process sees only the exchanges of its own scenarios. So it leaves these tests out. The controller judges
them on the traces of all processes and reports each of them, as if it had run it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest

from conformance.check.registry import EVERY_EXCHANGE, Case
from conformance.run.live import LiveRun
from conformance.run.worker_result import WorkerResult
from conformance.settings import Settings
from conformance.suite.outcome import settle

Location = tuple[str, int | None, str]


@dataclass(frozen=True, slots=True)
class Deferred:
    """A test that was collected and left to the controller.

    Attributes:
        nodeid: Its id in pytest.
        location: File, line from 0 and name, as pytest reports them.
        requirement: Id of the requirement that it judges.
        check: Name of the check.
    """

    nodeid: str
    location: Location
    requirement: str
    check: str


def defer(items: list[pytest.Item], settings: Settings) -> list[Deferred]:
    """Remove the tests of every exchange from the tests of a process, and return them.

    They stay in a run of chosen requirements, or if there are no other tests. The process that runs them then
    plays every scenario itself.

    Args:
        items: The tests that every process has collected.
        settings: The settings of the run.
    """
    cases = {item: case for item in items if isinstance(case := _case(item), Case)}
    watching = {item: case for item, case in cases.items() if case.scenario == EVERY_EXCHANGE}
    others = [case for item, case in cases.items() if item not in watching]
    if settings.requirement or not others:
        return []
    items[:] = [item for item in items if item not in watching]
    return [
        Deferred(item.nodeid, item.location, case.check.requirement, case.check.name)
        for item, case in watching.items()
    ]


def _case(item: pytest.Item) -> object:
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("case") if callspec else None


def log(config: pytest.Config, live: LiveRun, result: WorkerResult, tests: Sequence[Deferred]) -> None:
    """Report deferred tests to pytest and its plugins.

    Args:
        config: The controller's.
        live: The run.
        result: What all processes found.
        tests: What they left to the controller.
    """
    findings = {
        (finding.requirement, finding.check): finding
        for finding in result.findings
        if finding.scenario == EVERY_EXCHANGE
    }
    for test in tests:
        if finding := findings.get((test.requirement, test.check)):
            exchange = result.exchanges[finding.exchanges[0] - 1] if finding.exchanges else None
            config.hook.pytest_runtest_logstart(nodeid=test.nodeid, location=test.location)
            for report in _phases(test, lambda: settle(live, finding, exchange)):  # noqa: B023 - called at once
                config.hook.pytest_runtest_logreport(report=report)
            config.hook.pytest_runtest_logfinish(nodeid=test.nodeid, location=test.location)


def _phases(test: Deferred, call: Callable[[], None]) -> Iterator[pytest.TestReport]:
    """Yield the reports of setup, call and teardown, as pytest makes them of a test that it runs."""
    yield pytest.TestReport(test.nodeid, test.location, {}, "passed", None, "setup")
    yield _call(test, call)
    yield pytest.TestReport(test.nodeid, test.location, {}, "passed", None, "teardown")


def _call(test: Deferred, call: Callable[[], None]) -> pytest.TestReport:
    try:
        call()
    except pytest.xfail.Exception as known:  # a kind of fail.Exception, so it comes first
        report = pytest.TestReport(test.nodeid, test.location, {}, "skipped", None, "call")
        report.wasxfail = known.msg or ""
        return report
    except pytest.fail.Exception as failure:
        shown = pytest.ExceptionInfo.from_exception(failure).getrepr(style="value")
        return pytest.TestReport(test.nodeid, test.location, {}, "failed", shown, "call")
    except pytest.skip.Exception as skip:
        crash = pytest.ExceptionInfo.from_exception(skip).getrepr(style="value").reprcrash
        assert crash
        place = (crash.path, crash.lineno, crash.message)
        return pytest.TestReport(test.nodeid, test.location, {}, "skipped", place, "call")
    return pytest.TestReport(test.nodeid, test.location, {}, "passed", None, "call")
