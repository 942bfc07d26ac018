"""Which error responses get which verdict (RFC 7644 section 3.12)."""

from conformance.scim.bulk_request import Operation
from conformance.scim.resources import user
from conformance.trace.builder import TraceBuilder, error, exchange, rejected
from tests.sections.tables import (
    a_user,
    delete,
    fails,
    inconclusive,
    notes,
    passes,
    patch,
    post_user,
    put_user,
    table,
    warns,
)

JSON = (("Content-Type", "application/json"),)
HTML = (("Content-Type", "text/html"),)
PAGE = b"<html><h1>502 Bad Gateway</h1></html>"
FASTAPI = {"detail": [{"loc": ["body", "Operations"], "msg": "Field required", "type": "missing"}]}
"""The body of a validation error of FastAPI."""
RESET = exchange("POST", "/Bulk", None, failure="reset")
TIMEOUT = exchange("POST", "/Bulk", None, failure="timeout")
BUSY = exchange("POST", "/Bulk", 503, error(503), headers=[*JSON, ("Retry-After", "5")])
PROXY = exchange("POST", "/Bulk", 502, PAGE, headers=HTML)
NO_BODY = exchange("POST", "/Bulk", 413, b"", headers=())


def differing(code, members):
    """Return an Error with members that differ; None leaves one out."""
    return {name: value for name, value in {**error(code), **members}.items() if value is not None}


def response(code=400, **members):
    """Return the trace of a bulk request that is rejected as a whole with an Error; members differ."""
    return TraceBuilder().bulk(post_user("alice"), response=rejected(code, differing(code, members)))


def result(code=400, **members):
    """Return the trace of an operation that fails with an Error; members differ."""
    failed = {"status": str(code), "response": differing(code, members)}
    return TraceBuilder().bulk(post_user("alice"), results=[failed])


def single(code=400, path="/Users", body=None, **members):
    """Return the trace of a single request that is rejected with an Error; members differ."""
    sent = exchange("POST", path, code, differing(code, members) if body is None else body)
    return TraceBuilder().single("alice", sent)


def rejection(sent):
    """Return the trace of a bulk request that is rejected as a whole."""
    return TraceBuilder().bulk(post_user("alice"), response=sent)


SUCCESS = TraceBuilder().bulk(post_user("alice"), after=[a_user("1", "alice")])

test_error_responses_are_json_objects = table(
    "ERROR-3.12-01",
    "error_responses_are_json_objects",
    passes("an Error", response()),
    passes("an Error for GET /Bulk", TraceBuilder().single("GET", exchange("GET", "/Bulk", 405, error(405)))),
    passes("a JSON object in another format", rejection(rejected(422, FASTAPI))),
    fails("a page of the proxy", rejection(PROXY)),
    fails("a list", rejection(rejected(400, ["malformed"]))),
    fails("no body", rejection(NO_BODY)),
    fails("a page for GET /Bulk", TraceBuilder().single("GET", exchange("GET", "/Bulk", 404, PAGE))),
    passes("an Error for a single request", single()),
    fails("a page for a single request", single(404, body=PAGE)),
    fails("no body for a single request", single(404, body=b"")),
    inconclusive("a page with 401 for a single request", single(401, body=PAGE)),
    inconclusive("a page with 503 for a single request", single(503, body=PAGE)),
    inconclusive("a page for a discovery endpoint", single(404, "/Schemas", PAGE)),
    inconclusive("a page for POST /Bulk on a server without Bulk", single(404, "/Bulk", PAGE)),
    fails("a page for POST /Bulk", single(400, "/Bulk", PAGE)),
    inconclusive("no error response", SUCCESS),
    inconclusive("an error in a result only", result()),
    inconclusive("no response", rejection(TIMEOUT)),
)

test_errors_name_the_error_schema = table(
    "ERROR-3.12-02",
    "errors_name_the_error_schema",
    passes("the Error URN in a response", response()),
    passes("the Error URN in a result", result()),
    passes("the Error URN in capitals", response(schemas=["URN:IETF:PARAMS:SCIM:API:MESSAGES:2.0:ERROR"])),
    passes("the Error URN for a single request", single(409)),
    fails("no schemas", response(schemas=None)),
    fails("no schemas for a single request", single(409, schemas=None)),
    fails("no schemas in a result", result(schemas=None)),
    fails("schemas is a string", response(schemas="urn:ietf:params:scim:api:messages:2.0:Error")),
    fails("the framework's own format", rejection(rejected(422, FASTAPI))),
    inconclusive("no error", SUCCESS),
    inconclusive("an error that is not JSON", rejection(PROXY)),
)

