"""Liberties in how ids and locations are written."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote

from conformance.reference.behaviour import Behaviour
from conformance.reference.config import PUBLIC
from conformance.reference.declare import variant
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.variants.kept import UnusualIds


@variant("ids-encoded-in-locations", permits=("BULK-3.7-10",))
class IdsEncodedInLocations(UnusualIds):
    """Ids hold characters that may stand in a path as they are, and locations have them encoded."""

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        _encode(answer.document)
        shown = answer.headers.get("Location")
        headers = {**answer.headers, "Location": _encoded(shown)} if shown else answer.headers
        return super().answer(exchange, replace(answer, headers=headers))


@variant("locations-at-another-path", permits=("BULK-3.7-10", "BULK-3.7.3-10"))
class LocationsAtAnotherPath(Behaviour):
    """The server is reached at two paths, locations name the one that is not tested (RFC 7643 2.4)."""

    def base_url(self, exchange: Exchange) -> str:
        return f"{exchange.origin}{PUBLIC}{exchange.root.removeprefix(PUBLIC)}"


@variant("locations-in-capitals", permits=("BULK-3.7-10", "BULK-3.7.3-10", "CORE-3.1-02"))
class LocationsInCapitals(Behaviour):
    """Locations in results have scheme and host in capitals, what GET shows has not (RFC 3986 6.2.2.1)."""

    def base_url(self, exchange: Exchange) -> str:
        return (exchange.origin.upper() if exchange.is_bulk else exchange.origin) + exchange.root


def _encode(document: Any) -> None:  # noqa: ANN401 - a JSON value
    for item in document.values() if isinstance(document, dict) else document or ():
        if isinstance(item, dict | list):
            _encode(item)
    location = document.get("location") if isinstance(document, dict) else None
    if isinstance(location, str):
        document["location"] = _encoded(location)


def _encoded(location: str) -> str:
    collection, _, last = location.rpartition("/")
    return f"{collection}/{quote(unquote(last), safe='')}"
