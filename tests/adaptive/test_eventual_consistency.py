"""A run with --settle does not fail a server with eventual consistency."""

from pathlib import Path

import pytest

from conformance.requirements.verdicts import Verdict
from conformance.run.embedded import introduced
from conformance.run.live import LiveRun
from conformance.run.worker_result import WorkerResult
from conformance.scenario.eventual_consistency import EventualConsistency
from conformance.settings import Settings
from tests.adaptive.lagging import LAG, lagging_server

SCENARIOS = ("every-method", "changes-in-turn", "forward-reference", "stale-versions", "partial-failure")
"""Creating, changing and deleting, references, versions and failures."""


def run(directory: Path, settle: float) -> WorkerResult:
    with lagging_server() as server:
        settings = Settings(report=directory, settle=settle, scenario=SCENARIOS)
        live = LiveRun(introduced(settings, server))
        for case in live.cases():
            live.judge(case)
        return live.collect()


def test_eventually_consistent_server_is_conformant_with_a_wait(tmp_path):
    result = run(tmp_path, settle=4 * LAG)
    assert {
        finding.requirement: finding.message for finding in result.findings if finding.verdict is Verdict.FAIL
    } == {}
    assert sum(finding.verdict is Verdict.PASS for finding in result.findings) > 50
    assert list(result.leftovers) == []


def test_eventually_consistent_server_fails_without_a_wait(tmp_path):
    assert any(finding.verdict is Verdict.FAIL for finding in run(tmp_path, settle=0).findings)


def test_reading_ends_when_the_result_is_consistent():
    consistency = EventualConsistency(60)
    consistency.wrote()
    seen = iter(range(10))
    assert consistency.read(lambda: next(seen), lambda number: number == 3) == 3


def test_reading_ends_at_the_timeout():
    consistency = EventualConsistency(0.05)
    consistency.wrote()
    assert consistency.read(lambda: "stale", lambda _: False) == "stale"


@pytest.mark.parametrize("seconds", [0.0, 30.0])
def test_reading_does_not_wait_without_a_write(seconds):
    seen = iter(range(10))
    assert EventualConsistency(seconds).read(lambda: next(seen)) == 0
