"""One small request in several encodings, as a single request and as a bulk request."""

import json
from collections.abc import Mapping

from conformance.scenario.connection import RequestOptions
from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import Job, Operation

USUAL = "usual headers"
"""Label of the single request that shows whether the server creates such a user at all."""

CAPITALS = "Application/SCIM+JSON"
"""The media type of SCIM in another letter case."""

TEXT = "Ωμέγα 漢字 🦉"


def post(
    ctx: ScenarioContext, label: str, headers: Mapping[str, str | None] | RequestOptions, number: int = 0
) -> None:
    """Send a POST of a user as a single request in an unusual way, after one in the usual way.

    Args:
        ctx: The context.
        label: Label of the request.
        headers: Headers in place of the usual ones, or all options.
        number: Number of the user in its scenario.
    """
    if USUAL not in ctx.single_requests:
        ctx.request(USUAL, "POST", ctx.resources.users, ctx.resources.user("usual"))
    ctx.request(label, "POST", ctx.resources.users, ctx.resources.user(f"alone{number}"), headers)


def post_both(ctx: ScenarioContext, label: str, header: str, value: str | None, number: int = 0) -> None:
    """Send a POST of a user with another header, as a single request and in a bulk request."""
    post(ctx, label, {header: value}, number)
    if ctx.has("bulk"):
        operation = ctx.resources.post_user(f"bulk{number}")
        ctx.bulk.send(operation, headers={header: value}, label=label, rejectable=True)


@scenario("users", effort="standard")
def accept_application_json(ctx: ScenarioContext) -> None:
    """A single request and a bulk request with Accept: application/json."""
    post_both(ctx, "Accept: application/json", "Accept", "application/json")


@scenario("users", effort="standard")
def charset_parameter(ctx: ScenarioContext) -> None:
    """A single request and a bulk request whose media type has the parameter charset=utf-8."""
    post_both(ctx, "charset=utf-8", "Content-Type", "application/scim+json; charset=utf-8")


@scenario("users", effort="standard")
def text_plain(ctx: ScenarioContext) -> None:
    """A single request and a bulk request with Content-Type: text/plain."""
    post_both(ctx, "text/plain", "Content-Type", "text/plain")


@scenario("users", effort="standard")
def other_content_types(ctx: ScenarioContext) -> None:
    """Single requests and bulk requests with other media types: in capitals, plain JSON, none."""
    for number, media_type in enumerate((CAPITALS, "application/json", None)):
        post_both(ctx, media_type or "no Content-Type", "Content-Type", media_type, number)


@scenario("users", effort="standard")
def chunked_body(ctx: ScenarioContext) -> None:
    """A single request and a bulk request without Content-Length, repeated once if there is no response."""
    options = RequestOptions(chunked=True)
    for number, label in enumerate(("chunks", "again")):
        post(ctx, label, options, number)
        if ctx.singles[label].status:
            break
    for label in ("chunks", "again") if ctx.has("bulk") else ():
        job = Job((ctx.resources.post_user(label),))
        if ctx.bulk.send_body(job.encode(), job=job, label=label, options=options).exchange.status:
            break


@scenario("users", effort="standard")
def text_outside_ascii(ctx: ScenarioContext) -> None:
    """A single request and a bulk request with Greek, Chinese and an emoji in values, and in a bulkId."""
    alone = ctx.resources.user("alone", text=TEXT)
    body = json.dumps(alone, ensure_ascii=False).encode()
    ctx.request("text outside ASCII", "POST", ctx.resources.users, body, read_back=True)
    if ctx.has("bulk"):
        user = ctx.resources.user("unicode", text=TEXT)
        ctx.bulk.send(Operation("POST", ctx.resources.users, "κλειδί-鍵", user))
