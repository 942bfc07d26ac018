"""Binding a model to names and ids, and translating the outcome back for the oracle."""

import json

from hypothesis import given, settings

from conformance.exchange import Exchange, Request, Response
from conformance.exploration.binding import TYPES, Binding, Known, references
from conformance.exploration.outcomes import seen
from conformance.jobs.strategies import shapes
from conformance.oracle.bulk import (
    UNREADABLE,
    Absent,
    Created,
    Existing,
    Found,
    JobModel,
    Method,
    OperationModel,
    Version,
)
from conformance.scim import resources
from conformance.scim.bulk_request import ENTERPRISE_USER
from conformance.scim.bulk_response import BulkResponse

KNOWN = {
    "ann": Known("User", "/Users/id-ann", "id-ann", "ann@example.com", "was", frozenset(), 'W/"1"'),
    "bob": Known("User", "/Users/id-bob", "id-bob", "bob@example.com", None, frozenset(), 'W/"2"'),
    "team": Known("Group", "/Groups/id-team", "id-team", "the team", None, frozenset({"id-ann"})),
}


def build(type_, name):
    return resources.user(name) if type_.name == "User" else resources.group(name)


def bound(*steps, limit=None, prefix="p-"):
    return Binding(JobModel(steps, limit), KNOWN, prefix, build)


def post(bulk_id, *refers, kind="User", **rest):
    return OperationModel(
        Method.POST, kind, None, bulk_id, f"new-{bulk_id}", refers=tuple(map(Created, refers)), **rest
    )


@settings(max_examples=150, deadline=None, database=None)
@given(shapes(existing={label: known.kind for label, known in KNOWN.items()}, most=10))
def test_every_drawn_model_becomes_a_bulk_request(shape):
    binding = Binding(shape, KNOWN, "p-", build)
    document = json.loads(binding.job.encode())
    assert document.get("failOnErrors") == shape.fail_on_errors
    for step, operation in zip(shape.steps, document["Operations"], strict=True):
        endpoint = TYPES[step.kind].endpoint
        assert operation["method"] == step.method
        assert operation["path"] == endpoint if step.creates else operation["path"].startswith(endpoint + "/")
        assert ("data" in operation) == (step.method is not Method.DELETE)
        sent = json.dumps(operation.get("data"))
        assert all(f"bulkId:{to.bulk_id}" in sent for to in step.refers if isinstance(to, Created))
        assert not step.text or step.text in sent
        named = operation.get("data", {}).get(TYPES[step.kind].naming)
        assert step.method in (Method.PATCH, Method.DELETE) or (named is None) == step.flawed


def test_new_names_have_the_prefix_and_stored_names_stay():
    one, other = bound(post("a")), bound(post("a"), prefix="q-")
    assert one.job.operations[0].data["userName"] == "p-new-a@example.com"
    assert other.job.operations[0].data["userName"] == "q-new-a@example.com"
    taken = bound(OperationModel(Method.POST, "User", None, "a", "ann"))
    assert taken.job.operations[0].data["userName"] == "ann@example.com"
    assert bound(post("g", kind="Group")).job.operations[0].data["displayName"] == "p-new-g"


def test_version_is_current_or_stale():
    change = OperationModel(Method.DELETE, "User", Existing("ann"), "a")
    sent = bound(*(OperationModel(**{**fields(change), "version": version}) for version in (None, *Version)))
    assert [operation.version for operation in sent.job.operations] == [None, 'W/"1"', sent.stale]


def fields(step):
    return {name: getattr(step, name) for name in OperationModel.__slots__}


def test_paths_name_stored_created_and_unknown_resources():
    on = (Existing("team"), Created("a"), Absent())
    sent = bound(*(OperationModel(Method.PUT, "Group", each, "x", refers=(Existing("ann"),)) for each in on))
    paths = [operation.path for operation in sent.job.operations]
    assert paths == ["/Groups/id-team", "/Groups/bulkId:a", "/Groups/scimconf-missing"]
    assert all(operation.data["members"] == [{"value": "id-ann"}] for operation in sent.job.operations)


def test_manager_is_sent_in_the_extension():
    (_, operation) = bound(post("a"), post("b", "a")).job.operations
    assert operation.data[ENTERPRISE_USER]["manager"] == {"value": "bulkId:a"}
    assert ENTERPRISE_USER in operation.data["schemas"]
    assert references(operation.data, TYPES["User"]) == ["bulkId:a"]


