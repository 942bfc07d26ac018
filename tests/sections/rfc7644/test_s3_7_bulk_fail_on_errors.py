"""Verdicts on failOnErrors: when it ends a bulk request, and which values are accepted (section 3.7)."""

from conformance.scim.bulk_request import ref
from conformance.trace.builder import TraceBuilder, exchange, rejected
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
    put_user,
    table,
    warns,
)

TAKEN = a_user("t", "taken")
BEFORE, LAST = a_user("1", "before"), a_user("2", "last")
DUPLICATE = post_user("taken", "duplicate")

ONE = (
    post_user("before"),
    DUPLICATE,
    post_user("last"),
    put_user("t", "taken", displayName="Put after the end"),
)


def one_error(*results, after=(BEFORE,), taken=TAKEN, **options):
    """Return a bulk request with failOnErrors 1 whose second operation fails.

    Args:
        results: The results.
        after: The users of the POSTs that are stored.
        taken: The existing user afterwards.
        options: Options of the bulk request that differ.
    """
    options = {"fail_on_errors": 1, "before": [TAKEN], "after": [taken, *after], **options}
    return bulk(*ONE, results=results or None, **options)


REJECTED = one_error(response=rejected(400), after=[])

test_errors_end_the_bulk_request = table(
    "BULK-3.7-34",
    "errors_end_the_bulk_request",
    passes("nothing after the first error is run", one_error(201, 409, None, None)),
    passes("operations after the error are listed, but not run", one_error(201, 409, 424, 424)),
    fails("a later user is created", one_error(201, 409, 201, None, after=[BEFORE, LAST])),
    fails("a later user is created without a result", one_error(201, 409, None, None, after=[BEFORE, LAST])),
    fails(
        "a later PUT is applied without a result",
        one_error(201, 409, None, None, taken=a_user("t", "taken", displayName="Put after the end")),
    ),
    fails(
        "a later DELETE is applied without a result",
        bulk(DUPLICATE, delete("/Users/t"), results=[409, None], fail_on_errors=1, before=[TAKEN]),
    ),
    fails(
        "the second error does not end a bulk request with failOnErrors 2",
        bulk(
            delete("/Users/missing"),
            patch("/Users/missing", "displayName", "Nobody"),
            post_user("last"),
            results=[404, 404, 201],
            fail_on_errors=2,
            after=[LAST],
        ),
    ),
    inconclusive("fewer errors are reported", one_error(201, 201, 201, 200, after=[BEFORE, LAST])),
    inconclusive(
        "the results show that the later operations were run first",
        bulk(
            DUPLICATE,
            post_user("last"),
            fail_on_errors=1,
            before=[TAKEN],
            after=[TAKEN, LAST],
            response={
                "Operations": [
                    {"method": "POST", "bulkId": "last", "status": "201"},
                    {"method": "POST", "bulkId": "duplicate", "status": "409"},
                ]
            },
        ),
    ),
    inconclusive("the bulk request is rejected", REJECTED),
)

NO_METHOD = {"path": "/Users", "bulkId": "bad", "data": {"userName": "bad"}}


def malformed(*results, after=(BEFORE,), **options):
    """Return a bulk request with failOnErrors 1 whose second operation has no method."""
    job = (post_user("before"), post_user("bad"), post_user("last"))
    return bulk(
        *job, results=results or None, malformed={1: NO_METHOD}, fail_on_errors=1, after=after, **options
    )


test_malformed_operations_count_as_errors = table(
    "BULK-3.7-34",
    "malformed_operations_count_as_errors",
    passes("the malformed operation ends the bulk request", malformed(201, 400, None)),
    warns("the malformed operation does not count", malformed(201, 400, 201, after=[BEFORE, LAST])),
    inconclusive("the malformed operation is run", malformed(201, 201, 201, after=[BEFORE, LAST])),
    inconclusive("the bulk request is rejected", malformed(response=rejected(400), after=[])),
)