test_errors_contain_status_as_a_string = table(
    "ERROR-3.12-03",
    "errors_contain_status_as_a_string",
    passes("a string in a response", response()),
    passes("a string in a result", result(409)),
    passes("a string for a single request", single(409)),
    fails("a number for a single request", single(409, status=409)),
    fails("a number in a response", response(status=400)),
    fails("a number in a result", result(status=400)),
    fails("no status", response(status=None)),
    inconclusive("the framework's own format", rejection(rejected(422, FASTAPI))),
    inconclusive("no error", SUCCESS),
)

test_status_in_an_error_is_that_of_the_response = table(
    "ERROR-3.12-04",
    "status_in_an_error_is_that_of_the_response",
    passes("the status of the response", response(400)),
    passes("the status of the result", result(409)),
    passes("the same status as a number", response(status=400)),
    passes("the status of the response to a single request", single(409)),
    fails("another status than the response to a single request", single(409, status="400")),
    fails("another status than the response", response(422, status="400")),
    fails("another status than the result", result(404, status="400")),
    fails("the status of the response in a result", result(404, status="200")),
    inconclusive("an Error without a status", response(status=None)),
    inconclusive("the framework's own format", rejection(rejected(422, FASTAPI))),
    inconclusive("no error", SUCCESS),
)

test_scim_types_are_defined_keywords = table(
    "ERROR-3.12-05",
    "scim_types_are_defined_keywords",
    passes("a keyword in a response", response(scimType="invalidSyntax")),
    passes("a keyword in a result", result(409, scimType="uniqueness")),
    passes("no scimType", response()),
    warns("a code of the application", result(409, scimType="USER_EXISTS")),
    warns("a misspelt keyword", response(scimType="invalid_syntax")),
    warns("a list", response(scimType=["invalidSyntax"])),
    passes("a keyword for a single request", single(409, scimType="uniqueness")),
    warns("a code of the application for a single request", single(409, scimType="USER_EXISTS")),
    inconclusive("the framework's own format", rejection(rejected(422, FASTAPI))),
    inconclusive("no error", SUCCESS),
)

test_details_are_strings = table(
    "ERROR-3.12-06",
    "details_are_strings",
    passes("a string", response(detail="Operations is missing.")),
    passes("no detail", response(detail=None)),
    fails("a list in a response", response(detail=["Operations is missing."])),
    fails("an object in a result", result(detail={"userName": "is missing"})),
    passes("a string for a single request", single(detail="userName is missing.")),
    fails("a list for a single request", single(detail=["userName is missing."])),
    inconclusive("the framework's own format", rejection(rejected(422, FASTAPI))),
    inconclusive("no error", SUCCESS),
)


def malformed(sent, *, after=(), complete=True):
    """Return the trace of a body that is not a bulk request."""
    return TraceBuilder("malformed-bodies").body("truncated", sent, after, complete=complete)


CREATED = exchange("POST", "/Users", 201, user("well-formed"))
TRUNCATED = b'{"userName": "alice"'


def malformed_single(code, body=None, *, after=(), complete=True, well_formed=CREATED, failure="timeout"):
    """Return the trace of a malformed single request, after a well-formed one."""
    content = error(code) if body is None and code else body
    sent = exchange("POST", "/Users", code, content, request=TRUNCATED, failure=failure)
    trace = TraceBuilder("malformed-bodies").single("well-formed", well_formed)
    return trace.single("truncated", sent, after=after, complete=complete)


READ_ONLY = exchange("POST", "/Users", 405, error(405))


def malformed_operation(outcome, *, label="data missing", sent=None, before=()):
    """Return the trace of a bulk request in which one operation is malformed."""
    bad = Operation("POST", "/Users", "bad")
    return TraceBuilder("malformed-operations").bulk(
        bad,
        results=[outcome],
        malformed={0: {"method": "POST", "path": "/Users", "bulkId": "bad"} if sent is None else sent},
        before=before,
        label=label,
        rejectable=True,
    )


def malformed_operation_response(sent):
    """Return the trace of a bulk request that is rejected because of a malformed operation."""
    return TraceBuilder("malformed-operations").bulk(
        Operation("POST", "/Users", "bad"),
        malformed={0: {"method": "POST", "path": "/Users", "bulkId": "bad"}},
        response=sent,
        label="data missing",
        rejectable=True,
    )


