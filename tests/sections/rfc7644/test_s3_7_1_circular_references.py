"""Verdicts on circular references: resolved, or rejected without a trace (RFC 7644 section 3.7.1)."""

from conformance.scim.bulk_request import ref
from conformance.trace.builder import exchange, rejected
from tests.sections.tables import (
    a_group,
    a_user,
    bulk,
    fails,
    inconclusive,
    not_applicable,
    notes,
    passes,
    post_group,
    post_user,
    table,
    warns,
)

CYCLE = (post_group("ring0", ref("ring1")), post_group("ring1", ref("ring0")))
RESOLVED = (a_group("g0", "ring0", "g1"), a_group("g1", "ring1", "g0"))
TIMEOUT = exchange("POST", "/Bulk", None)
RESET = exchange("POST", "/Bulk", None, failure="reset")


def cycle(*results, after=(), **options):
    """Return two groups that contain each other."""
    return bulk(*CYCLE, results=results or None, after=after, **options)


resolved = cycle(after=RESOLVED)
conflict = cycle(409, 409)
rejected_as_a_whole = cycle(response=rejected(409))
half_rejected = cycle(201, 409, after=[a_group("g0", "ring0")])
half_stored = cycle(after=[a_group("g0", "ring0"), RESOLVED[1]])
server_error = cycle(response=rejected(500))

test_ring_is_resolved_or_refused = table(
    "BULK-3.7.1-01",
    "ring_is_resolved_or_refused",
    passes("each group contains the other", resolved),
    passes("both groups are rejected with 409", conflict),
    passes("the bulk request is rejected with 409", rejected_as_a_whole),
    fails("one group is created and the other is rejected", half_rejected),
    inconclusive("one reference is dropped, which BULK-3.7.1-04 judges", half_stored),
    inconclusive("the server fails, which BULK-3.7.1-07 judges", server_error),
    inconclusive("one group has no result", cycle(409, None)),
)

test_ring_choice = table(
    "BULK-3.7.1-02",
    "server_resolves_or_rejects",
    notes("the cycle is resolved", resolved),
    notes("the cycle is rejected", conflict),
    notes("the bulk request is rejected", rejected_as_a_whole),
    inconclusive("one reference is dropped", half_stored),
    inconclusive("the server fails", server_error),
)

test_given_up_with_409 = table(
    "BULK-3.7.1-03",
    "rejected_with_409",
    passes("both groups are rejected with 409", conflict),
    warns("both groups are rejected with 400", cycle(400, 400)),
    warns("the bulk request is rejected with 409", rejected_as_a_whole),
    warns("the bulk request is rejected with 400", cycle(response=rejected(400))),
    not_applicable("the cycle is resolved", resolved),
)

test_resolved_ring_shows_real_ids = table(
    "BULK-3.7.1-04",
    "resolved_ring_has_permanent_ids",
    passes("each group contains the other", resolved),
    passes(
        "each user is the manager of the other",
        bulk(
            post_user("boss", manager=ref("chief")),
            post_user("chief", manager=ref("boss")),
            after=[a_user("1", "boss", manager="2"), a_user("2", "chief", manager="1")],
        ),
    ),
    fails("one reference is dropped", half_stored),
    fails("one reference is text", cycle(after=[a_group("g0", "ring0", "bulkId:ring1"), RESOLVED[1]])),
    fails("a group contains itself instead", cycle(after=[a_group("g0", "ring0", "g0"), RESOLVED[1]])),
    not_applicable("the cycle is rejected", conflict),
    not_applicable("the bulk request is rejected", rejected_as_a_whole),
    inconclusive("the groups are not found in the store", cycle()),
    inconclusive("the server fails", server_error),
)

test_ring_leaves_nothing_unreported = table(
    "BULK-3.7.1-05",
    "ring_stores_what_it_reports",
    passes("two groups are created and stored", resolved),
    passes("both groups are rejected and not stored", conflict),
    passes("the bulk request is rejected and nothing is stored", rejected_as_a_whole),
    fails("a rejected group is stored", cycle(409, 409, after=[a_group("g0", "ring0")])),
    fails(
        "the bulk request is rejected after a group was stored",
        cycle(response=rejected(409), after=[a_group("g0", "ring0")]),
    ),
    fails("a group is stored twice", cycle(after=[a_group("g2", "ring0"), *RESOLVED])),
    fails("a created group is not stored", cycle(after=[RESOLVED[0]])),
    inconclusive("the search was incomplete", cycle(409, 409, complete=False)),
    inconclusive("the server does not respond", cycle(response=TIMEOUT)),
    inconclusive("both groups end in a server error", cycle(500, 500)),
)

BESIDE = (post_user("before"), *CYCLE, post_user("last"))
BEFORE, LAST = a_user("1", "before"), a_user("2", "last")


def beside(*results, after=(), **options):
    """Return two groups that contain each other, between users who refer to no group."""
    return bulk(*BESIDE, results=results or None, after=after, **options)


test_bystanders_are_done = table(
    "BULK-3.7.1-06",
    "other_operations_succeed",
    passes("the users and the groups are created", beside(after=[BEFORE, *RESOLVED, LAST])),
    passes(
        "the groups are rejected, the users are created", beside(201, 409, 409, 201, after=[BEFORE, LAST])
    ),
    fails("the last user is rejected with the groups", beside(201, 409, 409, 409, after=[BEFORE])),
    fails(
        "the bulk request is rejected after the first user was created",
        beside(response=rejected(409), after=[BEFORE]),
    ),
    warns("the bulk request is rejected and nothing is stored", beside(response=rejected(409))),
    inconclusive("the server fails", beside(response=rejected(500))),
    inconclusive("the users have no results", beside(None, 409, 409, None)),
)

test_ring_is_answered = table(
    "BULK-3.7.1-07",
    "ring_gets_a_response",
    passes("the cycle is resolved", resolved),
    passes("the cycle is rejected", rejected_as_a_whole),
    fails("the server fails", server_error),
    fails("the server does not respond", cycle(response=TIMEOUT)),
    inconclusive("the connection is reset", cycle(response=RESET)),
    inconclusive("the server is unavailable", cycle(response=rejected(503))),
)
