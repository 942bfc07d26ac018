"""Bulk requests of exactly the size of a limit, and above it. Most operations delete missing resources."""

import json
from dataclasses import replace

from conformance.control.operation_alone import try_alone
from conformance.scenario.bulk_clean_up import clear
from conformance.scenario.connection import RequestOptions
from conformance.scenario.context import ScenarioContext
from conformance.scenario.exceptions import Blocked, OutOfReach
from conformance.scenario.read_back import ReadBack
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import PATCH_OP, Job, Operation
from conformance.scim.resources import refs

MEMBERS = 12
"""Number of users that the group at the end of a long bulk request refers to."""

AGAIN = "again"
"""bulkId of the last operation, which would create the first user again."""

SMALL = "a body in chunks"
"""Label of the bulk request that shows whether the server reads bodies without Content-Length."""


def deletes(ctx: ScenarioContext, count: int) -> tuple[Operation, ...]:
    """Return DELETEs of users that do not exist."""
    return tuple(
        Operation("DELETE", f"{ctx.resources.users}/scimconf-none-{number}") for number in range(count)
    )


def padded(job: Job, size: int) -> bytes:
    """Return a bulk request of this size in bytes, filled up with white space after its first token."""
    body = job.encode()
    return body[:1] + b" " * (size - len(body)) + body[1:]


