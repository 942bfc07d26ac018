"""Verdicts on malformed operations, and on unusual ones that are valid (RFC 7644 section 3.7)."""

from dataclasses import replace

from conformance.scim.bulk_request import Operation
from conformance.scim.resources import user
from conformance.sections.rfc7644.s3_7_bulk.scenarios_malformed_operations import AS_STRING, NULL, altered
from conformance.trace.builder import TraceBuilder, exchange, rejected
from tests.sections.tables import (
    a_user,
    bulk,
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

BEFORE, BAD, LAST = a_user("1", "before"), a_user("2", "bad"), a_user("3", "last")
NO_RESPONSE = exchange("POST", "/Bulk", None)
POST = post_user("bad")


def one_bad(label, sent, *results, bad=(), operation=POST, before=(), **options):
    """Return a bulk request with one malformed operation between two POSTs.

    Args:
        label: What is malformed.
        sent: What is sent in place of the operation.
        results: The results.
        bad: What is stored of the malformed operation.
        operation: What the operation would have been.
        before: What is stored before.
        options: Options of the bulk request that differ.
    """
    after = [BEFORE, *bad, LAST] if results else bad
    return bulk(
        post_user("before"),
        operation,
        post_user("last"),
        **{
            "results": results or None,
            "malformed": {1: sent},
            "before": before,
            "after": after,
            "label": label,
            **options,
        },
    )


def together(label, sent, *, response=None, bad=(), results=(201, 400, 201)):
    """Return a bulk request that other malformed operations may cause to be rejected, too."""
    return TraceBuilder("malformed-operations-together").bulk(
        post_user("before"),
        replace(POST, bulk_id=label),
        post_user("last"),
        malformed={1: {**sent, "bulkId": label}},
        results=None if response else results,
        response=response,
        after=[] if response else [BEFORE, *bad, LAST],
        label="operations malformed in many ways",
        rejectable=True,
    )


def readings(label, sent, *, other_label, other_sent):
    """Return the rows that every malformed operation has.

    Args:
        label: What is malformed.
        sent: What is sent in place of the operation.
        other_label: What is malformed in a bulk request with several malformed operations.
        other_sent: What is sent there.
    """
    return (
        passes("the operation is rejected", one_bad(label, sent, 201, 400, 201)),
        fails("the operation is run", one_bad(label, sent, 201, 201, 201, bad=[BAD])),
        fails(
            "the operation is run, and reported as rejected", one_bad(label, sent, 201, 400, 201, bad=[BAD])
        ),
        fails("the operation is reported as done without effect", one_bad(label, sent, 201, 200, 201)),
        fails(
            "the bulk request is rejected after the first user was created",
            one_bad(label, sent, response=rejected(400), after=[BEFORE]),
        ),
        warns("the bulk request is rejected", one_bad(label, sent, response=rejected(400))),
        inconclusive("the operation has no result", one_bad(label, sent, 201, None, 201)),
        inconclusive("the operation ends in a server error", one_bad(label, sent, 201, 500, 201)),
        inconclusive(
            "the bulk request fails, which ERROR-3.12-08 judges", one_bad(label, sent, response=rejected(500))
        ),
        inconclusive("the server does not respond", one_bad(label, sent, response=NO_RESPONSE)),
        passes("it is rejected among other malformed operations", together(other_label, other_sent)),
        inconclusive(
            "the bulk request is rejected, and has other malformed operations",
            together(other_label, other_sent, response=rejected(400)),
        ),
    )


test_invalid_method_is_rejected = table(
    "BULK-3.7-12",
    "invalid_method_is_rejected",
    *readings(
        "method missing",
        altered(POST, method=None),
        other_label="method HEAD",
        other_sent=altered(POST, method="HEAD"),
    ),
    fails(
        "GET is reported as done",
        one_bad(
            "method GET",
            {"method": "GET", "path": "/Users/9"},
            201,
            200,
            201,
            bad=[a_user("9", "existing")],
            before=[a_user("9", "existing")],
            operation=patch("/Users/9", "displayName", "Changed"),
        ),
    ),
)

test_missing_path_is_rejected = table(
    "BULK-3.7-21",
    "missing_path_is_rejected",
    *readings(
        "path missing",
        altered(POST, path=None),
        other_label="path null",
        other_sent=altered(POST, path=NULL),
    ),
)

CHANGED, EXISTING = a_user("9", "existing", displayName="Changed by an array"), a_user("9", "existing")
CHANGE = [{"op": "replace", "path": "displayName", "value": "Changed by an array"}]


def bare_array(*results, stored=EXISTING):
    """Return a PATCH whose data is a bare array of changes, as in one example of the RFC."""
    operation = Operation("PATCH", "/Users/9", "data an array in PATCH")
    return TraceBuilder("malformed-operations-together").bulk(
        operation,
        malformed={0: altered(operation, data=CHANGE)},
        results=results,
        before=[EXISTING],
        after=[stored],
        label="operations malformed in many ways",
    )


test_missing_data_is_rejected = table(
    "BULK-3.7-22",
    "missing_data_is_rejected",
    *readings(
        "data missing",
        altered(POST, data=None),
        other_label="data a number",
        other_sent=altered(POST, data=7),
    ),
    warns(
        "a string that contains the resource is accepted",
        one_bad("data a string", altered(POST, data=AS_STRING), 201, 201, 201, bad=[BAD]),
    ),
    notes("a PATCH with a bare array is applied", bare_array(200, stored=CHANGED)),
    passes("a PATCH with a bare array is rejected", bare_array(400)),
    fails("a PATCH with a bare array is reported as done without effect", bare_array(200)),
)


def post_to(path, label):
    """Return the rows of a POST whose path is not an endpoint of a resource type."""
    sent = altered(POST, path=path)
    return (
        passes(f"{label}: the operation is rejected", one_bad(label, sent, 201, 404, 201)),
        fails(f"{label}: a user is created", one_bad(label, sent, 201, 201, 201, bad=[BAD])),
        warns(f"{label}: the bulk request is rejected", one_bad(label, sent, response=rejected(400))),
        inconclusive(f"{label}: the operation ends in a server error", one_bad(label, sent, 201, 500, 201)),
    )


test_post_to_a_resource_is_rejected = table(
    "BULK-3.7-19",
    "post_to_a_resource_is_rejected",
    *post_to("/Users/9", "POST to a resource"),
    *post_to("/UsersX", "path of a longer word"),
)

COLLECTION = altered(POST, method="PUT")

test_change_of_a_collection_is_rejected = table(
    "BULK-3.7-20",
    "change_of_a_collection_is_rejected",
    passes("a PUT of a collection is rejected", one_bad("PUT of a collection", COLLECTION, 201, 405, 201)),
    fails(
        "a PUT of a collection creates a user",
        one_bad("PUT of a collection", COLLECTION, 201, 201, 201, bad=[BAD]),
    ),
    fails(
        "a DELETE of an unknown collection is reported as done",
        one_bad("DELETE of a collection", {"method": "DELETE", "path": "/NoSuchEndpoint"}, 201, 204, 201),
    ),
    warns("the bulk request is rejected", one_bad("PUT of a collection", COLLECTION, response=rejected(400))),
    inconclusive("the PUT has no result", one_bad("PUT of a collection", COLLECTION, 201, None, 201)),
)

VERSIONED = a_user("9", "versioned")
PUT = replace(put_user("9", "versioned", displayName="Changed"), bulk_id="bad")


def version(result, shown="Made by a test", **options):
    """Return a PUT whose version is a number, and the displayName afterwards."""
    return one_bad(
        "version a number",
        altered(PUT, version=5),
        *([] if options else [201, result, 201]),
        operation=PUT,
        before=[VERSIONED],
        bad=[a_user("9", "versioned", displayName=shown)],
        **options,
    )


test_version_that_is_not_a_string_is_rejected = table(
    "BULK-3.7-51",
    "version_that_is_not_a_string_is_rejected",
    passes("the PUT is rejected", version(400)),
    passes("the bulk request is rejected", version(None, response=rejected(400))),
    warns("the PUT is applied", version(200, "Changed")),
    warns("the PUT is reported as done without effect", version(200)),
    inconclusive("the server fails, which ERROR-3.12-08 judges", version(None, response=rejected(500))),
)

CREATED, DELETED = post_user("created"), delete("/Users/9")


def null_members(*results, response=None):
    """Return a POST with a null version, and a DELETE with null data and a null bulkId."""
    gone = results and results[1] == 204
    return bulk(
        CREATED,
        DELETED,
        malformed={0: altered(CREATED, version=NULL), 1: altered(DELETED, bulkId=NULL, data=NULL)},
        results=results or None,
        before=[a_user("9", "deleted")],
        after=[
            *([a_user("1", "created")] if results and results[0] == 201 else []),
            *([] if gone else [a_user("9", "deleted")]),
        ],
        response=response,
        rejectable=True,
    )


test_null_members_count_as_absent = table(
    "CORE-2.5-01",
    "null_members_count_as_absent",
    passes("both operations are processed", null_members(201, 204)),
    warns("the DELETE is rejected", null_members(201, 400)),
    warns("the bulk request is rejected", null_members(response=rejected(400))),
    inconclusive("neither operation has a result", null_members(None, None)),
    inconclusive("the server fails, which ERROR-3.12-08 judges", null_members(response=rejected(500))),
)

INSIDE = post_user("inside")


def unknown(*results, response=None, label="an unknown attribute in an operation"):
    """Return a bulk request with an attribute that the RFC does not define."""
    return bulk(
        INSIDE,
        malformed={0: altered(INSIDE, scimconfNote="unknown")},
        results=results or None,
        after=[a_user("1", "inside")] if results == (201,) else [],
        response=response,
        label=label,
        rejectable=True,
    )


test_unknown_attributes_are_ignored = table(
    "BULK-3.7-52",
    "unknown_attributes_are_ignored",
    passes("the operation is processed", unknown(201)),
    warns("the operation is rejected", unknown(400)),
    warns("the bulk request is rejected", unknown(response=rejected(400))),
    inconclusive("the operation has no result", unknown(None)),
    inconclusive("the server fails, which ERROR-3.12-08 judges", unknown(response=rejected(500))),
)


def spelling(path, result):
    """Return a POST whose path has another spelling."""
    return TraceBuilder("paths-spelt-otherwise").bulk(
        Operation("POST", path, "spelt", user("spelt")),
        results=[result],
        after=[a_user("1", "spelt")] if result == 201 else [],
        rejectable=True,
    )


test_unusual_spellings = table(
    "BULK-3.7-53",
    "unusual_spellings",
    notes("a path without a slash is accepted", spelling("Users", 201)),
    notes("a path in another letter case is rejected", spelling("/uSERS", 404)),
    notes("a second URI in schemas is accepted", unknown(201, label="a second URI in schemas")),
    notes(
        "a second URI in schemas is rejected",
        unknown(response=rejected(400), label="a second URI in schemas"),
    ),
    inconclusive(
        "the server fails, which ERROR-3.12-08 judges",
        unknown(response=rejected(500), label="a second URI in schemas"),
    ),
)
