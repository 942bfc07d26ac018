"""What is permitted of each operation, given what became of the others."""

import pytest

from conformance.oracle.bulk import (
    Absent,
    JobModel,
    Method,
    OperationModel,
    Permission,
    Resource,
    Seen,
    Server,
    permitted,
)
from tests.oracle.test_judgements import group, user

BEFORE = {"ann": Resource("User", "ann")}
U, G, FLAWED = user("u"), group("g", "u"), user("u", flawed=True)
RING = (group("a", "b"), group("b", "a"))


def told(*steps, codes):
    shape = JobModel(steps)
    return permitted(shape, BEFORE, Seen(200, True, codes), Server())


@pytest.mark.parametrize(
    ("steps", "codes", "words"),
    [
        ((U,), (201,), ["done"]),
        ((FLAWED,), (400,), ["4xx, by BULK-3.7.3-05"]),
        ((user("u", name="ann"),), (409,), ["409, by RESOURCE-3.3-01"]),
        ((U, G), (201, 201), ["done", "done"]),
        ((FLAWED, G), (400, 409), ["4xx, by BULK-3.7.3-05", "4xx, by BULK-3.7.2-09"]),
        ((G, U), (201, 201), ["done | 4xx, by BULK-3.7.2-04", "done"]),
        (RING, (201, 201), ["done | 409, by BULK-3.7.1-03"] * 2),
        (RING, (409, 409), ["409, by BULK-3.7.1-01"] * 2),
        ((OperationModel(Method.DELETE, "User", Absent(), "a"),), (404,), ["4xx, by ERROR-3.12-11"]),
    ],
    ids=[
        *("plain", "invalid", "duplicate", "reference", "to what failed", "forward", "ring", "ring given up"),
        "nobody",
    ],
)
def test_what_is_permitted_is_told_with_the_requirement_that_says_so(steps, codes, words):
    assert [*map(str, told(*steps, codes=codes))] == words


def test_what_one_reading_alone_allows_is_marked_so():
    ahead, _ = told(G, U, codes=(201, 201))
    assert (ahead.done, ahead.refused) == (Permission.PERMITTED, Permission.TOLERATED)


def test_what_an_operation_leaves_counts_for_the_next_one():
    pairs = (user("u", name="same"), user("v", name="same"))
    assert [*map(str, told(*pairs, codes=(201, 409)))] == ["done", "409, by RESOURCE-3.3-01"]
    assert [*map(str, told(*pairs, codes=(500, 201)))] == ["done", "done"]
