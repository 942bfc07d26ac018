"""Reads that lag behind writes accuse nobody once the run is told how long they may."""

from pathlib import Path

import pytest

from conformance.engine.settling import Settling
from conformance.law.verdicts import Verdict
from conformance.settings import Settings
from conformance.suite.embedded import introduced
from conformance.suite.haul import Haul
from conformance.suite.live import LiveRun
from tests.adaptive.lagging import LAG, lagging_server

SCENARIOS = ("every-method", "changes-in-turn", "forward-reference", "stale-versions", "partial-failure")
"""Creating, changing and deleting, references, versions and failures."""


def run(directory: Path, settle: float) -> Haul:
    with lagging_server() as server:
        settings = Settings(report=directory, settle=settle, scenario=SCENARIOS)
        live = LiveRun(introduced(settings, server))
        for case in live.cases():
            live.judge(case)
        return live.bring_home()


def test_a_lagging_server_is_conformant_when_reads_are_given_time(tmp_path):
    haul = run(tmp_path, settle=4 * LAG)
    assert {
        finding.requirement: finding.message for finding in haul.findings if finding.verdict is Verdict.FAIL
    } == {}
    assert sum(finding.verdict is Verdict.PASS for finding in haul.findings) > 50
    assert list(haul.leftovers) == []


def test_the_lag_is_seen_without_it(tmp_path):
    assert any(finding.verdict is Verdict.FAIL for finding in run(tmp_path, settle=0).findings)


def test_reading_ends_as_soon_as_it_agrees():
    settling = Settling(60)
    settling.wrote()
    seen = iter(range(10))
    assert settling.read(lambda: next(seen), lambda number: number == 3) == 3


def test_reading_ends_when_time_is_up():
    settling = Settling(0.05)
    settling.wrote()
    assert settling.read(lambda: "stale", lambda _: False) == "stale"


@pytest.mark.parametrize("seconds", [0.0, 30.0])
def test_nothing_is_waited_for_where_nothing_was_written(seconds):
    seen = iter(range(10))
    assert Settling(seconds).read(lambda: next(seen)) == 0
