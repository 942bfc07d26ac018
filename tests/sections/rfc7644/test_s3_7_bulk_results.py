"""Verdicts on the members of a result: method, bulkId, location and response (RFC 7644 section 3.7)."""

from dataclasses import replace

import pytest

from conformance.requirements.finding import Evidence
from conformance.scim.bulk_request import ref
from conformance.scim.resources import group, user
from conformance.trace.builder import BASE_URL, error, exchange, rejected, stored
from tests.sections.tables import (
    a_group,
    a_user,
    bulk,
    delete,
    fails,
    inconclusive,
    not_applicable,
    notes,
    passes,
    patch,
    post_group,
    post_user,
    put_user,
    table,
    verdict_of,
    warns,
)

ANNA, BERT = a_user("1", "anna"), a_user("2", "bert")
PUT = put_user("1", "anna", displayName="Replaced")
REPLACED = a_user("1", "anna", displayName="Replaced")
NO_RESULTS = bulk(post_user("anna"), response=rejected(400))


def post(**members):
    """Return a POST of a user, and members of its result that differ."""
    return bulk(post_user("anna"), results=[members], after=[ANNA])


def failed_post(**members):
    """Return a POST of a user that fails, and members of its result that differ."""
    return bulk(post_user("anna"), results=[{"status": "409", **members}], before=[ANNA], after=[ANNA])


def put(operation=PUT, **members):
    """Return a PUT of a user, and members of its result that differ."""
    return bulk(operation, results=[members], before=[ANNA], after=[REPLACED])


def deleted(**members):
    """Return a DELETE of a user, and members of its result that differ."""
    return bulk(delete("/Users/1"), results=[members], before=[ANNA])


test_result_has_its_method = table(
    "BULK-3.7-11",
    "result_has_its_method",
    passes("the result has the method", post()),
    passes("a failed result has the method", failed_post()),
    fails("the result has no method", post(method=None)),
    fails("the result of a PUT has POST", put(method="POST")),
    warns("the method is in lower case", post(method="post")),
    inconclusive("the bulk request is rejected", NO_RESULTS),
)

test_bulk_id_is_returned = table(
    "BULK-3.7-13",
    "bulk_id_is_returned",
    passes("the result has the bulkId", post()),
    fails("the result has no bulkId", post(bulkId=None)),
    fails("the bulkId is in upper case", post(bulkId="ANNA")),
    inconclusive("the POST fails, which BULK-3.7-14 judges", failed_post(bulkId=None)),
    inconclusive("a PUT needs no bulkId", put()),
)

test_bulk_id_is_returned_on_failure = table(
    "BULK-3.7-14",
    "bulk_id_is_returned_on_failure",
    passes("the failed result has the bulkId", failed_post()),
    fails("the failed result has no bulkId", failed_post(bulkId=None)),
    inconclusive("the POST succeeds, which BULK-3.7-13 judges", post(bulkId=None)),
)

PUT_WITH_BULK_ID = replace(PUT, bulk_id="mine")

test_bulk_id_is_not_made_up = table(
    "BULK-3.7-18",
    "bulk_id_is_not_made_up",
    passes("a PUT without a bulkId has none in its result", put()),
    passes("the bulkId of a PUT is returned", put(PUT_WITH_BULK_ID)),
    passes("the bulkId of a PUT is omitted", put(PUT_WITH_BULK_ID, bulkId=None)),
    warns("the server makes up a bulkId", put(bulkId="1")),
    warns("another bulkId is returned", put(PUT_WITH_BULK_ID, bulkId="other")),
    inconclusive("only a POST was sent", post()),
)

test_success_has_a_location = table(
    "BULK-3.7-24",
    "success_has_a_location",
    passes("a POST has a location", post()),
    passes("a DELETE has a location", deleted()),
    fails("a POST has no location", post(location=None)),
    fails("a DELETE has no location", deleted(location=None)),
    fails("the location is an object", post(location={"href": "/Users/1"})),
    inconclusive("the POST fails", failed_post()),
)

test_location_is_absolute = table(
    "BULK-3.7-25",
    "location_is_absolute",
    passes("the location is an absolute URL", post()),
    warns("the location is a path", post(location="/Users/1")),
    inconclusive("there is no location, which BULK-3.7-24 judges", post(location=None)),
    inconclusive("the POST fails", failed_post()),
)

ELSEWHERE = "https://public.example/scim/Users/1"


def located(location, read, *, own=None):
    """Return a POST with a location, the GET of the location, and the meta.location of the user."""
    shown = stored("/Users/1", **user("anna"), meta={"location": own}) if own else ANNA
    return bulk(post_user("anna"), results=[{"location": location}], after=[shown], reads={location: read})


def read(status, path="/Users/1", body=None):
    """Return a GET."""
    return exchange("GET", path, status, error(status) if body is None else body)


WITHHELD = exchange("GET", "/Users/1", None, failure="foreign-origin")

