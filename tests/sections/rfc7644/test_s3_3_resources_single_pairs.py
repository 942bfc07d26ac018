"""Which differences between a single request and an operation get which verdict (RFC 7644 section 3.7.3)."""

from dataclasses import replace

from conformance.requirements.verdicts import Verdict
from conformance.scim.resource_types import DEFAULT_RESOURCE_TYPES
from conformance.trace.builder import TraceBuilder, error, exchange, rejected
from conformance.trace.single_pair import SinglePair
from tests.sections.tables import (
    a_user,
    delete,
    fails,
    inconclusive,
    passes,
    patch,
    post_user,
    put_user,
    table,
    verdict_of,
    warns,
)

SCENARIO = "single-and-bulk"
WHAT = "the request"
POST = post_user("job")
PUT = put_user("2", "job")
PATCH = patch("/Users/2", "displayName", "After")
DELETE = delete("/Users/2")


def pair(alone, result, *after, operation=POST, permitted=(), requirement="", complete=True):
    """Return the trace of a request that was sent as a single request, and as an operation of a bulk request.

    Args:
        alone: Status of the single request; or its exchange.
        result: Result of the operation; or the exchange of the whole bulk request.
        after: The resources of both, named one and job.
        operation: The operation.
        permitted: The statuses that the single request may have.
        requirement: The requirement that says so.
        complete: Whether a search showed that nothing else is stored.
    """
    if not isinstance(alone, type(NO_RESPONSE)):
        alone = exchange(operation.method, "/Users/1", alone, error(alone) if alone >= 400 else None)
    whole = isinstance(result, type(NO_RESPONSE))
    trace = (
        TraceBuilder(SCENARIO)
        .single(WHAT, alone)
        .bulk(
            operation,
            results=None if whole else [result],
            response=result if whole else None,
            after=after,
            complete=complete,
        )
        .build()
    )
    sent = frozenset({"username", "displayname", "nickname"})
    names = ("one", "job")
    single = SinglePair(
        WHAT, trace.singles[WHAT], trace.bulk_requests[0], 0, names, sent, permitted, requirement
    )
    return replace(trace, pairs=(single,))


NO_RESPONSE = exchange("POST", "/Users", None)


def refusal(code, **members):
    """Return the single request that gets an error."""
    return exchange("POST", "/Users", code, error(code, **members))


def refused(code, **members):
    """Return the result of an operation that gets an error."""
    return {"status": str(code), "response": error(code, **members)}


ONE, JOB = a_user("1", "one"), a_user("2", "job")

test_operations_have_the_status_of_single_requests = table(
    "BULK-3.7.3-05",
    "operations_have_the_status_of_single_requests",
    passes("201 and 201", pair(201, 201, ONE, JOB)),
    passes("400 and 400", pair(400, 400)),
    passes("PATCH: 200 and 204", pair(200, 204, ONE, JOB, operation=PATCH)),
    passes("PATCH: 204 and 200", pair(204, 200, ONE, JOB, operation=PATCH)),
    warns("400 and 422", pair(400, 422)),
    warns("PUT: 200 and 204", pair(200, 204, ONE, JOB, operation=PUT)),
    fails("201 and 200", pair(201, 200, ONE, JOB)),
    fails("201 and 400", pair(201, 400, ONE)),
    fails("400 and 201", pair(400, 201, JOB)),
    fails("404 and 400", pair(404, 400, operation=PUT)),
    fails("409 and 400", pair(409, 400)),
    fails("412 and 409", pair(412, 409, operation=PUT)),
    fails("400 and 500", pair(400, 500)),
    inconclusive("the single request gets 500", pair(500, 500)),
    inconclusive("the single request gets 401", pair(401, 201, JOB)),
    inconclusive("the single request gets no response", pair(NO_RESPONSE, 201, JOB)),
    inconclusive("DELETE: the single request gets 202", pair(202, 204, operation=DELETE)),
    inconclusive(
        "the single request itself violates a requirement",
        pair(400, 409, permitted=(409,), requirement="RESOURCE-3.3-01"),
    ),
    inconclusive("the whole bulk request gets 500", pair(201, rejected(500), ONE)),
    inconclusive("no result", pair(201, None, ONE)),
)

test_operations_have_the_scim_type_of_single_requests = table(
    "BULK-3.7-60",
    "operations_have_the_scim_type_of_single_requests",
    passes(
        "uniqueness and uniqueness",
        pair(refusal(409, scimType="uniqueness"), refused(409, scimType="uniqueness")),
    ),
    passes("no scimType in both", pair(refusal(400), refused(400))),
    warns("no scimType in the result", pair(refusal(409, scimType="uniqueness"), refused(409))),
    warns("no scimType in the single request", pair(refusal(409), refused(409, scimType="uniqueness"))),
    fails(
        "uniqueness and invalidSyntax",
        pair(refusal(409, scimType="uniqueness"), refused(409, scimType="invalidSyntax")),
    ),
    inconclusive("the statuses differ", pair(refusal(409, scimType="uniqueness"), refused(400))),
    inconclusive("the result contains no Error", pair(refusal(409), {"status": "409", "response": {}})),
    inconclusive("the single request has no Error", pair(exchange("POST", "/Users", 409, {}), refused(409))),
    inconclusive("both succeed", pair(201, 201, ONE, JOB)),
)


