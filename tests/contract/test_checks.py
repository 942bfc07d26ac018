"""Fair verdicts about a contract, on answers made by hand."""

import json

import pytest

from conformance import sections
from conformance.check.registry import CHECKS
from conformance.contract.edits import Edit, Violation
from conformance.contract.openapi import load
from conformance.exchange import Exchange, Request, Response
from conformance.requirements import catalogue
from conformance.requirements.verdicts import Verdict
from conformance.scim.bulk_request import Job, Operation
from conformance.scim.bulk_response import BulkResponse
from conformance.trace.interaction import BulkInteraction
from conformance.trace.snapshot import Snapshot
from conformance.trace.trace import ContractProbe, Trace

JOB = Job((Operation("POST", "/Users", "a", {}), Operation("POST", "/Users", "b", {})))
NO_PATH = Violation(("Operations", 1, "path"), "is missing", None, "required")
NULL_METHOD = Edit(("Operations", 1, "method"), "is a string", "x")
PLACES = {
    "type": "object",
    "required": ["detail"],
    "properties": {
        "detail": {"type": "array", "items": {"type": "object", "properties": {"loc": {"type": "array"}}}}
    },
}
RESULTS = {"Operations": [{"bulkId": "a", "status": "201"}, {"bulkId": "b", "status": "400"}]}


@pytest.fixture
def contract(tmp_path):
    """Return a contract of answers given as a schema (or None) by status; all come as plain JSON."""

    def publish(media_type="application/json", **answers):
        responses = {
            name.removeprefix("_"): {"content": {media_type: {"schema": schema}}} if schema else {}
            for name, schema in answers.items()
        }
        document = {"openapi": "3.1.0", "paths": {"/Bulk": {"post": {"responses": responses}}}}
        file = tmp_path / "openapi.json"
        file.write_text(json.dumps(document), encoding="utf-8")
        return load(file)

    return publish


def exchange(status, body, media_type="application/json"):
    request = Request("POST", "http://localhost/v2/Bulk", (), b"")
    return Exchange(1, "bulk", request, Response(status, (("Content-Type", media_type),), body, 1.0))


def judge(requirement, contract, status, body=None, *, edit=NO_PATH, left=(), **seen):
    """Return what a requirement's check makes of one probe that was answered so."""
    sections.load()
    answered = exchange(status, json.dumps(body).encode(), **seen)
    trace = Trace(
        "broken-request-schema", probes=(ContractProbe(edit, JOB, answered, left),), contract=contract
    )
    check = next(each for each in CHECKS.values() if each.requirement == requirement)
    return check.find([trace], catalogue.load()[requirement], "scenario").verdict


def test_only_the_documented_refusal_passes(contract):
    published = contract(_200=None, _422=PLACES)
    assert judge("CONTRACT-05", published, 422) is Verdict.PASS
    assert judge("CONTRACT-05", published, 400) is Verdict.FAIL
    assert judge("CONTRACT-05", published, 200, RESULTS) is Verdict.FAIL
    assert judge("CONTRACT-05", contract(_200=None, _400=None), 400) is Verdict.PASS
    assert judge("CONTRACT-05", contract(_200=None, default=None), 400) is Verdict.PASS
    assert judge("CONTRACT-05", contract(_200=None, default=None), 500) is Verdict.FAIL


def test_without_a_documented_422_an_operation_may_be_refused_alone(contract):
    published = contract(_200=None, _400=None)
    assert judge("CONTRACT-05", published, 200, RESULTS) is Verdict.WARN
    done = {"Operations": [{"bulkId": "a", "status": "400"}, {"bulkId": "b", "status": "201"}]}
    assert judge("CONTRACT-05", published, 200, done) is Verdict.FAIL
    whole = Violation(("schemas",), "is null", None, "type")
    assert judge("CONTRACT-05", published, 200, RESULTS, edit=whole) is Verdict.FAIL


def test_a_contract_that_documents_no_refusal_promises_none(contract):
    published = contract(_200=None, _401=None)
    for requirement in ("CONTRACT-05", "CONTRACT-06", "CONTRACT-08"):
        assert judge(requirement, published, 400) is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("loc", "verdict"),
    [
        (["body", "Operations", 1, "path"], Verdict.PASS),
        (["body", "Operations", 1, "path", "str"], Verdict.PASS),
        (["body", "Operations", 1, "Create", "path"], Verdict.PASS),
        (["body", "Operations", 1], Verdict.WARN),
        (["body"], Verdict.WARN),
        (["Operations", 1, "path"], Verdict.WARN),
        (["body", "Operations", 0, "path"], Verdict.FAIL),
        (["body", "Operations", 1, "method"], Verdict.FAIL),
        (["query", "path"], Verdict.FAIL),
    ],
)
def test_the_broken_place_is_named_or_nearly(contract, loc, verdict):
    body = {"detail": [{"loc": ["body", "other"]}, {"loc": loc}]}
    assert judge("CONTRACT-06", contract(_422=PLACES), 422, body) is verdict


