"""Which effects of generated bulk requests get which verdict.

The oracle's own tests are in tests/oracle; these tables show what a check makes of its results: at least one
outcome for each requirement that the oracle cites.
"""

from dataclasses import replace

import pytest

from conformance.oracle.bulk import (
    CITED,
    Absent,
    Created,
    Existing,
    Found,
    JobModel,
    JsonEncoding,
    Method,
    Observed,
    OperationModel,
    Server,
    Value,
    Version,
)
from conformance.requirements.verdicts import Verdict
from conformance.trace.builder import TraceBuilder, exchange
from conformance.trace.generated_job import GeneratedJob
from tests.oracle.by_hand import ANN_FOUND, BEFORE, G, U, found, group, user
from tests.sections.tables import (
    TABLES,
    fails,
    inconclusive,
    not_applicable,
    notes,
    passes,
    table,
    verdict_of,
    warns,
)

CHECK = "generated_jobs_have_permitted_outcomes"
LACKING = user("f", flawed=True)
"""A POST of a user without userName."""
RING = (group("a", "b"), group("b", "a"))
RENAMED = user("u", name="ann")
"""A POST of a user whose userName is ann's."""
LONG = Value("nickName", "long")


def change(method, on=None, **members):
    """Return an operation on ann, or on something else."""
    return OperationModel(Method(method), "User", on or Existing("ann"), **members)


def ann(text="before", *refers, values=()):
    """Return the user ann as she is stored afterwards."""
    return Found("User", "ann", text, frozenset(refers), "ann", frozenset(values))


def attempt(steps, codes, *left, limit=None, status=200, encoding=None, deleted=False, server=None):
    """Return a generated bulk request and its effects on a server that stores one user, ann.

    Args:
        steps: The operations.
        codes: Status of each; None for no result.
        left: The resources stored afterwards; ann is there and unchanged unless she is given.
        limit: Its failOnErrors.
        status: HTTP status of the response; None for no response.
        encoding: What is unusual about its JSON.
        deleted: Whether ann is no longer stored.
        server: What the server claims.
    """
    there = left if deleted or any(each.label == "ann" for each in left) else (ANN_FOUND, *left)
    seen = Observed(status, any(code is not None for code in codes), tuple(codes), there)
    model = JobModel(tuple(steps), limit, encoding)
    return GeneratedJob(model, exchange("POST", "/Bulk", status, {}), dict(BEFORE), seen, server or Server())


def twice(steps, codes, *left, **members):
    """Return the trace of a generated bulk request that had the same effects when it was sent once more."""
    first = attempt(steps, codes, *left, **members)
    return recorded(replace(first, again=first))


def recorded(*attempts):
    """Return the trace of generated bulk requests."""
    return replace(TraceBuilder("generated-jobs").build(), generated_jobs=attempts)


def generated(requirement, *rows):
    """Return the test of what the check of a requirement finds in generated bulk requests."""
    return table(requirement, CHECK, *rows)


WORKS = twice([U, G], [201, 201], found(U), found(G, "step0"))
"""A user, and a group that refers to the user: both are created."""
WORKS_FORWARD = twice([G, U], [201, 201], found(U), found(G, "step1"))

LOST_ONCE = attempt([U, G], [201, 201], found(U), found(G))
KEPT = attempt([U, G], [201, 201], found(U), found(G, "step0"))
TURNED_AWAY = attempt([U, G], [None, None], status=503)

test_repeated_and_single_effects = generated(
    "BULK-3.7.2-02",
    passes("the reference is stored", WORKS),
    fails("the reference is lost, twice", recorded(replace(LOST_ONCE, again=LOST_ONCE))),
    fails(
        "the reference is lost, twice, and stored in another",
        recorded(replace(LOST_ONCE, again=LOST_ONCE), KEPT),
    ),
    inconclusive("the reference is lost, then stored", recorded(replace(LOST_ONCE, again=KEPT))),
    inconclusive("the reference is lost, once", recorded(LOST_ONCE)),
    inconclusive(
        "the reference is lost, then stored, and stored in another",
        recorded(replace(LOST_ONCE, again=KEPT), KEPT),
    ),
    not_applicable("no references", twice([U], [201], found(U))),
    not_applicable("no generated bulk request", recorded()),
)

