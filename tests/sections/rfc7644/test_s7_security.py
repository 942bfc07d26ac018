"""Which reactions to credentials, tenants and hosts get which verdict (RFC 7644 sections 2 and 7)."""

from dataclasses import replace

from conformance.client.auth import EXPIRED
from conformance.exchange import Handshake
from conformance.scim.bulk_request import ref
from conformance.sections.rfc7644.s7_security.scenarios import FORGED_HOST
from conformance.sections.rfc7644.s7_security.scenarios_authorization import (
    BY_BULK_ID,
    BY_ID,
    BY_PATH,
    EARLIER,
    FOREIGN_TOKEN,
    SAME_ID,
    THEIRS,
)
from conformance.trace.builder import BASE_URL, TraceBuilder, error, exchange, rejected
from tests.sections.tables import (
    a_group,
    a_user,
    delete,
    fails,
    inconclusive,
    not_applicable,
    notes,
    passes,
    patch,
    post_group,
    post_user,
    table,
    untested,
    verdict_of,
    warns,
)

ALICE = a_user("1", "alice")
TIMEOUT = exchange("POST", "/Bulk", None)
PROCESSED = {"Operations": [{"method": "POST", "bulkId": "alice", "status": "201"}]}
CHALLENGE = ("WWW-Authenticate", 'Bearer realm="scim"')


def wrong(status, *after, label="no credentials", body=b"", headers=(CHALLENGE,)):
    """Return the trace of a bulk request with wrong credentials."""
    sent = exchange("POST", "/Bulk", status, body, headers=headers)
    return TraceBuilder("wrong-credentials").body(label, sent, after)


def rejections(label):
    """Return the rows of a bulk request with wrong credentials of one kind."""
    return (
        passes("401", wrong(401, label=label)),
        passes("403", wrong(403, label=label)),
        passes("a redirect to a login page", wrong(302, label=label)),
        fails("200, the user is created", wrong(200, ALICE, label=label, body=PROCESSED)),
        fails("200 with a login page", wrong(200, label=label, body=b"<html>Sign in</html>")),
        fails("401, the user is created", wrong(401, ALICE, label=label)),
        fails("500, the user is created", wrong(500, ALICE, label=label)),
        inconclusive("500", wrong(500, label=label)),
        inconclusive("429", wrong(429, label=label)),
        inconclusive("no response", wrong(None, label=label)),
    )


test_invalid_credentials_are_rejected = table(
    "SECURITY-2-01",
    "invalid_credentials_are_rejected",
    *rejections("no credentials"),
    inconclusive("an expired token only", wrong(200, ALICE, label=EXPIRED, body=PROCESSED)),
)

test_expired_token_is_rejected = table(
    "SECURITY-7.4-01",
    "expired_token_is_rejected",
    *rejections(EXPIRED),
    inconclusive("other credentials only", wrong(200, ALICE, body=PROCESSED)),
)

test_unauthorized_has_a_challenge = table(
    "SECURITY-2-02",
    "unauthorized_has_a_challenge",
    passes("401 with WWW-Authenticate", wrong(401)),
    fails("401 without WWW-Authenticate", wrong(401, headers=())),
    fails("401 with an empty WWW-Authenticate", wrong(401, headers=[("WWW-Authenticate", "")])),
    not_applicable("403", wrong(403, headers=())),
    inconclusive("no response", wrong(None)),
)

test_invalid_credentials_get_401 = table(
    "SECURITY-2-03",
    "invalid_credentials_get_401",
    passes("401", wrong(401)),
    warns("403", wrong(403)),
    warns("400", wrong(400)),
    warns("a redirect to a login page", wrong(302)),
    inconclusive("200", wrong(200, ALICE, body=PROCESSED)),
    inconclusive("429", wrong(429)),
    inconclusive("500", wrong(500)),
    inconclusive("no response", wrong(None)),
)


def tells(detail, headers=()):
    """Return the trace of a bulk request that gets 500 with a detail."""
    sent = exchange("POST", "/Bulk", 500, error(500, detail=detail), headers=headers)
    return TraceBuilder().bulk(post_user("alice"), response=sent)


