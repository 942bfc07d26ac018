"""Which methods on /Bulk and which paths of operations get which verdict (RFC 7644 sections 3.2 and 3.7)."""

from dataclasses import replace

from conformance.scim.bulk_request import PATCH_OP, Operation
from conformance.scim.resources import user
from conformance.trace.builder import TraceBuilder, exchange, rejected
from tests.sections.tables import (
    a_user,
    fails,
    inconclusive,
    passes,
    post_user,
    table,
    untested,
    warns,
)


def method(name, status, body=b"", headers=()):
    """Return the trace of another method on /Bulk."""
    sent = exchange(name, "/Bulk", status, body, headers=headers)
    return TraceBuilder("other-methods-on-bulk").single(name, sent)


test_bulk_supports_post_only = table(
    "ENDPOINT-3.2-01",
    "bulk_supports_post_only",
    passes("GET gets 405", method("GET", 405)),
    passes("PUT gets 404", method("PUT", 404)),
    passes("PATCH gets 400", method("PATCH", 400)),
    warns("GET gets a web page", method("GET", 200, b"<html></html>")),
    warns("DELETE gets 204", method("DELETE", 204)),
    warns("GET is redirected", method("GET", 302)),
    inconclusive("500", method("PUT", 500)),
    inconclusive("no response", method("PUT", None)),
)

test_unsupported_methods_cause_no_server_error = table(
    "ENDPOINT-3.2-02",
    "unsupported_methods_cause_no_server_error",
    passes("GET gets 405", method("GET", 405)),
    passes("PUT gets 501", method("PUT", 501)),
    passes("GET gets 200", method("GET", 200)),
    fails("PUT gets 500", method("PUT", 500)),
    fails("GET gets 502", method("GET", 502)),
    fails("503 without Retry-After", method("GET", 503)),
    inconclusive("503 with Retry-After", method("GET", 503, headers=[("Retry-After", "5")])),
    inconclusive("no response", method("PUT", None)),
)

TIMEOUT = exchange("POST", "/Bulk", None)
GOOD = a_user("1", "good")


def special(path, outcome, *after, sent=None, complete=True):
    """Return the trace of a POST to an endpoint that contains no resources, after a POST of a user."""
    bad = Operation("POST", path, "bad", user("bad"))
    return TraceBuilder("paths-of-special-endpoints").bulk(
        post_user("good"),
        bad,
        results=[201, outcome],
        malformed={1: bad.document()},
        after=after,
        response=sent,
        complete=complete,
        rejectable=True,
    )


test_special_endpoints_are_rejected = table(
    "BULK-3.7-41",
    "special_endpoints_are_rejected",
    passes("/Schemas: the operation gets 400", special("/Schemas", 400, GOOD)),
    passes("/Bulk: the operation gets 404", special("/Bulk", 404, GOOD)),
    passes("/Me: the operation gets 404", special("/Me", 404, GOOD)),
    warns("/Bulk: the whole bulk request gets 400", special("/Bulk", 400, sent=rejected(400))),
    warns("/Me: a user is created", special("/Me", 201, GOOD, a_user("2", "bad"))),
    fails("/Schemas: a user is created", special("/Schemas", 201, GOOD, a_user("2", "bad"))),
    fails("/Schemas: 400, a user is created", special("/Schemas", 400, GOOD, a_user("2", "bad"))),
    fails(
        "/Bulk: the whole bulk request gets 400, a nested user is created",
        special("/Bulk", 400, a_user("2", "nested"), sent=rejected(400)),
    ),
    fails("/.search: the operation gets 200", special("/.search", 200, GOOD)),
    fails(
        "/Bulk: the whole bulk request gets 500, a nested user is created",
        special("/Bulk", 400, a_user("2", "nested"), sent=rejected(500)),
    ),
    inconclusive("the whole bulk request gets 404", special("/Bulk", 400, sent=rejected(404))),
    inconclusive("the whole bulk request gets 429", special("/Bulk", 400, sent=rejected(429))),
    inconclusive("the whole bulk request gets 500", special("/Bulk", 400, sent=rejected(500))),
    inconclusive("no response", special("/Bulk", 400, sent=TIMEOUT)),
    inconclusive("the operation has no result", special("/Bulk", None, GOOD)),
)

BEFORE = (a_user("1", "target", displayName="Before"), a_user("2", "other", displayName="Before"))
REACHED = (a_user("1", "target", displayName="Reached"), BEFORE[1])


