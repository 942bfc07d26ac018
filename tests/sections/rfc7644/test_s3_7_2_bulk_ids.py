"""Verdicts on references: resolved, rejected, dropped or stored as text (RFC 7644 section 3.7.2)."""

from conformance.scim.bulk_request import Operation, ref
from conformance.scim.resources import group
from conformance.trace.builder import error, exchange, rejected
from tests.sections.tables import (
    a_group,
    a_user,
    bulk,
    fails,
    inconclusive,
    passes,
    patch,
    post_group,
    post_user,
    table,
    warns,
)

ANNA, BERT = a_user("1", "anna"), a_user("2", "bert")
BACKWARD = (post_user("anna"), post_group("circle", ref("anna")))
FORWARD = (post_group("circle", ref("anna")), post_user("bert"), post_user("anna"))
SEVERAL = (post_user("anna"), post_user("bert"), post_group("circle", ref("anna"), ref("bert")))
TIMEOUT = exchange("POST", "/Bulk", None)
RESET = exchange("POST", "/Bulk", None, failure="reset")


def circle(*members):
    return a_group("g", "circle", *members)


def group_alone(status):
    """Return a group with the permanent ids, sent as a single request."""
    return exchange("POST", "/Groups", status, error(status) if status >= 400 else group("circle"))


test_references_are_accepted = table(
    "BULK-3.7.2-01",
    "references_are_accepted",
    passes("the group is created", bulk(*BACKWARD, after=[ANNA, circle("1")])),
    fails(
        "the group is rejected for its reference",
        bulk(*BACKWARD, results=[201, 400], after=[ANNA]),
    ),
    fails(
        "the group is rejected for its reference, but accepted with the id as a single request",
        bulk(*BACKWARD, results=[201, 400], after=[ANNA]).single(
            "POST of /Groups with ids", group_alone(201)
        ),
    ),
    inconclusive(
        "the group is rejected as a single request too",
        bulk(*BACKWARD, results=[201, 403], after=[ANNA]).single(
            "POST of /Groups with ids", group_alone(403)
        ),
    ),
    inconclusive("the user was not created", bulk(*BACKWARD, results=[409, 409])),
    inconclusive("the group has no result", bulk(*BACKWARD, results=[201, None], after=[ANNA])),
    inconclusive("the group ends in a server error", bulk(*BACKWARD, results=[201, 500], after=[ANNA])),
    inconclusive("the bulk request is rejected as a whole", bulk(*BACKWARD, response=rejected(400))),
)

test_references_become_ids = table(
    "BULK-3.7.2-02",
    "references_become_ids",
    passes("the member is the id of the new user", bulk(*BACKWARD, after=[ANNA, circle("1")])),
    passes(
        "every reference is an id, in another order",
        bulk(*SEVERAL, after=[ANNA, BERT, circle("2", "1")]),
    ),
    fails("the member is dropped", bulk(*BACKWARD, after=[ANNA, circle()])),
    fails("the member is stored as text", bulk(*BACKWARD, after=[ANNA, circle("bulkId:anna")])),
    fails("the member is another user", bulk(*BACKWARD, before=[BERT], after=[ANNA, BERT, circle("2")])),
    fails(
        "only the first of two references is resolved",
        bulk(*SEVERAL, after=[ANNA, BERT, circle("1")]),
    ),
    inconclusive("the group is rejected", bulk(*BACKWARD, results=[201, 400], after=[ANNA])),
    inconclusive("the user is not found in the store", bulk(*BACKWARD, after=[circle("1")])),
)

test_no_reference_is_stored_as_text = table(
    "BULK-3.7.2-03",
    "no_reference_is_stored_as_text",
    passes("the member is an id", bulk(*BACKWARD, after=[ANNA, circle("1")])),
    passes("the member is dropped, which is another fault", bulk(*BACKWARD, after=[ANNA, circle()])),
    fails("the member is text", bulk(*BACKWARD, after=[ANNA, circle("bulkId:anna")])),
    fails("the second member is text", bulk(*SEVERAL, after=[ANNA, BERT, circle("1", "bulkId:bert")])),
    fails(
        "a manager in the enterprise extension is text",
        bulk(
            post_user("anna"),
            post_user("bert", manager=ref("anna")),
            after=[ANNA, a_user("2", "bert", manager="bulkId:anna")],
        ),
    ),
    inconclusive("the group is not stored", bulk(*BACKWARD, results=[201, 400], after=[ANNA])),
)