test_malformed_requests_get_400 = table(
    "ERROR-3.12-07",
    "malformed_requests_get_400",
    passes("400", malformed(rejected(400))),
    warns("422", malformed(rejected(422))),
    warns("415", malformed(rejected(415))),
    inconclusive("429", malformed(rejected(429))),
    inconclusive("500", malformed(rejected(500))),
    inconclusive("200", malformed(exchange("POST", "/Bulk", 200, {}))),
    inconclusive("no response", malformed(TIMEOUT)),
    passes("400 for a single request", malformed_single(400)),
    warns("422 for a single request", malformed_single(422)),
    inconclusive("403 for a single request", malformed_single(403)),
    inconclusive("413 for a single request", malformed_single(413)),
    inconclusive("500 for a single request", malformed_single(500)),
    inconclusive("201 for a single request", malformed_single(201, {})),
    inconclusive("405 for every POST", malformed_single(405, well_formed=READ_ONLY)),
)

test_malformed_operations_get_400 = table(
    "ERROR-3.12-07",
    "malformed_operations_get_400",
    passes("400", malformed_operation(400)),
    warns("422", malformed_operation(422)),
    warns("404", malformed_operation(404)),
    inconclusive(
        "404 for an empty path",
        malformed_operation(404, label="path empty", sent={"method": "POST", "path": "", "bulkId": "bad"}),
    ),
    inconclusive("the operation succeeds", malformed_operation(201)),
    inconclusive("500 in the result", malformed_operation(500)),
    inconclusive("the whole bulk request gets 500", malformed_operation_response(rejected(500))),
    inconclusive("the whole bulk request gets 400", malformed_operation_response(rejected(400))),
)

test_malformed_requests_cause_no_server_error = table(
    "ERROR-3.12-08",
    "malformed_requests_cause_no_server_error",
    passes("400", malformed(rejected(400))),
    passes("422", malformed(rejected(422))),
    passes("the body is processed", malformed(exchange("POST", "/Bulk", 200, {}))),
    passes("400 in the result", malformed_operation(400)),
    passes("501 in the result", malformed_operation(501)),
    fails("500", malformed(rejected(500))),
    fails("501", malformed(rejected(501))),
    fails("503 without Retry-After", malformed(rejected(503))),
    inconclusive("401", malformed(rejected(401))),
    inconclusive("429", malformed(rejected(429))),
    fails("no response", malformed(TIMEOUT)),
    fails("500 in the result", malformed_operation(500)),
    inconclusive("503 with Retry-After", malformed(BUSY)),
    inconclusive("the connection is closed", malformed(RESET)),
    passes("400 for a single request", malformed_single(400)),
    passes("a malformed single request is processed", malformed_single(201, {})),
    fails("500 for a single request", malformed_single(500)),
    fails("no response to a single request", malformed_single(None)),
    inconclusive("503 for a single request", malformed_single(503)),
    inconclusive("the connection of a single request is closed", malformed_single(None, failure="reset")),
    inconclusive("500 for every POST", malformed_single(500, well_formed=exchange("POST", "/Users", 500))),
)

test_malformed_requests_get_invalid_syntax = table(
    "ERROR-3.12-09",
    "malformed_requests_get_invalid_syntax",
    passes("invalidSyntax", malformed(rejected(400, error(400, scimType="invalidSyntax")))),
    passes("invalidValue", malformed(rejected(400, error(400, scimType="invalidValue")))),
    notes("no scimType", malformed(rejected(400))),
    warns("another keyword", malformed(rejected(400, error(400, scimType="tooMany")))),
    passes("invalidSyntax for a single request", malformed_single(400, error(400, scimType="invalidSyntax"))),
    notes("no scimType for a single request", malformed_single(400)),
    warns("another keyword for a single request", malformed_single(400, error(400, scimType="uniqueness"))),
    inconclusive("400 without an Error", malformed(rejected(400, FASTAPI))),
    inconclusive("422", malformed(rejected(422))),
    inconclusive("500", malformed(rejected(500))),
)

