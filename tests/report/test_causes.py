import pytest

from conformance.report.causes import problems
from conformance.report.model import build
from conformance.requirements.finding import EVERY_EXCHANGE
from conformance.requirements.verdicts import Level, Verdict


@pytest.fixture
def report_of(make):
    """Build a report with forty Bulk exchanges from pairs (requirement, exchanges with its failure)."""

    def build_report(*broken, verdicts=None, levels=None):
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

    return build_report


def numbers(report):
    return [[int(each["id"][-2:]) for each in problem.requirements] for problem in problems(report)]


def test_failures_in_the_same_exchanges_are_one_problem(report_of):
    assert numbers(report_of((1, [5, 6]), (2, [5]), (3, [6, 5]))) == [[1, 3, 2]]


def test_failure_in_a_further_exchange_is_another_problem(report_of):
    assert numbers(report_of((1, [5, 6]), (2, [6, 7]))) == [[1], [2]]


def test_failure_in_nearly_all_exchanges_is_no_root_cause(report_of):
    assert numbers(report_of((1, range(1, 31)), (2, [5]))) == [[1], [2]]


def test_root_cause_with_the_fewest_exchanges_is_chosen(report_of):
    assert numbers(report_of((1, range(1, 9)), (2, [5, 6]), (3, [5]), (4, [20]))) == [[1, 2, 3], [4]]
    assert numbers(report_of((1, range(1, 5)), (2, [4, 5]), (3, [4]))) == [[2, 3], [1]]


def test_failures_without_exchanges_are_separate_problems(report_of):
    assert numbers(report_of((1, []), (2, []), (3, [1, 2]))) == [[1], [2], [3]]


def test_exchanges_of_all_findings_of_a_requirement_are_combined(make):
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


def test_requirement_with_the_worst_verdict_leads_the_problem(report_of):
    report = report_of((1, [5, 6]), (2, [5]), verdicts={1: Verdict.WARN})
    (problem,) = problems(report)
    assert (problem.lead["id"], problem.verdict) == ("BULK-3.7.2-02", Verdict.FAIL)
    assert [each["id"] for each in problem.others] == ["BULK-3.7.2-01"]


def test_problems_are_ordered_by_verdict_level_and_size(report_of):
    report = report_of(
        (1, [1]),
        (2, [2]),
        (3, [3]),
        (4, [4, 5]),
        (5, [4]),
        verdicts={1: Verdict.WARN, 2: Verdict.WARN},
        levels={1: Level.SHOULD},
    )
    assert numbers(report) == [[4, 5], [3], [2], [1]]


def test_requirement_of_a_scenario_leads_one_checked_on_every_exchange(make):
    record = make.record(
        requirements=[make.requirement(1), make.requirement(2)],
        findings=[
            make.finding(1, Verdict.FAIL, exchanges=(5,), scenario=EVERY_EXCHANGE),
            make.finding(2, Verdict.FAIL, exchanges=(5,)),
        ],
        exchanges=[make.exchange(n) for n in range(1, 41)],
    )
    assert numbers(build(record)) == [[2, 1]]


def test_requirement_of_a_scenario_is_no_consequence_of_one_checked_on_every_exchange(make):
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


def test_run_without_failures_has_no_problems(make):
    assert problems(build(make.record())) == []
