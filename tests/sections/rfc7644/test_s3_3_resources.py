"""Which effects on single resources get which verdict (RFC 7644 sections 3.3, 3.5.1, 3.6; RFC 7643)."""

from conformance.scim.bulk_request import Operation
from conformance.scim.resources import user
from conformance.trace.builder import BASE_URL, SCIM, TraceBuilder, error, exchange, rejected
from tests.sections.tables import (
    a_user,
    delete,
    fails,
    inconclusive,
    passes,
    post_user,
    put_user,
    table,
    warns,
)

ALICE = a_user("1", "alice")
TIMEOUT = exchange("POST", "/Bulk", None)


def duplicate(outcome):
    """Return the trace of a POST of a userName that an earlier operation has taken."""
    return TraceBuilder("partial-failure").bulk(
        post_user("alice"), post_user("alice", "duplicate"), results=[201, outcome], after=[ALICE]
    )


def conflict(document):
    """Return the trace of a duplicate that gets 409 with a body."""
    return duplicate({"status": "409", "response": document})


def single_conflict(status, body):
    """Return the trace of a single POST of a userName that is taken."""
    sent = exchange("POST", "/Users", status, body, request=user("alice"))
    return TraceBuilder("single-and-bulk").single("POST of a name that is taken", sent)


NO_DUPLICATE = TraceBuilder("partial-failure").bulk(post_user("alice"), after=[ALICE])

test_duplicates_get_409 = table(
    "RESOURCE-3.3-01",
    "duplicates_get_409",
    passes("409", duplicate(409)),
    fails("400", duplicate(400)),
    fails("201", duplicate(201)),
    inconclusive("500", duplicate(500)),
    inconclusive("no result", duplicate(None)),
    inconclusive("no duplicate was sent", NO_DUPLICATE),
)

test_duplicates_get_scim_type_uniqueness = table(
    "RESOURCE-3.3-02",
    "duplicates_get_scim_type_uniqueness",
    passes("uniqueness", conflict(error(409, scimType="uniqueness"))),
    warns("no scimType", conflict(error(409))),
    fails("another scimType", conflict(error(409, scimType="invalidValue"))),
    inconclusive("409 without an Error", conflict({"message": "exists"})),
    passes("single request: uniqueness", single_conflict(409, error(409, scimType="uniqueness"))),
    warns("single request: no scimType", single_conflict(409, error(409))),
    fails("single request: another scimType", single_conflict(409, error(409, scimType="invalidValue"))),
    inconclusive("single request: 409 without an Error", single_conflict(409, {"message": "exists"})),
    inconclusive("single request: 401", single_conflict(401, error(401))),
    inconclusive("single request: 500", single_conflict(500, error(500))),
    inconclusive("single request: no response", single_conflict(None, None)),
    inconclusive("400", duplicate(400)),
    inconclusive("no duplicate was sent", NO_DUPLICATE),
)


def with_an_id(outcome, *after):
    """Return the trace of a POST whose data contains an id."""
    operation = post_user("alice", id="scimconf-mine")
    return TraceBuilder("read-only-attributes").bulk(operation, results=[outcome], after=after)


def single_with_an_id(status, *after):
    """Return the trace of a single POST whose data contains an id."""
    sent = exchange("POST", "/Users", status, request=user("alice", id="scimconf-mine"))
    return TraceBuilder("read-only-attributes").single("post", sent, after=after)


test_client_id_is_ignored = table(
    "RESOURCE-3.3-03",
    "client_id_is_ignored",
    passes("the server issues its own id", with_an_id(201, ALICE)),
    fails("the server uses the client's id", with_an_id(201, a_user("scimconf-mine", "alice"))),
    fails("400", with_an_id(400)),
    inconclusive("201, and the user is not found", with_an_id(201)),
    passes("single request: the server issues its own id", single_with_an_id(201, ALICE)),
    fails(
        "single request: the server uses the client's id",
        single_with_an_id(201, a_user("scimconf-mine", "alice")),
    ),
    fails("single request: 400", single_with_an_id(400)),
    inconclusive("single request: 201, and the user is not found", single_with_an_id(201)),
    inconclusive("single request: 403", single_with_an_id(403)),
    inconclusive("single request: 429", single_with_an_id(429)),
    inconclusive("single request: 500", single_with_an_id(500)),
    inconclusive("single request: no response", single_with_an_id(None)),
    inconclusive("500", with_an_id(500)),
    inconclusive("no result", with_an_id(None)),
)


