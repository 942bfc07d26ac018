"""Verdicts on bulkIds: missing, duplicate, and of an earlier bulk request (RFC 7644 section 3.7)."""

from conformance.scim.bulk_request import Operation, ref
from conformance.scim.resources import user
from conformance.trace.builder import exchange, rejected
from tests.sections.tables import (
    a_group,
    a_user,
    bulk,
    fails,
    inconclusive,
    notes,
    passes,
    post_group,
    post_user,
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

TWINS = (post_user("anna", "twin"), post_user("bert", "twin"))


def twins(*results, **options):
    """Return two POSTs with the same bulkId."""
    return bulk(*TWINS, results=results or None, **options)


test_duplicate_bulk_ids_are_refused = table(
    "BULK-3.7-16",
    "duplicate_bulk_ids_are_refused",
    passes("the second POST is rejected", twins(201, 400, after=[ANNA])),
    passes("both POSTs are rejected", twins(400, 400)),
    passes("the bulk request is rejected", twins(response=rejected(400))),
    warns("both users are created", twins(after=[ANNA, BERT])),
    inconclusive("the server does not respond", twins(response=NO_RESPONSE)),
)


def circle(*results, members=(), users=(ANNA, BERT), **options):
    """Return two POSTs with the same bulkId, and a group that refers to it."""
    groups = [a_group("g", "circle", *members)] if results and results[2] == 201 else []
    return bulk(
        *TWINS, post_group("circle", ref("twin")), results=results or None, after=[*users, *groups], **options
    )


test_ambiguous_references_are_not_resolved = table(
    "BULK-3.7-46",
    "ambiguous_references_are_not_resolved",
    passes("the group is rejected", circle(201, 201, 400)),
    passes(
        "the second POST is rejected, and the reference is clear",
        circle(201, 400, 201, members=["1"], users=[ANNA]),
    ),
    fails("the group contains the first user", circle(201, 201, 201, members=["1"])),
    fails("the group contains the second user", circle(201, 201, 201, members=["2"])),
    inconclusive("the bulk request ends in a server error", circle(response=rejected(500), users=[])),
    inconclusive("the server does not respond", circle(response=NO_RESPONSE, users=[])),
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


test_bulk_id_ends_with_its_job = table(
    "BULK-3.7-17",
    "bulk_id_ends_with_its_job",
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
)
