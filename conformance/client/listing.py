"""Read a collection page by page (RFC 7644 section 3.4.2.4), up to a limit of pages."""

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
    """The resources of a collection.

    Attributes:
        resources: The resources, each once.
        complete: True if no resource is missing, as far as the server says.
        exchanges: The exchanges of its pages, in order.
    """

    resources: tuple[dict[str, Any], ...]
    complete: bool
    exchanges: tuple[Exchange, ...]


def read(target: Target, path: str, query: Mapping[str, str], *, purpose: str, scenario: str = "") -> Listing:
    """Read all pages of a collection.

    It stops at a page without new resources: a server may ignore ``startIndex`` and repeat its first page.

    Raises:
        Stopped: The run may not send any more requests.
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
        new = {_identity(entry): entry for entry in page if _identity(entry) not in seen}
        seen.update(new)
        total = lenient.integer(exchange.json, "totalResults")
        complete = len(page) < PAGE if total is None else len(seen) >= total
        if complete or not new:
            return Listing(tuple(seen.values()), complete, tuple(exchanges))
    return Listing(tuple(seen.values()), False, tuple(exchanges))


def _identity(resource: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the values that identify a resource in a collection; a ResourceType may have no id."""
    return lenient.identity(resource), *(lenient.text(resource, name) for name in ("name", "endpoint"))
