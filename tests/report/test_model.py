import json
from datetime import datetime, timedelta, timezone

import pytest

from conformance.exchange import Failure, Response
from conformance.report.body import BODY_LIMIT
from conformance.report.model import build
from conformance.report.text import TEXT_LIMIT, dump
from conformance.requirements.verdicts import Verdict


def test_passing_run_is_conformant(make):
    report = build(make.record())
    assert report["verdict"] == "conformant"
    assert report["requirements"][0]["verdict"] == "pass"
    assert report["requirements"][0]["findings"][0]["exchanges"] == [2]
    assert report["summary"]["pass"] == 1
    assert sum(report["summary"].values()) == 1
    assert report["started"] == "2025-03-01T12:00:00+00:00"


def test_worst_finding_decides_a_requirement(make):
    findings = [make.finding(verdict=verdict) for verdict in (Verdict.PASS, Verdict.FAIL, Verdict.WARN)]
    report = build(make.record(findings=findings))
    assert report["requirements"][0]["verdict"] == "fail"
    assert report["verdict"] == "not-conformant"


def test_settled_verdict_does_not_depend_on_findings(make):
    settled = {"BULK-3.7.2-01": (Verdict.WAIVED, "the profile answers 422")}
    report = build(make.record(findings=[make.finding(verdict=Verdict.FAIL)], settled=settled))
    entry = report["requirements"][0]
    assert (entry["verdict"], entry["reason"]) == ("waived", "the profile answers 422")
    assert entry["findings"][0]["verdict"] == "fail"


def test_requirement_without_a_result_has_a_reason(make):
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
        ("untested", "no check of this run tests it"),
        ("inconclusive", "the answer was no JSON"),
    ]
    assert [entry["testable"] for entry in report["requirements"]] == [False, True, True]


def test_interrupted_run_is_partial(make):
    assert build(make.record(interrupted=True))["verdict"] == "partial"


def test_interrupted_run_with_a_failure_is_not_conformant(make):
    findings = [make.finding(verdict=Verdict.FAIL)]
    assert build(make.record(findings=findings, interrupted=True))["verdict"] == "not-conformant"


def test_error_of_the_suite_makes_the_run_void(make):
    findings = [make.finding(verdict=Verdict.FAIL)]
    assert build(make.record(findings=findings, problem="a check raised KeyError"))["verdict"] == "void"


def test_deselected_must_does_not_affect_the_verdict(make):
    requirements = [make.requirement(1), make.requirement(2)]
    settled = {"BULK-3.7.2-02": (Verdict.DESELECTED, "not in the selection")}
    assert build(make.record(requirements=requirements, settled=settled))["verdict"] == "conformant"


def test_run_without_findings_is_partial(make):
    assert build(make.record(findings=[]))["verdict"] == "partial"


def test_clean_up_is_left_out_unless_cited(make):
    exchanges = [make.exchange(n, "clean-up") for n in (1, 2, 3)]
    report = build(make.record(exchanges=exchanges))
    assert [exchange["n"] for exchange in report["exchanges"]] == [2]


@pytest.mark.parametrize(
    ("purpose", "kept"), [("discovery", True), ("bulk", True), ("read", False), ("single", False)]
)
def test_uncited_response_body_is_kept_for_discovery_and_bulk_only(make, purpose, kept):
    report = build(make.record(exchanges=[make.exchange(1, purpose)]))
    assert (report["exchanges"][0]["response"]["body"] is not None) is kept
    assert report["exchanges"][0]["request"]["body"] == '{"Operations":[]}'


def test_cited_response_body_is_kept(make):
    report = build(make.record(exchanges=[make.exchange(2, "read")]))
    assert report["exchanges"][0]["response"]["body"] == '{"Operations":[]}'


def test_exchange_without_a_response_has_a_failure(make):
    failure = Failure("timeout", "no answer within 30 seconds")
    report = build(make.record(exchanges=[make.exchange(2, response=None, failure=failure)]))
    assert report["exchanges"][0]["response"] is None
    assert report["exchanges"][0]["failure"] == {"kind": "timeout", "detail": "no answer within 30 seconds"}


def test_repeated_headers_are_joined_in_the_first_spelling(make):
    response = Response(200, (("Link", "a"), ("X", "1"), ("link", "b")), b"", 1.0)
    report = build(make.record(exchanges=[make.exchange(2, response=response)]))
    assert report["exchanges"][0]["response"]["headers"] == {"Link": "a, b", "X": "1"}


def test_curl_command_is_that_of_the_first_exchange(make):
    exchanges = [make.exchange(1, body=b"first"), make.exchange(2, body=b"second")]
    report = build(make.record(exchanges=exchanges, findings=[make.finding(exchanges=(2, 1))]))
    command = report["requirements"][0]["findings"][0]["curl"]
    assert "--data-binary second" in command
    assert '"Authorization: Bearer $SCIM_TOKEN"' in command


@pytest.mark.parametrize("exchanges", [(), (99,)])
def test_finding_without_a_recorded_exchange_has_no_command(make, exchanges):
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


def test_any_capabilities_can_be_written(make):
    deep = {}
    for _ in range(5000):
        deep = {"deeper": deep}
    claims = {"infinite": float("inf"), "nan": float("nan"), "deep": deep, "set": {1}, 7: None, "yes": True}
    found = json.loads(dump(build(make.record(capabilities=claims))))["capabilities"]
    assert found["infinite"] == "inf"
    assert "nested too deeply" in json.dumps(found["deep"])
    assert (found["set"], found["7"], found["yes"]) == ([1], None, True)


def test_start_is_in_utc(make):
    local = datetime(2025, 3, 1, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    assert build(make.record(started=local))["started"] == "2025-03-01T12:00:00+00:00"


def test_start_without_time_zone_is_rejected(make):
    with pytest.raises(ValueError, match="has no time zone"):
        make.record(started=datetime(2025, 3, 1))


@pytest.mark.parametrize("how", ["findings", "settled"])
def test_verdict_on_an_unknown_requirement_is_rejected(make, how):
    values = {"findings": [make.finding(9)], "settled": {"BULK-3.7.2-09": (Verdict.BLOCKED, "why")}}
    with pytest.raises(ValueError, match=r"BULK-3\.7\.2-09.*Add it to the catalogue"):
        make.record(**{how: values[how]})
