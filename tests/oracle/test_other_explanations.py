"""Outcomes with several explanations: the mildest one counts."""

import pytest

from conformance.oracle.bulk import (
    Created,
    Existing,
    Found,
    JobModel,
    Method,
    Observed,
    OperationModel,
    Permission,
    Server,
    Version,
    judge,
)
from tests.oracle.test_judgements import BEFORE, found, group, ruled, user

U = user("u")


@pytest.mark.parametrize("codes", [[409, 409, 201], [400, 400, 201]])
def test_rejected_posts_with_one_bulk_id_may_not_count_as_errors(codes: list[int | None]):
    pairs = [user("t", name="one"), user("t", name="two")]
    oracle_result = ruled([*pairs, U], codes, found(U), limit=1)
    assert {violation.requirement for violation in oracle_result.violations} == {"BULK-3.7-34"}
    assert oracle_result.permission is Permission.TOLERATED


def test_error_in_the_data_counts():
    oracle_result = ruled([user("f", flawed=True), U], [400, 201], found(U), limit=1)
    assert oracle_result.requirements == {"BULK-3.7-34"}


def test_explanation_with_fewer_violations_is_preferred():
    # The PUT comes after the end if the dependent operation counts as an error, and before it if not. Its
    # reference is stored as text in both cases.
    put = OperationModel(Method.PUT, "User", Existing("ann"), refers=(Created("u"),))
    steps = [U, user("f", flawed=True), group("g", "f"), put]
    ann = Found("User", "ann", "before", frozenset({"bulkId:u"}), label="ann")
    assert ruled(steps, [201, 400, 409, 200], found(U), ann, limit=2).requirements == {"BULK-3.7.2-03"}


def test_known_violation_is_preferred_over_a_new_one():
    stale = OperationModel(Method.PUT, "User", Existing("ann"), text="after", version=Version.STALE)
    steps = (user("taken", name="ann"), group("g", "taken"), stale)
    ann = Found("User", "ann", "after", label="ann")
    seen = Observed(200, True, (409, 409, 200), (ann,))

    def violated(*known: str) -> frozenset[str]:
        return judge(JobModel(steps, 2), BEFORE, seen, Server(), frozenset(known)).requirements

    assert violated("VERSION-3.14-02") == {"VERSION-3.14-02"}
    assert violated("BULK-3.7-34") == {"BULK-3.7-34"}