test_forward_references_are_resolved = table(
    "BULK-3.7.2-04",
    "forward_references_are_resolved",
    passes(
        "the member is the id of the later user",
        bulk(*FORWARD, after=[ANNA, BERT, circle("1")]),
    ),
    fails("the member is text", bulk(*FORWARD, after=[ANNA, BERT, circle("bulkId:anna")])),
    fails("the member is dropped", bulk(*FORWARD, after=[ANNA, BERT, circle()])),
    fails(
        "the group ends in a server error",
        bulk(*FORWARD, results=[500, 201, 201], after=[ANNA, BERT]),
    ),
    fails("the server does not respond", bulk(*FORWARD, response=TIMEOUT)),
    warns("the group is rejected", bulk(*FORWARD, results=[409, 201, 201], after=[ANNA, BERT])),
    warns("the bulk request is rejected", bulk(*FORWARD, response=rejected(400))),
    inconclusive(
        "the group is rejected as a single request too",
        bulk(*FORWARD, results=[403, 201, 201], after=[ANNA, BERT]).single(
            "POST of /Groups with ids", group_alone(403)
        ),
    ),
    inconclusive(
        "the server does not implement groups in a bulk request",
        bulk(*FORWARD, results=[501, 201, 201], after=[ANNA, BERT]),
    ),
    inconclusive("the connection is reset", bulk(*FORWARD, response=RESET)),
)

LINKS = (post_group("link0", ref("link1")), post_group("link1", ref("link2")), post_group("link2"))
LINK1, LINK2 = a_group("g1", "link1", "g2"), a_group("g2", "link2")

test_chains_are_resolved = table(
    "BULK-3.7.2-04",
    "chains_are_resolved",
    passes("every link is resolved", bulk(*LINKS, after=[a_group("g0", "link0", "g1"), LINK1, LINK2])),
    fails("the first link is dropped", bulk(*LINKS, after=[a_group("g0", "link0"), LINK1, LINK2])),
    fails("the server fails", bulk(*LINKS, response=rejected(500))),
    fails("the server does not respond", bulk(*LINKS, response=TIMEOUT)),
    warns("the links are rejected for their order", bulk(*LINKS, results=[409, 409, 201], after=[LINK2])),
    warns("the bulk request is rejected", bulk(*LINKS, response=rejected(409))),
    inconclusive("the connection is reset", bulk(*LINKS, response=RESET)),
    inconclusive("the server limits the rate", bulk(*LINKS, response=rejected(429))),
    inconclusive("the response has no results", bulk(*LINKS, response={"Operations": []})),
    inconclusive("groups are not implemented in a bulk request", bulk(*LINKS, results=[501, 501, 501])),
)


def couple(first, second):
    """Return two users with these bulkIds, and two groups that refer to one user each."""
    return (
        post_user("anna", first),
        post_user("bert", second),
        post_group("g-anna", ref(first)),
        post_group("g-bert", ref(second)),
    )


GROUPS = (a_group("g1", "g-anna", "1"), a_group("g2", "g-bert", "2"))