def deleted(outcome, *, after=(), reads=None):
    """Return the trace of a DELETE of a user."""
    return TraceBuilder("every-method").bulk(
        delete("/Users/1"), results=[outcome], before=[ALICE], after=after, reads=reads
    )


def then(sent):
    """Return the trace of a DELETE that succeeds, and the GET after it."""
    return deleted(204, reads={"/Users/1": sent})


def searched(*, complete=True):
    """Return the trace of a DELETE that succeeds, read back by a search only."""
    return TraceBuilder("every-method").bulk(delete("/Users/1"), results=[204], complete=complete)


def single_deleted(read, *, status=204):
    """Return the trace of a single DELETE, and the GET after it; without a GET for None."""
    reads = None if read is None else {"/Users/1": exchange("GET", "/Users/1", *read)}
    sent = exchange("DELETE", "/Users/1", status)
    return TraceBuilder("single-requests").single("delete", sent, reads=reads)


test_deleted_resources_get_404 = table(
    "RESOURCE-3.6-01",
    "deleted_resources_get_404",
    passes("GET returns 404", deleted(204)),
    fails("GET returns the user", deleted(204, after=[ALICE])),
    fails("GET returns the user with active false", deleted(204, after=[a_user("1", "alice", active=False)])),
    fails("GET returns 410", then(exchange("GET", "/Users/1", 410, error(410)))),
    fails("GET returns 204", then(exchange("GET", "/Users/1", 204))),
    inconclusive("GET gets no response", then(exchange("GET", "/Users/1", None))),
    inconclusive("GET returns 429", then(exchange("GET", "/Users/1", 429, error(429)))),
    passes("a search does not show the user", searched()),
    inconclusive("the search is incomplete", searched(complete=False)),
    inconclusive("the DELETE fails", deleted(500, after=[ALICE])),
    passes("single request: GET returns 404", single_deleted((404, error(404)))),
    fails("single request: GET returns the user", single_deleted((200, ALICE.document))),
    fails("single request: GET returns 410", single_deleted((410, error(410)))),
    inconclusive("single request: GET returns 401", single_deleted((401, error(401)))),
    inconclusive("single request: GET returns 503", single_deleted((503, error(503)))),
    inconclusive("single request: GET gets no response", single_deleted((None,))),
    inconclusive("single request: no GET", single_deleted(None)),
    inconclusive("single request: the DELETE fails", single_deleted((200, ALICE.document), status=403)),
)


def single_then_again(status, first=204):
    """Return the trace of a single DELETE, and of a single POST with the same userName."""
    return (
        TraceBuilder("single-requests")
        .single("delete", exchange("DELETE", "/Users/1", first))
        .single("again", exchange("POST", "/Users", status, {}))
    )


def deleted_and_created(outcome, *after):
    """Return the trace of a bulk request that deletes a user and creates one with the same userName."""
    return TraceBuilder("changes-in-turn").bulk(
        delete("/Users/1"), post_user("alice"), results=[204, outcome], before=[ALICE], after=after
    )


test_names_of_deleted_users_are_available = table(
    "RESOURCE-3.6-02",
    "names_of_deleted_users_are_available",
    passes("a single POST gets 201", single_then_again(201)),
    warns("a single POST gets 409", single_then_again(409)),
    warns("a POST in the bulk request gets 409", deleted_and_created(409)),
    inconclusive("a single POST gets 500", single_then_again(500)),
    inconclusive("a single POST gets 400", single_then_again(400)),
    inconclusive("a single POST gets 403", single_then_again(403)),
    inconclusive("a single POST gets no response", single_then_again(None)),
    inconclusive("the single DELETE fails", single_then_again(409, first=403)),
    inconclusive("a POST in the bulk request gets 500", deleted_and_created(500)),
)


def put_unknown(outcome, *after):
    """Return the trace of a PUT to an id that does not exist."""
    return TraceBuilder("put-to-an-unknown-id").bulk(
        put_user("none", "alice"), results=[outcome], after=after
    )


test_put_to_an_unknown_id_creates_nothing = table(
    "RESOURCE-3.5.1-01",
    "put_to_an_unknown_id_creates_nothing",
    passes("404", put_unknown(404)),
    passes("400", put_unknown(400)),
    fails("201, the user is created", put_unknown(201, a_user("none", "alice"))),
    fails("200, the user is created", put_unknown(200, a_user("none", "alice"))),
    fails("404, the user is created", put_unknown(404, a_user("none", "alice"))),
    fails("500, the user is created", put_unknown(500, a_user("none", "alice"))),
    fails("200, nothing is created", put_unknown(200)),
    inconclusive("500", put_unknown(500)),
    inconclusive("no result", put_unknown(None)),
)


