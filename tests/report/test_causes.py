import pytest

from conformance.report.causes import problems
from conformance.report.model import build
from conformance.requirements.finding import EVERY_EXCHANGE
from conformance.requirements.verdicts import Level, Verdict


@pytest.fixture
def told(make):
    """Build a report of forty jobs: each requirement is given as (number, exchanges that show it broken)."""

    def tell(*broken, verdicts=None, levels=None):
        verdicts, levels = verdicts or {}, levels or {}
        numbers = [number for number, _ in broken]
        return build(
            make.record(
                requirements=[make.requirement(n, level=levels.get(n, Level.MUST)) for n in sorted(numbers)],
                findings=[
                    make.finding(n, verdicts.get(n, Verdict.FAIL), exchanges=tuple(exchanges))
                    for n, exchanges in broken
                ],
                exchanges=[make.exchange(n) for n in range(1, 41)],
            )
        )

    return tell


def numbers(report):
    return [[int(each["id"][-2:]) for each in problem.requirements] for problem in problems(report)]


def test_what_breaks_in_the_same_exchanges_is_one_problem(told):
    assert numbers(told((1, [5, 6]), (2, [5]), (3, [6, 5]))) == [[1, 3, 2]]


def test_what_breaks_elsewhere_too_is_another_problem(told):
    assert numbers(told((1, [5, 6]), (2, [6, 7]))) == [[1], [2]]


def test_what_is_broken_nearly_everywhere_is_the_cause_of_nothing(told):
    assert numbers(told((1, range(1, 31)), (2, [5]))) == [[1], [2]]


def test_the_narrowest_cause_counts(told):
    assert numbers(told((1, range(1, 9)), (2, [5, 6]), (3, [5]), (4, [20]))) == [[1, 2, 3], [4]]
    assert numbers(told((1, range(1, 5)), (2, [4, 5]), (3, [4]))) == [[2, 3], [1]]


def test_without_an_exchange_nothing_shows_what_belongs_together(told):
    assert numbers(told((1, []), (2, []), (3, [1, 2]))) == [[1], [2], [3]]


def test_the_findings_of_a_requirement_count_together(make):
    findings = [make.finding(1, Verdict.FAIL, exchanges=(n,)) for n in (1, 2)]
    findings += [
        make.finding(2, Verdict.FAIL, exchanges=(1, 2)),
        make.finding(2, Verdict.PASS, exchanges=(9,)),
    ]
    record = make.record(
        requirements=[make.requirement(1), make.requirement(2)],
        findings=findings,
        exchanges=[make.exchange(n) for n in range(1, 41)],
    )
    assert numbers(build(record)) == [[1, 2]]


def test_the_worst_leads_and_gives_the_verdict(told):
    report = told((1, [5, 6]), (2, [5]), verdicts={1: Verdict.WARN})
    (problem,) = problems(report)
    assert (problem.lead["id"], problem.verdict) == ("BULK-3.7.2-02", Verdict.FAIL)
    assert [each["id"] for each in problem.others] == ["BULK-3.7.2-01"]


def test_failures_come_first_then_what_binds_then_what_breaks_most(told):
    report = told(
        (1, [1]),
        (2, [2]),
        (3, [3]),
        (4, [4, 5]),
        (5, [4]),
        verdicts={1: Verdict.WARN, 2: Verdict.WARN},
        levels={1: Level.SHOULD},
    )
    assert numbers(report) == [[4, 5], [3], [2], [1]]


def test_what_a_scenario_was_made_to_show_leads_what_every_exchange_is_held_to(make):
    record = make.record(
        requirements=[make.requirement(1), make.requirement(2)],
        findings=[
            make.finding(1, Verdict.FAIL, exchanges=(5,), scenario=EVERY_EXCHANGE),
            make.finding(2, Verdict.FAIL, exchanges=(5,)),
        ],
        exchanges=[make.exchange(n) for n in range(1, 41)],
    )
    assert numbers(build(record)) == [[2, 1]]


def test_what_a_scenario_was_made_to_show_does_not_come_of_what_shows_there_in_passing(make):
    findings = [
        make.finding(1, Verdict.FAIL, exchanges=(5, 6, 7), scenario=EVERY_EXCHANGE),
        make.finding(2, Verdict.FAIL, exchanges=(6,)),
        make.finding(3, Verdict.FAIL, exchanges=(7,), scenario=EVERY_EXCHANGE),
    ]
    record = make.record(
        requirements=[make.requirement(n) for n in (1, 2, 3)],
        findings=findings,
        exchanges=[make.exchange(n) for n in range(1, 41)],
    )
    assert numbers(build(record)) == [[1, 3], [2]]


def test_a_run_without_failures_has_no_problems(make):
    assert problems(build(make.record())) == []
