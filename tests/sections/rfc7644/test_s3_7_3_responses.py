"""Verdicts on results: complete, correct and those of the single requests (RFC 7644 section 3.7.3)."""

from conformance.scim.bulk_request import Operation, ref
from conformance.scim.resources import user
from conformance.trace.builder import BASE_URL, error, exchange, rejected
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

ANNA, BERT, TAKEN = a_user("1", "anna"), a_user("2", "bert"), a_user("t", "taken")
POSTS = (post_user("anna"), post_user("bert"))
PUT = put_user("1", "anna", displayName="Replaced")
REPLACED = a_user("1", "anna", displayName="Replaced")
PATCH = patch("/Users/1", "displayName", "Replaced")
DELETE = delete("/Users/1")
MISSING = delete("/Users/missing")
DUPLICATE = post_user("taken", "duplicate")


def change(operation, result, after=(ANNA,)):
    """Return a PUT, PATCH or DELETE of Anna."""
    return bulk(operation, results=[result], before=[ANNA], after=after)


def post(result, after=(ANNA,)):
    """Return a POST of Anna."""
    return bulk(POSTS[0], results=[result], after=after)


test_every_operation_has_a_result = table(
    "BULK-3.7.3-01",
    "every_operation_has_a_result",
    passes("every operation has a result", bulk(*POSTS, results=[201, 409], after=[ANNA])),
    passes(
        "results come in another order",
        bulk(
            *POSTS,
            after=[ANNA, BERT],
            response={
                "Operations": [
                    {"method": "POST", "bulkId": name, "location": f"{BASE_URL}{path}", "status": "201"}
                    for name, path in (("bert", "/Users/2"), ("anna", "/Users/1"))
                ]
            },
        ),
    ),
    passes(
        "failOnErrors ends the bulk request before an operation without a result",
        bulk(DUPLICATE, POSTS[0], results=[409, None], fail_on_errors=1, before=[TAKEN], after=[TAKEN]),
    ),
    fails("a created user has no result", bulk(*POSTS, results=[201, None], after=[ANNA, BERT])),
    fails("a failed operation has no result", bulk(*POSTS, results=[201, None], after=[ANNA])),
    fails(
        "a user created before failOnErrors ended the bulk request has no result",
        bulk(POSTS[0], DUPLICATE, results=[None, 409], fail_on_errors=1, before=[TAKEN], after=[TAKEN, ANNA]),
    ),
    fails(
        "a user deleted before failOnErrors ended the bulk request has no result",
        bulk(DELETE, DUPLICATE, results=[None, 409], fail_on_errors=1, before=[TAKEN, ANNA], after=[TAKEN]),
    ),
    inconclusive("the bulk request is rejected", bulk(*POSTS, response=rejected(400))),
)

test_failed_changes_have_a_location = table(
    "BULK-3.7.3-02",
    "failed_changes_have_a_location",
    passes("a failed DELETE has a location", bulk(MISSING, results=[404])),
    passes("a failed PUT has a location", change(PUT, 412)),
    fails("a failed DELETE has no location", bulk(MISSING, results=[{"status": "404", "location": None}])),
    fails("a failed PATCH has no location", change(PATCH, {"status": "400", "location": None})),
    inconclusive("only a POST fails", bulk(DUPLICATE, results=[409], before=[TAKEN], after=[TAKEN])),
    inconclusive("every operation succeeds", change(PUT, 200, [REPLACED])),
    inconclusive(
        "the path of the failed operation is a bulkId that has no permanent id",
        bulk(delete("/Users/bulkId:nobody"), results=[{"status": "404", "location": None}]),
    ),
)

test_results_have_a_status = table(
    "BULK-3.7.3-03",
    "results_have_a_status",
    passes("the status is a string", post(201)),
    passes("the status is a number, which BULK-3.7.3-04 judges", post({"status": 201})),
    passes("the status is an object with a code, as in older drafts", post({"status": {"code": "201"}})),
    fails("the status is missing", post({"status": None})),
    fails("the status is a reason phrase", post({"status": "Created"})),
    fails("the status is not an HTTP status code", post({"status": "0"})),
    inconclusive("there is no result", post(None)),
)

test_status_is_a_string = table(
    "BULK-3.7.3-04",
    "status_is_a_string",
    passes("the status is a string", post(201)),
    warns("the status is a number", post({"status": 201})),
    warns("the status is an object with a code", post({"status": {"code": "201"}})),
    warns("the status of a failure is a number", bulk(*POSTS, results=[201, {"status": 409}], after=[ANNA])),
    inconclusive("the status is missing, which BULK-3.7.3-03 judges", post({"status": None})),
)