test_whole_response = generated(
    "BULK-3.7-31",
    fails("the bulk request gets 500", twice([U], [None], status=500)),
    fails("the bulk request gets 400 for no reason", twice([U], [None], status=400)),
    fails("no response", twice([U], [None], status=None)),
    inconclusive("the bulk request gets 503", recorded(replace(TURNED_AWAY, again=TURNED_AWAY))),
    inconclusive("the bulk request gets 500 once", recorded(attempt([U], [None], status=500))),
    not_applicable("processed", WORKS),
)

test_operations_are_processed = generated(
    "BULK-3.7-02",
    fails("a valid POST gets 400", twice([U], [400])),
    fails("a valid POST gets 500", twice([U], [500])),
    fails("a valid PATCH gets 400", twice([change("PATCH", text="new")], [400])),
    not_applicable("processed", WORKS),
)

test_operations_are_applied_once = generated(
    "BULK-3.7-10",
    fails("one POST creates two users", twice([U], [201], found(U), found(U))),
    not_applicable("one user", twice([U], [201], found(U))),
)

NO_BULK_ID = OperationModel(Method.POST, "User", None, None, "x")

test_post_without_bulk_id = generated(
    "BULK-3.7-15",
    passes("201", twice([NO_BULK_ID], [201], Found("User", "x"))),
    passes("400", twice([NO_BULK_ID], [400])),
    notes("500", twice([NO_BULK_ID], [500])),
    not_applicable("every POST has a bulkId", WORKS),
)

FIRST, SECOND = user("u", name="first"), user("u", name="second")
BOTH = (Found("User", "first"), Found("User", "second"))

test_repeated_bulk_ids = generated(
    "BULK-3.7-16",
    passes("the second POST gets 400", twice([FIRST, SECOND], [201, 400], BOTH[0])),
    passes("both are created", twice([FIRST, SECOND], [201, 201], *BOTH)),
    warns("the second POST gets 500", twice([FIRST, SECOND], [201, 500], BOTH[0])),
    not_applicable("each bulkId once", WORKS),
)

test_references_to_repeated_bulk_ids = generated(
    "BULK-3.7-46",
    passes("the reference gets 400", twice([FIRST, SECOND, G], [201, 201, 400], *BOTH)),
    fails("the reference is resolved", twice([FIRST, SECOND, G], [201, 201, 201], *BOTH, found(G, "step0"))),
    not_applicable("each bulkId once", WORKS),
)

test_data_is_stored = generated(
    "BULK-3.7-23",
    fails("200, the text is not stored", twice([change("PATCH", text="new")], [200], ann())),
    not_applicable("200, the text is stored", twice([change("PATCH", text="new")], [200], ann("new"))),
)

test_failures_do_not_stop_others = generated(
    "BULK-3.7-33",
    passes("the next operation succeeds", twice([LACKING, U], [400, 201], found(U))),
    fails("the next operation gets 400", twice([LACKING, U], [400, 400])),
    fails("the next operation has no result", twice([LACKING, U], [400, None])),
    warns("the whole bulk request gets 400", twice([LACKING, U], [None, None], status=400)),
)

test_fail_on_errors_ends = generated(
    "BULK-3.7-34",
    passes("1: nothing after the error", twice([LACKING, U], [400, None], limit=1)),
    fails("1: the next operation succeeds", twice([LACKING, U], [400, 201], found(U), limit=1)),
    fails(
        "1: the next operation is applied, not reported", twice([LACKING, U], [400, None], found(U), limit=1)
    ),
    not_applicable("no failOnErrors", twice([LACKING, U], [400, 201], found(U))),
)

