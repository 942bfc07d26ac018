"""Responses that are no evidence of what a server does with a request."""

from collections.abc import Iterator

from conformance.check.observation import Observation, inconclusive
from conformance.exchange import Exchange
from conformance.trace.interaction import Effect, SingleInteraction
from conformance.trace.trace import Trace


def turned_away(exchange: Exchange) -> Observation | None:
    """Observe that a 401, 403, 429 or 503 shows nothing about the request; None for any other response.

    These depend on the client's credentials and permissions, or on the server's load.
    """
    if not exchange.turned_away:
        return None
    return inconclusive(exchange, f"HTTP {exchange.status} shows nothing about the request itself")


def unclear(effect: Effect) -> Observation:
    """Observe that the response does not say what an operation did: no result, no status, a server error."""
    depends_on: tuple[str, ...] = ()
    if isinstance(effect.interaction, SingleInteraction):
        pass  # the requirements below are about results in a bulk response
    elif effect.result is None:
        depends_on = ("BULK-3.7.3-01",)
    elif effect.code is None:
        depends_on = ("BULK-3.7.3-03",)
    return inconclusive(effect, effect.unclear, depends_on=depends_on)


def single_requests(trace: Trace) -> Iterator[SingleInteraction]:
    """Iterate over the single requests for resources whose response is about the request.

    Requests to other endpoints are left out, such as discovery, which a server may lack. So are responses
    about the client's credentials or the server's load (401, 403, 429, 503).
    """
    for single in trace.single_requests.values():
        path = single.operation.path
        for_resources = any(
            f"{path}/".startswith(f"{endpoint}/") for endpoint in single.resource_types.endpoints
        )
        if for_resources and single.exchange.response and not single.exchange.turned_away:
            yield single
