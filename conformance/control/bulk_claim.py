"""Compare what a server claims about Bulk with its responses to control requests to ``/Bulk``.

The control requests are sent before the first scenario. A server that processes bulk requests gets only one.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from conformance.client.discovery import Capabilities
from conformance.client.features import Feature
from conformance.client.request_budget import Stopped
from conformance.exchange import Exchange
from conformance.scenario.context import ScenarioContext
from conformance.scenario.exceptions import Blocked
from conformance.scim.bulk_request import Job, Operation
from conformance.scim.bulk_response import BulkResponse
from conformance.scim.document import attr

NOT_SERVED = (403, 404, 405, 501)
"""Statuses that mean that the server has no ``/Bulk``, or none for this client."""

_QUOTED = 200
"""Most characters of a response that a reason quotes."""


def settle(claimed: Capabilities, ctx: ScenarioContext) -> Capabilities:
    """Send the control requests, and return the capabilities with what they show about Bulk.

    Args:
        claimed: The capabilities that the server claims.
        ctx: The context that sends the requests.
    """
    claim, sent = claimed.feature("bulk"), list[Exchange]()
    if claim.supported is None and ctx.contract:
        claim = replace(
            claim, supported=True, reason=f"{claim.reason}, but the published contract documents Bulk"
        )
    with suppress(Blocked, Stopped):
        for number, make in enumerate(_requests(claimed), 1):
            sent.append(ctx.request(f"control {number}", "POST", "/Bulk", make(ctx).document()))
            if claim.supported is False or refusal(sent) is None:
                break
    return replace(claimed, bulk_requests=tuple(sent)).having(bulk=decide(claim, sent))


def decide(claim: Feature, sent: Sequence[Exchange]) -> Feature:
    """Return whether the server supports Bulk, and whether its requirements can be judged.

    - If discovery declares that Bulk is not supported, the responses do not change that.
    - If discovery declares nothing, a processed request counts as a claim. A status in `NOT_SERVED` for every
      request counts as a declaration that Bulk is not supported.
    - If Bulk is claimed and every request gets the same error, no requirement of Bulk can be judged.

    Args:
        claim: What discovery declares about Bulk.
        sent: The control requests, in order.
    """
    if not sent:
        return claim
    last, status = sent[-1], refusal(sent)
    if claim.supported is False:
        return replace(claim, reason=f"{claim.reason}; POST /Bulk got {said(last)}")
    if claim.supported is None:
        if processed(last):
            return Feature(True, f"{claim.reason}, but POST /Bulk processes a bulk request", last.n)
        if all(each.status in NOT_SERVED for each in sent):
            return Feature(False, f"{claim.reason}; POST /Bulk got {said(last)}", last.n)
        return claim
    if status is None or len(sent) == 1:
        return claim
    blocked = f"the server claims Bulk, but every control request to POST /Bulk got {said(last)}"
    return replace(claim, blocked=blocked)


def refusal(sent: Sequence[Exchange]) -> int | None:
    """Return the error status that every request got; None if one was processed or if the errors differ."""
    statuses = {exchange.status for exchange in sent if not processed(exchange)}
    if len(statuses) != 1 or any(map(processed, sent)):
        return None
    (status,) = statuses
    return status if status is not None and status >= 400 else None


def processed(exchange: Exchange) -> bool:
    """Return True if a response contains results of operations."""
    return BulkResponse(exchange, None).processed


def said(exchange: Exchange) -> str:
    """Return the status of a response, with the quoted detail of an error."""
    if exchange.response is None:
        return exchange.problem
    if exchange.response.status < 400:
        return f"HTTP {exchange.status}"
    detail = attr(exchange.json, "detail")
    text = detail if isinstance(detail, str) else exchange.response.body[:_QUOTED].decode(errors="replace")
    quoted = " ".join(text.split())[:_QUOTED]
    return f"HTTP {exchange.status}" + (f' ("{quoted}")' if quoted else "")


def _requests(claimed: Capabilities) -> Iterator[Callable[[ScenarioContext], Job]]:
    """Yield a function for each request: first a DELETE of an unknown id, then POSTs."""
    yield lambda ctx: Job((Operation("DELETE", ctx.resources.absent("absent")),))
    if claimed.feature("users").usable:
        yield lambda ctx: Job((ctx.resources.post_user("plain"),))
        yield lambda ctx: Job((ctx.resources.post_user("limited"),), 1)