def test_stored_resources_refer_to_labels():
    before = bound(post("a")).before
    assert before["team"].refers == {"ann"}
    assert (before["ann"].name, before["ann"].text) == ("ann", "was")


def answered(binding, *results, status=200):
    body = json.dumps({"Operations": list(results)}).encode()
    request = Request("POST", "http://localhost/Bulk", (), binding.job.encode())
    exchange = Exchange(1, "bulk", request, Response(status, (), body, 0.0), None)
    return BulkResponse(exchange, binding.job)


def result(method, status, bulk_id=None, location=None):
    found = {"method": method, "status": status, "bulkId": bulk_id, "location": location}
    return {name: value for name, value in found.items() if value is not None}


def user(resource_id, name, *, text=None, manager=None):
    extension = {ENTERPRISE_USER: {"manager": {"value": manager}}} if manager else {}
    shown = {"displayName": text} if text else {}
    return "/Users", {"id": resource_id, "userName": name, **shown, **extension}


def test_ids_are_translated_to_labels_and_names_to_tokens():
    binding = bound(post("a", text="t"), post("b", "a"))
    answer = answered(
        binding,
        result("POST", "201", "a", "http://localhost/Users/1"),
        result("POST", "201", "b", "http://localhost/Users/2"),
    )
    stored = [
        user("1", "p-new-a@example.com", text="t"),
        user("2", "p-new-b@example.com", manager="1"),
        user("id-ann", "ann@example.com", text="was"),
    ]
    came = seen(binding, answer, stored, complete=True)
    assert came.codes == (201, 201)
    assert came.found == (
        Found("User", "new-a", "t"),
        Found("User", "new-b", None, frozenset({"step0"})),
        Found("User", "ann", "was", frozenset(), "ann"),
    )


def test_sent_text_counts_if_another_attribute_repeats_it():
    binding = bound(post("a", text="text3"))
    endpoint, document = user("1", "p-new-a@example.com", text="text3")
    came = seen(binding, answered(binding), [(endpoint, {**document, "fullName": "text3"})], complete=True)
    assert [found.text for found in came.found] == ["text3"]


def test_unresolved_references_and_unknown_names_are_kept():
    binding = bound(post("a"))
    stored = [user("1", "p-new-a@example.com", manager="bulkId:z"), user("9", "p-somebody@example.com")]
    came = seen(binding, answered(binding), stored, complete=False)
    assert came.codes == (None,)
    assert [found.refers for found in came.found] == [{"bulkId:z"}, frozenset()]
    assert came.found[1].name == "p-somebody@example.com"
    assert not came.complete


def test_request_without_response_has_no_codes():
    binding = bound(post("a"))
    request = Request("POST", "http://localhost/Bulk", (), binding.job.encode())
    came = seen(
        binding, BulkResponse(Exchange(1, "bulk", request, None, None), binding.job), [], complete=True
    )
    assert came.status is None
    assert came.codes == (None,)


def test_invalid_status_is_unreadable():
    binding = bound(post("a"))
    assert seen(binding, answered(binding, result("POST", "soon", "a")), [], complete=True).codes == (
        UNREADABLE,
    )


def pairs():
    return bound(post("a"), post("a"), post("b"), post("c"))


def test_results_with_one_bulk_id_are_assigned_by_order():
    binding = pairs()
    in_turn = [result("POST", *each) for each in (("201", "a"), ("400", "a"), ("201", "b"), ("201", "c"))]
    assert seen(binding, answered(binding, *in_turn), [], complete=True).codes == (201, 400, 201, 201)


def test_results_with_one_bulk_id_are_unreadable_without_a_clear_order():
    binding = pairs()
    for order in ((3, 2, 1, 0), (2, 3, 0, 1)):
        sent = [result("POST", *each) for each in (("201", "a"), ("400", "a"), ("201", "b"), ("201", "c"))]
        came = seen(binding, answered(binding, *(sent[place] for place in order)), [], complete=True)
        assert came.codes == (UNREADABLE, UNREADABLE, 201, 201)


def test_equal_results_with_one_bulk_id_are_readable():
    binding = pairs()
    sent = [result("POST", "201", bulk_id) for bulk_id in ("c", "b", "a", "a")]
    assert seen(binding, answered(binding, *sent), [], complete=True).codes == (201, 201, 201, 201)


def test_missing_result_with_one_bulk_id_is_ambiguous_if_the_request_ended_early():
    binding = bound(post("a"), post("a"), limit=1)
    assert seen(binding, answered(binding, result("POST", "400", "a")), [], complete=True).codes == (
        UNREADABLE,
        UNREADABLE,
    )