def reaching(path, outcome, *after, sent=None, outcomes=None):
    """Return the trace of a PATCH of a user by an unusual path, after a POST to the path of its endpoint.

    Args:
        path: The path; the id of the user is 1.
        outcome: Result of the PATCH; the POST gets 404.
        after: The resources stored afterwards.
        sent: The exchange of a bulk request that is rejected as a whole.
        outcomes: Results of both.
    """
    change = {"op": "replace", "path": "displayName", "value": "Reached"}
    bad = Operation("PATCH", path, data={"schemas": [PATCH_OP], "Operations": [change]})
    made = replace(post_user("made", displayName="made"), path=path.replace("/1", "", 1))
    return TraceBuilder("paths-that-lead-elsewhere").bulk(
        made,
        bad,
        results=outcomes or [404, outcome],
        malformed={0: made.document(), 1: bad.document()},
        before=BEFORE,
        after=after,
        response=sent,
        rejectable=True,
    )


DOTS, OTHER_TYPE, QUERY, LONGER = "/Groups/../Users/1", "/Groups/1", "/Users/1?attributes=id", "/Users/1/1"
HOST = "http://127.0.0.1:9/Users/1"

test_invalid_paths_change_nothing = table(
    "BULK-3.7-42",
    "invalid_paths_change_nothing",
    passes("dot segments get 404", reaching(DOTS, 404, *BEFORE)),
    passes("another host gets 400", reaching(HOST, 400, *BEFORE)),
    passes("a NUL byte gets 400", reaching("/Users/1\x00", 400, *BEFORE)),
    warns("dot segments are resolved", reaching(DOTS, 200, *REACHED)),
    warns("encoded dot segments are resolved", reaching("/Groups/%2e%2e/Users/1", 200, *REACHED)),
    warns("the query is removed", reaching(QUERY, 200, *REACHED)),
    warns("the last segment is ignored", reaching(LONGER, 200, *REACHED)),
    warns("the whole bulk request gets 400", reaching(DOTS, 400, *BEFORE, sent=rejected(400))),
    fails("an encoded slash is resolved", reaching("/Groups/..%2f..%2fUsers/1", 200, *REACHED)),
    fails("the path of a group changes a user", reaching(OTHER_TYPE, 200, *REACHED)),
    fails("the path on another host changes a user", reaching(HOST, 200, *REACHED)),
    fails("404, the user is changed", reaching(OTHER_TYPE, 404, *REACHED)),
    fails(
        "another user is changed", reaching(DOTS, 200, BEFORE[0], a_user("2", "other", displayName="Reached"))
    ),
    fails("200, nothing is changed", reaching(DOTS, 200, *BEFORE)),
    inconclusive("the user is not shown afterwards", reaching(DOTS, 404, BEFORE[1])),
    inconclusive("the operation has no result", reaching(DOTS, None, *BEFORE)),
    inconclusive("the whole bulk request gets 404", reaching(DOTS, 404, *BEFORE, sent=rejected(404))),
    inconclusive("the whole bulk request gets 500", reaching(DOTS, 404, *BEFORE, sent=rejected(500))),
)

MADE = a_user("3", "made")

test_invalid_paths_create_nothing = table(
    "BULK-3.7-42",
    "invalid_paths_create_nothing",
    passes("dot segments get 404", reaching(DOTS, 404, *BEFORE)),
    warns("dot segments are resolved", reaching(DOTS, 404, *BEFORE, MADE, outcomes=[201, 404])),
    warns("the query is removed", reaching(QUERY, 404, *BEFORE, MADE, outcomes=[201, 404])),
    warns("the whole bulk request gets 400", reaching(DOTS, 400, *BEFORE, sent=rejected(400))),
    fails("a host in the path creates a user", reaching(HOST, 404, *BEFORE, MADE, outcomes=[201, 404])),
    fails(
        "404, the path on another host creates a user",
        reaching(HOST, 404, *BEFORE, MADE, outcomes=[404, 404]),
    ),
    fails("201, nothing is created", reaching(DOTS, 404, *BEFORE, outcomes=[201, 404])),
    inconclusive("the operation has no result", reaching(DOTS, 404, *BEFORE, outcomes=[None, 404])),
    inconclusive("the whole bulk request gets 404", reaching(DOTS, 404, *BEFORE, sent=rejected(404))),
    inconclusive("the whole bulk request gets 500", reaching(DOTS, 404, *BEFORE, sent=rejected(500))),
)


def called(calls, sent=None):
    """Return the trace of an operation that names another host, and what reached that host."""
    return replace(reaching(HOST, 404, *BEFORE, sent=sent).build(), calls=calls)


test_no_other_host_is_called = table(
    "BULK-3.7-42",
    "no_other_host_is_called",
    passes("no call", called(())),
    fails("a call", called(("PATCH /Users/1 HTTP/1.1",))),
    fails("a call, the bulk request is rejected", called(("GET / HTTP/1.1",), rejected(400))),
    inconclusive("nothing was sent", replace(TraceBuilder("paths-that-lead-elsewhere").build(), calls=())),
    untested("the server runs on another machine", called(None)),
)