test_fail_on_errors_does_not_end_earlier = generated(
    "BULK-3.7-35",
    fails("2: nothing after the first error", twice([LACKING, U], [400, None], limit=2)),
    not_applicable("2: the next operation succeeds", twice([LACKING, U], [400, 201], found(U), limit=2)),
)

test_fail_on_errors_zero = generated(
    "BULK-3.7-43",
    passes("0: the whole bulk request gets 400", twice([U], [None], limit=0, status=400)),
    not_applicable("0: processed", twice([U], [201], found(U), limit=0)),
)

IN_TURN = [change("PATCH", text="new"), change("PATCH", text="newer")]

test_operations_take_effect_in_order = generated(
    "BULK-3.7-38",
    passes("the last change is stored", twice(IN_TURN, [200, 200], ann("newer"))),
    fails("the first change is stored", twice(IN_TURN, [200, 200], ann("new"))),
    fails("1: a later operation ends the bulk request", twice([U, LACKING], [None, 400], limit=1)),
    not_applicable("one change", twice(IN_TURN[:1], [200], ann("new"))),
)

UNKNOWN_MEMBERS = {"encoding": JsonEncoding.UNKNOWN}
NULLS = {"encoding": JsonEncoding.NULLS}
ODD_BULK_IDS = {"encoding": JsonEncoding.ODD_IDS}

test_unknown_members = generated(
    "BULK-3.7-52",
    passes("201", twice([U], [201], found(U), **UNKNOWN_MEMBERS)),
    warns("400", twice([U], [400], **UNKNOWN_MEMBERS)),
    warns("the whole bulk request gets 400", twice([U], [None], status=400, **UNKNOWN_MEMBERS)),
    not_applicable("no unknown members", WORKS),
)

test_nulls = generated(
    "CORE-2.5-01",
    passes("201", twice([U], [201], found(U), **NULLS)),
    warns("400", twice([U], [400], **NULLS)),
    warns("the whole bulk request gets 400", twice([U], [None], status=400, **NULLS)),
    not_applicable("no nulls", WORKS),
)

test_values_are_stored_as_by_single_requests = generated(
    "BULK-3.7-61",
    passes("the value is stored", twice([change("PATCH", values=(LONG,))], [200], ann(values=[LONG]))),
    fails("the value is changed", twice([change("PATCH", values=(LONG,))], [200], ann())),
    passes(
        "the value is changed by a single request too",
        twice([change("PATCH", values=(LONG,))], [200], ann(), server=Server(own_way=frozenset({LONG}))),
    ),
    not_applicable("no unusual value", WORKS),
)

RING_STORED = (found(RING[0], "step1"), found(RING[1], "step0"))

test_rings_are_conflicts = generated(
    "BULK-3.7.1-01",
    passes("both get 409", twice(RING, [409, 409])),
    warns("both get 400", twice(RING, [400, 400])),
    fails("one gets 409, the other refers to it", twice(RING, [409, 201], found(RING[1]))),
    not_applicable("no circular reference", WORKS),
)

test_rings_are_tried = generated(
    "BULK-3.7.1-03",
    passes("both are created", twice(RING, [201, 201], *RING_STORED)),
    warns("the whole bulk request gets 409", twice(RING, [None, None], status=409)),
    not_applicable("no circular reference", WORKS),
)

test_rings_are_resolved = generated(
    "BULK-3.7.1-04",
    passes("both refer to each other", twice(RING, [201, 201], *RING_STORED)),
    fails("one reference is lost", twice(RING, [201, 201], found(RING[0]), RING_STORED[1])),
    not_applicable("no circular reference", WORKS),
)

test_rings_are_no_server_errors = generated(
    "BULK-3.7.1-07",
    fails("the bulk request gets 500", twice(RING, [None, None], status=500)),
    fails("no response", twice(RING, [None, None], status=None)),
    not_applicable("both get 409", twice(RING, [409, 409])),
)

