"""Reading a collection page by page (RFC 7644 section 3.4.2.4), within bounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from conformance.client.client import Target
from conformance.exchange import Exchange
from conformance.scim import lenient

PAGE = 100
MOST_PAGES = 50


@dataclass(frozen=True, slots=True)
class Listing:
    """What a collection was seen to hold.

    Attributes:
        resources: Its resources, each once.
        complete: Nothing is missing, as far as the server says.
        exchanges: The requests for its pages, in order.
    """

    resources: tuple[dict[str, Any], ...]
    complete: bool
    exchanges: tuple[Exchange, ...]


def read(target: Target, path: str, query: Mapping[str, str], *, purpose: str, scenario: str = "") -> Listing:
    """Read all pages of a collection.

    Ends where a page holds nothing new: a server may ignore ``startIndex`` and send its first page for ever.

    Raises:
        Stopped: No request may be sent any more.
    """
    seen: dict[tuple[str, ...], dict[str, Any]] = {}
    exchanges: list[Exchange] = []
    while len(exchanges) < MOST_PAGES:
        start = {"startIndex": str(len(seen) + 1)} if exchanges else {}
        parameters = urlencode({**query, **start}, quote_via=quote)
        exchange = target.send(
            "GET", f"{path}?{parameters}" if parameters else path, purpose=purpose, scenario=scenario
        )
        exchanges.append(exchange)
        if not lenient.succeeded(exchange) or not lenient.is_list(exchange.json):
            return Listing(tuple(seen.values()), False, tuple(exchanges))
        page = lenient.objects(exchange.json)
        fresh = {_identity(entry): entry for entry in page if _identity(entry) not in seen}
        seen.update(fresh)
        total = lenient.integer(exchange.json, "totalResults")
        whole = len(page) < PAGE if total is None else len(seen) >= total
        if whole or not fresh:
            return Listing(tuple(seen.values()), whole, tuple(exchanges))
    return Listing(tuple(seen.values()), False, tuple(exchanges))


def _identity(resource: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what tells resources of one collection apart; those of ResourceTypes need not have an id."""
    return lenient.identity(resource), *(lenient.text(resource, name) for name in ("name", "endpoint"))
