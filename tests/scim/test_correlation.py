"""Which result belongs to which operation."""

from typing import Any

import pytest

from conformance.scim.bulk_request import Operation
from conformance.scim.correlation import correlate

OPERATIONS = (
    Operation("POST", "/Users", "a", {}),
    Operation("POST", "/Users", "b", {}),
    Operation("PATCH", "/Users/1", data={}),
    Operation("DELETE", "/Users/1"),
)
URL = "http://localhost/v2/Users/1"


@pytest.mark.parametrize(
    ("entries", "owners"),
    [
        ([{"bulkId": "b"}, {"bulkId": "a"}], [1, 0]),
        ([{"method": "POST"}, {"method": "POST"}, {"method": "PATCH"}, {"method": "DELETE"}], [0, 1, 2, 3]),
        (
            [
                {"method": "DELETE", "location": URL},
                {"bulkId": "b"},
                {"method": "PATCH", "location": URL},
                {"bulkId": "a"},
            ],
            [3, 1, 2, 0],
        ),
        ([{"bulkId": "a"}, {"bulkId": "a"}], [0, None]),
        ([{"bulkId": "A", "method": "POST"}, {"bulkId": "b"}], [0, 1]),
        ([5, None, "x", []], [0, 1, 2, 3]),
        ([{"bulkId": ["a"]}, {"bulkId": {"b": 1}}], [0, 1]),
        ([{"bulkId": "b"}, {"bulkId": "a"}, {"method": "DELETE"}, {"status": "400"}], [1, 0, 3, 2]),
        ([{"bulkId": "a"}, {"status": "400"}, {"bulkId": "b", "method": "POST"}], [0, 2, 1]),
        ([{}] * 5, [0, 1, 2, 3, None]),
    ],
)
def test_results_find_their_operations(entries: list[Any], owners: list[int | None]) -> None:
    assert correlate(entries, OPERATIONS) == owners


def test_altered_bulk_id_is_matched_unless_another_operation_has_it() -> None:
    asked = [Operation("POST", "/Users", bulk_id, {}) for bulk_id in ("a b", "a b ", "caf\u00e9", "X")]
    echoed = ("a b", "a b", "cafe\u0301", "x")
    assert correlate([{"method": "POST", "bulkId": each} for each in echoed], asked) == [0, 1, 2, 3]
    twice = [{"method": "POST", "bulkId": "X"}, {"method": "POST", "bulkId": "X"}]
    assert correlate(twice, [Operation("POST", "/Users", each, {}) for each in ("X", "y")]) == [0, None]


def test_duplicate_result_is_not_matched_with_an_operation_that_was_not_run() -> None:
    gone = {"method": "DELETE", "location": "http://localhost/v2/Users/9", "status": "404"}
    asked = [Operation("DELETE", "/Users/9"), Operation("POST", "/Users", "behind", {})]
    assert correlate([gone, gone], asked) == [0, None]