test_location_leads_to_the_resource = table(
    "BULK-3.7-26",
    "location_leads_to_the_resource",
    passes("the location of a POST shows the user", post()),
    passes("the location of a PUT shows the user", put()),
    passes(
        "the user is shown in another letter case", located("/Users/1", read(200, body={"userName": "Anna"}))
    ),
    passes(
        "a reference in the path is replaced by the permanent id",
        bulk(
            post_user("anna"),
            patch("/Users/bulkId:anna", "displayName", "Replaced"),
            after=[REPLACED],
        ),
    ),
    fails("the location does not exist", located(f"{BASE_URL}/Users/9", read(404))),
    fails("the location shows another user", located(f"{BASE_URL}/Users/2", read(200, body=user("bert")))),
    fails("the location is the collection", located(f"{BASE_URL}/Users", read(200, body={"Resources": []}))),
    fails(
        "the location is at another origin and not the user's own",
        located(ELSEWHERE, WITHHELD, own=f"{BASE_URL}/Users/1"),
    ),
    inconclusive("the user's own location is at another origin", located(ELSEWHERE, WITHHELD, own=ELSEWHERE)),
    inconclusive("the location cannot be read", located(f"{BASE_URL}/Users/1", read(None))),
    inconclusive("the client may not read the location", located(f"{BASE_URL}/Users/1", read(403))),
    inconclusive("the POST fails", failed_post()),
    inconclusive("there is no location, which BULK-3.7-24 judges", post(location=None)),
)

test_location_of_a_delete_names_the_resource = table(
    "BULK-3.7-26",
    "location_of_a_delete_names_the_resource",
    passes("the location of a DELETE names the user", deleted()),
    fails("the location of a DELETE is the collection", deleted(location=f"{BASE_URL}/Users")),
    inconclusive("the location is at another origin", deleted(location=ELSEWHERE)),
    inconclusive("there is no location, which BULK-3.7-24 judges", deleted(location=None)),
    inconclusive("the DELETE fails", bulk(delete("/Users/missing"), results=[404])),
)

test_error_has_a_response = table(
    "BULK-3.7-27",
    "error_has_a_response",
    passes("the failed result has an Error", failed_post()),
    passes(
        "the Error is in status, as in older drafts",
        failed_post(status={"code": "409", "response": error(409)}, response=None),
    ),
    fails("the failed result has only a status", failed_post(response=None)),
    inconclusive("the POST succeeds", post()),
)

ANNA_SHOWN = {**user("anna"), "id": "1"}

test_response_on_success = table(
    "BULK-3.7-28",
    "response_on_success",
    notes("the result has no response", post()),
    notes("the result has the new user", post(response=ANNA_SHOWN)),
    inconclusive("the POST fails", failed_post()),
    inconclusive("a DELETE has no resource to return", deleted()),
)


def circle(shown, member):
    """Return a POST of a group with a new user.

    Args:
        shown: The member in the response.
        member: The stored member.
    """
    return bulk(
        post_user("anna"),
        post_group("circle", ref("anna")),
        results=[{}, {"response": {**group("circle", shown), "id": "g"}}],
        after=[ANNA, a_group("g", "circle", member)],
    )


test_response_on_success_is_the_resource = table(
    "BULK-3.7-29",
    "response_on_success_is_the_resource",
    passes("the response is the new user", post(response=ANNA_SHOWN)),
    passes("the response shows the resolved reference", circle("1", "1")),
    passes(
        "the response shows the reference as it is stored, which BULK-3.7.2-03 judges",
        circle("bulkId:anna", "bulkId:anna"),
    ),
    fails("the response has no id", post(response=user("anna"))),
    fails("the response is another user", post(response={**user("bert"), "id": "2"})),
    fails("the response shows a reference that was resolved", circle("bulkId:anna", "1")),
    fails(
        "the response of a PUT is the user before it",
        put(response={**ANNA_SHOWN, "displayName": "Made by a test"}),
    ),
    fails("the response is encoded as a string", post(response='{"id": "1"}')),
    not_applicable("the result has no response", post()),
    inconclusive("the POST fails", failed_post()),
    inconclusive(
        "another operation changes the same user",
        bulk(
            PUT,
            patch("/Users/1", "displayName", "Changed"),
            results=[{"response": ANNA_SHOWN}, {"response": ANNA_SHOWN}],
            before=[ANNA],
            after=[REPLACED],
        ),
    ),
)

test_error_response_is_an_object = table(
    "BULK-3.7-30",
    "error_response_is_an_object",
    passes("the response is an Error", failed_post()),
    fails("the response is an Error encoded as a string", failed_post(response='{"status": "409"}')),
    warns(
        "the Error is in status, as in older drafts",
        failed_post(status={"code": "409", "response": error(409)}, response=None),
    ),
    inconclusive("there is no Error, which BULK-3.7-27 judges", failed_post(response=None)),
    inconclusive("the POST succeeds", post()),
)


@pytest.mark.parametrize(
    ("requirement", "check", "trace", "response"),
    [
        ("BULK-3.7-11", "result_has_its_method", post(method="PUT"), "/Operations/0/method"),
        ("BULK-3.7-13", "bulk_id_is_returned", post(bulkId="x"), "/Operations/0/bulkId"),
        ("BULK-3.7-13", "bulk_id_is_returned", post(bulkId=None), "/Operations/0"),
        ("BULK-3.7-24", "success_has_a_location", post(location=None), "/Operations/0"),
        ("BULK-3.7-25", "location_is_absolute", post(location="/Users/1"), "/Operations/0/location"),
        ("BULK-3.7-30", "error_response_is_an_object", failed_post(response=[]), "/Operations/0/response"),
    ],
)
def test_finding_points_to_the_member_of_the_result(requirement, check, trace, response):
    finding = verdict_of(requirement, check, trace.build())
    sent = finding.exchanges[0]
    assert finding.evidence == (Evidence(sent, 0, "/Operations/0", response),)


def test_finding_on_a_response_names_what_differs():
    shown = {**ANNA_SHOWN, "displayName": "Made by a test"}
    finding = verdict_of("BULK-3.7-29", "response_on_success_is_the_resource", put(response=shown).build())
    assert finding.message == (
        'the response of operation 0, PUT /Users/1 shows "Made by a test", the value before the operation, '
        'but "Replaced" is stored'
    )
