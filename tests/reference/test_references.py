"""References between operations of a bulk request: backward, forward, circular and undefined."""

import pytest

from conformance.reference.job import Operation
from conformance.reference.references import find_references, remove


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_circular_groups_are_resolved(client, group, size):
    ring = [group(f"g{n}", f"bulkId:g{(n + 1) % size}") for n in range(size)]
    assert client.statuses(*ring) == ["201"] * size
    assert [client.members(f"g{n}") for n in range(size)] == [[f"g{(n + 1) % size}"] for n in range(size)]


def test_circular_managers_are_resolved(client, user):
    assert client.statuses(user("a", manager="bulkId:b"), user("b", manager="bulkId:a")) == ["201", "201"]
    stored = client.stored("/Users")
    for one, other in (("a", "b"), ("b", "a")):
        extension = next(value for name, value in stored[one].items() if name.endswith("enterprise:2.0:User"))
        assert extension["manager"]["value"] == stored[other]["id"]


def test_forward_reference_is_resolved(client, user, group):
    assert client.statuses(group("g", "bulkId:u"), user("between"), user("u")) == ["201"] * 3
    assert client.members("g") == ["u"]


def test_each_of_several_references_is_resolved(client, user, group):
    client.results(
        user("a"), user("b"), group("inner", "bulkId:a"), group("outer", "bulkId:b", "bulkId:inner")
    )
    assert client.members("outer") == ["b", "inner"]


def test_bulk_ids_with_a_common_prefix_are_distinguished(client, user, group):
    names = ["1", "10", "100"]
    client.results(*(group(f"g{each}", f"bulkId:{each}") for each in names), *map(user, reversed(names)))
    assert [client.members(f"g{each}") for each in names] == [["1"], ["10"], ["100"]]


@pytest.mark.parametrize("bulk_id", ['quo"te', "a:b", "sla/sh", "with space", "ключ", "b" * 255, "bulkId:x"])
def test_any_text_can_be_a_bulk_id(client, user, group, bulk_id):
    results = client.results(user("u", bulk_id=bulk_id), group("g", f"bulkId:{bulk_id}"))
    assert [result["bulkId"] for result in results] == [bulk_id, "g"]
    assert client.members("g") == ["u"]


def test_references_in_put_patch_and_path_are_resolved(client, user, group, add):
    (made,) = client.results(group("g"))
    path = "/Groups/" + made["response"]["id"]
    put = {"method": "PUT", "path": path, "data": group("g", "bulkId:a")["data"]}
    rename = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]}
    rename |= {"Operations": [{"op": "replace", "path": "displayName", "value": "Changed"}]}
    change = {"method": "PATCH", "path": "/Users/bulkId:b", "data": rename}
    results = client.results(put, add(path, "bulkId:b"), user("a"), user("b"), change)
    assert [result["status"] for result in results] == ["200", "200", "201", "201", "200"]
    assert client.members("g") == ["a", "b"]
    assert client.stored("/Users")["b"]["displayName"] == "Changed"
    assert results[4]["location"] == results[3]["location"]


def test_reference_in_the_filter_of_a_patch_is_resolved(client, user, group):
    results = client.results(user("a"), user("b"), group("g", "bulkId:a", "bulkId:b"))
    out = {"op": "remove", "path": 'members[value eq "bulkId:c"]'}
    into = {"op": "add", "path": "members", "value": [{"value": "bulkId:c"}]}
    changes = [
        {
            "method": "PATCH",
            "path": "/Groups/" + results[2]["response"]["id"],
            "data": {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [each]},
        }
        for each in (into, out)
    ]
    assert client.statuses(user("c"), *changes) == ["201", "200", "200"]
    assert client.members("g") == ["a", "b"]


def test_text_that_looks_like_a_reference_is_kept(client, user):
    operation = user("u")
    operation["data"]["displayName"] = "bulkId:u"
    client.results(operation)
    assert client.stored("/Users")["u"]["displayName"] == "bulkId:u"


def test_undefined_reference_is_rejected_and_the_rest_is_applied(client, user, group):
    assert client.statuses(user("a"), group("g", "bulkId:nobody"), user("b")) == ["201", "409", "201"]
    assert client.stored("/Users").keys() == {"a", "b"}
    assert client.stored("/Groups") == {}


def test_operation_that_refers_to_a_failed_post_changes_nothing(client, user, group):
    client.results(user("taken"))
    statuses = client.statuses(
        group("outer", "bulkId:inner"),
        group("inner", "bulkId:twin"),
        user("taken", bulk_id="twin"),
        user("b"),
    )
    assert statuses == ["409", "409", "409", "201"]
    assert client.stored("/Groups") == {}
    assert client.stored("/Users").keys() == {"taken", "b"}


def test_failing_circular_reference_changes_nothing(client, group):
    broken = group("b", "bulkId:a")
    del broken["data"]["displayName"]
    broken["data"]["members"].append({"value": 7})
    statuses = client.statuses(group("a", "bulkId:b"), broken)
    assert [status[0] for status in statuses] == ["4", "4"]
    assert client.stored("/Groups") == {}


def test_bulk_id_is_undefined_in_the_next_request(client, user, group):
    client.results(user("a"))
    assert client.statuses(group("g", "bulkId:a")) == ["409"]


def test_second_post_with_a_bulk_id_is_rejected(client, user):
    assert client.statuses(user("a", bulk_id="same"), user("b", bulk_id="same")) == ["201", "400"]
    assert client.stored("/Users").keys() == {"a"}


def test_removing_references_leaves_the_other_members_and_the_original():
    members = [{"value": "x"}, {"value": "bulkId:a", "$ref": "/Users/bulkId:a"}, {"value": "bulkId:b"}]
    operation = Operation(0, {}, "POST", path="/Groups", data={"members": members})
    assert remove(operation, find_references(operation)).data == {"members": [{"value": "x"}]}
    assert len(operation.data["members"]) == 3
