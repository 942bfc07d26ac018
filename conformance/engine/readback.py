"""Reading the store back by GET: verdicts rest on what is stored, not on what was answered."""

from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from conformance.engine.trace import Store, Stored
from conformance.jobs.attributes import attr
from conformance.jobs.resources import NAMING
from conformance.target.client import Target
from conformance.target.evidence import Exchange
from conformance.target.search import find

MOST_READS = 60
"""Resources of one job that are read one by one; beyond, what the search showed of them counts."""


def path_of(base_url: str, location: str) -> str:
    """Return a location relative to the base URL; a location elsewhere stays as it is.

    A relative location is resolved as one below the base URL, or as one below the origin when it repeats
    the base URL's path.
    """
    base = base_url.rstrip("/")
    if not urlsplit(location).scheme:
        below_origin = location.startswith(urlsplit(base).path + "/") and urlsplit(base).path
        location = urljoin(base, location) if below_origin else f"{base}/{location.lstrip('/')}"
    return location.removeprefix(base) if location.startswith(f"{base}/") else location


class Reader:
    """Reads back what a job of one scenario could have touched.

    Args:
        target: Where to read.
        prefix: Beginning of the unique names that the scenario gives to its resources.
        scenario: Its name, for the record.
    """

    def __init__(self, target: Target, prefix: str, scenario: str) -> None:
        self._target = target
        self._prefix = prefix
        self._scenario = scenario

    def get(self, path: str) -> Exchange:
        """Send one GET; a location on another origin is not followed and shows up as a failure."""
        return self._target.send("GET", path, purpose="read", scenario=self._scenario)

    def read(self, endpoints: Iterable[str], paths: Iterable[str]) -> Store:
        """Search the endpoints for what carries the scenario's names, and GET that and the given paths.

        Args:
            endpoints: Endpoints of resource types, such as ``/Users``.
            paths: Paths relative to the base URL, and locations that the server gave.
        """
        reads = {}
        found: dict[str, Stored] = {}
        for path in dict.fromkeys(paths):
            place = path_of(self._target.base_url, path)
            exchange = reads[path] = reads[place] if place in reads else self.get(place)
            reads[place] = exchange
            if exchange.status == 200 and isinstance(exchange.json, dict):
                found[place] = Stored(place, exchange.json, exchange)
        complete = True
        for endpoint in dict.fromkeys(endpoints):
            search = find(
                self._target, endpoint, NAMING[endpoint], self._prefix, scenario=self._scenario
            )
            complete &= search.complete
            for document, exchange in search.found:
                place = f"{endpoint}/{attr(document, 'id')}"
                if place not in found:
                    found[place] = self._look(place, document, exchange, alone=len(found) < MOST_READS)
        return Store(tuple(found.values()), reads, complete)

    def _look(self, place: str, document: dict[str, object], exchange: Exchange, *, alone: bool) -> Stored:
        """GET a resource that a search showed; where that fails, the search's word counts."""
        if alone:
            single = self.get(place)
            if single.status == 200 and isinstance(single.json, dict):
                return Stored(place, single.json, single)
        return Stored(place, document, exchange)