test_responses_disclose_no_internals = table(
    "SECURITY-7-01",
    "responses_disclose_no_internals",
    passes("a fixed sentence", tells("Internal error 7f3a; see the log.")),
    passes("results", TraceBuilder().bulk(post_user("alice"), after=[ALICE])),
    warns("a stack trace of Python", tells("Traceback (most recent call last):\n  ...")),
    warns("a stack trace of Java", tells("at org.example.Bulk.run(Bulk.java:214)")),
    warns("a stack trace of Go", tells("goroutine 18 [running]:")),
    warns("a database statement", tells("INSERT INTO users (id) VALUES (1) failed")),
    warns("a source file in a header", tells("Failed.", [("X-Source", "/srv/scim/bulk.py:214")])),
    warns(
        "a stack trace for GET /Bulk",
        TraceBuilder().single(
            "GET", exchange("GET", "/Bulk", 500, b'File "/srv/scim/bulk.py", line 214, in run')
        ),
    ),
    inconclusive("no response", TraceBuilder().bulk(post_user("alice"), response=TIMEOUT)),
)


def hosted(status, location=None):
    """Return the trace of a bulk request with a forged Host header."""
    result = {"method": "POST", "bulkId": "alice", "status": "201", "location": location}
    body = {"Operations": [result]} if location else error(status or 0)
    return TraceBuilder("forged-host").body("a forged Host header", exchange("POST", "/Bulk", status, body))


test_locations_ignore_a_forged_host = table(
    "SECURITY-7-02",
    "locations_ignore_a_forged_host",
    passes("a URL of the server", hosted(200, f"{BASE_URL}/Users/1")),
    passes("a path", hosted(200, "/Users/1")),
    warns("a URL of the forged host", hosted(200, f"http://{FORGED_HOST}/v2/Users/1")),
    notes("421", hosted(421)),
    notes("404 of the proxy", hosted(404)),
    inconclusive("401", hosted(401)),
    inconclusive("403", hosted(403)),
    inconclusive("429", hosted(429)),
    inconclusive("500", hosted(500)),
    inconclusive("no response", hosted(None)),
)

TENANTS = "access-to-another-tenant"
USER = a_user("t", "theirs").document
UNCHANGED = exchange("GET", "/Users/t", 200, USER)


def tenant(after, label=BY_ID):
    """Return the trace of a bulk request that names another tenant's user, and the GET of that user."""
    return TraceBuilder(TENANTS).single(THEIRS, UNCHANGED).single(label, after)


test_resource_of_another_tenant_is_unchanged = table(
    "SECURITY-2-04",
    "resource_of_another_tenant_is_unchanged",
    passes("unchanged", tenant(UNCHANGED)),
    passes(
        "only meta differs",
        tenant(exchange("GET", "/Users/t", 200, {**USER, "meta": {"lastModified": "2026-01-01T00:00:00Z"}})),
    ),
    fails(
        "changed by its id",
        tenant(exchange("GET", "/Users/t", 200, {**USER, "displayName": "Reached by id"})),
    ),
    fails(
        "changed by a path",
        tenant(exchange("GET", "/Users/t", 200, {**USER, "displayName": "Reached by path"}), BY_PATH),
    ),
    fails("deleted", tenant(exchange("GET", "/Users/t", 404, error(404)))),
    inconclusive("GET gets 500", tenant(exchange("GET", "/Users/t", 500, error(500)))),
    inconclusive("GET gets 401", tenant(exchange("GET", "/Users/t", 401, error(401)))),
    inconclusive("GET gets no response", tenant(exchange("GET", "/Users/t", None))),
    inconclusive("nothing was sent", TraceBuilder(TENANTS).single(THEIRS, UNCHANGED)),
)


def shown(*after, sent=None, seen=404):
    """Return the trace of a bulk request that names another tenant's user, and of a GET of its id."""
    return (
        TraceBuilder(TENANTS)
        .single(SAME_ID, exchange("GET", "/Users/t", seen, USER if seen == 200 else error(seen)))
        .single(THEIRS, UNCHANGED)
        .bulk(
            patch("/Users/t", "displayName", "Reached by id"),
            results=[404],
            response=sent,
            after=after,
            label=BY_ID,
            rejectable=True,
        )
    )


