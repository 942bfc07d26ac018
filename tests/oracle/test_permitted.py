"""The permitted outcomes of each operation, given the results of the others."""

import pytest

from conformance.oracle.bulk import (
    Absent,
    JobModel,
    Method,
    Observed,
    OperationModel,
    Permission,
    Resource,
    Server,
    permitted,
)
from tests.oracle.test_judgements import group, user

BEFORE = {"ann": Resource("User", "ann")}
U, G, FLAWED = user("u"), group("g", "u"), user("u", flawed=True)
RING = (group("a", "b"), group("b", "a"))


def permitted_outcomes(*steps, codes):
    shape = JobModel(steps)
    return permitted(shape, BEFORE, Observed(200, True, codes), Server())


@pytest.mark.parametrize(
    ("steps", "codes", "texts"),
    [
        ((U,), (201,), ["success"]),
        ((FLAWED,), (400,), ["4xx (BULK-3.7.3-05)"]),
        ((user("u", name="ann"),), (409,), ["409 (RESOURCE-3.3-01)"]),
        ((U, G), (201, 201), ["success", "success"]),
        ((FLAWED, G), (400, 409), ["4xx (BULK-3.7.3-05)", "4xx (BULK-3.7.2-09)"]),
        ((G, U), (201, 201), ["success or 4xx (BULK-3.7.2-04)", "success"]),
        (RING, (201, 201), ["success or 409 (BULK-3.7.1-03)"] * 2),
        (RING, (409, 409), ["409 (BULK-3.7.1-01)"] * 2),
        ((OperationModel(Method.DELETE, "User", Absent(), "a"),), (404,), ["4xx (ERROR-3.12-11)"]),
    ],
    ids=[
        *("plain", "invalid", "duplicate", "reference", "reference-to-failed", "forward-reference"),
        *("circular", "circular-rejected", "unknown-id"),
    ],
)
def test_permitted_outcome_names_its_requirement(steps, codes, texts):
    assert [*map(str, permitted_outcomes(*steps, codes=codes))] == texts


def test_rejected_forward_reference_is_tolerated():
    ahead, _ = permitted_outcomes(G, U, codes=(201, 201))
    assert (ahead.done, ahead.rejected) == (Permission.PERMITTED, Permission.TOLERATED)


def test_result_of_an_operation_decides_what_is_permitted_next():
    pairs = (user("u", name="same"), user("v", name="same"))
    assert [*map(str, permitted_outcomes(*pairs, codes=(201, 409)))] == ["success", "409 (RESOURCE-3.3-01)"]
    assert [*map(str, permitted_outcomes(*pairs, codes=(500, 201)))] == ["success", "success"]