test_references_to_created_resources = generated(
    "BULK-3.7.2-01",
    passes("201", WORKS),
    fails("400", twice([U, G], [201, 400], found(U))),
    not_applicable("no reference", twice([U], [201], found(U))),
)

test_references_are_not_text = generated(
    "BULK-3.7.2-03",
    passes("the id is stored", WORKS),
    fails("the bulkId is stored", twice([U, G], [201, 201], found(U), found(G, "bulkId:u"))),
    not_applicable("no reference", twice([U], [201], found(U))),
)

test_forward_references = generated(
    "BULK-3.7.2-04",
    passes("the reference is stored", WORKS_FORWARD),
    warns("the reference gets 400", twice([G, U], [400, 201], found(U))),
    warns("the whole bulk request gets 400", twice([G, U], [None, None], status=400)),
    fails("the reference is lost", twice([G, U], [201, 201], found(U), found(G))),
    not_applicable("no forward reference", WORKS),
)

test_references_lead_to_the_right_resource = generated(
    "BULK-3.7.2-05",
    fails("another resource", twice([U, G], [201, 201], found(U), found(G, "step0", "ann"))),
    warns("an unusual bulkId gets 400", twice([U], [400], **ODD_BULK_IDS)),
    passes("an unusual bulkId gets 201", twice([U], [201], found(U), **ODD_BULK_IDS)),
    not_applicable("the right resource", WORKS),
)

REFERS = change("PATCH", refers=(Created("u"),))

test_references_in_changes = generated(
    "BULK-3.7.2-07",
    passes("the reference is stored", twice([U, REFERS], [201, 200], found(U), ann("before", "step0"))),
    fails("the reference is lost", twice([U, REFERS], [201, 200], found(U), ann())),
    not_applicable("no reference in a change", WORKS),
)

test_references_to_undefined_bulk_ids = generated(
    "BULK-3.7.2-08",
    passes("400", twice([G], [400])),
    warns("201, without the reference", twice([G], [201], found(G))),
    warns("the whole bulk request gets 400", twice([G], [None], status=400)),
    fails("500", twice([G], [500])),
    not_applicable("every bulkId is defined", WORKS),
)

test_references_to_failed_operations = generated(
    "BULK-3.7.2-09",
    passes("400", twice([LACKING, group("g", "f")], [400, 400])),
    fails("201", twice([LACKING, group("g", "f")], [400, 201], found(group("g")))),
    not_applicable("every operation succeeds", WORKS),
)

IN_PATH = change("PATCH", Created("u"), text="new")

test_bulk_ids_in_paths = generated(
    "BULK-3.7.2-11",
    passes("200", twice([U, IN_PATH], [201, 200], found(U, text="new"))),
    warns("400", twice([U, IN_PATH], [201, 400], found(U))),
    warns("the whole bulk request gets 400", twice([U, IN_PATH], [None, None], status=400)),
    not_applicable("no bulkId in a path", WORKS),
)

test_every_operation_has_a_result = generated(
    "BULK-3.7.3-01",
    fails("no result", twice([U], [None], found(U))),
    not_applicable("a result for each operation", WORKS),
)

test_results_have_the_status_of_single_requests = generated(
    "BULK-3.7.3-05",
    passes("a POST without userName gets 400", twice([LACKING], [400])),
    fails("a POST without userName gets 201", twice([LACKING], [201], found(LACKING))),
    not_applicable("every POST has a userName", WORKS),
)

test_operations_before_the_end_have_results = generated(
    "BULK-3.7.3-07",
    fails("1: the user before the error has no result", twice([U, LACKING], [None, 400], found(U), limit=1)),
    warns(
        "2: the reference to the failed operation has no result",
        twice([group("g", "f"), LACKING, user("h", flawed=True)], [None, 400, 400], limit=2),
    ),
    not_applicable("1: each has a result", twice([U, LACKING], [201, 400], found(U), limit=1)),
)

