"""Responses that are no evidence of what a server does with a request."""

from conformance.check.observation import Observation, inconclusive
from conformance.exchange import Exchange


def turned_away(exchange: Exchange) -> Observation | None:
    """Observe that a 401, 403, 429 or 503 shows nothing about the request; None for any other response.

    These depend on the client's credentials and permissions, or on the server's load.
    """
    if not exchange.turned_away:
        return None
    return inconclusive(exchange, f"HTTP {exchange.status} shows nothing about the request itself")