LEAK = exchange(
    "POST", "/Bulk", 200, {"Operations": [{"method": "PATCH", "status": "200", "response": USER}]}
)

test_resource_of_another_tenant_is_not_shown = table(
    "SECURITY-2-04",
    "resource_of_another_tenant_is_not_shown",
    passes("404 in the result", shown()),
    passes("the whole bulk request gets 403", shown(sent=rejected(403))),
    inconclusive("429 and 500 only", shown(sent=rejected(429), seen=500)),
    fails("the result contains the user", shown(sent=LEAK)),
    fails("the group shows the user's name", shown(a_group("g", "theirs"))),
    fails("GET of its id returns the user", shown(seen=200)),
    inconclusive("nothing was sent", TraceBuilder(TENANTS).single(THEIRS, UNCHANGED)),
)


def referred(member, *, outcome=201, earlier=True, response=None):
    """Return the trace of a reference to the bulkId of another tenant's bulk request."""
    trace = TraceBuilder(TENANTS)
    if earlier:
        trace.bulk(post_user("earlier"), after=[a_user("t2", "earlier")], label=EARLIER)
    group = [a_group("g", "late", *([member] if member else []))] if outcome == 201 else []
    return trace.bulk(
        post_group("late", ref("earlier")),
        results=[outcome],
        response=response,
        after=group,
        label=BY_BULK_ID,
        rejectable=True,
    )


WITHOUT_GROUPS = (
    TraceBuilder(TENANTS)
    .bulk(post_user("earlier"), after=[a_user("t2", "earlier")], label=EARLIER)
    .bulk(post_user("later"), after=[a_user("2", "later")], label=BY_BULK_ID, rejectable=True)
)


test_bulk_id_of_another_tenant_is_not_resolved = table(
    "SECURITY-2-04",
    "bulk_id_of_another_tenant_is_not_resolved",
    passes("the operation gets 409", referred(None, outcome=409)),
    passes("the group has no member", referred(None)),
    fails("the group has the other tenant's user", referred("t2")),
    passes("the whole bulk request gets 400", referred(None, outcome=409, response=rejected(400))),
    inconclusive("the whole bulk request gets 429", referred(None, outcome=409, response=rejected(429))),
    inconclusive("the whole bulk request gets 500", referred(None, outcome=409, response=rejected(500))),
    inconclusive("no group refers to the bulkId", WITHOUT_GROUPS),
    inconclusive("no bulk request in the other tenant", referred(None, earlier=False)),
)


def foreign(status, *after):
    """Return the trace of a bulk request to another tenant with the token of the tested one."""
    sent = exchange("POST", "/Bulk", status, PROCESSED if status == 200 else b"")
    return TraceBuilder(TENANTS).body(FOREIGN_TOKEN, sent, after)


test_token_of_another_tenant_is_rejected = table(
    "SECURITY-2-04",
    "token_of_another_tenant_is_rejected",
    passes("401", foreign(401)),
    passes("403", foreign(403)),
    passes("404", foreign(404)),
    fails("200, the user is created", foreign(200, a_user("t3", "intruder"))),
    fails("200", foreign(200)),
    fails("403, the user is created", foreign(403, a_user("t3", "intruder"))),
    inconclusive("500", foreign(500)),
    inconclusive("429", foreign(429)),
    inconclusive("no response", foreign(None)),
    untested("the other tenant has another host", TraceBuilder(TENANTS)),
)

BEFORE = a_user("1", "alice", displayName="Before")


def weak(operation, outcome, *after, sent=None, before=(BEFORE,)):
    """Return the trace of an operation that the token may not send by itself."""
    return TraceBuilder("insufficient-permissions").bulk(
        operation,
        results=[outcome],
        response=sent,
        before=before,
        after=after,
        label="a weaker token",
        rejectable=True,
    )


