"""The one test of the suite, once for each case: a check, and the scenario whose trace it judges."""

import allure
import pytest

from conformance.check.registry import EVERY_EXCHANGE, Case
from conformance.plugin import live_run
from conformance.report.allure import labels
from conformance.report.curl import curl
from conformance.report.model import exchange_entry
from conformance.report.text import one_line, visible
from conformance.report.wire import as_text
from conformance.requirements.finding import Finding
from conformance.requirements.verdicts import Verdict
from conformance.run.live import LiveRun
from conformance.run.preflight import Unfit

OPEN = (Verdict.INCONCLUSIVE, Verdict.BLOCKED, Verdict.NOT_APPLICABLE, Verdict.UNTESTED, Verdict.WAIVED)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of each case that the run is narrowed to."""
    live = live_run(metafunc.config)
    cases = live.cases()
    # What watches every exchange needs every trace; a process that has only some of them judges at its end.
    acting = [case for case in cases if case.scenario != EVERY_EXCHANGE]
    if hasattr(metafunc.config, "workerinput"):
        cases = acting or cases
    metafunc.parametrize(
        "case",
        [pytest.param(case, id=case.name(live.catalogue[case.check.requirement].section)) for case in cases],
    )


def test_requirement(case: Case, pytestconfig: pytest.Config) -> None:
    """Judge one case."""
    live = live_run(pytestconfig)
    describe(live, case)
    try:
        finding = live.judge(case)
    except Unfit as unfit:
        pytest.exit(str(unfit), returncode=unfit.exit_code)
    attach(live, finding)
    known = live.known(finding)
    if finding.verdict is Verdict.FAIL and known:
        pytest.xfail(f"known: {known.reason}")
    if finding.verdict is Verdict.FAIL:
        pytest.fail(block(live, finding), pytrace=False)
    if finding.verdict in OPEN:
        pytest.skip(one_line(f"{finding.verdict}: {finding.message}"))


def describe(live: LiveRun, case: Case) -> None:
    """Tell Allure what the test is about."""
    requirement = live.catalogue[case.check.requirement]
    words = labels(requirement.rfc, requirement.section, requirement.level)
    allure.dynamic.epic(words["epic"])
    allure.dynamic.feature(words["feature"])
    allure.dynamic.severity(words["severity"])
    allure.dynamic.title(f"{requirement.id} {requirement.title} ({case.scenario})")
    allure.dynamic.description(requirement.text)


def attach(live: LiveRun, finding: Finding) -> None:
    """Hand the exchanges that a finding cites to Allure."""
    for number in finding.exchanges[:3]:
        exchange = live.exchange(number)
        if exchange:
            text = visible(as_text(exchange_entry(exchange)))
            allure.attach(text, f"exchange {number}", allure.attachment_type.TEXT)


def block(live: LiveRun, finding: Finding) -> str:
    """Return a failure as text: what is required, what was seen, how to see it again."""
    requirement = live.catalogue[finding.requirement]
    lines = [
        f"{requirement.id} {requirement.title}",
        f"{requirement.source}, {requirement.level}: {finding.message}",
        f"Expected: {finding.expected}",
        f"Actual:   {finding.got}",
    ]
    exchange = live.exchange(finding.exchanges[0]) if finding.exchanges else None
    return visible("\n".join([*lines, curl(exchange.request)] if exchange else lines))
