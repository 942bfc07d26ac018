"""Verdicts on the order of processing, by what is stored afterwards (RFC 7644 section 3.7)."""

from dataclasses import replace

from conformance.scim.bulk_request import Operation, ref
from conformance.scim.resources import user
from conformance.trace.builder import error, exchange, rejected
from tests.sections.tables import (
    a_user,
    bulk,
    delete,
    fails,
    inconclusive,
    passes,
    patch,
    post_group,
    post_user,
    put_user,
    table,
    warns,
)

RENAMED, TWICE, DELETED = a_user("1", "renamed"), a_user("2", "twice"), a_user("3", "deleted")
IN_TURN = (
    delete("/Users/1"),
    Operation("POST", "/Users", "again", user("renamed", displayName="Created again")),
    patch("/Users/2", "displayName", "Once"),
    patch("/Users/2", "displayName", "Twice"),
    delete("/Users/3"),
    patch("/Users/3", "displayName", "Patched after DELETE"),
)


def in_turn(*results, again="Created again", twice="Twice"):
    """Return changes in turn.

    Args:
        results: The results.
        again: The displayName of the user who was created again; None if there is no such user.
        twice: The displayName of the user who was changed twice.
    """
    created = [a_user("9", "renamed", displayName=again)] if again else []
    return bulk(
        *IN_TURN,
        results=results or (204, 201, 200, 200, 204, 404),
        before=[RENAMED, TWICE, DELETED],
        after=[*created, a_user("2", "twice", displayName=twice)],
    )


test_later_change_prevails = table(
    "BULK-3.7-38",
    "later_change_prevails",
    passes("the later change is stored", in_turn()),
    fails("the earlier change is stored", in_turn(twice="Once")),
    fails(
        "a user is created before the DELETE frees the name",
        in_turn(204, 409, 200, 200, 204, 404, again=None),
    ),
    inconclusive(
        "the name of a deleted user stays taken for single requests too",
        bulk(
            *IN_TURN[:2],
            results=[204, 409],
            before=[RENAMED],
        ).single("again", exchange("POST", "/Users", 409, error(409))),
    ),
    inconclusive(
        "the earlier change is rejected",
        bulk(
            *IN_TURN[2:4],
            results=[400, 200],
            before=[TWICE],
            after=[a_user("2", "twice", displayName="Twice")],
        ),
    ),
    inconclusive(
        "a change after a DELETE, which RESOURCE-3.6-01 judges", bulk(*IN_TURN[4:], before=[DELETED])
    ),
    inconclusive("the bulk request is rejected", bulk(*IN_TURN, response=rejected(400))),
)

OLD = a_user("1", "old")
HANDS = (
    replace(put_user("1", "given"), bulk_id="rename"),
    post_user("old", "again"),
    post_user("given", "taken"),
)


def hands(rename, again, taken, *, name="given"):
    """Return a user who is renamed, a user with the old name, and one with the new name."""
    after = [a_user("1", name), *([a_user("2", "old")] if again == 201 else [])]
    return bulk(*HANDS, results=[rename, again, taken], before=[OLD], after=after)


test_released_name_can_be_used_again = table(
    "BULK-3.7-38",
    "released_name_can_be_used_again",
    passes("the old name can be used again", hands(200, 201, 409)),
    fails("the old name stays taken", hands(200, 409, 409)),
    fails(
        "the old name stays taken only in a bulk request",
        hands(200, 409, 409).single("again", exchange("POST", "/Users", 201, user("old"))),
    ),
    inconclusive(
        "the old name stays taken for single requests too",
        hands(200, 409, 409).single("again", exchange("POST", "/Users", 409, error(409))),
    ),
    inconclusive("the server ignores a new userName", hands(200, 409, 409, name="old")),
    inconclusive("the PUT is rejected", hands(400, 409, 409, name="old")),
)

test_new_name_is_taken = table(
    "RESOURCE-3.3-01",
    "new_name_is_taken",
    passes("the new name is taken", hands(200, 201, 409)),
    fails("two users have the new name", hands(200, 201, 201)),
    inconclusive("the PUT is rejected", hands(400, 409, 201, name="old")),
)


def both_ends(first, last):
    """Return two users of one name, at both ends of a bulk request."""
    after = [a_user("1", "anna")] if 201 in (first, last) else []
    job = (post_user("anna"), delete("/Users/none"), post_user("anna", "again"))
    return bulk(*job, results=[first, 404, last], after=after)


test_first_operation_gets_the_name = table(
    "BULK-3.7-38",
    "first_operation_gets_the_name",
    passes("the first user gets the name", both_ends(201, 409)),
    fails("the last user gets the name", both_ends(409, 201)),
    inconclusive("no user can be created", both_ends(403, 403)),
    inconclusive("the last user has no result", both_ends(201, None)),
)

RACE = (post_group("circle", ref("second")), post_user("anna"), post_user("anna", "second"))


def race(*results):
    """Return two users of one name, the second of which is a member of the group before them."""
    after = [a_user("1", "anna")] if 201 in results[1:] else []
    return bulk(*RACE, results=results, after=after, rejectable=True)


test_reference_does_not_change_who_gets_the_name = table(
    "BULK-3.7-38",
    "reference_does_not_change_who_gets_the_name",
    passes("the first user gets the name", race(409, 201, 409)),
    warns("the second user is run first for the reference", race(201, 409, 201)),
    inconclusive("neither user is created", race(400, 403, 403)),
    inconclusive("the first user has no result", race(409, None, 409)),
    inconclusive("the bulk request is rejected", bulk(*RACE, response=rejected(400))),
)