test_success_codes_are_those_of_single_requests = table(
    "BULK-3.7.3-05",
    "success_codes_are_those_of_single_requests",
    passes("a POST has 201", post(201)),
    passes("a PUT has 200", change(PUT, 200, [REPLACED])),
    passes("a PATCH has 204", change(PATCH, 204, [REPLACED])),
    passes("a PATCH has 200", change(PATCH, 200, [REPLACED])),
    passes("a DELETE has 204", change(DELETE, 204, [])),
    fails("a POST has 200", post(200)),
    warns("a PUT has 204", change(PUT, 204, [REPLACED])),
    warns("a DELETE has 200", change(DELETE, 200, [])),
    inconclusive("no operation succeeds", post(409, [])),
)


def partial_failure(*, single, missing=404, taken=409, single_taken=409):
    """Return a POST and a DELETE that fail, in a bulk request and as single requests."""
    return (
        bulk(POSTS[0], DUPLICATE, MISSING, results=[201, taken, missing], before=[TAKEN], after=[TAKEN, ANNA])
        .single("duplicate", exchange("POST", "/Users", single_taken, error(single_taken)))
        .single("delete-missing", exchange("DELETE", "/Users/missing", single, error(404)))
    )


test_error_codes_are_those_of_single_requests = table(
    "BULK-3.7.3-05",
    "error_codes_are_those_of_single_requests",
    passes("both codes are those of the single requests", partial_failure(single=404)),
    fails("404 becomes 400", partial_failure(single=404, missing=400)),
    fails("409 becomes 500", partial_failure(single=404, taken=500)),
    fails("an error becomes a success", partial_failure(single=404, missing=204)),
    warns("400 becomes 422", partial_failure(single=404, single_taken=400, taken=422)),
    inconclusive(
        "the single requests are not rejected",
        bulk(DUPLICATE, MISSING, results=[409, 404], before=[TAKEN], after=[TAKEN])
        .single("duplicate", exchange("POST", "/Users", 201, user("taken")))
        .single("delete-missing", exchange("DELETE", "/Users/missing", 204)),
    ),
    inconclusive("no single requests were sent", bulk(MISSING, results=[404])),
)

test_errors_have_an_explanation = table(
    "BULK-3.7.3-06",
    "errors_have_an_explanation",
    passes("the Error has a detail", bulk(MISSING, results=[404])),
    passes(
        "status has a description, as in older drafts",
        bulk(
            MISSING, results=[{"status": {"code": "404", "description": "No such user."}, "response": None}]
        ),
    ),
    fails(
        "the Error has no detail",
        bulk(MISSING, results=[{"status": "404", "response": error(404, detail=None)}]),
    ),
    fails(
        "the detail is blank", bulk(MISSING, results=[{"status": "404", "response": error(404, detail=" ")}])
    ),
    inconclusive(
        "there is no Error, which BULK-3.7-27 judges",
        bulk(MISSING, results=[{"status": "404", "response": None}]),
    ),
    inconclusive(
        "the Error is a string, which BULK-3.7-30 judges",
        bulk(MISSING, results=[{"status": "404", "response": "No such user."}]),
    ),
    inconclusive("every operation succeeds", post(201)),
)

ENDED = (post_user("anna"), DUPLICATE, post_user("bert"))
TWO_ERRORS = (put_user("missing", "first"), post_user("anna"), DUPLICATE, post_user("bert"))


def ended(*results, after=(ANNA,), **options):
    """Return a bulk request whose second operation fails, with failOnErrors 1."""
    options = {"fail_on_errors": 1, "before": [TAKEN], "after": [TAKEN, *after], **options}
    return bulk(*ENDED, **({"results": results} if results else {}), **options)


test_ended_bulk_request_returns_its_results = table(
    "BULK-3.7.3-07",
    "ended_bulk_request_returns_its_results",
    passes("the results end with the error", ended(201, 409, None)),
    passes(
        "the results end with the second error",
        bulk(
            *TWO_ERRORS,
            results=[404, 201, 409, None],
            fail_on_errors=2,
            before=[TAKEN],
            after=[TAKEN, ANNA],
        ),
    ),
    fails("the error has no result", ended(201, None, None)),
    fails("only the error has a result", ended(None, 409, None)),
    fails("the bulk request is answered with an Error only", ended(response=rejected(409))),
    warns("the operation before the error was not run", ended(None, 409, None, after=[])),
    inconclusive("the bulk request ends in a server error", ended(response=rejected(500))),
    inconclusive("the server limits the rate", ended(response=rejected(429))),
)

test_operations_after_the_end_are_not_reported = table(
    "BULK-3.7.3-08",
    "operations_after_the_end_are_not_reported",
    passes("the operation after the error is not listed", ended(201, 409, None)),
    passes(
        "the operation after the error is created and reported, which BULK-3.7-34 judges",
        ended(201, 409, 201, after=[ANNA, BERT]),
    ),
    fails("the operation after the error is listed with 201, but not stored", ended(201, 409, 201)),
    warns("the operation after the error is listed with an error status", ended(201, 409, 424)),
    inconclusive("no error is reported", ended(201, 201, 201, after=[ANNA, BERT])),
    inconclusive("the bulk request is rejected", ended(response=rejected(400), after=[])),
)

