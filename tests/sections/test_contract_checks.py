"""Which deviations from a published contract get which verdict."""

from dataclasses import replace

from referencing import Registry

from conformance.contract.edits import REMOVED, Edit, Violation
from conformance.contract.openapi import Contract, DocumentedResponse
from conformance.contract.schema import Schema
from conformance.scim.bulk_request import ERROR, Job
from conformance.trace.builder import TraceBuilder, error, exchange
from conformance.trace.trace import ContractProbe
from tests.sections.tables import (
    fails,
    inconclusive,
    not_applicable,
    notes,
    passes,
    post_user,
    table,
    verdict_of,
    warns,
)

JSON, SCIM, HTML = "application/json", "application/scim+json", "text/html"
ANY = object()
"""Documents a response without a body."""

BULK_RESPONSE = {
    "type": "object",
    "required": ["Operations"],
    "properties": {"Operations": {"type": "array", "items": {"properties": {"status": {"type": "string"}}}}},
}
SCIM_ERROR = {"type": "object", "required": ["schemas", "status"]}
LOCATION = {"type": "object", "properties": {"loc": {"type": "array"}}}
VALIDATION_ERROR = {
    "type": "object",
    "required": ["detail"],
    "properties": {"detail": {"type": "array", "items": LOCATION}},
}
"""The schema of a validation error of FastAPI."""


def contract(media_type=SCIM, **responses):
    """Return a contract; each response is its schema, or ANY, by its status with an underscore in front."""
    return Contract(
        "openapi.json",
        "/Bulk",
        None,
        {
            name.removeprefix("_"): DocumentedResponse(
                {} if schema is ANY else {media_type: Schema(schema, Registry())}
            )
            for name, schema in responses.items()
        },
    )


PUBLISHED = contract(_200=BULK_RESPONSE, _400=SCIM_ERROR)
FASTAPI = contract(_200=BULK_RESPONSE, _422=VALIDATION_ERROR)

JOB = Job((post_user("alice"), post_user("bob")))
RESULTS = {
    "Operations": [
        {"method": "POST", "bulkId": "alice", "status": "201"},
        {"method": "POST", "bulkId": "bob", "status": "201"},
    ]
}
BOB_REJECTED = {
    "Operations": [RESULTS["Operations"][0], {"method": "POST", "bulkId": "bob", "status": "400"}]
}
ALICE_REJECTED = {
    "Operations": [{"method": "POST", "bulkId": "alice", "status": "400"}, RESULTS["Operations"][1]]
}


def sent(status, body=None, media_type=SCIM, headers=()):
    """Return an exchange with /Bulk; an Error is the body of an error response by default."""
    if body is None:
        body = RESULTS if status and status < 400 else error(status or 0)
    types = [("Content-Type", media_type)] if media_type else []
    return exchange("POST", "/Bulk", status, body, headers=[*types, *headers])


TIMEOUT = exchange("POST", "/Bulk", None)
RESET = exchange("POST", "/Bulk", None, failure="reset")


def responded(published, response):
    """Return the trace of a bulk request, its response and the contract."""
    trace = TraceBuilder().bulk(*JOB.operations, response=response).build()
    return replace(trace, contract=published)


test_success_status_is_documented = table(
    "CONTRACT-01",
    "success_status_is_documented",
    passes("a documented status", responded(PUBLISHED, sent(200))),
    passes("a status below 2XX", responded(contract(_2XX=ANY), sent(202))),
    fails("an undocumented success", responded(PUBLISHED, sent(207))),
    fails("an undocumented redirect", responded(PUBLISHED, sent(303))),
    inconclusive("an error", responded(PUBLISHED, sent(400))),
    inconclusive("no response", responded(PUBLISHED, TIMEOUT)),
)

test_error_status_is_documented = table(
    "CONTRACT-11",
    "error_status_is_documented",
    notes("an undocumented error", responded(PUBLISHED, sent(401))),
    not_applicable("a documented error", responded(PUBLISHED, sent(400))),
    not_applicable("an error below default", responded(contract(_200=ANY, _default=ANY), sent(500))),
    inconclusive("a success", responded(PUBLISHED, sent(200))),
    inconclusive("no response", responded(PUBLISHED, TIMEOUT)),
)

PLAIN = contract(JSON, _200=BULK_RESPONSE, _400=SCIM_ERROR)

test_media_type_is_documented = table(
    "CONTRACT-02",
    "media_type_is_documented",
    passes("the documented media type", responded(PLAIN, sent(200, media_type=JSON))),
    passes("with a charset", responded(PLAIN, sent(200, media_type="application/json; charset=utf-8"))),
    passes("a range", responded(contract("application/*", _200=BULK_RESPONSE), sent(200))),
    passes("application/scim+json where it is documented", responded(PUBLISHED, sent(200))),
    warns("application/scim+json where it is not documented", responded(PLAIN, sent(200))),
    fails("another media type", responded(PLAIN, sent(400, b"<html></html>", HTML))),
    fails("application/json where it is not documented", responded(PUBLISHED, sent(200, media_type=JSON))),
    fails("no media type", responded(PLAIN, sent(200, media_type=None))),
    not_applicable("an undocumented status", responded(PLAIN, sent(413, b"<html></html>", HTML))),
    not_applicable("a status without a documented body", responded(contract(_204=ANY), sent(204, b""))),
    inconclusive("no response", responded(PLAIN, TIMEOUT)),
)

