"""The one test of the suite, parametrised with cases: a check, and the scenario whose trace it judges."""

import allure
import pytest

from conformance.check.registry import Case
from conformance.plugin import live_run
from conformance.report.allure import labels
from conformance.report.model import exchange_entry
from conformance.report.text import visible
from conformance.report.wire import as_text
from conformance.requirements.finding import Finding
from conformance.run.live import LiveRun
from conformance.run.preflight import Unfit
from conformance.suite.outcome import settle


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrise the test with the selected cases."""
    live = live_run(metafunc.config)
    sections = {case: live.catalogue[case.check.requirement].section for case in live.cases()}
    metafunc.parametrize("case", [pytest.param(case, id=case.name(sections[case])) for case in sections])


def test_requirement(case: Case, pytestconfig: pytest.Config, request: pytest.FixtureRequest) -> None:
    """Judge one case."""
    live = live_run(pytestconfig)
    describe(live, case)
    try:
        finding = live.judge(case)
    except Unfit as unfit:
        if hasattr(pytestconfig, "workerinput"):
            # pytest-xdist takes a process that exits for one that crashed.
            request.session.shouldstop = str(unfit)
            pytest.skip(str(unfit))
        pytest.exit(str(unfit), returncode=unfit.exit_code)
    attach(live, finding)
    settle(live, finding, live.exchange(finding.exchanges[0]) if finding.exchanges else None)


def describe(live: LiveRun, case: Case) -> None:
    """Describe a test for Allure."""
    requirement = live.catalogue[case.check.requirement]
    words = labels(requirement.rfc, requirement.section, requirement.level)
    allure.dynamic.epic(words["epic"])
    allure.dynamic.feature(words["feature"])
    allure.dynamic.severity(words["severity"])
    allure.dynamic.title(f"{requirement.id} {requirement.title} ({case.scenario})")
    allure.dynamic.description(requirement.text)


def attach(live: LiveRun, finding: Finding) -> None:
    """Attach the first exchanges of a finding for Allure."""
    for number in finding.exchanges[:3]:
        exchange = live.exchange(number)
        if exchange:
            text = visible(as_text(exchange_entry(exchange)))
            allure.attach(text, f"exchange {number}", allure.attachment_type.TEXT)
