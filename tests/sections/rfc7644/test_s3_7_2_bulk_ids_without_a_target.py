"""Verdicts on references without a resource: undefined, failed, or of an earlier bulk request."""

from conformance.scim.bulk_request import Operation, ref
from conformance.scim.resources import user
from conformance.trace.builder import TraceBuilder, rejected
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
UNDEFINED = (post_user("anna"), post_group("circle", ref("nobody")), post_user("bert"))


def undefined(*members, result=201):
    """Return a group with an undefined reference between two users, and the members that it shows."""
    stored = [a_group("g", "circle", *members)] if result == 201 else []
    return bulk(*UNDEFINED, results=[201, result, 201], after=[ANNA, BERT, *stored])


test_undefined_references_are_refused = table(
    "BULK-3.7.2-08",
    "undefined_references_are_refused",
    passes("the group is rejected", undefined(result=400)),
    fails("the reference is stored as text", undefined("bulkId:nobody")),
    fails("the reference leads to another user", undefined("1")),
    fails("the group ends in a server error", undefined(result=500)),
    fails(
        "the bulk request is rejected after the first user was created",
        bulk(*UNDEFINED, response=rejected(400), after=[ANNA]),
    ),
    fails(
        "a PATCH stores the reference as text beside an older member",
        bulk(
            patch("/Groups/g", "members", [{"value": ref("nobody")}], op="add"),
            before=[a_group("g", "circle", "1")],
            after=[a_group("g", "circle", "1", "bulkId:nobody")],
        ),
    ),
    warns("the reference is dropped", undefined()),
    warns("the bulk request is rejected", bulk(*UNDEFINED, response=rejected(400))),
    inconclusive("the bulk request ends in a server error", bulk(*UNDEFINED, response=rejected(500))),
    inconclusive("the group has no result", undefined(result=None)),
)

FAILED_POST = (post_user("taken", "duplicate"), post_group("circle", ref("duplicate")), post_user("anna"))


def failed_post(group, *members, first=409, **options):
    """Return a group that refers to a POST that failed."""
    stored = [a_group("g", "circle", *members)] if group == 201 else []
    return bulk(
        *FAILED_POST,
        results=[first, group, 201],
        before=[a_user("t", "taken")],
        after=[a_user("t", "taken"), ANNA, *stored],
        **options,
    )


test_dependants_of_a_failure_fail = table(
    "BULK-3.7.2-09",
    "dependants_of_a_failure_fail",
    passes("the group is rejected", failed_post(400)),
    passes(
        "the POST of the member is not run, and the group before it is rejected",
        bulk(post_group("circle", ref("anna")), post_user("anna"), results=[409, None], fail_on_errors=1),
    ),
    fails("the group is created without its member", failed_post(201)),
    fails("the group is created with the reference as text", failed_post(201, "bulkId:duplicate")),
    fails("the group contains the user who has the name", failed_post(201, "t")),
    inconclusive("the POST that had to fail succeeds", failed_post(201, "t", first=201)),
    inconclusive("the group ends in a server error", failed_post(500)),
    inconclusive("the bulk request is rejected", bulk(*FAILED_POST, response=rejected(400))),
)

REACHED = "Changed by an earlier bulkId"


def later(*members, text="Made by a test", results=(400, 400, 404)):
    """Return a bulk request that creates two users and their groups, and one that refers back to it.

    Args:
        members: What the first group contains in the end.
        text: The displayName of the first user in the end.
        results: Results of the later bulk request.
    """
    bert, second = a_user("2", "bert"), a_group("g2", "g-bert", "2")
    created = [a_user("1", "anna"), bert, a_group("g1", "g-anna", "1"), second]
    changed = [a_user("1", "anna", displayName=text), bert, a_group("g1", "g-anna", *members), second]
    return (
        TraceBuilder("confusable-bulk-ids")
        .bulk(
            post_user("anna", "1"),
            post_user("bert", "10"),
            post_group("g-anna", ref("1")),
            post_group("g-bert", ref("10")),
            after=created,
        )
        .bulk(
            patch("/Groups/g1", "members", [{"value": ref("10")}], op="add"),
            patch("/Groups/g2", "members", [{"value": ref("nobody")}], op="add"),
            patch("/Users/bulkId:1", "displayName", REACHED),
            results=results,
            before=created,
            after=changed,
            label="later",
        )
    )


test_earlier_bulk_ids_change_nothing = table(
    "BULK-3.7-17",
    "earlier_bulk_ids_change_nothing",
    passes("the changes are rejected", later("1")),
    passes("the reference is dropped, which is another fault", later("1", results=(200, 400, 404))),
    fails("the value of a PATCH is resolved", later("1", "2", results=(200, 400, 404))),
    fails("the path of a PATCH is resolved", later("1", text=REACHED, results=(400, 400, 200))),
    inconclusive("no bulk request refers back", bulk(post_user("anna", "1"), after=[ANNA])),
)

TRIES = (
    post_user("before"),
    Operation("POST", "/Users", "first-try", user("anna", manager=ref("nobody"))),
    Operation("POST", "/Users", "second-try", user("anna")),
)


def second_try(*results, stored=True):
    """Return a user who is rejected for the manager, and one of the same name without a manager."""
    after = [a_user("0", "before"), *([ANNA] if stored else [])]
    return bulk(*TRIES, results=[201, *results], after=after)


test_a_refused_operation_keeps_no_name = table(
    "BULK-3.7-33",
    "a_failed_operation_reserves_no_name",
    passes("the second user gets the name", second_try(400, 201)),
    fails("the name stays taken", second_try(400, 409, stored=False)),
    inconclusive("the first user is created without a manager", second_try(201, 409)),
    inconclusive("the second user is rejected, but stored", second_try(400, 409)),
    inconclusive("the second user ends in a server error", second_try(400, 500, stored=False)),
    inconclusive("no users can be created", bulk(*TRIES, results=[403, 403, 403])),
    inconclusive("there is no room for the users in the bulk request", bulk(TRIES[0])),
)
