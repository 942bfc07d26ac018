"""A built trace is that of a conforming server, except for the values that the test gives."""

import pytest

from conformance.scim.bulk_request import Operation, ref
from conformance.scim.resource_types import DEFAULT_USERS, ResourceType, ResourceTypes
from conformance.scim.resources import group, user
from conformance.trace.builder import BASE_URL, TraceBuilder, error, exchange, rejected, stored

ANNA = stored("/Users/1", userName="anna")
POST = Operation("POST", "/Users", "anna", user("anna"))
DELETE = Operation("DELETE", "/Users/1")


def bulk_of(*operations, **options):
    (bulk,) = TraceBuilder().bulk(*operations, **options).build().bulk_requests
    return bulk


def test_results_are_those_of_a_conforming_server_by_default():
    (effect,) = bulk_of(POST, after=[ANNA]).effects
    assert effect.result.document == {
        "method": "POST",
        "bulkId": "anna",
        "location": f"{BASE_URL}/Users/1",
        "status": "201",
    }
    assert effect.created[0].id == "1"


@pytest.mark.parametrize(("operation", "location"), [(POST, None), (DELETE, f"{BASE_URL}/Users/1")])
def test_failed_result_has_an_error_and_its_location(operation, location):
    (effect,) = bulk_of(operation, results=[404]).effects
    assert effect.result.location == location
    assert effect.result.error == error(404)


def test_members_of_a_result_may_differ_or_be_left_out():
    (effect,) = bulk_of(POST, results=[{"status": 201, "bulkId": None}]).effects
    assert effect.result.document["status"] == 201
    assert "bulkId" not in effect.result.document


def test_operation_can_have_no_result():
    assert [effect.result is None for effect in bulk_of(POST, DELETE, results=[None, 204]).effects] == [
        True,
        False,
    ]


@pytest.mark.parametrize(("bulk_id", "path"), [("anna", "/Users/1"), ("unknown", "/Users/bulkId:unknown")])
def test_location_of_a_reference_in_a_path_has_the_permanent_id(bulk_id, path):
    change = Operation("DELETE", f"/Users/{ref(bulk_id)}")
    assert bulk_of(POST, change, after=[ANNA]).effects[1].result.location == BASE_URL + path


def test_response_may_have_other_members_and_another_status():
    bulk = bulk_of(POST, status=400, response={"schemas": None, "failOnErrors": 1})
    assert bulk.exchange.status == 400
    assert bulk.exchange.json.keys() == {"Operations", "failOnErrors"}


def test_rejected_bulk_request_has_no_results():
    bulk = bulk_of(POST, response=rejected(413))
    assert bulk.lost
    assert bulk.exchange.json == error(413)


def test_malformed_operation_is_sent_in_place_of_the_operation():
    (effect,) = bulk_of(POST, malformed={0: {"path": "/Users"}}, results=[400]).effects
    assert effect.malformed
    assert b'"Operations": [{"path": "/Users"}]' in effect.exchange.request.body


def test_stored_resources_are_read_at_their_paths_and_locations():
    bulk = bulk_of(DELETE, before=[ANNA, stored("/Users/2")], after=[ANNA])
    assert {path: read.status for path, read in bulk.after.reads.items()} == {
        "/Users/1": 200,
        f"{BASE_URL}/Users/1": 200,
        "/Users/2": 404,
    }
    assert bulk.effects[0].previous.id == "1"


def test_reads_may_differ_from_what_is_stored():
    bulk = bulk_of(POST, after=[ANNA], reads={"/Users/1": exchange("GET", "/Users/1", None)})
    assert bulk.after.reads["/Users/1"].unanswered


def test_body_that_is_not_a_bulk_request_has_no_operations():
    (bulk,) = TraceBuilder().body("not JSON", rejected(400), after=[ANNA]).build().bulk_requests
    assert bulk.job is None
    assert not bulk.effects
    assert bulk.after.at("/Users/1").name == "anna"


def test_every_exchange_has_its_own_number_and_the_scenario():
    builder = TraceBuilder("forward-reference").bulk(POST, before=[stored("/Users/2")], after=[ANNA])
    trace = builder.body("not JSON", rejected()).single("alone", exchange("POST", "/Users", 201)).build()
    first, second = trace.bulk_requests
    found = [first.exchange, *first.after.reads.values(), first.before.resources[0].exchange]
    found += [second.exchange, trace.singles["alone"]]
    assert {each.n for each in found} == {1, 2, 3, 4, 5, 6}
    assert {each.scenario for each in found} == {"forward-reference"}
    assert {each.purpose for each in found} == {"bulk", "read", "single"}


def test_resource_that_is_stored_before_and_after_is_the_same_object():
    bulk = bulk_of(POST, before=[ANNA], after=[ANNA])
    assert bulk.before.resources[0] is bulk.after.resources[0]


def test_references_of_a_group_find_their_operations():
    circle = Operation("POST", "/Groups", "circle", group("circle", ref("anna")))
    bulk = bulk_of(
        POST, circle, after=[ANNA, stored("/Groups/g", displayName="circle", members=[{"value": "1"}])]
    )
    (reference,) = bulk.references
    assert bulk.resolved(reference)


PRINTER = ResourceType("Printer", "/Printers", "urn:printer", naming="label")


def test_server_of_a_trace_may_have_further_resource_types():
    one = stored("/Printers/1", label="one")
    builder = TraceBuilder(resource_types=ResourceTypes((DEFAULT_USERS, PRINTER)))
    builder.bulk(Operation("POST", "/Printers", "p", {"label": "one"}), after=[one])
    (effect,) = builder.build().effects()
    assert effect.result.location == f"{BASE_URL}/Printers/1"
    assert (effect.resource_type, [found.resource_type for found in effect.created]) == (PRINTER, [PRINTER])
