"""The properties of a trace that checks use."""

import json
from typing import Any

from conformance.exchange import Exchange, Request, Response
from conformance.scim.bulk_request import Job, Operation, ref
from conformance.scim.bulk_response import BulkResponse
from conformance.scim.resource_types import DEFAULT_RESOURCE_TYPES, UNKNOWN
from conformance.scim.resources import group, user
from conformance.trace.builder import TraceBuilder, error
from conformance.trace.builder import exchange as single
from conformance.trace.interaction import BulkInteraction
from conformance.trace.snapshot import Snapshot, StoredResource


def exchange(body: object) -> Exchange:
    request = Request("POST", "http://localhost/v2/Bulk", (), b"")
    return Exchange(1, "bulk", request, Response(200, (), json.dumps(body).encode(), 1.0))


def stored(path: str, **document: Any) -> StoredResource:
    document["id"] = path.rpartition("/")[2]
    return StoredResource(path, document, exchange({}), DEFAULT_RESOURCE_TYPES.of_resource(path, document))


def run(
    *operations: Operation, after: tuple[StoredResource, ...] = (), before: tuple[StoredResource, ...] = ()
) -> BulkInteraction:
    results = [
        {"method": operation.method, "bulkId": operation.bulk_id, "status": "200"} for operation in operations
    ]
    answer = BulkResponse(exchange({"Operations": results}), Job(operations))
    return BulkInteraction(answer, Snapshot(before), Snapshot(after))


def test_reference_is_resolved_if_the_source_contains_the_id_of_the_target() -> None:
    operations = (
        Operation("POST", "/Users", "a", user("anna")),
        Operation("POST", "/Groups", "g", group("circle", ref("a"))),
    )
    anna = stored("/Users/1", userName="Anna")
    right = stored("/Groups/2", displayName="circle", members=[{"value": "1"}])
    wrong = stored("/Groups/2", displayName="circle", members=[{"value": "9"}])
    assert [run(*operations, after=(anna, right)).resolved(r) for r in Job(operations).references()] == [True]
    assert [run(*operations, after=(anna, wrong)).resolved(r) for r in Job(operations).references()] == [
        False
    ]
    assert [run(*operations, after=(anna,)).resolved(r) for r in Job(operations).references()] == [None]


def test_manager_is_read_from_the_extension() -> None:
    clerk = stored("/Users/1", **{"urn:example:ext": {"Manager": {"value": 7}}})
    assert clerk.values("manager") == ("7",)
    assert stored("/Users/1", members=["a", {"value": None}]).values("members") == ("a",)


def test_resource_stored_before_is_not_created() -> None:
    taken = stored("/Users/1", userName="anna")
    effect = run(Operation("POST", "/Users", "a", user("anna")), before=(taken,), after=(taken,)).effects[0]
    assert effect.stored == (taken,)
    assert effect.created == ()


def test_post_to_a_path_of_no_type_is_found_by_the_name_that_its_data_holds() -> None:
    anna, nameless = stored("/Users/1", userName="anna"), stored("/Users/2")
    circle = stored("/Groups/3", displayName="circle")
    operations = (
        Operation("POST", "/Nowhere", "a", user("anna")),
        Operation("POST", "/Nowhere", "g", group("circle")),
        Operation("POST", "/Nowhere", "n", {}),
    )
    effects = run(*operations, after=(anna, nameless, circle)).effects
    assert [effect.stored for effect in effects] == [(anna,), (circle,), ()]
    assert [effect.subject for effect in effects] == ["anna", "circle", "2"]
    assert {effect.resource_type for effect in effects} == {UNKNOWN}


def test_operation_is_sole_unless_another_has_the_same_resource_or_bulk_id() -> None:
    anna = stored("/Users/1", userName="anna")
    delete, again = Operation("DELETE", "/Users/1"), Operation("POST", "/Users", "a", user("anna"))
    pairs = [Operation("POST", "/Users", "t", user(name)) for name in ("x", "y")]
    assert [effect.sole_operation_on_resource for effect in run(delete, again, before=(anna,)).effects] == [
        False,
        False,
    ]
    assert [effect.sole_operation_on_resource for effect in run(*pairs).effects] == [False, False]
    assert [
        effect.sole_operation_on_resource for effect in run(delete, pairs[0], before=(anna,)).effects
    ] == [True, True]


def test_path_with_a_bulk_id_has_the_subject_of_its_post() -> None:
    operations = (
        Operation("POST", "/Users", "a", user("anna")),
        Operation("PATCH", "/Users/bulkId:a", data={}),
    )
    assert {effect.subject for effect in run(*operations).effects} == {"anna"}


def test_resource_related_to_a_changed_one_is_not_unrelated() -> None:
    anna = stored("/Users/1", userName="anna")
    circle = stored("/Groups/2", displayName="circle", members=[{"value": "1"}])
    alone = stored("/Users/3", userName="bob")
    operations = (
        Operation("PATCH", "/Groups/2", data={}),
        Operation("DELETE", "/Users/1"),
        Operation("POST", "/Users", "b", user("bob")),
    )
    seen = run(*operations, before=(anna, circle), after=(stored("/Groups/2", displayName="circle"), alone))
    assert [effect.unrelated_to_others for effect in seen.effects] == [False, False, True]


def test_reference_relates_an_operation_to_a_new_resource() -> None:
    operations = (
        Operation("POST", "/Users", "a", user("anna")),
        Operation("POST", "/Groups", "g", group("circle", ref("a"))),
    )
    assert [effect.unrelated_to_others for effect in run(*operations).effects] == [False, False]


def test_single_request_and_operation_have_the_same_effect() -> None:
    taken = stored("/Users/1", userName="anna")
    builder = TraceBuilder()
    builder.bulk(Operation("DELETE", "/Users/1"), before=[taken], results=[404])
    builder.single("again", single("DELETE", "/Users/1", 404, error(404)), before=[taken], after=[taken])
    in_bulk, alone = builder.build().all_effects()
    assert (in_bulk.code, in_bulk.refused) == (alone.code, alone.refused) == (404, True)
    assert (in_bulk.title, alone.title) == ("operation 0, DELETE /Users/1", "DELETE /Users/1")
    assert in_bulk.result.error == alone.result.error
    assert alone.previous.document == alone.named_resource.document == taken.document
    assert alone.created == ()


def test_single_request_without_a_response_has_no_result() -> None:
    trace = TraceBuilder().single("post", single("POST", "/Users", None, request={"userName": "x"})).build()
    (effect,) = trace.all_effects()
    assert effect.result is None
    assert effect.stored == ()


def test_interactions_come_in_the_order_in_which_they_were_sent() -> None:
    builder = TraceBuilder().single("first", single("GET", "/Users", 200, {}))
    builder.bulk(Operation("DELETE", "/Users/1")).single("last", single("GET", "/Users", 200, {}))
    assert [each.exchange.n for each in builder.build().interactions] == [1, 2, 3]
