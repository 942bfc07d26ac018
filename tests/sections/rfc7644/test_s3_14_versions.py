"""Which effects of versions get which verdict (RFC 7644 section 3.14)."""

from dataclasses import replace

from conformance.trace.builder import BASE_URL, TraceBuilder, error, exchange, rejected
from tests.sections.tables import (
    a_user,
    delete,
    fails,
    inconclusive,
    not_applicable,
    passes,
    patch,
    post_user,
    put_user,
    table,
    warns,
)

FIRST, SECOND, STALE = 'W/"1"', 'W/"2"', 'W/"scimconf-stale"'


def at(version, text="Alice", name="alice"):
    """Return a stored user with a version."""
    meta = {"location": f"{BASE_URL}/Users/{name}", "version": version}
    return a_user(name, name, displayName=text, meta={key: value for key, value in meta.items() if value})


def changed(operation, result, after, *, version, before=None):
    """Return the trace of an operation with a version on a user who was stored before."""
    return TraceBuilder("versions").bulk(
        replace(operation, version=version),
        results=[result],
        before=[before or at(FIRST)],
        after=after,
    )


def single(method, label, version, status, after=(), *, trace=None, etag=None, body=None):
    """Return the trace of a single request with If-Match, by default after no other one."""
    headers = [("Content-Type", "application/scim+json"), *([("ETag", etag)] if etag else [])]
    path = "/Users" if method == "POST" else "/Users/alice"
    content = error(status) if status and status >= 400 else body
    data = {"userName": "alice", "displayName": "Changed"}
    sent = exchange(method, path, status, content, headers=headers, request=data)
    if version:
        sent = replace(sent, request=replace(sent.request, headers=(("If-Match", version),)))
    return (trace or TraceBuilder("if-match")).single(label, sent, after=after)


def stale_single(status, after, *, method="PUT", control=200, version=STALE):
    """Return the trace of a single request with a stale version, after one with the current version."""
    current = single(method, f"{method} current", FIRST, control, [CHANGED])
    return single(method, f"{method} stale", version, status, after, trace=current)


PUT = put_user("alice", "alice", displayName="Changed")
PATCH = patch("/Users/alice", "displayName", "Changed")
DELETE = delete("/Users/alice")
CHANGED = at(SECOND, "Changed")

test_current_version_is_accepted = table(
    "VERSION-3.14-01",
    "current_version_is_accepted",
    passes("PUT is applied", changed(PUT, 200, [CHANGED], version=FIRST)),
    passes("PATCH is applied", changed(PATCH, 204, [CHANGED], version=FIRST)),
    passes("DELETE is applied", changed(DELETE, 204, [], version=FIRST)),
    fails("PUT gets 412", changed(PUT, 412, [at(FIRST)], version=FIRST)),
    fails("DELETE gets 409", changed(DELETE, 409, [at(FIRST)], version=FIRST)),
    passes("PUT with If-Match is applied", single("PUT", "PUT current", FIRST, 200, [CHANGED])),
    passes("PATCH with If-Match is applied", single("PATCH", "PATCH current", FIRST, 204, [CHANGED])),
    fails("PUT with If-Match gets 412", single("PUT", "PUT current", '"1"', 412)),
    warns("PUT with a weak entity-tag in If-Match gets 412", single("PUT", "PUT current", FIRST, 412)),
    inconclusive("PUT with If-Match gets 405", single("PUT", "PUT current", FIRST, 405)),
    inconclusive("PUT with If-Match gets 403", single("PUT", "PUT current", FIRST, 403)),
    inconclusive("PUT with If-Match gets 500", single("PUT", "PUT current", FIRST, 500)),
    inconclusive("PUT with a stale If-Match", single("PUT", "PUT stale", STALE, 412)),
    inconclusive("500", changed(PUT, 500, [at(FIRST)], version=FIRST)),
    inconclusive("no result", changed(PUT, None, [at(FIRST)], version=FIRST)),
    inconclusive("GET shows no version", changed(PUT, 200, [at("")], version=None, before=at(""))),
    inconclusive(
        "the whole bulk request is rejected",
        TraceBuilder("versions").bulk(replace(PUT, version=FIRST), response=rejected(412)),
    ),
)


