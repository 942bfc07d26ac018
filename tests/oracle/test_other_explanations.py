"""What is not accused: what may not have been counted, and what only one of two explanations needs."""

import pytest

from conformance.oracle.bulk import (
    Existing,
    Found,
    JobModel,
    Made,
    Method,
    OperationModel,
    Permission,
    Seen,
    Server,
    Version,
    judge,
)
from tests.oracle.test_judgements import BEFORE, found, group, ruled, user

U = user("u")


@pytest.mark.parametrize("codes", [[409, 409, 201], [400, 400, 201]])
def test_posts_that_are_refused_for_their_common_bulk_id_may_not_be_counted(codes: list[int | None]):
    pairs = [user("t", name="one"), user("t", name="two")]
    oracle_result = ruled([*pairs, U], codes, found(U), limit=1)
    assert {violation.requirement for violation in oracle_result.violations} == {"BULK-3.7-34"}
    assert oracle_result.stand is Permission.TOLERATED


def test_an_error_of_its_own_is_counted():
    oracle_result = ruled([user("f", flawed=True), U], [400, 201], found(U), limit=1)
    assert oracle_result.requirements == {"BULK-3.7-34"}


def test_of_two_explanations_the_one_is_told_that_accuses_of_less():
    # Behind its end, if the dependant counts; before it, if not. Kept as text it is in either case.
    put = OperationModel(Method.PUT, "User", Existing("ann"), refers=(Made("u"),))
    steps = [U, user("f", flawed=True), group("g", "f"), put]
    ann = Found("User", "ann", "before", frozenset({"bulkId:u"}), label="ann")
    assert ruled(steps, [201, 400, 409, 200], found(U), ann, limit=2).requirements == {"BULK-3.7.2-03"}


def test_nothing_new_is_accused_where_what_is_known_to_be_broken_explains_it():
    stale = OperationModel(Method.PUT, "User", Existing("ann"), text="after", version=Version.STALE)
    steps = (user("taken", name="ann"), group("g", "taken"), stale)
    ann = Found("User", "ann", "after", label="ann")
    seen = Seen(200, True, (409, 409, 200), (ann,))

    def told(*known: str) -> frozenset[str]:
        return judge(JobModel(steps, 2), BEFORE, seen, Server(), frozenset(known)).requirements

    assert told("VERSION-3.14-02") == {"VERSION-3.14-02"}
    assert told("BULK-3.7-34") == {"BULK-3.7-34"}