test_success_body_matches_its_schema = table(
    "CONTRACT-03",
    "success_body_matches_its_schema",
    passes("a BulkResponse", responded(PUBLISHED, sent(200))),
    fails("a missing member", responded(PUBLISHED, sent(200, {"results": []}))),
    fails("a number instead of a string", responded(PUBLISHED, sent(200, {"Operations": [{"status": 201}]}))),
    fails("not JSON", responded(PUBLISHED, sent(200, b"<html></html>"))),
    not_applicable("an undocumented status", responded(PUBLISHED, sent(202))),
    not_applicable("no documented schema", responded(contract(_200=ANY), sent(200))),
    inconclusive("an error", responded(PUBLISHED, sent(400))),
    inconclusive("no response", responded(PUBLISHED, TIMEOUT)),
)

test_error_body_matches_its_schema = table(
    "CONTRACT-04",
    "error_body_matches_its_schema",
    passes("an Error", responded(PUBLISHED, sent(400))),
    passes("an Error below 4XX", responded(contract(_4XX=SCIM_ERROR), sent(413))),
    fails("a missing member", responded(PUBLISHED, sent(400, {"schemas": [ERROR]}))),
    fails("an Error instead of a list of places", responded(FASTAPI, sent(422))),
    fails("not JSON", responded(PUBLISHED, sent(400, b"Bad Request"))),
    not_applicable("an undocumented status", responded(PUBLISHED, sent(500, {}))),
    inconclusive("a success", responded(PUBLISHED, sent(200))),
    inconclusive("no response", responded(PUBLISHED, TIMEOUT)),
)

NO_PATH = Violation(("Operations", 1, "path"), "is missing", REMOVED, "required")
NO_SCHEMAS = Violation(("schemas",), "is null", None, "type")
NUMBER_AS_TEXT = Violation(("failOnErrors",), "is a number as text", "1", "type", "a number as text")
ANY_METHOD = Edit(("Operations", 1, "method"), "is a string", "x")


def probed(published, response, edit=NO_PATH, left=(), *, complete=True):
    """Return the trace of a bulk request that is changed at one place, and the contract."""
    allowed = not isinstance(edit, Violation)
    scenario = "request-schema-boundaries" if allowed else "request-schema-violations"
    probe = ContractProbe(edit, JOB, response, left, complete)
    return replace(TraceBuilder(scenario).build(), probes=(probe,), contract=published)


def refusals(edit, accepted):
    """Return the rows of a body that violates the request schema.

    Args:
        edit: The violation.
        accepted: Makes the row of a body that is not rejected.
    """
    return (
        passes("422 is documented, 422", probed(FASTAPI, sent(422), edit)),
        passes("400 is documented, 400", probed(PUBLISHED, sent(400), edit)),
        passes("4XX is documented, 422", probed(contract(_4XX=ANY), sent(422), edit)),
        passes("default is documented, 400", probed(contract(_default=ANY), sent(400), edit)),
        accepted("422 is documented, 400", probed(FASTAPI, sent(400), edit)),
        accepted("422 is documented, 200", probed(FASTAPI, sent(200), edit)),
        accepted("400 is documented, 200", probed(PUBLISHED, sent(200), edit)),
        accepted("default is documented, 500", probed(contract(_default=ANY), sent(500), edit)),
        accepted("no response", probed(FASTAPI, TIMEOUT, edit)),
        inconclusive("the connection is closed", probed(FASTAPI, RESET, edit)),
        inconclusive("default is documented, 429", probed(contract(_default=ANY), sent(429), edit)),
        not_applicable("no error is documented", probed(contract(_200=ANY, _401=ANY), sent(400), edit)),
    )


test_schema_violation_is_rejected = table(
    "CONTRACT-05",
    "schema_violation_is_rejected",
    *refusals(NO_PATH, fails),
    warns("400 is documented, 400 in the result", probed(PUBLISHED, sent(200, BOB_REJECTED))),
    fails(
        "400 is documented, 400 in the result of another operation",
        probed(PUBLISHED, sent(200, ALICE_REJECTED)),
    ),
    fails("422 is documented, 400 in the result", probed(FASTAPI, sent(200, BOB_REJECTED))),
    fails("the envelope is wrong, 400 in a result", probed(PUBLISHED, sent(200, BOB_REJECTED), NO_SCHEMAS)),
    inconclusive("only a value that lax parsers convert", probed(FASTAPI, sent(200), NUMBER_AS_TEXT)),
)

test_value_of_another_type_is_rejected = table(
    "CONTRACT-10",
    "value_of_another_type_is_rejected",
    *refusals(NUMBER_AS_TEXT, warns),
    inconclusive("only a value that no parser converts", probed(FASTAPI, sent(200))),
)


def places(*locations):
    """Return the trace of a 422 that names places."""
    return probed(FASTAPI, sent(422, {"detail": [{"loc": location} for location in locations]}))


