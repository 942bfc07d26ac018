"""Responses to bulk requests that give no verdict on what a check examines."""

from conformance.check.evidence import turned_away
from conformance.check.observation import Observation, inconclusive
from conformance.trace.interaction import BulkInteraction


def no_evidence(bulk: BulkInteraction, depends_on: str | tuple[str, ...]) -> Observation | None:
    """Observe that a response shows nothing: no response, a 5xx, 401, 403 or 429; None for any other.

    Args:
        bulk: The bulk request.
        depends_on: The requirement that judges a missing response and a server error.
    """
    status = bulk.exchange.status
    if status is None:
        return inconclusive(bulk.exchange, f"POST /Bulk: {bulk.exchange.problem}", depends_on=depends_on)
    if status >= 500:
        message = f"the bulk request gets HTTP {status}, a server error"
        return inconclusive(bulk.exchange, message, depends_on=depends_on)
    return turned_away(bulk.exchange)


def not_served(bulk: BulkInteraction) -> Observation | None:
    """Observe that the server does not serve POST /Bulk; None for any other response."""
    if bulk.exchange.status not in (404, 405):
        return None
    message = f"the server does not serve POST /Bulk: HTTP {bulk.exchange.status}"
    return inconclusive(bulk.exchange, message, depends_on="BULK-3.7-01")


def unreported(bulk: BulkInteraction) -> Observation | None:
    """Observe that a 2xx response has no status for any operation; None for any other response.

    Such a response shows nothing about one operation, and nothing about circular references or failOnErrors.
    """
    if not bulk.accepted or bulk.processed:
        return None
    message = "the response has no status for any operation"
    return inconclusive(bulk.answer.at("Operations"), message, depends_on=("BULK-3.7-08", "BULK-3.7.3-01"))


def not_processed(bulk: BulkInteraction) -> Observation | None:
    """Observe that a well-formed bulk request was not processed, or not reported; None if it was."""
    if bulk.accepted:
        return unreported(bulk)
    message = f"the server rejects the whole bulk request with HTTP {bulk.exchange.status}"
    return no_evidence(bulk, "BULK-3.7-31") or inconclusive(bulk.exchange, message, depends_on="BULK-3.7-31")
