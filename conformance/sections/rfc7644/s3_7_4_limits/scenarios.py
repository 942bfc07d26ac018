"""The largest job, and one that is larger. Most of their operations delete what never existed."""

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
"""Users that the group at the end of a long job refers to."""

AGAIN = "again"
"""bulkId of the operation at the end that would create the first user once more."""

SMALL = "a body in chunks"
"""Labels the job that shows whether a server reads bodies in chunks at all."""


def deletes(ctx: ScenarioContext, count: int) -> tuple[Operation, ...]:
    """Return DELETEs of users that never existed."""
    return tuple(
        Operation("DELETE", f"{ctx.resources.users}/scimconf-none-{number}") for number in range(count)
    )


def padded(job: Job, size: int) -> bytes:
    """Return a job of a size in bytes, white space added between its first two tokens."""
    body = job.encode()
    return body[:1] + b" " * (size - len(body)) + body[1:]


def many_bytes_a_character(ctx: ScenarioContext, most: int) -> Job:
    """Return a job of some bytes at most, most of them in characters of three bytes in a value."""
    room = most - len(Job((ctx.resources.post_user("long", text=""),)).encode())
    return Job((ctx.resources.post_user("long", text="\u20ac" * (min(room, 60_000) // 3)),))


def largest_payload(ctx: ScenarioContext) -> int:
    """Return the size of the largest body that we send, and that the server says it takes."""
    return min(ctx.max_payload, ctx.capabilities.max_payload_size or ctx.max_payload)


def max_operations(ctx: ScenarioContext) -> int:
    """Return the server's maxOperations.

    Raises:
        Blocked: The server does not tell it.
        OutOfReach: So many operations would make a body larger than we send, or than the server takes.
    """
    limit = ctx.capabilities.max_operations
    if limit is None:
        raise Blocked("the server does not tell its maxOperations")
    largest = largest_payload(ctx)
    each = len(json.dumps(deletes(ctx, 1)[0].document()))
    if (limit + 1) * each > largest or len(Job(deletes(ctx, limit + 1)).encode()) > largest:
        raise OutOfReach(f"{limit + 1} operations do not fit into {largest} bytes, the most that can be sent")
    return limit


def max_payload_size(ctx: ScenarioContext) -> int:
    """Return the server's maxPayloadSize.

    Raises:
        Blocked: The server does not tell it.
        OutOfReach: It is more than we send.
    """
    limit = ctx.capabilities.max_payload_size
    if limit is None:
        raise Blocked("the server does not tell its maxPayloadSize")
    if limit >= ctx.max_payload:
        raise OutOfReach(f"maxPayloadSize {limit} is beyond --scim-max-payload {ctx.max_payload}; raise that")
    return limit


def team(ctx: ScenarioContext) -> tuple[list[Operation], list[Operation]]:
    """Return what a long job begins and ends with: users, one of them late, and a group of all of them.

    At the end there is the first user once more, too late for the name.
    """
    names = [f"member{number}" for number in range(MEMBERS)]
    early = [ctx.resources.post_user(name) for name in names[:-1]]
    again = replace(early[0], bulk_id=AGAIN)
    return early, [
        ctx.resources.post_user(names[-1]),
        ctx.resources.post_group("circle", *refs(*names)),
        again,
    ]


@scenario("users", effort="standard")
def as_many_operations_as_allowed(ctx: ScenarioContext) -> None:
    """A job of just maxOperations operations, which ends with a group of all users that it has created.

    Where there is PATCH, one of two changes is the last operation: they count as one.
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
    """A job of one operation more than maxOperations."""
    limit = max_operations(ctx)
    job = Job(deletes(ctx, limit + 1))
    ctx.bulk.send_body(job.encode(), job=job, label=f"maxOperations {limit}", beyond=True)


@scenario("users", effort="standard")
def first_of_too_many_operations(ctx: ScenarioContext) -> None:
    """A job above maxOperations whose first operation creates a user."""
    limit = max_operations(ctx)
    job = Job((ctx.resources.post_user("first"), *deletes(ctx, limit)))
    ctx.bulk.send_body(job.encode(), job=job, label=f"maxOperations {limit}", beyond=True)


@scenario(effort="standard")
def as_many_bytes_as_allowed(ctx: ScenarioContext) -> None:
    """A job of just maxPayloadSize bytes, white space between its tokens."""
    job = Job((ctx.resources.post_user("padded"),))
    ctx.bulk.send_body(padded(job, max_payload_size(ctx)), job=job, label="white space", rejectable=False)


@scenario("users", effort="standard")
def as_many_bytes_as_allowed_in_utf_8(ctx: ScenarioContext) -> None:
    """A job of just maxPayloadSize bytes, most of them characters of three bytes in a value."""
    limit = max_payload_size(ctx)
    job = many_bytes_a_character(ctx, limit)
    ctx.bulk.send_body(padded(job, limit), job=job, label="UTF-8", rejectable=False)


@scenario("users", effort="standard")
def one_byte_too_many_in_utf_8(ctx: ScenarioContext) -> None:
    """A job of one byte more than maxPayloadSize, whose characters are fewer by far."""
    limit = max_payload_size(ctx)
    job = many_bytes_a_character(ctx, limit)
    ctx.bulk.send_body(padded(job, limit + 1), job=job, label=f"maxPayloadSize {limit}", beyond=True)


@scenario("users", effort="standard")
def one_byte_too_many(ctx: ScenarioContext) -> None:
    """A job of one byte more than maxPayloadSize, which would create a user."""
    limit, job = max_payload_size(ctx), Job((ctx.resources.post_user("large"),))
    ctx.bulk.send_body(padded(job, limit + 1), job=job, label=f"maxPayloadSize {limit}", beyond=True)


@scenario("users", effort="standard")
def too_many_bytes_in_chunks(ctx: ScenarioContext) -> None:
    """A small job whose length is not announced, and one larger than maxPayloadSize."""
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
