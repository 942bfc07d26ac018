"""Bulk requests with malformed operations, and unusual ones that a server may accept."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import Job, Operation
from conformance.trace.interaction import BulkInteraction

NULL = object()
"""Makes `altered` send null; None omits the member."""

AS_STRING = object()
"""Makes `altered` send the data of the operation as a string that contains JSON."""


def altered(operation: Operation, **members: object) -> dict[str, Any]:
    """Return the JSON of an operation with some members replaced, sent as null, or omitted."""
    changed = {**operation.document(), **members}
    meant = {NULL: None, AS_STRING: json.dumps(operation.data)}
    return {
        name: next((sent for stand_in, sent in meant.items() if value is stand_in), value)
        for name, value in changed.items()
        if value is not None
    }


def one_by_one(ctx: ScenarioContext, changes: Mapping[str, Mapping[str, object]]) -> None:
    """Send a bulk request for each change, made to a POST between two valid ones."""
    jobs = {}
    for number, (label, change) in enumerate(changes.items()):
        operations = tuple(
            ctx.resources.post_user(f"{place}{number}-") for place in ("before", "malformed", "after")
        )
        jobs[label] = Job(operations, malformed={1: altered(operations[1], **change)})
    ctx.bulk.send_malformed({label: job.encode() for label, job in jobs.items()}, jobs)


@scenario("users", "bulk", effort="standard")
def malformed_operations(ctx: ScenarioContext) -> None:
    """Send bulk requests in which the second of three operations is malformed."""
    creations: dict[str, dict[str, object]] = {
        "method missing": {"method": None},
        "method null": {"method": NULL},
        "method a number": {"method": 7},
        "method unknown": {"method": "CREATE"},
        "post in lower case": {"method": "post"},
        "path missing": {"path": None},
        "path a number": {"path": 7},
        "path empty": {"path": ""},
        "path of an unknown endpoint": {"path": "/ScimconfNoSuchEndpoint"},
        "path of a longer word": {"path": f"{ctx.resources.users}X"},
        "data missing": {"data": None},
        "data null": {"data": NULL},
        "data an array": {"data": []},
        "data a string": {"data": AS_STRING},
        "PUT of a collection": {"method": "PUT"},
        "PATCH of a collection": {"method": "PATCH"},
        # The collection does not exist: a server that obeyed would delete all of its resources.
        "DELETE of a collection": {"method": "DELETE", "path": "/ScimconfNoSuchEndpoint", "data": None},
    }
    one_by_one(ctx, creations)
    path = ctx.fixtures.user("existing").path
    changes: dict[str, dict[str, object]] = {
        "method GET": {"method": "GET", "path": path, "data": None},
        "data missing in PUT": {"method": "PUT", "path": path, "data": None},
        "data missing in PATCH": {"method": "PATCH", "path": path, "data": None},
        "POST to a resource": {"path": path},
    }
    one_by_one(ctx, changes)


def together(ctx: ScenarioContext, sent: Sequence[tuple[Operation, object]], label: str) -> BulkInteraction:
    """Send malformed operations, each with the JSON that is sent in its place, between two valid ones."""
    first, last = ctx.resources.post_user("before"), ctx.resources.post_user("after")
    malformed = {index: document for index, (_, document) in enumerate(sent, start=1)}
    operations = [operation for operation, _ in sent]
    return ctx.bulk.send(first, *operations, last, malformed=malformed, label=label, rejectable=True)


def labelled(ctx: ScenarioContext, label: str) -> Operation:
    """Return a POST of a user whose bulkId says what is malformed."""
    return Operation("POST", ctx.resources.users, label, ctx.resources.user(label.replace(" ", "-")))


@scenario("users", "bulk", effort="standard")
def malformed_operations_together(ctx: ScenarioContext) -> None:
    """Send many malformed operations together, for servers that reject each one in its own result."""
    changed = ctx.fixtures.user("changed")
    changes: dict[str, dict[str, object]] = {
        "method HEAD": {"method": "HEAD"},
        "method an object": {"method": {"name": "POST"}},
        "path null": {"path": NULL},
        "path an array": {"path": [ctx.resources.users]},
        "data a number": {"data": 7},
        "data true": {"data": True},
    }
    malformed = [(post := labelled(ctx, label), altered(post, **change)) for label, change in changes.items()]
    patch = [{"op": "replace", "path": ctx.resources.text, "value": "Changed by an array"}]
    for method, kinds in (
        ("PUT", {"null": NULL, "an array": [], "a string": "text"}),
        ("PATCH", {"null": NULL, "an array": patch, "a string": "text"}),
    ):
        for kind, data in kinds.items():
            operation = Operation(method, changed.path, f"data {kind} in {method}")
            malformed.append((operation, altered(operation, data=data)))
    together(ctx, malformed, "operations malformed in many ways")


@scenario("users", "bulk", effort="standard")
def unusable_bulk_ids(ctx: ScenarioContext) -> None:
    """Send POSTs whose bulkIds are a number, an object, and empty; if that is rejected, each one alone."""
    bulk_ids: dict[str, object] = {"a number": 5, "an object": {"id": "invalid"}, "empty": ""}

    def malformed(label: str) -> tuple[Operation, object]:
        post = labelled(ctx, label)
        return post, altered(post, bulkId=bulk_ids[label])

    bulk = together(ctx, [malformed(label) for label in bulk_ids], "invalid bulkIds")
    if 400 <= (bulk.exchange.status or 0) < 500 and not bulk.answer.processed:
        for label in bulk_ids:
            together(ctx, [malformed(label)], f"a bulkId that is {label}")


@scenario("users", "bulk", effort="standard")
def version_is_no_text(ctx: ScenarioContext) -> None:
    """Send a PUT whose version is a number."""
    user = ctx.fixtures.user("versioned")
    data = ctx.resources.changed(user, **{ctx.resources.text: "Changed"})
    put = Operation("PUT", user.path, "put", data)
    together(ctx, [(put, altered(put, version=5))], "version a number")


@scenario("users", "bulk", effort="standard")
def null_members(ctx: ScenarioContext) -> None:
    """Send operations in which optional members are null."""
    post, delete = ctx.resources.post_user("created"), Operation("DELETE", ctx.fixtures.user("deleted").path)
    nulls = {0: altered(post, version=NULL), 1: altered(delete, bulkId=NULL, data=NULL)}
    ctx.bulk.send(post, delete, malformed=nulls, label="null members", rejectable=True)


@scenario("users", "bulk", effort="standard")
def unknown_members(ctx: ScenarioContext) -> None:
    """Send an undefined attribute in an operation and beside Operations, and a second URI in schemas."""
    inside = ctx.resources.post_user("inside")
    known = {0: altered(inside, scimconfNote="unknown")}
    ctx.bulk.send(inside, malformed=known, label="an unknown attribute in an operation", rejectable=True)
    job = Job((ctx.resources.post_user("beside"),))
    body = job.encode().replace(b'"Operations"', b'"scimconfNote": "unknown", "Operations"', 1)
    ctx.bulk.send_body(body, label="an unknown attribute beside Operations", job=job)
    job = Job((ctx.resources.post_user("schema"),))
    body = job.encode().replace(b":BulkRequest", b':BulkRequest", "urn:example:scimconf:note', 1)
    ctx.bulk.send_body(body, label="a second URI in schemas", job=job)


@scenario("users", effort="standard")
def paths_spelt_otherwise(ctx: ScenarioContext) -> None:
    """Send POSTs whose paths are unusual spellings of the endpoint of users."""
    paths = (
        ctx.resources.users.lstrip("/"),
        ctx.resources.users.swapcase(),
        f"{ctx.resources.users}/",
        ctx.network.base_path + ctx.resources.users,
    )
    operations = [
        Operation("POST", path, f"spelt{n}", ctx.resources.user(f"spelt{n}")) for n, path in enumerate(paths)
    ]
    ctx.bulk.send(*operations, rejectable=True)