test_rejected_malformed_requests_change_nothing = table(
    "ERROR-3.12-10",
    "rejected_malformed_requests_change_nothing",
    passes("400, nothing stored", malformed(rejected(400))),
    passes("500, nothing stored", malformed(rejected(500))),
    fails("400, the user is stored", malformed(rejected(400), after=[a_user("1", "alice")])),
    fails(
        "400, the user is stored and the search is incomplete",
        malformed(rejected(400), after=[a_user("1", "alice")], complete=False),
    ),
    fails("429, the user is stored", malformed(rejected(429), after=[a_user("1", "alice")])),
    inconclusive("429, nothing stored", malformed(rejected(429))),
    inconclusive("400, the search is incomplete", malformed(rejected(400), complete=False)),
    inconclusive(
        "200, the user is stored",
        malformed(exchange("POST", "/Bulk", 200, {}), after=[a_user("1", "alice")]),
    ),
    inconclusive("no response", malformed(TIMEOUT)),
    passes("400 for a single request, nothing stored", malformed_single(400)),
    passes(
        "400 for a single request, the user of another request is stored",
        malformed_single(400, after=[a_user("1", "well-formed")]),
    ),
    fails(
        "400 for a single request, the user is stored",
        malformed_single(400, after=[a_user("1", "alice")]),
    ),
    inconclusive("201 for a single request", malformed_single(201, {}, after=[a_user("1", "alice")])),
    inconclusive("400 for a single request, the search fails", malformed_single(400, complete=False)),
)


def unknown(operation, outcome):
    """Return the trace of an operation on a resource that does not exist."""
    return TraceBuilder("partial-failure").bulk(
        post_user("alice"), operation, results=[201, outcome], after=[a_user("1", "alice")]
    )


def unknown_alone(method, code):
    """Return the trace of a single request for a user that does not exist."""
    body = error(code) if code >= 400 else None
    return TraceBuilder("unknown-resources").single(method, exchange(method, "/Users/none", code, body))


test_requests_for_unknown_resources_get_404 = table(
    "ERROR-3.12-11",
    "requests_for_unknown_resources_get_404",
    passes("PUT gets 404", unknown(put_user("none", "bob"), 404)),
    passes("PATCH gets 404", unknown(patch("/Users/none", "displayName", "Bob"), 404)),
    passes("DELETE gets 404", unknown(delete("/Users/none"), 404)),
    warns("PUT gets 400", unknown(put_user("none", "bob"), 400)),
    warns("PATCH gets 410", unknown(patch("/Users/none", "displayName", "Bob"), 410)),
    warns("DELETE gets 204", unknown(delete("/Users/none"), 204)),
    inconclusive("500", unknown(delete("/Users/none"), 500)),
    inconclusive("no result", unknown(delete("/Users/none"), None)),
    inconclusive("no operation on an unknown resource", SUCCESS),
    passes("GET as a single request gets 404", unknown_alone("GET", 404)),
    passes("DELETE as a single request gets 404", unknown_alone("DELETE", 404)),
    warns("GET as a single request gets 410", unknown_alone("GET", 410)),
    warns("DELETE as a single request gets 204", unknown_alone("DELETE", 204)),
    inconclusive("PUT as a single request gets 405", unknown_alone("PUT", 405)),
    inconclusive("PUT as a single request gets 428", unknown_alone("PUT", 428)),
    inconclusive("GET as a single request gets 403", unknown_alone("GET", 403)),
)


def beside(*outcomes, after=(), complete=True, sent=None):
    """Return the trace of two POSTs with null between them."""
    return TraceBuilder("operations-of-the-wrong-type").bulk(
        post_user("before"),
        post_user("bad"),
        post_user("last"),
        results=outcomes or None,
        malformed={1: None},
        after=after,
        response=sent,
        complete=complete,
        label="null",
        rejectable=True,
    )


BOTH = (a_user("1", "before"), a_user("2", "last"))
NULL_RESULT = {"status": "400", "method": None, "bulkId": None}

test_invalid_operations_do_not_stop_the_others = table(
    "BULK-3.7-33",
    "invalid_operations_do_not_stop_the_others",
    passes("the others succeed", beside(201, NULL_RESULT, 201, after=BOTH)),
    passes("the others succeed, the entry has no result", beside(201, None, 201, after=BOTH)),
    warns("the whole bulk request gets 400", beside(sent=rejected(400))),
    fails("the whole bulk request gets 400, one user is stored", beside(sent=rejected(400), after=BOTH[:1])),
    fails("processing stops at the entry", beside(201, NULL_RESULT, None, after=BOTH[:1])),
    fails("the others succeed and are not reported", beside(None, None, None, after=BOTH)),
    inconclusive(
        "not everything stored could be read",
        beside(201, NULL_RESULT, 201, after=BOTH[:1], complete=False),
    ),
    inconclusive("the whole bulk request gets 429", beside(sent=rejected(429))),
    inconclusive("the whole bulk request gets 500", beside(sent=rejected(500))),
    inconclusive("no response", beside(sent=TIMEOUT)),
)