def twice(first, second, after, *, version=FIRST):
    """Return the trace of two PUTs of one user, both with the version from before the bulk request."""
    puts = (put_user("alice", "alice", displayName=text) for text in ("First", "Second"))
    return TraceBuilder("version-outdated-by-an-operation").bulk(
        *(replace(put, version=version) for put in puts),
        results=[first, second],
        before=[at(FIRST)],
        after=after,
    )


def unread(result):
    """Return the trace of a PUT with a stale version, after which GET of the user fails."""
    reads = {"/Users/alice": exchange("GET", "/Users/alice", 500)}
    return TraceBuilder("stale-versions").bulk(
        replace(PUT, version=STALE), results=[result], before=[at(FIRST)], reads=reads, complete=False
    )


test_stale_version_is_not_applied = table(
    "VERSION-3.14-02",
    "stale_version_is_not_applied",
    passes("PUT gets 412", changed(PUT, 412, [at(FIRST)], version=STALE)),
    passes("PATCH gets 412", changed(PATCH, 412, [at(FIRST)], version=STALE)),
    passes("DELETE gets 412", changed(DELETE, 412, [at(FIRST)], version=STALE)),
    passes("PUT gets 400", changed(PUT, 400, [at(FIRST)], version=STALE)),
    passes("the second of two PUTs gets 412", twice(200, 412, [at(SECOND, "First")])),
    fails("PUT is applied", changed(PUT, 200, [CHANGED], version=STALE)),
    fails("DELETE is applied", changed(DELETE, 204, [], version=STALE)),
    fails("PUT gets 412 and is applied", changed(PUT, 412, [CHANGED], version=STALE)),
    fails("DELETE gets 412 and is applied", changed(DELETE, 412, [], version=STALE)),
    fails("PUT gets 200 and is not applied", changed(PUT, 200, [at(FIRST)], version=STALE)),
    fails("the second of two PUTs is applied", twice(200, 200, [at('W/"3"', "Second")])),
    inconclusive("500", changed(PUT, 500, [at(FIRST)], version=STALE)),
    inconclusive("no result", changed(PUT, None, [at(FIRST)], version=STALE)),
    inconclusive("412, and GET fails afterwards", unread(412)),
    passes("a stale If-Match gets 412", stale_single(412, [at(FIRST)])),
    passes("a stale If-Match of a PATCH gets 412", stale_single(412, [at(FIRST)], method="PATCH")),
    passes("a stale and a weak current If-Match get 412", stale_single(412, [at(FIRST)], control=412)),
    fails("a stale If-Match is applied", stale_single(200, [CHANGED])),
    fails(
        "a stale If-Match with a strong entity-tag is applied",
        stale_single(200, [CHANGED], version=STALE.removeprefix("W/")),
    ),
    fails("a stale If-Match gets 412 and is applied", stale_single(412, [CHANGED])),
    fails("a stale If-Match gets 200 and is not applied", stale_single(200, [at(FIRST)])),
    inconclusive("a stale If-Match gets 403", stale_single(403, [at(FIRST)])),
    inconclusive("a stale If-Match gets 500", stale_single(500, [at(FIRST)])),
    inconclusive("a stale and a current If-Match get 405", stale_single(405, [at(FIRST)], control=405)),
    inconclusive("a stale If-Match gets 412, nothing is read", stale_single(412, [])),
    inconclusive("the first of two PUTs fails", twice(400, 200, [at(SECOND, "Second")])),
    inconclusive("GET shows no version", twice(200, 200, [at("", "Second")], version=None)),
)

