"""Verdicts on bulkIds: missing, duplicate, invalid, and of an earlier bulk request (section 3.7)."""

from dataclasses import replace

from conformance.scim.bulk_request import Operation, ref
from conformance.scim.resources import user
from conformance.sections.rfc7644.s3_7_bulk.scenarios_malformed_operations import altered
from conformance.trace.builder import exchange, rejected
from tests.sections.tables import (
    a_group,
    a_user,
    bulk,
    delete,
    fails,
    inconclusive,
    notes,
    passes,
    post_group,
    post_user,
    put_user,
    table,
    warns,
)

ANNA, BERT = a_user("1", "anna"), a_user("2", "bert")
NO_RESPONSE = exchange("POST", "/Bulk", None)


def without_bulk_id(**options):
    """Return a POST without a bulkId."""
    return bulk(Operation("POST", "/Users", data=user("anna")), **options)


test_post_without_bulk_id = table(
    "BULK-3.7-15",
    "post_without_bulk_id",
    notes("the user is created", without_bulk_id(after=[ANNA])),
    notes("the operation is rejected", without_bulk_id(results=[400])),
    notes("the bulk request is rejected", without_bulk_id(response=rejected(400))),
    inconclusive("the server does not respond", without_bulk_id(response=NO_RESPONSE)),
)

SAME = (post_user("anna", "same"), post_user("bert", "same"))


def same(*results, **options):
    """Return two POSTs with the same bulkId."""
    return bulk(*SAME, results=results or None, **options)


test_duplicate_bulk_ids_are_rejected = table(
    "BULK-3.7-16",
    "duplicate_bulk_ids_are_rejected",
    passes("the second POST is rejected", same(201, 400, after=[ANNA])),
    passes("both POSTs are rejected", same(400, 400)),
    passes("the bulk request is rejected", same(response=rejected(400))),
    warns("both users are created", same(after=[ANNA, BERT])),
    inconclusive("the server does not respond", same(response=NO_RESPONSE)),
)


def ambiguous(*results, members=(), users=(ANNA, BERT), **options):
    """Return two POSTs with the same bulkId, and a group with an ambiguous reference to it."""
    groups = [a_group("g", "group", *members)] if results and results[2] == 201 else []
    return bulk(
        *SAME, post_group("group", ref("same")), results=results or None, after=[*users, *groups], **options
    )


test_ambiguous_references_are_not_resolved = table(
    "BULK-3.7-46",
    "ambiguous_references_are_not_resolved",
    passes("the group is rejected", ambiguous(201, 201, 400)),
    passes(
        "the second POST is rejected, and the reference is clear",
        ambiguous(201, 400, 201, members=["1"], users=[ANNA]),
    ),
    fails("the group contains the first user", ambiguous(201, 201, 201, members=["1"])),
    fails("the group contains the second user", ambiguous(201, 201, 201, members=["2"])),
    inconclusive("the bulk request ends in a server error", ambiguous(response=rejected(500), users=[])),
    inconclusive("the server does not respond", ambiguous(response=NO_RESPONSE, users=[])),
)


def later(*members, result=201, earlier=201):
    """Return a POST of a user, and a later bulk request with a group that refers to its bulkId."""
    users = [ANNA] if earlier == 201 else []
    groups = [a_group("g", "later", *members)] if result == 201 else []
    return bulk(post_user("anna", "earlier"), results=[earlier], after=users).bulk(
        post_group("later", ref("earlier")),
        results=[result],
        before=users,
        after=[*users, *groups],
        label="later",
    )


test_bulk_id_is_valid_only_in_its_bulk_request = table(
    "BULK-3.7-17",
    "bulk_id_is_valid_only_in_its_bulk_request",
    passes("the group is rejected", later(result=400)),
    passes("the reference is dropped, which BULK-3.7.2-08 judges", later()),
    fails("the group contains the user of the earlier bulk request", later("1")),
    inconclusive("the user was not created", later(earlier=403, result=400)),
    inconclusive(
        "the server does not respond",
        bulk(post_user("anna", "earlier"), after=[ANNA]).bulk(
            post_group("later", ref("earlier")), response=NO_RESPONSE, label="later"
        ),
    ),
    inconclusive(
        "the later bulk request ends in a server error",
        bulk(post_user("anna", "earlier"), after=[ANNA]).bulk(
            post_group("later", ref("earlier")), response=rejected(500), label="later"
        ),
    ),
)

BEFORE, LAST = a_user("4", "before"), a_user("5", "last")
NUMBER, EMPTY = post_user("number", "a number"), post_user("empty", "an empty string")


def bulk_ids(number, empty, **options):
    """Return two POSTs whose bulkIds are a number and an empty string, and their results."""
    users = [a_user("6", "number")] if number == 201 else []
    users += [a_user("7", "empty")] if empty == 201 else []
    return bulk(
        post_user("before"),
        NUMBER,
        EMPTY,
        post_user("last"),
        malformed={1: altered(NUMBER, bulkId=5), 2: altered(EMPTY, bulkId="")},
        results=None if "response" in options else [201, number, empty, 201],
        after=[] if "response" in options else [BEFORE, *users, LAST],
        **options,
    )


test_invalid_bulk_ids_are_rejected = table(
    "BULK-3.7-50",
    "invalid_bulk_ids_are_rejected",
    passes("both operations are rejected", bulk_ids(400, 400)),
    passes(
        "a bulk request with one of them is rejected",
        bulk(
            post_user("before"),
            NUMBER,
            post_user("last"),
            malformed={1: altered(NUMBER, bulkId=5)},
            response=rejected(400),
        ),
    ),
    warns("a user with a number as bulkId is created", bulk_ids(201, 400)),
    warns("a user with an empty bulkId is created", bulk_ids(400, 201)),
    inconclusive("the bulk request with both is rejected", bulk_ids(400, 400, response=rejected(400))),
    inconclusive("the server fails, which ERROR-3.12-08 judges", bulk_ids(400, 400, response=rejected(500))),
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


test_bulk_id_is_optional_for_put_and_delete = table(
    "BULK-3.7-54",
    "bulk_id_is_optional_for_put_and_delete",
    passes("every operation is processed", other_methods(200, 200, 204, 204)),
    fails("a DELETE with a bulkId is rejected", other_methods(200, 200, 400, 204)),
    fails("a PUT without a bulkId is rejected", other_methods(200, 400, 204, 204)),
    fails("a bulk request is rejected for the bulkId of a DELETE", one_each(200, 200, 400, 200)),
    inconclusive("every operation is rejected, which BULK-3.7-02 judges", other_methods(400, 400, 400, 400)),
    inconclusive("every bulk request is rejected", one_each(400, 400, 400, 400)),
)