def many_bytes_a_character(ctx: ScenarioContext, most: int) -> Job:
    """Return a bulk request of at most this many bytes, most of them in characters of three bytes."""
    room = most - len(Job((ctx.resources.post_user("long", text=""),)).encode())
    return Job((ctx.resources.post_user("long", text="\u20ac" * (min(room, 60_000) // 3)),))


def largest_payload(ctx: ScenarioContext) -> int:
    """Return the size of the largest body that the run sends and the server accepts, in bytes."""
    return min(ctx.max_payload, ctx.capabilities.max_payload_size or ctx.max_payload)


def max_operations(ctx: ScenarioContext) -> int:
    """Return the server's maxOperations.

    Raises:
        Blocked: The server does not publish it.
        OutOfReach: One operation more would exceed the largest body that the run sends or the server accepts.
    """
    limit = ctx.capabilities.max_operations
    if limit is None:
        raise Blocked("the server does not publish its maxOperations")
    largest = largest_payload(ctx)
    each = len(json.dumps(deletes(ctx, 1)[0].document()))
    if (limit + 1) * each > largest or len(Job(deletes(ctx, limit + 1)).encode()) > largest:
        raise OutOfReach(f"{limit + 1} operations exceed {largest} bytes, the largest body that can be sent")
    return limit


def max_payload_size(ctx: ScenarioContext) -> int:
    """Return the server's maxPayloadSize.

    Raises:
        Blocked: The server does not publish it.
        OutOfReach: It is more than the run sends.
    """
    limit = ctx.capabilities.max_payload_size
    if limit is None:
        raise Blocked("the server does not publish its maxPayloadSize")
    if limit >= ctx.max_payload:
        raise OutOfReach(
            f"maxPayloadSize {limit} exceeds --scim-max-payload {ctx.max_payload}; raise the setting"
        )
    return limit


def team(ctx: ScenarioContext) -> tuple[list[Operation], list[Operation]]:
    """Return the first and the last operations of a long bulk request: users, and a group that contains them.

    The last operation creates the first user again, so its name is taken.
    """
    names = [f"member{number}" for number in range(MEMBERS)]
    early = [ctx.resources.post_user(name) for name in names[:-1]]
    again = replace(early[0], bulk_id=AGAIN)
    return early, [
        ctx.resources.post_user(names[-1]),
        ctx.resources.post_group("group", *refs(*names)),
        again,
    ]


@scenario("users", effort="standard")
def as_many_operations_as_allowed(ctx: ScenarioContext) -> None:
    """Send exactly maxOperations operations, at the end a group that contains all new users.

    If the server supports PATCH, the last operation is one with two changes, which counts as one operation.
    """
    limit = max_operations(ctx)
    first, last = team(ctx) if ctx.has("groups") else ([ctx.resources.post_user("first")], [])
    if ctx.has("patch"):
        changes = [{"op": "replace", "path": ctx.resources.text, "value": text} for text in ("Once", "Twice")]
        data = {"schemas": [PATCH_OP], "Operations": changes}
        last.append(Operation("PATCH", ctx.resources.absent("patched"), data=data))
    operations = (*first, *deletes(ctx, limit - len(first) - len(last)), *last)
    if len(operations) > limit or len(Job(operations).encode()) > largest_payload(ctx):
        operations = (ctx.resources.post_user("first"), *deletes(ctx, limit - 1))
    try_alone(ctx, ctx.bulk.send(*operations, read_back=ReadBack.SEARCH))
    clear(ctx)


@scenario()
def one_operation_too_many(ctx: ScenarioContext) -> None:
    """Send one operation more than maxOperations."""
    limit = max_operations(ctx)
    job = Job(deletes(ctx, limit + 1))
    ctx.bulk.send_body(job.encode(), job=job, label=f"maxOperations {limit}", beyond=True)


@scenario("users", effort="standard")
def first_of_too_many_operations(ctx: ScenarioContext) -> None:
    """Send one operation more than maxOperations, the first of which creates a user."""
    limit = max_operations(ctx)
    job = Job((ctx.resources.post_user("first"), *deletes(ctx, limit)))
    ctx.bulk.send_body(job.encode(), job=job, label=f"maxOperations {limit}", beyond=True)


@scenario(effort="standard")
def as_many_bytes_as_allowed(ctx: ScenarioContext) -> None:
    """Send exactly maxPayloadSize bytes, filled up with white space between tokens."""
    job = Job((ctx.resources.post_user("padded"),))
    ctx.bulk.send_body(padded(job, max_payload_size(ctx)), job=job, label="white space", rejectable=False)


@scenario("users", effort="standard")
def as_many_bytes_as_allowed_in_utf_8(ctx: ScenarioContext) -> None:
    """Send exactly maxPayloadSize bytes, most of them in characters of three bytes."""
    limit = max_payload_size(ctx)
    job = many_bytes_a_character(ctx, limit)
    ctx.bulk.send_body(padded(job, limit), job=job, label="UTF-8", rejectable=False)


@scenario("users", effort="standard")
def one_byte_too_many_in_utf_8(ctx: ScenarioContext) -> None:
    """Send one byte more than maxPayloadSize, but fewer characters."""
    limit = max_payload_size(ctx)
    job = many_bytes_a_character(ctx, limit)
    ctx.bulk.send_body(padded(job, limit + 1), job=job, label=f"maxPayloadSize {limit}", beyond=True)


@scenario("users", effort="standard")
def one_byte_too_many(ctx: ScenarioContext) -> None:
    """Send one byte more than maxPayloadSize, in a bulk request that would create a user."""
    limit, job = max_payload_size(ctx), Job((ctx.resources.post_user("large"),))
    ctx.bulk.send_body(padded(job, limit + 1), job=job, label=f"maxPayloadSize {limit}", beyond=True)


@scenario("users", effort="standard")
def too_many_bytes_in_chunks(ctx: ScenarioContext) -> None:
    """Send a small body and one above maxPayloadSize, both without Content-Length."""
    small = Job((ctx.resources.post_user("small"),))
    ctx.bulk.send_body(small.encode(), job=small, label=SMALL, options=RequestOptions(chunked=True))
    limit, job = max_payload_size(ctx), Job((ctx.resources.post_user("large"),))
    ctx.bulk.send_body(
        padded(job, limit + 1024),
        job=job,
        label=f"maxPayloadSize {limit}",
        options=RequestOptions(chunked=True),
        beyond=True,
    )
