"""Bulk requests and the references in them."""

import json

from conformance.scim.bulk_request import PATCH_OP, Job, Operation, Reference, ref
from conformance.scim.resources import group, refs, user


def test_job_is_encoded_as_a_bulk_request() -> None:
    job = Job((Operation("POST", "/Users", "a", {"userName": "x"}), Operation("DELETE", "/Users/1")), 2)
    assert json.loads(job.encode()) == {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "failOnErrors": 2,
        "Operations": [
            {"method": "POST", "path": "/Users", "bulkId": "a", "data": {"userName": "x"}},
            {"method": "DELETE", "path": "/Users/1"},
        ],
    }


def test_malformed_value_replaces_its_operation() -> None:
    job = Job((Operation("DELETE", "/Users/1"), Operation("DELETE", "/Users/2")), malformed={1: 5})
    assert json.loads(job.encode())["Operations"] == [{"method": "DELETE", "path": "/Users/1"}, 5]


def test_references_are_found_in_members_managers_and_patches() -> None:
    patch = {
        "schemas": [PATCH_OP],
        "Operations": [
            {"op": "add", "path": "members", "value": [{"value": ref("a")}]},
            {"op": "add", "value": {"members": [{"value": ref("b")}]}},
            {"op": "replace", "path": "displayName", "value": ref("a")},
        ],
    }
    job = Job(
        (
            Operation("POST", "/Users", "a", user("a", manager=ref("b"))),
            Operation("POST", "/Groups", "g", group("g", *refs("a", "nobody"), "1234")),
            Operation("PATCH", "/Groups/1", data=patch),
            Operation("POST", "/Users", "b", user("b", displayName=ref("a"))),
        )
    )
    assert job.references() == (
        Reference(0, "manager", "b", 3),
        Reference(1, "members", "a", 0),
        Reference(1, "members", "nobody", None),
        Reference(2, "members", "a", 0),
        Reference(2, "members", "b", 3),
    )
    assert [reference.forward for reference in job.references()] == [True, False, False, False, True]
