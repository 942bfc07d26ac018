"""Jobs in which operations are malformed, and jobs that only look so."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import Job, Operation
from conformance.trace.interaction import BulkInteraction

NULL = object()
"""Stands for a null that is sent, where None leaves the member out."""

AS_TEXT = object()
"""Stands for the data that an operation would have had, as a text that holds JSON."""


def spoilt(operation: Operation, **members: object) -> dict[str, Any]:
    """Return an operation as it is sent with some of its members replaced, sent as null, or left out."""
    changed = {**operation.document(), **members}
    meant = {NULL: None, AS_TEXT: json.dumps(operation.data)}
    return {
        name: next((sent for stand_in, sent in meant.items() if value is stand_in), value)
        for name, value in changed.items()
        if value is not None
    }


def one_by_one(ctx: ScenarioContext, changes: Mapping[str, Mapping[str, object]]) -> None:
    """Send a job for each change, made to a POST between two good ones."""
    jobs = {}
    for number, (label, change) in enumerate(changes.items()):
        operations = tuple(
            ctx.resources.post_user(f"{place}{number}-") for place in ("before", "bad", "behind")
        )
        jobs[label] = Job(operations, malformed={1: spoilt(operations[1], **change)})
    ctx.bulk.send_malformed({label: job.encode() for label, job in jobs.items()}, jobs)


@scenario("users", effort="standard")
def malformed_operations(ctx: ScenarioContext) -> None:
    """Jobs in which one operation of three is malformed, each in another way."""
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
        "data a text": {"data": AS_TEXT},
        "PUT of a collection": {"method": "PUT"},
        "PATCH of a collection": {"method": "PATCH"},
        # Of one that nobody has: a server that obeyed would delete all there is.
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


def together(ctx: ScenarioContext, bad: Sequence[tuple[Operation, object]], label: str) -> BulkInteraction:
    """Send a job of operations, each with what is sent in its place, between two good ones."""
    first, last = ctx.resources.post_user("before"), ctx.resources.post_user("behind")
    malformed = {place: document for place, (_, document) in enumerate(bad, start=1)}
    whole = [operation for operation, _ in bad]
    return ctx.bulk.send(first, *whole, last, malformed=malformed, label=label, rejectable=True)


def labelled(ctx: ScenarioContext, label: str) -> Operation:
    """Return a POST of a user whose bulkId tells what is wrong, in words that no name needs to hold."""
    return Operation("POST", ctx.resources.users, label, ctx.resources.user(label.replace(" ", "-")))


@scenario("users", effort="standard")
def malformed_operations_together(ctx: ScenarioContext) -> None:
    """A job with malformed operations of many kinds, for servers that refuse each by itself."""
    changed = ctx.fixtures.user("changed")
    changes: dict[str, dict[str, object]] = {
        "method HEAD": {"method": "HEAD"},
        "method an object": {"method": {"name": "POST"}},
        "path null": {"path": NULL},
        "path an array": {"path": [ctx.resources.users]},
        "data a number": {"data": 7},
        "data true": {"data": True},
    }
    bad = [(post := labelled(ctx, label), spoilt(post, **change)) for label, change in changes.items()]
    patch = [{"op": "replace", "path": ctx.resources.text, "value": "Changed by an array"}]
    for method, kinds in (
        ("PUT", {"null": NULL, "an array": [], "a text": "text"}),
        ("PATCH", {"null": NULL, "an array": patch, "a text": "text"}),
    ):
        for kind, data in kinds.items():
            operation = Operation(method, changed.path, f"data {kind} in {method}")
            bad.append((operation, spoilt(operation, data=data)))
    together(ctx, bad, "operations malformed in many ways")


@scenario("users", effort="standard")
def unusable_bulk_ids(ctx: ScenarioContext) -> None:
    """A job with POSTs whose bulkIds are a number, an object, and empty; if it is refused, one for each."""
    bulk_ids: dict[str, object] = {"a number": 5, "an object": {"id": "bad"}, "empty": ""}

    def bad(label: str) -> tuple[Operation, object]:
        post = labelled(ctx, label)
        return post, spoilt(post, bulkId=bulk_ids[label])

    bulk = together(ctx, [bad(label) for label in bulk_ids], "unusable bulkIds")
    if 400 <= (bulk.exchange.status or 0) < 500 and not bulk.answer.processed:
        for label in bulk_ids:
            together(ctx, [bad(label)], f"a bulkId that is {label}")


@scenario("users", effort="standard")
def version_is_no_text(ctx: ScenarioContext) -> None:
    """A job with a PUT whose version is a number."""
    bad = ctx.fixtures.user("versioned")
    put = Operation("PUT", bad.path, "bad", ctx.resources.changed(bad, **{ctx.resources.text: "Changed"}))
    together(ctx, [(put, spoilt(put, version=5))], "version a number")


@scenario("users", effort="standard")
def null_members(ctx: ScenarioContext) -> None:
    """A job whose operations hold nulls in place of members that may be left out."""
    post, delete = ctx.resources.post_user("created"), Operation("DELETE", ctx.fixtures.user("deleted").path)
    nulls = {0: spoilt(post, version=NULL), 1: spoilt(delete, bulkId=NULL, data=NULL)}
    ctx.bulk.send(post, delete, malformed=nulls, label="null members", rejectable=True)


@scenario("users", effort="standard")
def unknown_members(ctx: ScenarioContext) -> None:
    """Jobs with an attribute that nobody defined: in an operation, and beside the operations."""
    inside = ctx.resources.post_user("inside")
    known = {0: spoilt(inside, scimconfNote="unknown")}
    ctx.bulk.send(inside, malformed=known, label="an unknown attribute in an operation", rejectable=True)
    job = Job((ctx.resources.post_user("beside"),))
    body = job.encode().replace(b'"Operations"', b'"scimconfNote": "unknown", "Operations"', 1)
    ctx.bulk.send_body(body, label="an unknown attribute beside Operations", job=job)
    job = Job((ctx.resources.post_user("schema"),))
    body = job.encode().replace(b":BulkRequest", b':BulkRequest", "urn:example:scimconf:note', 1)
    ctx.bulk.send_body(body, label="a second URI in schemas", job=job)


@scenario("users", effort="standard")
def paths_spelt_otherwise(ctx: ScenarioContext) -> None:
    """A job with POSTs whose paths might be meant for the endpoint of users."""
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
