"""Verdicts on how operations are processed, by what is stored afterwards (RFC 7644 section 3.7)."""

from dataclasses import replace

from conformance.scim.bulk_request import Operation, ref
from conformance.scim.resources import user
from conformance.trace.builder import error, exchange, rejected
from tests.sections.tables import (
    a_group,
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

PUT, PATCHED, GONE, TAKEN = (
    a_user(resource_id, name)
    for resource_id, name in (("1", "put"), ("2", "patch"), ("3", "gone"), ("t", "taken"))
)
POST = post_user("post")
EVERY = (
    POST,
    put_user("1", "put", displayName="Replaced by PUT"),
    patch("/Users/2", "displayName", "Changed by PATCH"),
    delete("/Users/3"),
)


def every(*results, post="post", put="Replaced by PUT", patched="Changed by PATCH", **options):
    """Return a bulk request with each method.

    Args:
        results: The results.
        post: The externalId of the new user.
        put: The displayName after the PUT.
        patched: The displayName after the PATCH.
        options: Options of the bulk request that differ.
    """
    after = [
        a_user("0", "post", externalId=post),
        a_user("1", "put", displayName=put),
        a_user("2", "patch", displayName=patched),
    ]
    return bulk(
        *EVERY, **{"results": results or None, "before": [PUT, PATCHED, GONE], "after": after, **options}
    )


def one_by_one(statuses):
    """Return a bulk request that the server rejects, and one for each of its operations."""
    trace = every(response=rejected(400), after=[PUT, PATCHED, GONE])
    for operation, status in zip(EVERY, statuses, strict=True):
        response = None if status == 200 else rejected(status)
        trace = trace.bulk(
            operation, response=response, after=[a_user("0", "post")], before=[PUT, PATCHED, GONE]
        )
    return trace


test_methods_work_inside_a_job = table(
    "BULK-3.7-02",
    "methods_work_inside_a_job",
    passes("every method is processed", every()),
    passes("PATCH returns 204", every(201, 200, 204, 204)),
    passes("the bulk request is rejected, but each operation is processed in its own", one_by_one([200] * 4)),
    fails("PATCH is rejected", every(201, 200, 400, 204, patched="Made by a test")),
    fails("DELETE is not implemented", every(201, 200, 200, 501)),
    fails("a bulk request with a PATCH is rejected", one_by_one([200, 200, 400, 200])),
    inconclusive("every bulk request is rejected, which BULK-3.7-31 judges", one_by_one([400] * 4)),
    inconclusive("no result has a status", every(*[{"status": None}] * 4)),
    inconclusive(
        "a user is stored but reported as failed, which BULK-3.7.3-11 judges",
        bulk(POST, results=[400], after=[a_user("0", "post")]),
    ),
    inconclusive(
        "a user is reported as created but not stored, which BULK-3.7.3-10 judges", bulk(POST, results=[201])
    ),
)

test_data_is_taken_as_in_a_single_request = table(
    "BULK-3.7-23",
    "data_is_taken_as_in_a_single_request",
    passes("every value is stored", every()),
    fails("a POST loses externalId", every(post=None)),
    fails("a PUT has no effect", every(put="Made by a test")),
    fails("a PATCH has no effect", every(patched="Made by a test")),
    inconclusive(
        "single requests do not store these attributes either",
        bulk(
            *EVERY[:3],
            before=[a_user("1", "put", externalId=None, displayName=None)],
            after=[
                a_user(str(n), name, externalId=None, displayName=None)
                for n, name in enumerate(("post", "put"))
            ],
        ),
    ),
    inconclusive("every operation fails", every(400, 400, 400, 400, after=[PUT, PATCHED, GONE])),
)

PARTIAL = (
    post_user("first"),
    post_user("taken", "duplicate"),
    post_user("second"),
    delete("/Users/missing"),
    post_user("third"),
)
USERS = [a_user(str(number), name) for number, name in enumerate(("first", "second", "third"), 1)]


def partial(*results, after=USERS, **options):
    """Return a bulk request in which two of five operations fail."""
    return bulk(*PARTIAL, results=results or None, before=[TAKEN], after=[TAKEN, *after], **options)


test_failures_do_not_stop_the_job = table(
    "BULK-3.7-33",
    "failures_do_not_stop_the_job",
    passes("the other operations are processed", partial(201, 409, 201, 404, 201)),
    fails(
        "operations after the first failure are not run", partial(201, 409, None, None, None, after=USERS[:1])
    ),
    fails("every operation is rolled back", partial(424, 409, 424, 404, 424, after=[])),
    inconclusive(
        "the bulk request is rolled back, but reported as done, which BULK-3.7.3-10 judges",
        partial(201, 409, 201, 404, 201, after=[]),
    ),
    inconclusive("the bulk request is rejected", partial(response=rejected(400), after=[])),
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


test_later_changes_win = table(
    "BULK-3.7-38",
    "later_changes_win",
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


test_a_name_that_was_given_up_is_free = table(
    "BULK-3.7-38",
    "a_name_that_was_given_up_is_free",
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

test_a_name_that_was_just_given_is_taken = table(
    "RESOURCE-3.3-01",
    "a_name_that_was_just_given_is_taken",
    passes("the new name is taken", hands(200, 201, 409)),
    fails("two users have the new name", hands(200, 201, 201)),
    inconclusive("the PUT is rejected", hands(400, 409, 201, name="old")),
)


def both_ends(first, last):
    """Return two users of one name, at both ends of a bulk request."""
    after = [a_user("1", "anna")] if 201 in (first, last) else []
    job = (post_user("anna"), delete("/Users/none"), post_user("anna", "again"))
    return bulk(*job, results=[first, 404, last], after=after)


test_first_come_first_served = table(
    "BULK-3.7-38",
    "first_come_first_served",
    passes("the first user gets the name", both_ends(201, 409)),
    fails("the last user gets the name", both_ends(409, 201)),
    inconclusive("no user can be created", both_ends(403, 403)),
    inconclusive("the last user has no result", both_ends(201, None)),
)

DEPENDANT = (post_group("circle", ref("member")), post_user("taken", "member"), post_user("last"))
LAST = a_user("9", "last")


def dependant(*results, after=()):
    """Return a group, its member who cannot be created, and a user, with failOnErrors 1."""
    return bulk(
        *DEPENDANT, results=results, fail_on_errors=1, before=[TAKEN], after=[TAKEN, *after], rejectable=True
    )


REJECTED = bulk(*DEPENDANT, response=rejected(400), fail_on_errors=1)

test_failures_by_reference_count = table(
    "BULK-3.7-34",
    "failures_by_reference_count",
    passes("the group fails and ends the bulk request", dependant(409, None, None)),
    passes("the user is run first, fails and ends the bulk request", dependant(None, 409, None)),
    fails("the last user is created after the errors", dependant(409, 409, 201, after=[LAST])),
    fails("the last user is created without a result", dependant(409, 409, None, after=[LAST])),
    warns("the group and its member are two errors", dependant(409, 409, None)),
    inconclusive("no error is reported", dependant(201, 201, 201, after=[LAST])),
    inconclusive("the bulk request is rejected", REJECTED),
)

NOWHERE = (post_group("circle", ref("nobody")), post_group("beside"), post_user("last"))


def nowhere(*results, after=()):
    """Return a group with an undefined reference, another group and a user, with failOnErrors 1."""
    return bulk(*NOWHERE, results=results, fail_on_errors=1, after=after, rejectable=True)


test_unresolved_references_end_the_job = table(
    "BULK-3.7-34",
    "unresolved_references_end_the_job",
    passes("the group is rejected and ends the bulk request", nowhere(400, None, None)),
    warns(
        "the group is deferred, and rejected in the end",
        nowhere(400, 201, 201, after=[a_group("b", "beside"), LAST]),
    ),
    inconclusive("the group is created", nowhere(201, 201, 201, after=[a_group("g", "circle"), LAST])),
    inconclusive("the bulk request is rejected", bulk(*NOWHERE, response=rejected(400), fail_on_errors=1)),
)

test_what_was_put_off_has_a_result = table(
    "BULK-3.7.3-07",
    "what_was_put_off_has_a_result",
    passes("the group and its member have results", dependant(409, 409, None)),
    fails("a created group has no result", dependant(None, 409, None, after=[a_group("g", "circle")])),
    warns("the member is run first, and the group has no result", dependant(None, 409, None)),
    inconclusive("no error is reported", dependant(None, None, None)),
    inconclusive("the bulk request is rejected", REJECTED),
)

RACE = (post_group("circle", ref("second")), post_user("anna"), post_user("anna", "second"))


def race(*results):
    """Return two users of one name, the second of which is a member of the group before them."""
    after = [a_user("1", "anna")] if 201 in results[1:] else []
    return bulk(*RACE, results=results, after=after, rejectable=True)


test_the_first_of_two_wins_a_name = table(
    "BULK-3.7-38",
    "the_first_of_two_wins_a_name",
    passes("the first user gets the name", race(409, 201, 409)),
    warns("the second user is run first for the reference", race(201, 409, 201)),
    inconclusive("neither user is created", race(400, 403, 403)),
    inconclusive("the first user has no result", race(409, None, 409)),
    inconclusive("the bulk request is rejected", bulk(*RACE, response=rejected(400))),
)