FAILING = (DUPLICATE, put_user("missing", "put"), MISSING)


def failing(*results, **options):
    """Return a bulk request in which every operation fails."""
    options = {"before": [TAKEN], "after": [TAKEN], **options}
    return bulk(*FAILING, **({"results": results} if results else {}), **options)


test_bulk_request_of_failures_returns_200 = table(
    "BULK-3.7.3-09",
    "bulk_request_of_failures_returns_200",
    passes("200 with a result for each operation", failing(409, 404, 404)),
    fails("400 with an Error only", failing(response=rejected(400))),
    fails("500 with every result", failing(409, 404, 404, status=500)),
    fails("200 without results", failing(response={"Operations": []})),
    warns("400 with every result", failing(409, 404, 404, status=400)),
    inconclusive(
        "the connection is reset", failing(response=exchange("POST", "/Bulk", None, failure="reset"))
    ),
)

test_successes_are_stored = table(
    "BULK-3.7.3-10",
    "successes_are_stored",
    passes("a new user is stored", post(201)),
    passes("a PUT is stored", change(PUT, 200, [REPLACED])),
    fails("a new user is not stored", post(201, [])),
    fails("a PUT is not stored", change(PUT, 200)),
    fails("the user of a PATCH is gone", change(PATCH, 200, [])),
    inconclusive("the POST fails", post(409, [])),
    inconclusive("the search was incomplete", bulk(POSTS[0], complete=False)),
    inconclusive(
        "the server does not return displayName",
        bulk(
            PUT, before=[a_user("1", "anna", displayName=None)], after=[a_user("1", "anna", displayName=None)]
        ),
    ),
    inconclusive("a DELETE, which RESOURCE-3.6-01 judges", change(DELETE, 204)),
)

test_failures_changed_nothing = table(
    "BULK-3.7.3-11",
    "failures_changed_nothing",
    passes("a rejected user is not stored", bulk(DUPLICATE, results=[409], before=[TAKEN], after=[TAKEN])),
    passes("a rejected PUT leaves the user unchanged", change(PUT, 400)),
    passes("a rejected PUT creates no user", bulk(put_user("missing", "anna"), results=[404])),
    fails("a rejected user is stored", post(400)),
    fails("a rejected PUT changes the user", change(PUT, 400, [REPLACED])),
    fails("a rejected PUT deletes the user", change(PUT, 400, [])),
    fails("a rejected DELETE deletes the user", change(DELETE, 400, [])),
    fails(
        "a group is stored without its undefined member, and reported as rejected",
        bulk(post_group("circle", ref("nobody")), results=[400], after=[a_group("g", "circle")]),
    ),
    inconclusive("every operation succeeds", post(201)),
    inconclusive("the search was incomplete", bulk(POSTS[0], results=[400], complete=False)),
    inconclusive(
        "another operation changes the same user",
        bulk(PUT, PATCH, results=[400, 200], before=[ANNA], after=[REPLACED]),
    ),
)

NAMES_ANOTHER_ID = Operation("POST", "/Users", "duplicate", user("taken", id="t"))


def names_another_id(*, result=409, after=(TAKEN,), reads=None):
    """Return a failed POST that names the id of an existing user."""
    return bulk(NAMES_ANOTHER_ID, results=[result], before=[TAKEN], after=after, reads=reads)


test_failures_leave_other_resources_unchanged = table(
    "BULK-3.7.3-11",
    "failures_leave_other_resources_unchanged",
    passes("the existing user remains", names_another_id()),
    fails("the existing user is deleted", names_another_id(after=[])),
    inconclusive("the POST succeeds", names_another_id(result=201)),
    inconclusive(
        "the existing user cannot be read",
        names_another_id(after=[], reads={"/Users/t": exchange("GET", "/Users/t", None)}),
    ),
    inconclusive(
        "the bulk request is rejected",
        bulk(NAMES_ANOTHER_ID, before=[TAKEN], after=[TAKEN], response=rejected(400)),
    ),
)

test_failed_post_has_no_location = table(
    "BULK-3.7.3-12",
    "failed_post_has_no_location",
    passes("a failed POST has no location", post(409, [])),
    warns(
        "a failed POST has the location of the collection",
        post({"status": "409", "location": f"{BASE_URL}/Users"}, []),
    ),
    inconclusive("a failed DELETE has a location", bulk(MISSING, results=[404])),
    inconclusive("the POST succeeds", post(201)),
)