def text(value):
    """Return the two users with another text of the second."""
    return ONE, a_user("2", "job", displayName=value)


test_operations_store_what_single_requests_store = table(
    "BULK-3.7-61",
    "operations_store_what_single_requests_store",
    passes("the same text", pair(201, 201, ONE, JOB)),
    passes("nothing after two errors", pair(400, 400)),
    passes("the name in capitals", pair(201, 201, ONE, a_user("2", "JOB"))),
    fails("another text", pair(201, 201, *text("Changed"))),
    fails("the text is missing", pair(201, 201, *text(None))),
    fails(
        "PUT keeps a value that the single PUT removes",
        pair(200, 200, ONE, a_user("2", "job", nickName="J"), operation=PUT),
    ),
    fails("a user after the operation's error", pair(400, 400, JOB)),
    inconclusive("the operation succeeds, the single request does not", pair(400, 201, JOB)),
    inconclusive("the operation's user is not stored", pair(201, 201, ONE)),
    inconclusive("DELETE: the user is still stored", pair(204, 204, JOB, operation=DELETE)),
    inconclusive("the search is incomplete", pair(400, 400, complete=False)),
    inconclusive("the single request gets 500", pair(500, 201, JOB)),
)


def single_requests(requirement, what, method, *, right, wrong):
    """Return the test of the permitted statuses of a single request.

    Args:
        requirement: Id of the requirement.
        what: The label of the request, a row of the section's table.
        method: HTTP method.
        right: Statuses that pass.
        wrong: Statuses that fail.
    """

    def alone(status):
        return TraceBuilder(SCENARIO).single(what, exchange(method, "/Users/1", status))

    return table(
        requirement,
        "single_requests_get_a_permitted_status",
        *(passes(str(status), alone(status)) for status in right),
        *(fails(str(status), alone(status)) for status in wrong),
        *(inconclusive(str(status), alone(status)) for status in (401, 403, 429, 500)),
        inconclusive("no response", alone(None)),
        inconclusive("another request", TraceBuilder(SCENARIO).single(WHAT, exchange(method, "/Users", 201))),
    )


test_duplicates_get_409 = single_requests(
    "RESOURCE-3.3-01", "POST of a name that is taken", "POST", right=(409,), wrong=(201, 400, 422)
)
test_creations_get_201 = single_requests(
    "RESOURCE-3.3-04", "POST", "POST", right=(201,), wrong=(200, 202, 204, 400)
)
test_users_without_name_are_rejected = single_requests(
    "RESOURCE-3.3-05", "POST without the name", "POST", right=(400, 409, 422), wrong=(200, 201)
)
test_put_to_an_unknown_id_is_rejected = single_requests(
    "RESOURCE-3.5.1-01", "PUT of an unknown id", "PUT", right=(400, 404), wrong=(200, 201, 204)
)
test_replacements_get_200 = single_requests(
    "RESOURCE-3.5.1-02", "PUT", "PUT", right=(200,), wrong=(201, 204, 400)
)
test_patches_that_violate_the_schema_are_rejected = single_requests(
    "RESOURCE-3.5.2-01", "PATCH of the id", "PATCH", right=(400, 422), wrong=(200, 204)
)
test_patches_without_a_target_get_400 = single_requests(
    "RESOURCE-3.5.2-02", "PATCH whose filter matches nothing", "PATCH", right=(400,), wrong=(200, 204, 404)
)
test_patches_get_200_or_204 = single_requests(
    "RESOURCE-3.5.2-03", "PATCH replace", "PATCH", right=(200, 204), wrong=(201, 202, 400)
)
test_deletions_get_204 = single_requests(
    "RESOURCE-3.6-03", "DELETE", "DELETE", right=(204,), wrong=(200, 202)
)
test_deletions_of_unknown_ids_are_rejected = single_requests(
    "RESOURCE-3.6-04", "DELETE of an unknown id", "DELETE", right=(400, 404, 410), wrong=(200, 204)
)


def test_requirement_of_a_text_does_not_apply_to_a_server_without_one():
    """A resource type without a writable text leaves nothing to replace by PATCH."""
    trace = pair(201, 201, ONE, JOB)
    textless = replace(DEFAULT_RESOURCE_TYPES, users=replace(DEFAULT_RESOURCE_TYPES.users, text=""))
    lacking = replace(trace, bulk_requests=(replace(trace.bulk_requests[0], resource_types=textless),))
    finding = verdict_of("RESOURCE-3.5.2-03", "single_requests_get_a_permitted_status", lacking)
    assert finding.verdict is Verdict.NOT_APPLICABLE
