import json

import pytest

from conformance.report.body import BODY_LIMIT
from conformance.report.causes import problems
from conformance.report.model import build
from conformance.requirements.finding import EVERY_EXCHANGE, Evidence
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


def at(exchange, operation=None):
    return Evidence(exchange, operation)


@pytest.fixture
def report_at(make):
    """Build a report with forty Bulk exchanges from the evidence of each requirement and its dependencies."""

    def build_report(evidence, depends_on=None):
        report = build(
            make.record(
                requirements=[make.requirement(n) for n in evidence],
                findings=[
                    make.finding(n, Verdict.FAIL, evidence=tuple(shown)) for n, shown in evidence.items()
                ],
                exchanges=[make.exchange(n) for n in range(1, 41)],
            )
        )
        for entry in report["requirements"]:
            others = (depends_on or {}).get(int(entry["id"][-2:]), ())
            entry["depends_on"] = [f"BULK-3.7.2-{n:02}" for n in others]
        return report

    return build_report


def test_failures_of_different_operations_are_different_problems(report_at):
    assert numbers(report_at({1: [at(5, 0), at(5, 1)], 2: [at(5, 2)], 3: [at(5, 1)]})) == [[1, 3], [2]]


def test_failure_of_a_whole_exchange_explains_that_of_an_operation_and_the_other_way_round(report_at):
    assert numbers(report_at({1: [at(5), at(6)], 2: [at(5, 2)]})) == [[1, 2]]
    assert numbers(report_at({1: [at(5, 1), at(6, 0)], 2: [at(5)]})) == [[1, 2]]


def test_failure_nearly_everywhere_is_the_root_cause_of_what_depends_on_it(report_at):
    everywhere = [at(n, 0) for n in range(1, 31)]
    report = report_at({1: [at(5, 0)], 2: [at(6, 0)], 3: everywhere}, {1: [3]})
    assert numbers(report) == [[3, 1], [2]]


def test_failure_at_another_operation_is_no_consequence(report_at):
    assert numbers(report_at({1: [at(5, 0), at(7, 0)], 2: [at(5, 0)]}, {1: [2]})) == [[1], [2]]
    assert numbers(report_at({1: [at(7, 0)], 2: [at(5, 0)]}, {1: [2]})) == [[1], [2]]


def test_dependency_leads_although_it_fails_less_often(report_at):
    assert numbers(report_at({1: [at(5, 0), at(5, 1)], 2: [at(5)]}, {1: [2]})) == [[2, 1]]


def test_root_cause_is_found_through_a_chain_of_dependencies(report_at):
    report = report_at({1: [at(5, 0)], 2: [at(5, 0)], 3: [at(5, 0)]}, {1: [2], 2: [3]})
    assert numbers(report) == [[3, 2, 1]]


def test_cycle_of_dependencies_is_one_problem(report_at):
    assert numbers(report_at({1: [at(5, 0)], 2: [at(5, 0)]}, {1: [2], 2: [1]})) == [[1, 2]]


def bulk(n, operations):
    """Return an exchange with a bulk request of so many operations."""
    return n, json.dumps({"Operations": [{"method": "DELETE"}] * operations}).encode()


@pytest.mark.parametrize(
    ("simple", "other"),
    [
        (("forward-reference", (5,)), ("generated-jobs", (1, 2, 3))),
        (("forward-reference", (5,)), (EVERY_EXCHANGE, (1, 2, 3))),
        ((EVERY_EXCHANGE, (5,)), ("generated-jobs", (1, 2, 3))),
        (("put-resource", (2,)), ("forward-reference", (5, 2, 3))),
        (("forward-reference", (1,)), ("put-resource", (9, 1))),
        (("forward-reference", (2, 3)), ("put-resource", (2,))),
        (("forward-reference", (5,)), ("put-resource", (7, 1))),
        (("forward-reference", (5,)), ("put-resource", ())),
    ],
    ids=[
        "fixed before generated",
        "on purpose before every exchange",
        "every exchange before generated",
        "fewer operations in the first exchange",
        "single request before a larger bulk request",
        "more exchanges with as many operations",
        "whole body before one that was cut",
        "with an exchange before one without",
    ],
)
def test_problem_is_shown_by_its_simplest_finding(make, simple, other):
    bodies = {1: b'{"userName": "a"}', **dict([bulk(2, 2), bulk(3, 2), bulk(5, 5), bulk(9, 2000)])}
    bodies[7] = bulk(7, 1)[1].ljust(BODY_LIMIT + 1)
    for pair in ((simple, other), (other, simple)):
        record = make.record(
            findings=[
                make.finding(verdict=Verdict.FAIL, scenario=name, exchanges=shown) for name, shown in pair
            ],
            exchanges=[make.exchange(n, body=body) for n, body in bodies.items()],
        )
        (problem,) = problems(build(record))
        assert (problem.finding["scenario"], tuple(problem.finding["exchanges"])) == simple


def test_problem_is_shown_by_a_finding_that_decided_its_verdict(make):
    findings = [
        make.finding(verdict=Verdict.FAIL, scenario="generated-jobs"),
        make.finding(verdict=Verdict.WARN),
    ]
    (problem,) = problems(build(make.record(findings=findings)))
    assert problem.finding["scenario"] == "generated-jobs"


def test_run_without_failures_has_no_problems(make):
    assert problems(build(make.record())) == []