test_operation_before_the_first_error_is_processed = table(
    "BULK-3.7-38",
    "operation_before_the_first_error_is_processed",
    passes("the operation before the error is processed", one_error(201, 409, None, None)),
    warns("a later operation fails first", one_error(None, 409, None, None, after=[])),
    inconclusive("the first user is reported but not stored", one_error(201, 409, None, None, after=[])),
    inconclusive("the bulk request is rejected", REJECTED),
)

TWO = (
    put_user("missing", "first"),
    post_user("between"),
    DUPLICATE,
    post_user("last"),
    delete("/Users/t"),
)
BETWEEN = a_user("1", "between")


def two_errors(*results, after=(BETWEEN,), **options):
    """Return a bulk request with failOnErrors 2 whose first and third operation fail."""
    return bulk(
        *TWO, results=results or None, fail_on_errors=2, before=[TAKEN], after=[TAKEN, *after], **options
    )


test_fewer_errors_do_not_end_the_bulk_request = table(
    "BULK-3.7-35",
    "fewer_errors_do_not_end_the_bulk_request",
    passes("the operation after the first of two errors is processed", two_errors(404, 201, 409, None, None)),
    passes(
        "a success does not count",
        bulk(
            post_user("good1"),
            post_user("good2"),
            DUPLICATE,
            post_user("good3"),
            results=[201, 201, 409, 201],
            fail_on_errors=3,
            before=[TAKEN],
            after=[TAKEN, *(a_user(str(number), f"good{number}") for number in (1, 2, 3))],
        ),
    ),
    fails("the first of two errors ends the bulk request", two_errors(404, None, None, None, None, after=[])),
    inconclusive("the user is created without a result", two_errors(404, None, 409, None, None)),
    inconclusive("the bulk request is rejected", two_errors(response=rejected(400), after=[])),
)

ZERO = (post_user("before"), DUPLICATE, post_user("last"))


def zero(*results, after=(BEFORE, LAST), **options):
    """Return a bulk request with failOnErrors 0 whose second operation fails."""
    return bulk(
        *ZERO, results=results or None, fail_on_errors=0, before=[TAKEN], after=[TAKEN, *after], **options
    )


test_fail_on_errors_zero = table(
    "BULK-3.7-43",
    "fail_on_errors_zero",
    notes("0 is no limit", zero(201, 409, 201)),
    notes("0 is like 1", zero(201, 409, None, after=[BEFORE])),
    notes("0 is rejected", zero(response=rejected(400), after=[])),
    warns("nothing is run, and the server returns 200", zero(response={"Operations": []}, after=[])),
    inconclusive("the bulk request ends in a server error", zero(response=rejected(500), after=[])),
)

test_successes_do_not_end_the_bulk_request = table(
    "BULK-3.7-10",
    "successes_do_not_end_the_bulk_request",
    passes("the bulk request ends at the first error", zero(201, 409, None, after=[BEFORE])),
    fails("the bulk request ends at the first success", zero(201, None, None, after=[BEFORE])),
    inconclusive("0 is no limit", zero(201, 409, 201)),
    inconclusive("0 is rejected", zero(response=rejected(400), after=[])),
)


def huge(limit, response=None):
    """Return a bulk request with a large failOnErrors."""
    after = [] if response else [LAST]
    return bulk(
        post_user("last"), fail_on_errors=limit, response=response, after=after, label=f"failOnErrors {limit}"
    )


test_large_fail_on_errors_is_accepted = table(
    "BULK-3.7-44",
    "large_fail_on_errors_is_accepted",
    passes("a limit above the number of operations", huge(50)),
    passes("a limit beyond 64 bits", huge(10**20)),
    fails("a limit of 50 is rejected", huge(50, rejected(400))),
    fails("a limit beyond 31 bits is rejected", huge(2**31, rejected(400))),
    warns("a limit beyond 64 bits is rejected", huge(10**20, rejected(400))),
    inconclusive("the server fails, which ERROR-3.12-08 judges", huge(50, rejected(500))),
    inconclusive("the connection is reset", huge(50, exchange("POST", "/Bulk", None, failure="reset"))),
)

