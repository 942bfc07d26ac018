"""Finding what is stored under a name, whatever the server can filter."""

import json
from dataclasses import dataclass
from typing import Any

from conformance.client import listing
from conformance.client.client import Target
from conformance.exchange import Exchange
from conformance.scim import lenient

_REFUSALS = (400, 403, 404, 405, 501)
"""How a server may answer that will not filter, now and later."""


@dataclass(frozen=True, slots=True)
class Search:
    """What was found.

    Attributes:
        resources: The resources as the server showed them, each once.
        complete: There are no others, as far as the server says; False means that absence proves nothing.
        exchanges: Numbers of the exchanges that show it.
    """

    resources: tuple[dict[str, Any], ...]
    complete: bool
    exchanges: tuple[int, ...]


def find(
    target: Target, endpoint: str, attribute: str, prefix: str, *, scenario: str = "", purpose: str = "read"
) -> Search:
    """Return every stored resource whose attribute starts with a prefix, in any letter case.

    Asks with the filter operator ``sw`` (RFC 7644 section 3.4.2.2) and, where that does not work, reads the
    whole collection. A filter that finds nothing is believed only once it has found something, or where the
    collection is too large to compare: some servers answer every filter that they do not know with an empty
    list. What is learnt is kept in ``target.filters``; one that was seen to work is asked again whatever the
    server answers later.

    Args:
        target: The server.
        endpoint: The collection, such as ``/Users``.
        attribute: A simple attribute at the top of the resource, such as ``userName``.
        prefix: The beginning of its value.
        scenario: Name of the scenario that asks.
        purpose: What the exchanges are for.

    Raises:
        Stopped: No request may be sent any more.
    """
    key = (endpoint, attribute)
    numbers: tuple[int, ...] = ()
    filtered = None
    if target.filters.get(key) is not False:
        query = {"filter": f"{attribute} sw {json.dumps(prefix)}", "count": str(listing.PAGE)}
        filtered = listing.read(target, endpoint, query, purpose=purpose, scenario=scenario)
        numbers = tuple(exchange.n for exchange in filtered.exchanges)
        found = _matching(target, filtered, attribute, prefix)
        if filtered.complete and found:
            target.filters[key] = True
        if filtered.complete and target.filters.get(key):
            return Search(found, True, numbers)
        if len(filtered.exchanges) == listing.MOST_PAGES:
            return Search(found, False, numbers)  # the whole collection has even more pages
        asked = filtered.exchanges[0]
        if asked.status in _REFUSALS and not finds_too_much(asked):
            target.filters.setdefault(key, False)
    everything = listing.read(
        target, endpoint, {"count": str(listing.PAGE)}, purpose=purpose, scenario=scenario
    )
    numbers += tuple(exchange.n for exchange in everything.exchanges)
    listed = _matching(target, everything, attribute, prefix)
    if filtered and filtered.complete and listed:
        target.filters[key] = False
    complete = everything.complete or bool(filtered and filtered.complete and not listed)
    return Search(listed, complete, numbers)


def finds_too_much(exchange: Exchange) -> bool:
    """Tell whether a search is refused for what it would show; a narrower one may do (RFC 7644 table 9)."""
    return exchange.status == 400 and lenient.text(exchange.json, "scimType").casefold() == "toomany"


def _matching(
    target: Target, found: listing.Listing, attribute: str, prefix: str
) -> tuple[dict[str, Any], ...]:
    """Return the resources that do start with the prefix; a server may ignore the filter.

    What else the pages show is nobody's business, and may be much: it is not kept.
    """
    ours = tuple(
        resource
        for resource in found.resources
        if lenient.text(resource, attribute).casefold().startswith(prefix.casefold())
    )
    for exchange in found.exchanges:
        target.budget.shorten(exchange, foreign=2 * len(ours) < len(found.resources))
    return ours