def lower_case(*after, sent=None, complete=True):
    """Return the trace of a bulk request with attribute names in another letter case."""
    return TraceBuilder("attribute-names-in-lower-case").bulk(
        post_user("alice"),
        malformed={0: {"Method": "POST", "path": "/Users", "bulkid": "alice"}},
        response=sent,
        after=after,
        complete=complete,
    )


def single_lower_case(status, *after):
    """Return the trace of a single POST with the userName as ``username``."""
    data = {"username" if name == "userName" else name: value for name, value in user("alice").items()}
    sent = exchange("POST", "/Users", status, request=data)
    return TraceBuilder("attribute-names-in-lower-case").single("post", sent, after=after)


EMPTY = exchange("POST", "/Bulk", 200, {"Operations": []})

test_attribute_names_are_case_insensitive = table(
    "CORE-2.1-01",
    "attribute_names_are_case_insensitive",
    passes("processed", lower_case(ALICE)),
    warns("400", lower_case(sent=rejected(400))),
    warns("200 without any effect", lower_case(sent=EMPTY)),
    inconclusive("429", lower_case(sent=rejected(429))),
    inconclusive("500", lower_case(sent=rejected(500))),
    inconclusive("no response", lower_case(sent=TIMEOUT)),
    inconclusive("the search is incomplete", lower_case(sent=rejected(400), complete=False)),
    passes("single request: the user is created", single_lower_case(201, ALICE)),
    warns("single request: 400", single_lower_case(400)),
    warns("single request: a user without this name is created", single_lower_case(201, a_user("1", "x"))),
    inconclusive("single request: 201, and the user is not found", single_lower_case(201)),
    inconclusive("single request: 401", single_lower_case(401)),
    inconclusive("single request: 503", single_lower_case(503)),
    inconclusive("single request: 500", single_lower_case(500)),
    inconclusive("single request: no response", single_lower_case(None)),
)


def created(*after, outcome=201):
    """Return the trace of a POST of a user."""
    return TraceBuilder().bulk(post_user("alice"), results=[outcome], after=after)


def single_created(*after, status=201, body=None, headers=()):
    """Return the trace of a single POST of a user."""
    sent = exchange("POST", "/Users", status, body, headers=[*SCIM, *headers], request=user("alice"))
    return TraceBuilder("single-requests").single("post", sent, after=after)


def listed(*resources):
    """Return the trace of a single search."""
    sent = exchange("GET", "/Users", 200, {"Resources": list(resources)})
    return TraceBuilder("single-requests").single("search", sent)


test_ids_do_not_contain_bulk_id = table(
    "CORE-3.1-01",
    "ids_do_not_contain_bulk_id",
    passes("an id of the server's own", created(ALICE)),
    fails("the reference is the id", created(a_user("bulkId:alice", "alice"))),
    fails("the string in lower case", created(a_user("bulkid-alice", "alice"))),
    inconclusive("nothing is stored", created(outcome=400)),
    passes("single request: an id of the server's own", single_created(ALICE)),
    fails("single request: the string in an id", single_created(a_user("bulkId-1", "alice"))),
    inconclusive("single request: nothing is stored", single_created(status=401)),
)

test_resources_have_an_id = table(
    "CORE-3.1-03",
    "resources_have_an_id",
    passes("a string", created(ALICE)),
    warns("a number", created(a_user("1", "alice", id=1))),
    fails("no id", created(a_user("1", "alice", id=None))),
    fails("an empty id", created(a_user("1", "alice", id=""))),
    inconclusive("nothing is stored", created(outcome=400)),
    passes("single request: a string", single_created(ALICE)),
    warns("single request: a number", single_created(a_user("1", "alice", id=1))),
    fails("single request: no id", single_created(a_user("1", "alice", id=None))),
    inconclusive("single request: nothing is stored", single_created(status=503)),
    passes("search: a string", listed({"id": "1"})),
    warns("search: a number", listed({"id": 1})),
    fails("search: no id", listed({"id": "1"}, {"userName": "alice"})),
    inconclusive("search: nothing is found", listed()),
)


