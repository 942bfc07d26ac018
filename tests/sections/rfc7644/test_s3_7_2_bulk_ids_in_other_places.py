"""Verdicts on references in unusual places, and on text that only looks like a reference."""

from conformance.scim.bulk_request import Operation, ref
from conformance.scim.resources import group, user
from conformance.trace.builder import TraceBuilder, rejected, stored
from tests.sections.tables import (
    a_group,
    a_user,
    bulk,
    delete,
    fails,
    inconclusive,
    notes,
    passes,
    patch,
    post_group,
    post_user,
    table,
    warns,
)

ANNA, BERT = a_user("1", "anna"), a_user("2", "bert")


def circle(*members):
    return a_group("g", "circle", *members)


WITH_URL = (
    post_user("anna"),
    Operation(
        "POST",
        "/Groups",
        "circle",
        {**group("circle"), "members": [{"value": ref("anna"), "$ref": "../Users/bulkId:anna"}]},
    ),
)


def with_url(url):
    member = {"value": "1", **({"$ref": url} if url else {})}
    return bulk(*WITH_URL, after=[ANNA, stored("/Groups/g", displayName="circle", members=[member])])


test_urls_beside_references_are_resolved = table(
    "BULK-3.7.2-12",
    "urls_beside_references_are_resolved",
    passes("the URL has the permanent id", with_url("http://scim.example/v2/Users/1")),
    passes("the server stores no URL", with_url(None)),
    warns("the URL is stored with the reference", with_url("../Users/bulkId:anna")),
    warns("the group is rejected", bulk(*WITH_URL, results=[201, 400], after=[ANNA])),
    inconclusive("the group ends in a server error", bulk(*WITH_URL, results=[201, 500], after=[ANNA])),
    inconclusive("the bulk request is rejected", bulk(*WITH_URL, response=rejected(400))),
)

TEXTS = {
    "someone": "Made by a test",
    "sentence": "see bulkId:someone please",
    "whole": "bulkId:someone",
    "longer": "bulkId:someone-else",
}


def texts(results=(201, 201, 201, 201), **shown):
    """Return users whose displayName mentions a reference.

    Args:
        results: The results.
        shown: What displayName shows, where it is not what was sent.
    """
    return bulk(
        *(post_user(name, displayName=text) for name, text in TEXTS.items()),
        results=results,
        after=[
            a_user(str(number), name, displayName=shown.get(name, text))
            for number, (name, text) in enumerate(TEXTS.items())
            if results[number] == 201
        ],
    )


test_sentences_are_left_alone = table(
    "BULK-3.7.2-13",
    "texts_with_references_are_unchanged",
    passes("the text is stored as sent", texts()),
    passes("a text that is a reference is replaced", texts(whole="0")),
    passes("a text that begins like a reference is rejected", texts((201, 201, 400, 400))),
    fails("a reference in a sentence is replaced", texts(sentence="see 0 please")),
    fails("the beginning of a longer text is replaced", texts(longer="0-else")),
    warns("a sentence is rejected", texts((201, 400, 201, 201))),
    inconclusive(
        "a sentence ends in a server error",
        texts((201, 500, 400, 400)),
    ),
    inconclusive("the server does not return displayName", texts(sentence=None, longer=None)),
)

test_a_text_that_is_a_reference_is = table(
    "BULK-3.7.2-14",
    "a_text_that_is_a_reference",
    notes("the text is stored", texts()),
    notes("the text is replaced by the id", texts(whole="0")),
    notes("the text is rejected", texts((201, 201, 400, 201))),
    inconclusive("the server does not return displayName", texts(whole=None)),
)

FILTER = (
    post_user("anna"),
    post_user("bert"),
    patch("/Groups/g", "members", [{"value": ref("anna")}, {"value": ref("bert")}], op="add"),
    patch("/Groups/g", 'members[value eq "bulkId:anna"]', None, op="remove"),
)


def removed(*left, added=200, result=200):
    """Return a PATCH that removes one of two new members by a filter, and the members that are left."""
    return bulk(
        *FILTER,
        results=[201, 201, added, result],
        before=[circle()],
        after=[ANNA, BERT, circle(*left)],
    )


test_references_in_filters_are_resolved = table(
    "BULK-3.7.2-15",
    "references_in_filters_are_resolved",
    passes("the member is removed", removed("2")),
    warns("the PATCH is rejected", removed("1", "2", result=400)),
    warns("the PATCH is reported as done without effect", removed("1", "2", result=204)),
    warns("no member is left", removed()),
    inconclusive(
        "the response to the PATCH that adds shows that the other member was not added",
        bulk(
            *FILTER,
            results=[201, 201, {"response": {**group("circle", "1"), "id": "g"}}, 200],
            before=[circle()],
            after=[ANNA, BERT, circle()],
        ),
    ),
    warns(
        "all members are removed",
        bulk(
            *FILTER,
            results=[201, 201, {"response": {**group("circle", "1", "2"), "id": "g"}}, 200],
            before=[circle()],
            after=[ANNA, BERT, circle()],
        ),
    ),
    inconclusive("no members were added", removed(added=400, result=400)),
    inconclusive("the members were added as text", removed("bulkId:anna", "bulkId:bert", result=400)),
    inconclusive("the PATCH has no result", removed("1", "2", result=None)),
    inconclusive("the bulk request is rejected", bulk(*FILTER, response=rejected(400), before=[circle()])),
)

WITHOUT_PATH = patch("/Groups/g", "", {"members": [{"value": ref("anna")}]}, op="add")
ONE_OBJECT = patch("/Groups/g", "members", {"value": ref("anna")}, op="add")