test_stale_version_gets_412 = table(
    "VERSION-3.14-03",
    "stale_version_gets_412",
    passes("412", changed(PUT, 412, [at(FIRST)], version=STALE)),
    passes("412 for the second of two PUTs", twice(200, 412, [at(SECOND, "First")])),
    passes("412 for a stale If-Match", stale_single(412, [at(FIRST)])),
    warns("409 for a stale If-Match", stale_single(409, [at(FIRST)])),
    inconclusive("200 for a stale If-Match", stale_single(200, [CHANGED])),
    inconclusive("403 for a stale If-Match", stale_single(403, [at(FIRST)])),
    inconclusive("400 for a stale and a current If-Match", stale_single(400, [at(FIRST)], control=400)),
    warns("409", changed(PUT, 409, [at(FIRST)], version=STALE)),
    warns("400", changed(DELETE, 400, [at(FIRST)], version=STALE)),
    inconclusive("200", changed(PUT, 200, [CHANGED], version=STALE)),
    inconclusive("500", changed(PUT, 500, [at(FIRST)], version=STALE)),
    inconclusive("no result", changed(PUT, None, [at(FIRST)], version=STALE)),
)


def created(result, *after):
    """Return the trace of a POST of a user."""
    return TraceBuilder().bulk(post_user("alice"), results=[result], after=after)


test_reported_version_is_current = table(
    "VERSION-3.14-04",
    "reported_version_is_current",
    passes("meta.version of a created user", created({"version": FIRST}, at(FIRST))),
    passes(
        "the ETag of a changed user",
        TraceBuilder().bulk(
            PUT,
            results=[{"version": SECOND}],
            before=[at(FIRST)],
            after=[
                replace(at(""), exchange=exchange("GET", "/Users/alice", 200, {}, headers=[("ETag", SECOND)]))
            ],
        ),
    ),
    fails("the version from before the change", changed(PUT, {"version": FIRST}, [CHANGED], version=None)),
    fails("the version without W/", created({"version": '"1"'}, at(FIRST))),
    passes("the ETag of a single PUT", single("PUT", "PUT", None, 200, [at(SECOND)], etag=SECOND)),
    passes("the ETag of a single POST", single("POST", "POST", None, 201, [at(FIRST)], etag=FIRST)),
    passes("a strong ETag of a single PUT", single("PUT", "PUT", None, 200, [at(SECOND)], etag='"2"')),
    fails("the ETag from before a single PUT", single("PUT", "PUT", None, 200, [at(SECOND)], etag=FIRST)),
    inconclusive("a single PUT after which nothing is read", single("PUT", "PUT", None, 200, etag=SECOND)),
    not_applicable("the ETag of a GET", single("GET", "GET", None, 200, [at(SECOND)], etag=FIRST)),
    inconclusive("GET shows no version", created({"version": FIRST}, at(""))),
    inconclusive("the user is not stored", created({"version": FIRST})),
    inconclusive(
        "another operation changes the user",
        TraceBuilder().bulk(
            PUT,
            PATCH,
            results=[{"version": SECOND}, {"version": 'W/"3"'}],
            before=[at(FIRST)],
            after=[at('W/"3"', "Changed")],
        ),
    ),
    not_applicable("no version in the result", created({}, at(FIRST))),
)

RESOURCE = {"userName": "alice", "meta": {"resourceType": "User"}}
VERSIONED = {"userName": "alice", "meta": {"resourceType": "User", "version": FIRST}}

test_results_contain_a_version = table(
    "VERSION-3.14-05",
    "results_contain_a_version",
    passes("an ETag", created({"version": FIRST}, at(FIRST))),
    warns("no version", created({}, at(FIRST))),
    warns("an empty version", created({"version": ""}, at(FIRST))),
    warns("a number", created({"version": 1}, at(FIRST))),
    inconclusive("a DELETE", changed(DELETE, 204, [], version=None)),
    passes("the ETag of a single POST", single("POST", "POST", None, 201, etag=FIRST, body=RESOURCE)),
    passes("meta.version of a single POST", single("POST", "POST", None, 201, body=VERSIONED)),
    warns("no version of a single POST", single("POST", "POST", None, 201, body=RESOURCE)),
    inconclusive("a single PATCH without a body", single("PATCH", "PATCH", None, 204)),
    inconclusive(
        "a POST to /Bulk", TraceBuilder().single("control", exchange("POST", "/Bulk", 200, RESOURCE))
    ),
    inconclusive("a single GET", single("GET", "GET", None, 200, body=RESOURCE)),
    inconclusive("a single POST that fails", single("POST", "POST", None, 409)),
    inconclusive("the operation fails", created(409)),
)