NULL = (post_user("null"), post_user("null", "duplicate"), post_user("last"))


def null(*results, after=(), **options):
    """Return a bulk request whose failOnErrors is null, and whose second operation fails."""
    created = [a_user("1", "null")] if results else []
    return bulk(
        *NULL, results=results or None, after=[*created, *after], label="failOnErrors null", **options
    )


test_fail_on_errors_null_is_no_limit = table(
    "BULK-3.7-45",
    "fail_on_errors_null_is_no_limit",
    passes("null is no limit", null(201, 409, 201, after=[LAST])),
    warns("null is rejected", null(response=rejected(400))),
    warns("null ends the bulk request at the first error", null(201, 409, None)),
    inconclusive("the server fails, which ERROR-3.12-08 judges", null(response=rejected(500))),
)


def invalid(value, response, *after):
    """Return a body with an invalid failOnErrors."""
    return TraceBuilder().body(value, response, after)


test_invalid_fail_on_errors_is_rejected = table(
    "BULK-3.7-05",
    "invalid_fail_on_errors_is_rejected",
    passes("a negative number is rejected", invalid("-1", rejected(400))),
    warns("a fraction is accepted", invalid("1.5", rejected(200, {"Operations": []}), LAST)),
    warns("true is accepted, and nothing is processed", invalid("true", rejected(200, {"Operations": []}))),
    inconclusive("a string makes the server fail", invalid('"one"', rejected(500))),
)

DEPENDANT = (post_group("circle", ref("member")), post_user("taken", "member"), post_user("last"))


def dependant(*results, after=()):
    """Return a group, its member who cannot be created, and a user, with failOnErrors 1."""
    return bulk(
        *DEPENDANT, results=results, fail_on_errors=1, before=[TAKEN], after=[TAKEN, *after], rejectable=True
    )


DEPENDANT_REJECTED = bulk(*DEPENDANT, response=rejected(400), fail_on_errors=1)

test_failed_dependencies_end_the_bulk_request = table(
    "BULK-3.7-34",
    "failed_dependencies_end_the_bulk_request",
    passes("the group fails and ends the bulk request", dependant(409, None, None)),
    passes("the user is run first, fails and ends the bulk request", dependant(None, 409, None)),
    fails("the last user is created after the errors", dependant(409, 409, 201, after=[LAST])),
    fails("the last user is created without a result", dependant(409, 409, None, after=[LAST])),
    warns("the group and its member are two errors", dependant(409, 409, None)),
    inconclusive("no error is reported", dependant(201, 201, 201, after=[LAST])),
    inconclusive("the bulk request is rejected", DEPENDANT_REJECTED),
)

NOWHERE = (post_group("circle", ref("nobody")), post_group("beside"), post_user("last"))


def nowhere(*results, after=()):
    """Return a group with an undefined reference, another group and a user, with failOnErrors 1."""
    return bulk(*NOWHERE, results=results, fail_on_errors=1, after=after, rejectable=True)


test_undefined_references_end_the_bulk_request = table(
    "BULK-3.7-34",
    "undefined_references_end_the_bulk_request",
    passes("the group is rejected and ends the bulk request", nowhere(400, None, None)),
    warns(
        "the group is deferred, and rejected in the end",
        nowhere(400, 201, 201, after=[a_group("b", "beside"), LAST]),
    ),
    inconclusive("the group is created", nowhere(201, 201, 201, after=[a_group("g", "circle"), LAST])),
    inconclusive("the bulk request is rejected", bulk(*NOWHERE, response=rejected(400), fail_on_errors=1)),
)

test_deferred_operation_has_a_result = table(
    "BULK-3.7.3-07",
    "deferred_operation_has_a_result",
    passes("the group and its member have results", dependant(409, 409, None)),
    fails("a created group has no result", dependant(None, 409, None, after=[a_group("g", "circle")])),
    warns("the member is run first, and the group has no result", dependant(None, 409, None)),
    inconclusive("no error is reported", dependant(None, None, None)),
    inconclusive("the bulk request is rejected", DEPENDANT_REJECTED),
)
