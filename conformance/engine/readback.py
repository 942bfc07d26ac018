"""Reading the store back by GET: verdicts rest on what is stored, not on what was answered."""

from collections.abc import Iterable
from urllib.parse import quote

from conformance.document import attr
from conformance.engine.trace import Store, Stored
from conformance.target.client import Target
from conformance.target.evidence import Exchange
from conformance.target.kinds import Kinds
from conformance.target.search import find

MOST_ABSENT = 3
"""Resources that a job acts on without our having made them, which are read one by one."""

MOST_READS = 14
"""Resources of one job that are read one by one; beyond, what the search showed of them counts."""


def segment(resource_id: object) -> str:
    """Return an id as it stands in a path (RFC 3986 section 3.3)."""
    return quote(str(resource_id), safe="!$&'()*+,;=:@")


class Reader:
    """Reads back what the jobs of one scenario could have touched.

    Args:
        target: Where to read.
        scenario: Its name, for the record.
        kinds: The kinds of resources that it creates.
    """

    def __init__(self, target: Target, scenario: str, kinds: Kinds) -> None:
        self._target = target
        self._scenario = scenario
        self._kinds = kinds

    def get(self, path: str) -> Exchange:
        """Send one GET; a location on another origin is not followed and shows up as a failure."""
        return self._target.send("GET", path, purpose="read", scenario=self._scenario)

    def read(
        self, prefix: str, endpoints: Iterable[str], paths: Iterable[str], *, alone: bool = True
    ) -> Store:
        """Search the endpoints for what carries the job's names, and GET that and the given paths.

        Args:
            prefix: Beginning of the unique names that the job gives to its resources.
            endpoints: Endpoints of resource types, such as ``/Users``.
            paths: Paths relative to the base URL, and locations that the server gave.
            alone: Read what the search shows one by one too; a search may leave attributes out.
        """
        reads: dict[str, Exchange] = {}
        found: dict[str, Stored] = {}
        for path in dict.fromkeys(paths):
            place = self._target.below(path)
            exchange = reads[path] = reads[place] if place in reads else self.get(place)
            reads[place] = exchange
            if exchange.status == 200 and isinstance(exchange.json, dict):
                stored = Stored(place, exchange.json, exchange, self._kinds.of(place))
                found.setdefault(stored.id or place, stored)
        complete = True
        for endpoint in dict.fromkeys(endpoints):
            naming = self._kinds.of(endpoint).naming
            search = find(self._target, endpoint, naming, prefix, scenario=self._scenario)
            complete &= search.complete
            shown_by = self._target.exchanges[search.exchanges[-1] - 1]
            for document in search.resources:
                key = str(attr(document, "id"))
                if key not in found:
                    place = f"{endpoint}/{segment(key)}"
                    found[key] = self._look(
                        place, document, shown_by, alone=alone and len(found) < MOST_READS
                    )
        return Store(tuple(found.values()), reads, complete)

    def _look(self, place: str, document: dict[str, object], exchange: Exchange, *, alone: bool) -> Stored:
        """GET a resource that a search showed; where that fails, the search's word counts."""
        kind = self._kinds.of(place)
        if alone:
            single = self.get(place)
            if single.status == 200 and isinstance(single.json, dict):
                return Stored(place, single.json, single, kind)
        return Stored(place, document, exchange, kind)
