"""Verdicts on whether operations succeed, and on the data that is stored (RFC 7644 section 3.7)."""

from conformance.trace.builder import rejected
from tests.sections.tables import (
    a_user,
    bulk,
    delete,
    fails,
    inconclusive,
    passes,
    patch,
    post_user,
    put_user,
    table,
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


test_methods_work_in_a_bulk_request = table(
    "BULK-3.7-02",
    "methods_work_in_a_bulk_request",
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

test_data_is_stored_as_sent = table(
    "BULK-3.7-23",
    "data_is_stored_as_sent",
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


test_failures_do_not_stop_other_operations = table(
    "BULK-3.7-33",
    "failures_do_not_stop_other_operations",
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
