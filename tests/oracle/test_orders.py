"""The orders in which a job may be carried out, each in an outcome that only it explains."""

from dataclasses import replace

from conformance.oracle.bulk import (
    Existing,
    JobModel,
    Made,
    Method,
    OperationModel,
    Permission,
    Seen,
    Server,
    judge,
)
from conformance.oracle.bulk.orders import orders
from tests.oracle.by_hand import ANN_FOUND, BEFORE, G, U, found, group, ruled, user


def test_what_is_referred_to_comes_first_also_where_two_refer_to_it():
    steps = [
        group("top", "left", "right"),
        group("left", "below"),
        group("right", "left", "below"),
        group("below"),
    ]
    assert (3, 1, 2, 0) in orders(JobModel(tuple(steps)), frozenset(range(4)))


def test_what_is_put_off_may_be_behind_the_end_of_the_job():
    taken, again = (user(bulk_id, name="ann") for bulk_id in ("taken", "again"))
    oracle_result = ruled([G, taken, U, again], [412, 409, 201, 409], found(U), limit=2)
    assert oracle_result.stand is Permission.TOLERATED
    assert {violation.requirement for violation in oracle_result.violations} == {
        "BULK-3.7-38",
        "BULK-3.7.3-08",
    }


def test_what_waits_for_a_post_that_failed_may_come_last():
    taken = user("taken", name="ann")
    waits = group("w", "taken")
    oracle_result = ruled([taken, waits, U], [409, 409, 201], found(U), limit=2)
    assert {violation.requirement for violation in oracle_result.violations} == {"BULK-3.7-38"}


def test_a_result_that_is_not_told_from_another_may_be_the_error_that_ends_the_job():
    pairs = [replace(user("t"), name=name) for name in ("one", "two")]
    for created in pairs:
        oracle_result = ruled([group("g", "u"), *pairs, U], [412, 0, 0, 412], found(created), limit=1)
        assert {violation.requirement for violation in oracle_result.violations} == {
            "BULK-3.7-38",
            "BULK-3.7.3-08",
        }


def test_of_two_readings_the_one_counts_that_the_order_of_the_results_agrees_with():
    change = OperationModel(Method.PUT, "User", Existing("ann"), refers=(Made("u"),))
    steps = (change, U, OperationModel(Method.DELETE, "User", Existing("ann")))

    def told(*order: int) -> set[str]:
        seen = Seen(200, True, (404, 201, 204), (found(U),), order=order)
        return {
            violation.requirement for violation in judge(JobModel(steps), BEFORE, seen, Server()).violations
        }

    assert told(0, 1, 2) == {"BULK-3.7.2-04"}
    assert told(1, 2, 0) == {"BULK-3.7-38"}


def test_what_closes_a_ring_is_refused_before_what_waits_for_it():
    ring = [user("a", "b"), user("b", "a")]
    seen = Seen(200, True, (412, 409, 412), (ANN_FOUND,), order=(1, 2, 0))
    oracle_result = judge(JobModel((*ring, U), 1), BEFORE, seen, Server())
    assert {violation.requirement for violation in oracle_result.violations} == {
        "BULK-3.7-38",
        "BULK-3.7.3-08",
    }


def test_what_is_drawn_forward_comes_behind_what_is_about_the_same_name():
    steps = [
        group("g", "heir", "nobody"),
        OperationModel(Method.DELETE, "User", Existing("ann")),
        heir := user("heir", name="ann"),
        OperationModel(Method.PUT, "User", Existing("ann"), text="too late"),
        user("nobody", flawed=True),
    ]
    assert (1, 2, 4, 0, 3) in orders(JobModel(tuple(steps)), frozenset({2}))
    seen = Seen(200, True, (409, 204, 201, None, 400), (found(heir),))
    assert judge(JobModel(tuple(steps), 2), BEFORE, seen, Server()).stand is Permission.TOLERATED
