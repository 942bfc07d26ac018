import json
from datetime import datetime, timedelta, timezone

import pytest

from conformance.exchange import Failure, Response
from conformance.report.body import BODY_LIMIT
from conformance.report.model import build
from conformance.report.text import TEXT_LIMIT, dump
from conformance.requirements.verdicts import Verdict


def test_a_passing_run_is_conformant(make):
    report = build(make.record())
    assert report["verdict"] == "conformant"
    assert report["requirements"][0]["verdict"] == "pass"
    assert report["requirements"][0]["findings"][0]["exchanges"] == [2]
    assert report["summary"]["pass"] == 1
    assert sum(report["summary"].values()) == 1
    assert report["started"] == "2025-03-01T12:00:00+00:00"


def test_the_worst_finding_decides_a_requirement(make):
    findings = [make.finding(verdict=verdict) for verdict in (Verdict.PASS, Verdict.FAIL, Verdict.WARN)]
    report = build(make.record(findings=findings))
    assert report["requirements"][0]["verdict"] == "fail"
    assert report["verdict"] == "not-conformant"


def test_a_settled_verdict_stands_whatever_was_found(make):
    settled = {"BULK-3.7.2-01": (Verdict.WAIVED, "the profile answers 422")}
    report = build(make.record(findings=[make.finding(verdict=Verdict.FAIL)], settled=settled))
    entry = report["requirements"][0]
    assert (entry["verdict"], entry["reason"]) == ("waived", "the profile answers 422")
    assert entry["findings"][0]["verdict"] == "fail"


def test_what_was_not_judged_says_why(make):
    inconclusive = make.finding(3, Verdict.INCONCLUSIVE, message="the answer was no JSON", examined=0)
    report = build(
        make.record(
            requirements=[
                make.requirement(1, untestable_because="only the client can"),
                *map(make.requirement, (2, 3)),
            ],
            findings=[make.finding(3, Verdict.BLOCKED, message="no user", examined=0), inconclusive],
        )
    )
    assert [(entry["verdict"], entry["reason"]) for entry in report["requirements"]] == [
        ("untested", "only the client can"),
        ("untested", "no check of this run looked at it"),
        ("inconclusive", "the answer was no JSON"),
    ]
    assert [entry["testable"] for entry in report["requirements"]] == [False, True, True]


def test_an_interrupted_run_is_partial_at_best(make):
    assert build(make.record(interrupted=True))["verdict"] == "partial"


def test_an_interruption_does_not_hide_a_failure(make):
    findings = [make.finding(verdict=Verdict.FAIL)]
    assert build(make.record(findings=findings, interrupted=True))["verdict"] == "not-conformant"


def test_our_own_error_voids_the_run_even_with_failures(make):
    findings = [make.finding(verdict=Verdict.FAIL)]
    assert build(make.record(findings=findings, problem="a check raised KeyError"))["verdict"] == "void"


def test_an_open_must_that_was_deselected_leaves_the_run_conformant(make):
    requirements = [make.requirement(1), make.requirement(2)]
    settled = {"BULK-3.7.2-02": (Verdict.DESELECTED, "not in the selection")}
    assert build(make.record(requirements=requirements, settled=settled))["verdict"] == "conformant"


def test_a_run_that_saw_nothing_is_partial(make):
    assert build(make.record(findings=[]))["verdict"] == "partial"


def test_clean_up_is_left_out_unless_a_finding_cites_it(make):
    exchanges = [make.exchange(n, "clean-up") for n in (1, 2, 3)]
    report = build(make.record(exchanges=exchanges))
    assert [exchange["n"] for exchange in report["exchanges"]] == [2]


@pytest.mark.parametrize(
    ("purpose", "kept"), [("discovery", True), ("bulk", True), ("read", False), ("single", False)]
)
def test_an_uncited_answer_is_kept_for_discovery_and_bulk_only(make, purpose, kept):
    report = build(make.record(exchanges=[make.exchange(1, purpose)]))
    assert (report["exchanges"][0]["response"]["body"] is not None) is kept
    assert report["exchanges"][0]["request"]["body"] == '{"Operations":[]}'


def test_a_cited_answer_is_always_kept(make):
    report = build(make.record(exchanges=[make.exchange(2, "read")]))
    assert report["exchanges"][0]["response"]["body"] == '{"Operations":[]}'


def test_an_exchange_without_an_answer_says_why(make):
    failure = Failure("timeout", "no answer within 30 seconds")
    report = build(make.record(exchanges=[make.exchange(2, response=None, failure=failure)]))
    assert report["exchanges"][0]["response"] is None
    assert report["exchanges"][0]["failure"] == {"kind": "timeout", "detail": "no answer within 30 seconds"}


def test_headers_of_one_name_are_joined_in_the_first_spelling(make):
    response = Response(200, (("Link", "a"), ("X", "1"), ("link", "b")), b"", 1.0)
    report = build(make.record(exchanges=[make.exchange(2, response=response)]))
    assert report["exchanges"][0]["response"]["headers"] == {"Link": "a, b", "X": "1"}


def test_the_command_resends_the_telling_exchange(make):
    exchanges = [make.exchange(1, body=b"first"), make.exchange(2, body=b"second")]
    report = build(make.record(exchanges=exchanges, findings=[make.finding(exchanges=(2, 1))]))
    command = report["requirements"][0]["findings"][0]["curl"]
    assert "--data-binary second" in command
    assert '"Authorization: Bearer $SCIM_TOKEN"' in command


@pytest.mark.parametrize("exchanges", [(), (99,)])
def test_a_finding_without_a_recorded_exchange_has_no_command(make, exchanges):
    report = build(make.record(findings=[make.finding(exchanges=exchanges)]))
    assert report["requirements"][0]["findings"][0]["curl"] == ""


def test_long_texts_and_bodies_are_cut(make):
    long = "x" * (10 * TEXT_LIMIT)
    report = build(
        make.record(
            findings=[make.finding(message=long, expected=long, got=long)],
            exchanges=[make.exchange(2, answer=b"x" * (BODY_LIMIT * 8))],
            capabilities={"name": long},
        )
    )
    assert len(dump(report)) < 5 * TEXT_LIMIT + BODY_LIMIT + 4096


def test_capabilities_survive_whatever_a_server_claims(make):
    deep = {}
    for _ in range(5000):
        deep = {"deeper": deep}
    claims = {"infinite": float("inf"), "nan": float("nan"), "deep": deep, "set": {1}, 7: None, "yes": True}
    found = json.loads(dump(build(make.record(capabilities=claims))))["capabilities"]
    assert found["infinite"] == "inf"
    assert "nested too deeply" in json.dumps(found["deep"])
    assert (found["set"], found["7"], found["yes"]) == ([1], None, True)


def test_the_start_is_told_in_utc(make):
    local = datetime(2025, 3, 1, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    assert build(make.record(started=local))["started"] == "2025-03-01T12:00:00+00:00"


def test_a_start_without_time_zone_is_refused(make):
    with pytest.raises(ValueError, match="give it a time zone"):
        make.record(started=datetime(2025, 3, 1))


@pytest.mark.parametrize("how", ["findings", "settled"])
def test_a_judgement_on_an_unknown_requirement_is_refused(make, how):
    values = {"findings": [make.finding(9)], "settled": {"BULK-3.7.2-09": (Verdict.BLOCKED, "why")}}
    with pytest.raises(ValueError, match=r"BULK-3\.7\.2-09.*add it to the catalogue"):
        make.record(**{how: values[how]})
