"""Find stored resources by the prefix of their name, with or without a filter of the server."""

import json
from dataclasses import dataclass
from typing import Any

from conformance.client import listing
from conformance.client.client import Target
from conformance.exchange import Exchange
from conformance.scim import lenient

_REFUSALS = (400, 403, 404, 405, 501)
"""Statuses of a server that does not support the filter."""


@dataclass(frozen=True, slots=True)
class Search:
    """The result of a search.

    Attributes:
        resources: The resources as the server returned them, each once.
        complete: True if there are no others, as far as the server says. If False, absence proves nothing.
        exchanges: Numbers of the exchanges of the search.
    """

    resources: tuple[dict[str, Any], ...]
    complete: bool
    exchanges: tuple[int, ...]


def find(
    target: Target, endpoint: str, attribute: str, prefix: str, *, scenario: str = "", purpose: str = "read"
) -> Search:
    """Return every stored resource whose attribute starts with a prefix, in any letter case.

    It uses the filter operator ``sw`` (RFC 7644 section 3.4.2.2). If that does not work, it reads the whole
    collection. An empty result of a filter counts only if the filter has found something before, or if the
    collection is too large to read: some servers return an empty list for a filter that they do not support.
    ``target.filters`` records which filters work; a filter that has worked is always used again.

    Args:
        target: The server.
        endpoint: The collection, such as ``/Users``.
        attribute: A simple attribute at the top of the resource, such as ``userName``.
        prefix: The beginning of its value.
        scenario: Name of the scenario.
        purpose: Purpose of the exchanges.

    Raises:
        Stopped: The run may not send any more requests.
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
            return Search(found, False, numbers)  # the whole collection would have even more pages
        first = filtered.exchanges[0]
        if first.status in _REFUSALS and not finds_too_much(first):
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
    """Return True if a search failed because of too many results (``tooMany``, RFC 7644 table 9)."""
    return exchange.status == 400 and lenient.text(exchange.json, "scimType").casefold() == "toomany"


def _matching(
    target: Target, found: listing.Listing, attribute: str, prefix: str
) -> tuple[dict[str, Any], ...]:
    """Return the resources that start with the prefix, since a server may ignore the filter.

    Other resources on the pages are not needed, and may be many: their bodies are shortened.
    """
    ours = tuple(
        resource
        for resource in found.resources
        if lenient.text(resource, attribute).casefold().startswith(prefix.casefold())
    )
    for exchange in found.exchanges:
        target.budget.shorten(exchange, foreign=2 * len(ours) < len(found.resources))
    return ours
