"""The permitted orders of operations, each with an outcome that only that order explains."""

from dataclasses import replace

from conformance.oracle.bulk import (
    Created,
    Existing,
    JobModel,
    Method,
    Observed,
    OperationModel,
    Permission,
    Server,
    judge,
)
from conformance.oracle.bulk.orders import orders
from tests.oracle.by_hand import ANN_FOUND, BEFORE, G, U, found, group, ruled, user


def test_target_of_two_references_comes_first():
    steps = [
        group("top", "left", "right"),
        group("left", "below"),
        group("right", "left", "below"),
        group("below"),
    ]
    assert (3, 1, 2, 0) in orders(JobModel(tuple(steps)), frozenset(range(4)))


def test_deferred_operation_may_come_after_the_end_of_the_request():
    taken, again = (user(bulk_id, name="ann") for bulk_id in ("taken", "again"))
    oracle_result = ruled([G, taken, U, again], [412, 409, 201, 409], found(U), limit=2)
    assert oracle_result.permission is Permission.TOLERATED
    assert {violation.requirement for violation in oracle_result.violations} == {
        "BULK-3.7-38",
        "BULK-3.7.3-08",
    }


def test_reference_to_a_failed_post_may_come_last():
    taken = user("taken", name="ann")
    waits = group("w", "taken")
    oracle_result = ruled([taken, waits, U], [409, 409, 201], found(U), limit=2)
    assert {violation.requirement for violation in oracle_result.violations} == {"BULK-3.7-38"}


def test_ambiguous_result_may_be_the_error_that_ends_the_request():
    pairs = [replace(user("t"), name=name) for name in ("one", "two")]
    for created in pairs:
        oracle_result = ruled([group("g", "u"), *pairs, U], [412, 0, 0, 412], found(created), limit=1)
        assert {violation.requirement for violation in oracle_result.violations} == {
            "BULK-3.7-38",
            "BULK-3.7.3-08",
        }


def test_explanation_that_matches_the_order_of_results_is_preferred():
    change = OperationModel(Method.PUT, "User", Existing("ann"), refers=(Created("u"),))
    steps = (change, U, OperationModel(Method.DELETE, "User", Existing("ann")))

    def violated(*order: int) -> set[str]:
        seen = Observed(200, True, (404, 201, 204), (found(U),), order=order)
        return {
            violation.requirement for violation in judge(JobModel(steps), BEFORE, seen, Server()).violations
        }

    assert violated(0, 1, 2) == {"BULK-3.7.2-04"}
    assert violated(1, 2, 0) == {"BULK-3.7-38"}


def test_end_of_a_circular_reference_is_rejected_before_operations_that_wait_for_it():
    ring = [user("a", "b"), user("b", "a")]
    seen = Observed(200, True, (412, 409, 412), (ANN_FOUND,), order=(1, 2, 0))
    oracle_result = judge(JobModel((*ring, U), 1), BEFORE, seen, Server())
    assert {violation.requirement for violation in oracle_result.violations} == {
        "BULK-3.7-38",
        "BULK-3.7.3-08",
    }


def test_target_moved_forward_stays_after_operations_on_the_same_name():
    steps = [
        group("g", "heir", "nobody"),
        OperationModel(Method.DELETE, "User", Existing("ann")),
        heir := user("heir", name="ann"),
        OperationModel(Method.PUT, "User", Existing("ann"), text="too late"),
        user("nobody", flawed=True),
    ]
    assert (1, 2, 4, 0, 3) in orders(JobModel(tuple(steps)), frozenset({2}))
    seen = Observed(200, True, (409, 204, 201, None, 400), (found(heir),))
    assert judge(JobModel(tuple(steps), 2), BEFORE, seen, Server()).permission is Permission.TOLERATED
