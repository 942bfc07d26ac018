"""Malformed requests, each with a user that a lenient server may create; requests for unknown resources."""

import json
from collections.abc import Callable, Mapping

from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import PATCH_OP

DEEP = 10_000
"""Levels of nesting of the deep body."""

WELL_FORMED = "well-formed"
"""Label of the single request that is not malformed."""

Change = Callable[[bytes], bytes]
"""Returns a malformed body for a well-formed one."""


@scenario("users")
def unknown_resources(ctx: ScenarioContext) -> None:
    """GET, PUT, PATCH and DELETE of a user that does not exist, as single requests."""
    ctx.request("GET", "GET", ctx.resources.absent("get"))
    ctx.request("PUT", "PUT", ctx.resources.absent("put"), ctx.resources.user("put"))
    if ctx.has("patch") and ctx.resource_types.users.text:
        change = {"op": "replace", "path": ctx.resources.text, "value": "Changed"}
        data = {"schemas": [PATCH_OP], "Operations": [change]}
        ctx.request("PATCH", "PATCH", ctx.resources.absent("patch"), data)
    ctx.request("DELETE", "DELETE", ctx.resources.absent("delete"))


@scenario("users", "bulk", effort="standard")
def operations_of_the_wrong_type(ctx: ScenarioContext) -> None:
    """Bulk requests in which one entry of Operations is not an object."""
    entries: dict[str, object] = {"null": None, "a string": "x", "an array": [], "a number": 5}
    for number, (label, entry) in enumerate(entries.items()):
        first, bad, last = (
            ctx.resources.post_user(f"{place}{number}") for place in ("before", "bad", "after")
        )
        ctx.bulk.send(first, bad, last, malformed={1: entry}, label=label, rejectable=True)


def send_malformed(ctx: ScenarioContext, changes: Mapping[str, Change]) -> None:
    """Send a bulk request with a user of its own for each change, malformed by it."""
    bodies = [ctx.bulk.encode(ctx.resources.post_user(f"malformed{n:02}")) for n in range(len(changes))]
    ctx.bulk.send_malformed(
        {label: change(body) for (label, change), body in zip(changes.items(), bodies, strict=True)}
    )


def send_malformed_single_requests(ctx: ScenarioContext, changes: Mapping[str, Change]) -> None:
    """Send a well-formed POST of a user, and one for each change, malformed by it."""
    ctx.request(WELL_FORMED, "POST", ctx.resources.users, ctx.resources.user("well-formed"))
    for number, (label, change) in enumerate(changes.items()):
        body = json.dumps(ctx.resources.user(f"alone{number:02}")).encode()
        ctx.request(label, "POST", ctx.resources.users, change(body), read_back=True)


def with_member(name_and_value: bytes) -> Change:
    """Return the change that adds a member, as JSON, at the beginning of an object."""
    return lambda body: b"{" + name_and_value + b", " + body[1:]


def with_operations(value: bytes) -> Change:
    """Return the change that replaces the Operations of a bulk request by another JSON value."""
    return lambda body: body.partition(b'"Operations"')[0] + b'"Operations": ' + value + b"}"


def in_an_object(body: bytes) -> bytes:
    """Return a bulk request whose Operations are its one operation instead of an array."""
    head, _, operations = body.partition(b'"Operations": [')
    return head + b'"Operations": ' + operations.removesuffix(b"]}") + b"}"


@scenario("users", effort="standard")
def malformed_bodies(ctx: ScenarioContext) -> None:
    """Single requests and bulk requests whose body is not JSON, or JSON that is not an object."""
    changes: dict[str, Change] = {
        "empty": lambda _: b"",
        "no JSON": lambda _: b"schemas=BulkRequest",
        "truncated": lambda body: body[:-2],
        "trailing comma": lambda body: body[:-1] + b",}",
        "second document": lambda body: body + body,
        "NaN": with_member(b'"failOnErrors": NaN'),
        "an array": lambda body: b"[" + body + b"]",
        "a string": lambda _: b'"text"',
        "a number": lambda _: b"7",
        "null": lambda _: b"null",
        "invalid UTF-8": with_member(b'"note": "\xff\xfe"'),
        "deep": with_member(b'"deep": ' + b"[" * DEEP + b"]" * DEEP),
    }
    send_malformed_single_requests(ctx, changes)
    if ctx.has("bulk"):
        send_malformed(ctx, changes)


@scenario("users", "bulk", effort="standard")
def malformed_envelopes(ctx: ScenarioContext) -> None:
    """Bulk requests whose schemas or Operations are missing or of the wrong type."""
    changes: dict[str, Change] = {
        "schemas missing": lambda body: b"{" + body[body.index(b'"Operations"') :],
        "schemas of another message": lambda body: body.replace(b"BulkRequest", b"SearchRequest", 1),
        "schemas no array": lambda body: body.replace(b'["', b'"', 1).replace(b'"]', b'"', 1),
        "Operations missing": lambda body: body.partition(b', "Operations"')[0] + b"}",
        "Operations null": with_operations(b"null"),
        "Operations an object": in_an_object,
        "Operations a string": with_operations(b'"all"'),
        "Operations empty": with_operations(b"[]"),
    }
    send_malformed(ctx, changes)


@scenario("users", "bulk", effort="standard")
def unusual_but_json(ctx: ScenarioContext) -> None:
    """Bulk requests in unusual JSON: a byte order mark at the start, a repeated key, a very long number."""
    changes: dict[str, Change] = {
        "a byte order mark": lambda body: b"\xef\xbb\xbf" + body,
        "a key twice": lambda body: body.replace(b'"method"', b'"method": "PUT", "method"', 1),
        "an integer of 400 digits": with_member(b'"failOnErrors": ' + b"7" * 400),
    }
    send_malformed(ctx, changes)