@pytest.mark.parametrize("body", [None, [], {}, {"detail": "no"}, {"detail": [{}, 7, {"loc": 5}]}])
def test_an_error_without_places_names_none(contract, body):
    assert judge("CONTRACT-06", contract(_422=PLACES), 422, body) is Verdict.FAIL


def test_a_refusal_that_leaves_something_behind_fails(contract):
    published = contract(_422=PLACES)
    assert judge("CONTRACT-07", published, 422) is Verdict.PASS
    assert judge("CONTRACT-07", published, 422, left=("user",)) is Verdict.FAIL
    assert judge("CONTRACT-07", published, 200, RESULTS, left=("user",)) is Verdict.INCONCLUSIVE


def test_what_is_allowed_may_fail_for_other_reasons(contract):
    published = contract(_422=PLACES)
    for status, verdict in ((200, "pass"), (400, "pass"), (413, "pass"), (422, "fail"), (500, "fail")):
        assert judge("CONTRACT-08", published, status, edit=NULL_METHOD) == verdict
    assert judge("CONTRACT-08", contract(_400=None), 400, edit=NULL_METHOD) is Verdict.NOT_APPLICABLE


def test_a_lax_reader_is_warned_not_failed(contract):
    lax = Violation(("failOnErrors",), "is a number as text", "1", "type", "a number as text")
    assert judge("CONTRACT-10", contract(_422=PLACES), 200, edit=lax) is Verdict.WARN
    assert judge("CONTRACT-10", contract(_422=PLACES), 422, edit=lax) is Verdict.PASS
    assert judge("CONTRACT-05", contract(_422=PLACES), 200, edit=lax) is Verdict.INCONCLUSIVE


def test_the_media_type_of_the_rfc_is_warned_where_another_one_is_documented(contract):
    published = contract(_200=PLACES)
    assert judge("CONTRACT-02", published, 200) is Verdict.PASS
    assert judge("CONTRACT-02", published, 200, media_type="application/scim+json") is Verdict.WARN
    assert judge("CONTRACT-02", published, 200, media_type="text/html") is Verdict.FAIL
    assert judge("CONTRACT-02", published, 413, media_type="text/html") is Verdict.NOT_APPLICABLE
    scim = contract("application/scim+json", _200=PLACES)
    assert judge("CONTRACT-02", scim, 200, media_type="application/scim+json") is Verdict.PASS


def test_bodies_are_held_against_the_schema_of_their_status(contract):
    published = contract(_200=PLACES, _4XX=PLACES)
    assert judge("CONTRACT-03", published, 200, {"detail": []}) is Verdict.PASS
    assert judge("CONTRACT-03", published, 200, {}) is Verdict.FAIL
    assert judge("CONTRACT-04", published, 413, {"detail": []}) is Verdict.PASS
    assert judge("CONTRACT-04", published, 413, {}) is Verdict.FAIL
    assert judge("CONTRACT-04", published, 500, {}) is Verdict.NOT_APPLICABLE


def test_success_has_a_documented_status_and_errors_may_have_another(contract):
    published = contract(_200=None, _422=PLACES)
    assert judge("CONTRACT-01", published, 200) is Verdict.PASS
    assert judge("CONTRACT-01", published, 207) is Verdict.FAIL
    assert judge("CONTRACT-01", published, 401) is Verdict.INCONCLUSIVE
    assert judge("CONTRACT-11", published, 401) is Verdict.NOTE
    assert judge("CONTRACT-11", published, 422) is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(422, Verdict.PASS), (400, Verdict.WARN), (200, Verdict.FAIL), (500, Verdict.FAIL)],
)
def test_a_body_that_is_no_json_is_refused_as_documented_or_as_the_rfc_has_it(contract, status, verdict):
    sections.load()
    answered = BulkResponse(exchange(status, b"{}"), None)
    runs = tuple(BulkInteraction(answered, Snapshot(), Snapshot(), label) for label in ("NaN", "an array"))
    trace = Trace("malformed-bodies", runs, contract=contract(_422=PLACES))
    check = next(each for each in CHECKS.values() if each.requirement == "CONTRACT-09")
    found = check.find([trace], catalogue.load()["CONTRACT-09"], "malformed-bodies")
    assert (found.verdict, found.examined) == (verdict, 1)