test_bulk_ids_are_told_apart = table(
    "BULK-3.7.2-05",
    "bulk_ids_are_distinguished",
    passes("each group has its own user", bulk(*couple("1", "10"), after=[ANNA, BERT, *GROUPS])),
    fails(
        "a bulkId is taken for another that begins with it",
        bulk(*couple("1", "10"), after=[ANNA, BERT, GROUPS[0], a_group("g2", "g-bert", "10")]),
    ),
    fails(
        "a bulkId is compared without its trailing space",
        bulk(*couple("a b", "a b "), after=[ANNA, BERT, a_group("g1", "g-anna", "2"), GROUPS[1]]),
    ),
    fails(
        "a usual bulkId is rejected",
        bulk(*couple("1", "10"), results=[201, 201, 201, 400], after=[ANNA, BERT, GROUPS[0]]),
    ),
    fails(
        "the server fails",
        bulk(
            *couple(
                "a",
                "(",
            ),
            response=rejected(500),
        ),
    ),
    warns(
        "an unusual bulkId is rejected",
        bulk(*couple("a", "sla/sh"), results=[201, 400, 201, 400], after=[ANNA, GROUPS[0]]),
    ),
    inconclusive("the bulk request is rejected", bulk(*couple("a", "("), response=rejected(400))),
    inconclusive(
        "no group is found and the search is incomplete",
        bulk(*couple("1", "10"), after=[ANNA, BERT], complete=False),
    ),
)

MANAGER = (post_user("anna"), post_user("bert", manager=ref("anna")))

test_references_in_extensions = table(
    "BULK-3.7.2-06",
    "references_in_extensions",
    passes("the manager is an id", bulk(*MANAGER, after=[ANNA, a_user("2", "bert", manager="1")])),
    fails("the manager is dropped", bulk(*MANAGER, after=[ANNA, BERT])),
    fails(
        "the manager is text",
        bulk(*MANAGER, after=[ANNA, a_user("2", "bert", manager="bulkId:anna")]),
    ),
    fails("the user with a manager is rejected", bulk(*MANAGER, results=[201, 400], after=[ANNA])),
    inconclusive(
        "a user with a manager is rejected as a single request too",
        bulk(*MANAGER, results=[201, 400], after=[ANNA]).single(
            "POST of /Users with ids", exchange("POST", "/Users", 400, error(400))
        ),
    ),
    inconclusive("the user with a manager has no result", bulk(*MANAGER, results=[201, None], after=[ANNA])),
)

CHANGES = {
    "PUT": Operation("PUT", "/Groups/g", data=group("circle", ref("anna"))),
    "PATCH": patch("/Groups/g", "members", [{"value": ref("anna")}], op="add"),
}


def change(method, *members, result=200):
    """Return a bulk request that adds a new user to an existing group."""
    return bulk(
        post_user("anna"),
        CHANGES[method],
        results=[201, result],
        before=[circle()],
        after=[ANNA, circle(*members)],
    )


test_references_in_changes = table(
    "BULK-3.7.2-07",
    "references_in_changes",
    passes("a PUT is resolved", change("PUT", "1")),
    passes("a PATCH is resolved", change("PATCH", "1", result=204)),
    fails("a PUT stores text", change("PUT", "bulkId:anna")),
    fails("a PATCH stores text", change("PATCH", "bulkId:anna")),
    fails("a PATCH is reported as done without effect", change("PATCH")),
    fails("a PATCH is rejected", change("PATCH", result=400)),
    inconclusive("a PATCH ends in a server error", change("PATCH", result=500)),
    inconclusive(
        "a PATCH is rejected as a single request too",
        change("PATCH", result=400).single(
            "PATCH of /Groups with ids", exchange("PATCH", "/Groups/g", 400, error(400))
        ),
    ),
)

NEW = "Changed by its bulkId"


def patched(shown, result=200, after=True):
    """Return a PATCH of /Users/bulkId:new, and the displayName that is stored."""
    return bulk(
        post_user("new"),
        patch("/Users/bulkId:new", "displayName", NEW),
        results=[201 if after else 409, result],
        after=[a_user("1", "new", displayName=shown)] if after else [],
    )


test_references_in_paths_are_resolved = table(
    "BULK-3.7.2-11",
    "references_in_paths_are_resolved",
    passes("the new user is changed", patched(NEW)),
    warns("the PATCH is rejected", patched("Made by a test", result=404)),
    warns("the PATCH is reported as done without effect", patched("Made by a test")),
    inconclusive("the new user was not created", patched(None, result=404, after=False)),
    inconclusive("the server does not return displayName", patched(None)),
)