test_operations_after_the_end_have_no_results = generated(
    "BULK-3.7.3-08",
    warns("1: the next operation is listed as failed", twice([LACKING, U], [400, 400], limit=1)),
    not_applicable("1: the next operation has no result", twice([LACKING, U], [400, None], limit=1)),
)

test_success_is_stored = generated(
    "BULK-3.7.3-10",
    passes("201, the user is stored", twice([U], [201], found(U))),
    fails("201, the user is not stored", twice([U], [201])),
    not_applicable("no POST succeeds", twice([LACKING], [400])),
)

test_errors_change_nothing = generated(
    "BULK-3.7.3-11",
    passes("400, nothing is stored", twice([LACKING], [400])),
    fails("409, the user is stored", twice([U], [409], found(U))),
    fails("400, the change is stored", twice([change("PATCH", text="new")], [400], ann("new"))),
    not_applicable("every operation succeeds", WORKS),
)

test_duplicates = generated(
    "RESOURCE-3.3-01",
    passes("409", twice([RENAMED], [409])),
    fails("400", twice([RENAMED], [400])),
    fails("201", twice([RENAMED], [201], ANN_FOUND, Found("User", "ann"))),
    not_applicable("no duplicate", WORKS),
)

UNKNOWN_PUT, UNKNOWN_PATCH = change("PUT", Absent()), change("PATCH", Absent())

test_put_to_an_unknown_id = generated(
    "RESOURCE-3.5.1-01",
    passes("404", twice([UNKNOWN_PUT], [404])),
    fails("200", twice([UNKNOWN_PUT], [200])),
    not_applicable("no PUT to an unknown id", WORKS),
)

test_unknown_resources = generated(
    "ERROR-3.12-11",
    passes("404", twice([UNKNOWN_PATCH], [404])),
    warns("200", twice([UNKNOWN_PATCH], [200])),
    not_applicable("no unknown id", WORKS),
)

test_deletions = generated(
    "RESOURCE-3.6-01",
    fails("204, the user is still stored", twice([change("DELETE")], [204])),
    not_applicable("204, the user is not stored", twice([change("DELETE")], [204], deleted=True)),
)

DELETED_AND_CREATED = [change("DELETE"), RENAMED]

test_deleted_names = generated(
    "RESOURCE-3.6-02",
    passes(
        "201, where single requests do not show it",
        twice(
            DELETED_AND_CREATED,
            [204, 201],
            Found("User", "ann"),
            deleted=True,
            server=Server(reuses_names=None),
        ),
    ),
    warns(
        "409, where single requests do not show it",
        twice(DELETED_AND_CREATED, [204, 409], deleted=True, server=Server(reuses_names=None)),
    ),
    not_applicable("no name of a deleted user", WORKS),
)

STALE = change("PATCH", text="new", version=Version.STALE)

test_stale_versions = generated(
    "VERSION-3.14-02",
    passes("412", twice([STALE], [412])),
    warns("409", twice([STALE], [409])),
    fails("200", twice([STALE], [200], ann("new"))),
    not_applicable("no version", WORKS),
)


def test_every_requirement_that_the_oracle_cites_has_a_table():
    assert {requirement for requirement, check in TABLES if check == CHECK} == CITED


@pytest.mark.parametrize("requirement", sorted(CITED))
def test_violation_that_is_seen_once_is_inconclusive(requirement):
    """Every row that fails, or warns because of its level, becomes inconclusive when it is not repeated."""
    failing = [row for row in TABLES[requirement, CHECK] if row.verdict is Verdict.FAIL]
    for row in failing:
        once = replace(
            row.trace, generated_jobs=tuple(replace(each, again=None) for each in row.trace.generated_jobs)
        )
        assert verdict_of(requirement, CHECK, once).verdict is Verdict.INCONCLUSIVE, row.name