test_error_names_the_violated_place = table(
    "CONTRACT-06",
    "error_names_the_violated_place",
    passes("the place", places(["body", "Operations", 1, "path"])),
    passes("the place, after another one", places(["body", "x"], ["body", "Operations", 1, "path"])),
    passes("a place inside it", places(["body", "Operations", 1, "path", "str"])),
    passes("the place, with the name of an alternative", places(["body", "Operations", 1, "Post", "path"])),
    warns("the operation", places(["body", "Operations", 1])),
    warns("the body", places(["body"])),
    warns("the place without body", places(["Operations", 1, "path"])),
    fails("another operation", places(["body", "Operations", 0, "path"])),
    fails("another member", places(["body", "Operations", 1, "method"])),
    fails("the query", places(["query", "path"])),
    fails("no places", probed(FASTAPI, sent(422, {"detail": "invalid"}))),
    fails("no detail", probed(FASTAPI, sent(422, {}))),
    fails("a list", probed(FASTAPI, sent(422, []))),
    fails("entries without places", probed(FASTAPI, sent(422, {"detail": [{}, 7, {"loc": 5}]}))),
    not_applicable("the contract documents no places", probed(PUBLISHED, sent(400))),
    inconclusive("the body is not rejected", probed(FASTAPI, sent(200))),
    inconclusive("4XX is documented, 429", probed(contract(_4XX=VALIDATION_ERROR), sent(429))),
    inconclusive("no response", probed(FASTAPI, TIMEOUT)),
)

test_rejected_body_changes_nothing = table(
    "CONTRACT-07",
    "rejected_body_changes_nothing",
    passes("422, nothing is stored", probed(FASTAPI, sent(422))),
    fails("422, a user is stored", probed(FASTAPI, sent(422), left=("alice",))),
    fails(
        "422, a user is stored, the search is incomplete",
        probed(FASTAPI, sent(422), left=("alice",), complete=False),
    ),
    fails("429, a user is stored", probed(FASTAPI, sent(429), left=("alice",))),
    inconclusive("429, nothing is stored", probed(FASTAPI, sent(429))),
    inconclusive("422, the search is incomplete", probed(FASTAPI, sent(422), complete=False)),
    inconclusive("200, a user is stored", probed(FASTAPI, sent(200), left=("alice",))),
    inconclusive("no response", probed(FASTAPI, TIMEOUT)),
)

test_allowed_body_is_not_rejected = table(
    "CONTRACT-08",
    "allowed_body_is_not_rejected",
    passes("processed", probed(FASTAPI, sent(200), ANY_METHOD)),
    passes("400", probed(FASTAPI, sent(400), ANY_METHOD)),
    passes("413", probed(FASTAPI, sent(413), ANY_METHOD)),
    fails("422", probed(FASTAPI, sent(422), ANY_METHOD)),
    fails("500", probed(FASTAPI, sent(500), ANY_METHOD)),
    fails("no response", probed(FASTAPI, TIMEOUT, ANY_METHOD)),
    inconclusive("the connection is closed", probed(FASTAPI, RESET, ANY_METHOD)),
    inconclusive("429", probed(FASTAPI, sent(429), ANY_METHOD)),
    not_applicable("the contract documents no 422", probed(PUBLISHED, sent(400), ANY_METHOD)),
)


def unreadable(published, response, label="NaN"):
    """Return the trace of a body that is not JSON, and the contract."""
    return replace(TraceBuilder("malformed-bodies").body(label, response).build(), contract=published)


test_body_that_is_not_json_is_rejected = table(
    "CONTRACT-09",
    "body_that_is_not_json_is_rejected",
    passes("422 is documented, 422", unreadable(FASTAPI, sent(422))),
    passes("400 is documented, 400", unreadable(PUBLISHED, sent(400))),
    warns("422 is documented, 400", unreadable(FASTAPI, sent(400))),
    fails("200", unreadable(FASTAPI, sent(200, {}))),
    fails("500", unreadable(FASTAPI, sent(500))),
    fails("no response", unreadable(FASTAPI, TIMEOUT)),
    inconclusive("the connection is closed", unreadable(FASTAPI, RESET)),
    inconclusive("429", unreadable(FASTAPI, sent(429))),
    inconclusive("JSON of another type", unreadable(FASTAPI, sent(200, {}), "an array")),
    not_applicable("no error is documented", unreadable(contract(_200=ANY), sent(400))),
)


def test_place_of_a_schema_violation_is_the_edited_part_of_the_request():
    document = JOB.document()
    document["Operations"][1].pop("path")
    response = exchange("POST", "/Bulk", 200, RESULTS, request=document)
    finding = verdict_of("CONTRACT-05", "schema_violation_is_rejected", probed(FASTAPI, response))
    assert [(each.operation, each.request) for each in finding.evidence] == [(1, "/Operations/1")]


def test_violation_that_is_not_rejected_explains_why_no_place_is_named():
    finding = verdict_of("CONTRACT-06", "error_names_the_violated_place", probed(FASTAPI, sent(200)))
    assert finding.depends_on == ("CONTRACT-05",)