def added(operation, *members, result=200):
    """Return a PATCH that adds a new user to a group in an unusual form."""
    return bulk(
        post_user("anna"),
        operation,
        results=[201, result],
        before=[circle()],
        after=[ANNA, circle(*members)],
    )


test_references_in_other_forms_are_resolved = table(
    "BULK-3.7.2-07",
    "references_in_other_forms_are_resolved",
    passes("a PATCH without a path is resolved", added(WITHOUT_PATH, "1")),
    passes("one object in place of a list is resolved", added(ONE_OBJECT, "1")),
    fails("a PATCH without a path is reported as done without effect", added(WITHOUT_PATH)),
    fails("a PATCH without a path stores text", added(WITHOUT_PATH, "bulkId:anna")),
    fails("one object in place of a list is stored as text", added(ONE_OBJECT, "bulkId:anna")),
    fails(
        "a manager in a PATCH is dropped",
        bulk(
            post_user("anna"),
            patch(
                "/Users/2",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
                {"value": ref("anna")},
                op="add",
            ),
            before=[BERT],
            after=[ANNA, BERT],
        ),
    ),
    inconclusive("a PATCH without a path is rejected", added(WITHOUT_PATH, result=400)),
    inconclusive("one object in place of a list has no effect", added(ONE_OBJECT)),
)

REPLACED = "Replaced by its bulkId"
BY_BULK_ID = (
    post_user("kept"),
    post_user("gone"),
    Operation("PUT", "/Users/bulkId:kept", data=user("kept", displayName=REPLACED)),
    delete("/Users/bulkId:gone"),
)


def by_bulk_id(put, deleted, *, text=REPLACED, gone=True, posts=(201, 201)):
    """Return a PUT and a DELETE of new users by their bulkIds, and what is stored afterwards."""
    after = [a_user("1", "kept", displayName=text), *([] if gone else [a_user("2", "gone")])]
    return bulk(*BY_BULK_ID, results=[*posts, put, deleted], after=after if posts[0] == 201 else [])


test_references_in_other_paths_are_resolved = table(
    "BULK-3.7.2-11",
    "references_in_other_paths_are_resolved",
    passes("both users are found", by_bulk_id(200, 204)),
    warns("the PUT is rejected", by_bulk_id(404, 204, text="Made by a test")),
    warns("the DELETE is rejected", by_bulk_id(200, 404, gone=False)),
    warns("the DELETE is reported as done without effect", by_bulk_id(200, 204, gone=False)),
    inconclusive("the users were not created", by_bulk_id(404, 404, posts=(403, 403))),
    inconclusive(
        "the server implements neither method in a bulk request",
        by_bulk_id(501, 501, text="Made by a test", gone=False),
    ),
    inconclusive("the bulk request is rejected", bulk(*BY_BULK_ID, response=rejected(400))),
)

RING = (
    post_group("first"),
    post_group("second", ref("first")),
    patch("/Groups/bulkId:first", "members", [{"value": ref("second")}], op="add"),
)


def ring(*members, result=200):
    """Return a PATCH that adds the second group to the first, and the members of the first."""
    after = [a_group("g1", "first", *members), a_group("g2", "second", "g1")]
    return bulk(*RING, results=[201, 201, result], after=after)


test_a_patch_may_close_a_ring = table(
    "BULK-3.7.2-11",
    "a_patch_completes_a_circular_reference",
    passes("each group contains the other", ring("g2")),
    warns("the PATCH is rejected", ring(result=404)),
    warns("the PATCH stores the reference as text", ring("bulkId:second")),
    inconclusive("the groups were not created", bulk(*RING, results=[403, 403, 404])),
    inconclusive("the PATCH has no result", ring(result=None)),
    inconclusive("the bulk request is rejected", bulk(*RING, response=rejected(409))),
)


def lower_case(*members, result=201):
    """Return a group whose reference has its prefix in lower case."""
    return TraceBuilder("prefix-in-another-case").bulk(
        post_user("anna"),
        post_group("circle", "bulkid:anna"),
        results=[201, result],
        after=[ANNA, *([circle(*members)] if result == 201 else [])],
    )


test_unusual_references_are = table(
    "BULK-3.7.2-16",
    "unusual_references",
    notes("the prefix in lower case is resolved", lower_case("1")),
    notes("the prefix in lower case is stored as text", lower_case("bulkid:anna")),
    notes("the prefix in lower case is rejected", lower_case(result=400)),
    notes(
        "a reference to a group as manager is resolved",
        TraceBuilder("reference-of-another-type").bulk(
            post_group("circle"),
            post_user("anna", manager=ref("circle")),
            after=[circle(), a_user("1", "anna", manager="g")],
        ),
    ),
    inconclusive("the group ends in a server error", lower_case(result=500)),
)

BYSTANDERS = (
    post_user("anna"),
    post_group("circle", ref("anna"), ref("duplicate")),
    post_user("taken", "duplicate"),
    post_user("bert"),
)
TAKEN = a_user("t", "taken")


def bystanders(*after, results=(201, 400, 409, 201)):
    """Return a group that fails after its first member was created, and the users that are stored."""
    return bulk(*BYSTANDERS, results=results, before=[TAKEN], after=[TAKEN, *after])


test_failures_take_nothing_back = table(
    "BULK-3.7-33",
    "failures_undo_nothing",
    passes("both users remain", bystanders(ANNA, BERT)),
    fails("the member is deleted, but reported as created", bystanders(BERT)),
    warns("the member is deleted and reported as failed", bystanders(BERT, results=(424, 400, 409, 201))),
    inconclusive("the users end in server errors", bystanders(results=(500, 400, 409, 500))),
    inconclusive("the bulk request is rejected", bulk(*BYSTANDERS, response=rejected(400))),
)