WEAK_PATCH = patch("/Users/1", "displayName", "Changed by a weak token")
WEAK_POST = post_user("weak")

test_each_operation_is_authorized = table(
    "SECURITY-2-05",
    "each_operation_is_authorized",
    passes("the PATCH gets 403", weak(WEAK_PATCH, 403, BEFORE)),
    passes("the DELETE gets 404", weak(delete("/Users/1"), 404, BEFORE)),
    passes("the whole bulk request gets 403", weak(WEAK_PATCH, 403, BEFORE, sent=rejected(403))),
    fails("the POST creates a user", weak(WEAK_POST, 201, a_user("2", "weak"), before=())),
    fails(
        "the PATCH is applied",
        weak(WEAK_PATCH, 200, a_user("1", "alice", displayName="Changed by a weak token")),
    ),
    fails("the DELETE is applied", weak(delete("/Users/1"), 204)),
    fails("403, the DELETE is applied", weak(delete("/Users/1"), 403)),
    fails("500, the DELETE is applied", weak(delete("/Users/1"), 204, sent=rejected(500))),
    fails("200, nothing is changed", weak(WEAK_PATCH, 200, BEFORE)),
    inconclusive("500 in the result", weak(WEAK_PATCH, 500, BEFORE)),
    inconclusive("no result", weak(WEAK_PATCH, None, BEFORE, sent=None)),
    inconclusive("the whole bulk request gets 429", weak(WEAK_PATCH, 403, BEFORE, sent=rejected(429))),
    inconclusive("the whole bulk request gets 500", weak(WEAK_PATCH, 403, BEFORE, sent=rejected(500))),
    inconclusive("no response", weak(WEAK_PATCH, 403, BEFORE, sent=TIMEOUT)),
)


def discovered(scheme, status=200):
    """Return the trace of the first request, over http or https."""
    sent = exchange("GET", "/ServiceProviderConfig", status, {})
    url = sent.request.url.replace("http:", f"{scheme}:")
    return TraceBuilder("transport-security").single(
        "discovery", replace(sent, request=replace(sent.request, url=url))
    )


test_server_uses_tls = table(
    "SECURITY-7.2-01",
    "server_uses_tls",
    passes("https", discovered("https")),
    passes("https, 404", discovered("https", 404)),
    warns("http", discovered("http")),
    inconclusive("no response", discovered("https", None)),
)


def offered(handshake):
    """Return the trace of an offer of TLS 1.0 and 1.1."""
    return replace(TraceBuilder("outdated-tls").build(), handshake=handshake)


test_outdated_tls_is_rejected = table(
    "SECURITY-7.2-02",
    "outdated_tls_is_rejected",
    passes("no agreement", offered(Handshake())),
    warns("TLS 1.1", offered(Handshake("TLSv1.1"))),
    inconclusive("the connection fails", offered(Handshake(problem="the server cannot be reached"))),
    inconclusive("nothing was offered", offered(None)),
)


def test_place_of_a_forged_location_is_that_member():
    trace = hosted(200, f"http://{FORGED_HOST}/v2/Users/1").build()
    (evidence,) = verdict_of("SECURITY-7-02", "locations_ignore_a_forged_host", trace).evidence
    assert evidence.response == "/Operations/0/location"


def test_place_of_a_missing_challenge_is_the_header():
    trace = wrong(401, headers=()).build()
    (evidence,) = verdict_of("SECURITY-2-02", "unauthorized_has_a_challenge", trace).evidence
    assert evidence.header == "www-authenticate"


def test_place_of_an_unauthorized_operation_is_its_status():
    trace = weak(delete("/Users/1"), 204).build()
    (evidence,) = verdict_of("SECURITY-2-05", "each_operation_is_authorized", trace).evidence
    assert (evidence.operation, evidence.response) == (0, "/Operations/0/status")


def test_place_of_a_leak_is_the_result_that_shows_it():
    trace = shown(sent=LEAK).build()
    found = verdict_of("SECURITY-2-04", "resource_of_another_tenant_is_not_shown", trace)
    assert [(each.operation, each.response) for each in found.evidence] == [(0, "/Operations/0/response")]
