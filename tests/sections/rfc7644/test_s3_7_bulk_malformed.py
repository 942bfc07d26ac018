"""Verdicts on malformed operations, and on unusual ones that are valid (RFC 7644 section 3.7)."""

from dataclasses import replace

from conformance.scim.bulk_request import Operation
from conformance.scim.resources import user
from conformance.sections.rfc7644.s3_7_bulk.scenarios_malformed import AS_TEXT, NULL, spoilt
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


test_unusable_method_is_refused = table(
    "BULK-3.7-12",
    "unusable_method_is_refused",
    *readings(
        "method missing",
        spoilt(POST, method=None),
        other_label="method HEAD",
        other_sent=spoilt(POST, method="HEAD"),
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

test_missing_path_is_refused = table(
    "BULK-3.7-21",
    "missing_path_is_refused",
    *readings(
        "path missing",
        spoilt(POST, path=None),
        other_label="path null",
        other_sent=spoilt(POST, path=NULL),
    ),
)

CHANGED, EXISTING = a_user("9", "existing", displayName="Changed by an array"), a_user("9", "existing")
CHANGE = [{"op": "replace", "path": "displayName", "value": "Changed by an array"}]


def bare_array(*results, stored=EXISTING):
    """Return a PATCH whose data is a bare array of changes, as in one example of the RFC."""
    operation = Operation("PATCH", "/Users/9", "data an array in PATCH")
    return TraceBuilder("malformed-operations-together").bulk(
        operation,
        malformed={0: spoilt(operation, data=CHANGE)},
        results=results,
        before=[EXISTING],
        after=[stored],
        label="operations malformed in many ways",
    )


test_missing_data_is_refused = table(
    "BULK-3.7-22",
    "missing_data_is_refused",
    *readings(
        "data missing",
        spoilt(POST, data=None),
        other_label="data a number",
        other_sent=spoilt(POST, data=7),
    ),
    warns(
        "a string that contains the resource is accepted",
        one_bad("data a text", spoilt(POST, data=AS_TEXT), 201, 201, 201, bad=[BAD]),
    ),
    notes("a PATCH with a bare array is applied", bare_array(200, stored=CHANGED)),
    passes("a PATCH with a bare array is rejected", bare_array(400)),
    fails("a PATCH with a bare array is reported as done without effect", bare_array(200)),
)


def post_to(path, label):
    """Return the rows of a POST whose path is not an endpoint of a resource type."""
    sent = spoilt(POST, path=path)
    return (
        passes(f"{label}: the operation is rejected", one_bad(label, sent, 201, 404, 201)),
        fails(f"{label}: a user is created", one_bad(label, sent, 201, 201, 201, bad=[BAD])),
        warns(f"{label}: the bulk request is rejected", one_bad(label, sent, response=rejected(400))),
        inconclusive(f"{label}: the operation ends in a server error", one_bad(label, sent, 201, 500, 201)),
    )


test_post_to_a_resource_is_refused = table(
    "BULK-3.7-19",
    "post_to_a_resource_is_refused",
    *post_to("/Users/9", "POST to a resource"),
    *post_to("/UsersX", "path of a longer word"),
)

COLLECTION = spoilt(POST, method="PUT")

test_change_of_a_collection_is_refused = table(
    "BULK-3.7-20",
    "change_of_a_collection_is_refused",
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

NUMBER, EMPTY = post_user("number", "a number"), post_user("empty", "an empty string")


def bulk_ids(number, empty, **options):
    """Return two POSTs whose bulkIds are a number and an empty string, and their results."""
    users = [a_user("4", "number")] if number == 201 else []
    users += [a_user("5", "empty")] if empty == 201 else []
    return bulk(
        post_user("before"),
        NUMBER,
        EMPTY,
        post_user("last"),
        malformed={1: spoilt(NUMBER, bulkId=5), 2: spoilt(EMPTY, bulkId="")},
        results=None if "response" in options else [201, number, empty, 201],
        after=[] if "response" in options else [BEFORE, *users, LAST],
        **options,
    )


test_unusable_bulk_ids_are_refused = table(
    "BULK-3.7-50",
    "unusable_bulk_ids_are_refused",
    passes("both operations are rejected", bulk_ids(400, 400)),
    passes(
        "a bulk request with one of them is rejected",
        bulk(
            post_user("before"),
            NUMBER,
            post_user("last"),
            malformed={1: spoilt(NUMBER, bulkId=5)},
            response=rejected(400),
        ),
    ),
    warns("a user with a number as bulkId is created", bulk_ids(201, 400)),
    warns("a user with an empty bulkId is created", bulk_ids(400, 201)),
    inconclusive("the bulk request with both is rejected", bulk_ids(400, 400, response=rejected(400))),
    inconclusive("the server fails, which ERROR-3.12-08 judges", bulk_ids(400, 400, response=rejected(500))),
)

VERSIONED = a_user("9", "versioned")
PUT = replace(put_user("9", "versioned", displayName="Changed"), bulk_id="bad")


def version(result, shown="Made by a test", **options):
    """Return a PUT whose version is a number, and the displayName afterwards."""
    return one_bad(
        "version a number",
        spoilt(PUT, version=5),
        *([] if options else [201, result, 201]),
        operation=PUT,
        before=[VERSIONED],
        bad=[a_user("9", "versioned", displayName=shown)],
        **options,
    )


test_version_that_is_no_text_is_refused = table(
    "BULK-3.7-51",
    "version_that_is_no_text_is_refused",
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
        malformed={0: spoilt(CREATED, version=NULL), 1: spoilt(DELETED, bulkId=NULL, data=NULL)},
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
        malformed={0: spoilt(INSIDE, scimconfNote="unknown")},
        results=results or None,
        after=[a_user("1", "inside")] if results == (201,) else [],
        response=response,
        label=label,
        rejectable=True,
    )


test_unknown_attributes_do_not_matter = table(
    "BULK-3.7-52",
    "unknown_attributes_do_not_matter",
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


test_unusual_jobs_are = table(
    "BULK-3.7-53",
    "unusual_jobs_are",
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

FIRST, SECOND = a_user("1", "first"), a_user("2", "second")
OTHER_METHODS = (
    replace(put_user("1", "first"), bulk_id="on-put"),
    put_user("2", "second"),
    replace(delete("/Users/1"), bulk_id="on-delete"),
    delete("/Users/2"),
)


def other_methods(*results, response=None):
    """Return PUTs and DELETEs, with and without a bulkId."""
    return bulk(*OTHER_METHODS, results=results or None, before=[FIRST, SECOND], response=response)


def one_each(*statuses):
    """Return bulk requests with a PUT and a DELETE, each with and without a bulkId."""
    trace = other_methods(response=rejected(400))
    for operation, status in zip(OTHER_METHODS, statuses, strict=True):
        trace = trace.bulk(operation, response=None if status == 200 else rejected(status))
    return trace


test_bulk_id_is_taken_on_other_methods = table(
    "BULK-3.7-54",
    "bulk_id_is_taken_on_other_methods",
    passes("every operation is processed", other_methods(200, 200, 204, 204)),
    fails("a DELETE with a bulkId is rejected", other_methods(200, 200, 400, 204)),
    fails("a PUT without a bulkId is rejected", other_methods(200, 400, 204, 204)),
    fails("a bulk request is rejected for the bulkId of a DELETE", one_each(200, 200, 400, 200)),
    inconclusive("every operation is rejected, which BULK-3.7-02 judges", other_methods(400, 400, 400, 400)),
    inconclusive("every bulk request is rejected", one_each(400, 400, 400, 400)),
)