def located(location, shown):
    """Return the trace of a POST whose result has one location, and whose resource shows another one."""
    return created(a_user("1", "alice", meta={"location": shown}), outcome={"location": location})


URL = f"{BASE_URL}/Users/1"

ELSEWHERE = ("Location", "http://internal.example/v2/Users/1")


def single_located(*headers, shown=URL, status=201, body=()):
    """Return the trace of a single POST with headers, and of a user who shows a meta.location."""
    resource = a_user("1", "alice", meta={"location": shown})
    document = resource.document if body is not None else None
    return single_created(resource, status=status, body=document, headers=headers)


test_location_equals_meta_location = table(
    "CORE-3.1-02",
    "location_equals_meta_location",
    passes("the same URL", located(URL, URL)),
    passes("a path that is the end of the URL", located("/Users/1", URL)),
    fails("another host", located("http://internal.example/v2/Users/1", URL)),
    fails("another version", located("http://scim.example/v1/Users/1", URL)),
    fails("another id", located(f"{BASE_URL}/Users/2", URL)),
    inconclusive("a path that is not the end of the URL", located("/scim/Users/1", URL)),
    inconclusive("GET shows no meta.location", located(URL, None)),
    inconclusive("the POST fails", created(outcome=400)),
    passes("single request: the same Location", single_located(("Location", URL))),
    passes("single request: a relative Location", single_located(("Location", "/v2/Users/1"))),
    passes("single request: the same Content-Location", single_located(("Content-Location", URL))),
    passes("single request: an empty body", single_located(("Location", URL), body=None)),
    fails("single request: another Location", single_located(("Location", f"{BASE_URL}/users/1"))),
    fails("single request: another Location, an empty body", single_located(ELSEWHERE, body=None)),
    fails("single request: another Content-Location", single_located(("Content-Location", f"{URL}.json"))),
    inconclusive(
        "single request: a Location relative to something else", single_located(("Location", "/x/1"))
    ),
    inconclusive("single request: no meta.location", single_located(("Location", URL), shown=None)),
    inconclusive("single request: neither header", single_located()),
    inconclusive("single request: 429", single_located(ELSEWHERE, status=429)),
)


def secret(outcome, *, after=(ALICE,), search=None):
    """Return the trace of a POST of a user with a password, and of a search that finds a user."""
    operation = post_user("alice", password="Correct-horse-9")
    trace = TraceBuilder("password").bulk(operation, results=[outcome], after=after)
    return trace.single("search", exchange("GET", "/Users?filter=x", 200, search or {"Resources": [{}]}))


def single_secret(method, status, body, *after):
    """Return the trace of a single request with a password."""
    sent = exchange(method, "/Users/1", status, body, request={"password": "Correct-horse-9"})
    reads = {found.path: found.exchange for found in after}
    return TraceBuilder("password").single(method.lower(), sent, after=after, reads=reads)


HASH = {"userName": "alice", "password": "$2b$12$abcdefghijk"}

test_passwords_are_never_returned = table(
    "CORE-4.1-01",
    "passwords_are_never_returned",
    passes("no password", secret(201)),
    passes("a null password", secret({"response": {"userName": "alice", "password": None}})),
    fails("the result contains the password", secret({"response": HASH})),
    fails("the result echoes data", secret({"data": HASH})),
    fails("GET returns the password", secret(201, after=[a_user("1", "alice", password="$2b$12$abc")])),
    fails("a search returns the password", secret(201, search={"Resources": [HASH]})),
    passes("single request: no password", single_secret("POST", 201, {"userName": "alice"}, ALICE)),
    fails("single request: the response to POST", single_secret("POST", 201, HASH)),
    fails("single request: the response to PUT", single_secret("PUT", 200, HASH)),
    fails("single request: the response to PATCH", single_secret("PATCH", 200, {"emails": [HASH]})),
    fails(
        "single request: GET after it", single_secret("PATCH", 204, None, a_user("1", "alice", password="x"))
    ),
    inconclusive("single request: 400", single_secret("PUT", 400, HASH)),
    inconclusive("single request: 403", single_secret("PUT", 403, error(403))),
    inconclusive("single request: no response", single_secret("PUT", None, None)),
    inconclusive(
        "the bulk request is rejected, the search fails",
        TraceBuilder("password")
        .bulk(Operation("POST", "/Users", "alice", {}), response=rejected(400))
        .single("search", exchange("GET", "/Users?filter=x", 500, error(500))),
    ),
)
