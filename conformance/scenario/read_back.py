"""Read stored resources back by GET: verdicts rest on what is stored, not on responses alone."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from enum import Enum, auto
from urllib.parse import unquote

from conformance.client.client import Target
from conformance.client.journal import Journal
from conformance.client.search import find
from conformance.exchange import Exchange
from conformance.scenario.eventual_consistency import EventualConsistency, agreement
from conformance.scim.bulk_response import BulkResponse, Result
from conformance.scim.document import BULK_ID_PREFIX, attr
from conformance.scim.paths import plain, segment
from conformance.scim.resource_types import ResourceType, ResourceTypes
from conformance.trace.snapshot import Snapshot, StoredResource

MOST_ABSENT = 3
"""Most resources that are read although the scenario did not create them."""

MOST_READS = 12
"""Most resources of a bulk request that are read by a GET each; the search shows the others."""


class ReadBack(Enum):
    """How stored resources are read back after a bulk request.

    Members:
        EACH: One search for its names, and a GET of each resource it could have touched.
        SEARCH: One search for its names.
        SEARCH_ALL: One search for all names of the scenario.
        USERS: One search of the users for all names of the scenario; locations in the response show the rest.
    """

    EACH = auto()
    SEARCH = auto()
    SEARCH_ALL = auto()
    USERS = auto()


class Reader:
    """Reads back the resources that the requests of one scenario could have touched.

    Args:
        target: The tested server.
        scenario: Name of the scenario, for the record.
        resource_types: The resource types of the server.
        journal: Records which resources were found, and which are deleted.
        settle: Seconds until a read must show the last write.

    Attributes:
        consistency: Repeats reads until they show the last write.
        existing: The resources that are known to be stored, by path.
    """

    def __init__(
        self,
        target: Target,
        scenario: str,
        resource_types: ResourceTypes,
        journal: Journal,
        settle: float = 0.0,
    ) -> None:
        self._target = target
        self._scenario = scenario
        self._resource_types = resource_types
        self._journal = journal
        self.consistency = EventualConsistency(settle)
        self.existing: dict[str, StoredResource] = {}

    def get(self, path: str) -> Exchange:
        """Send one GET; a location on another origin is not requested, the exchange has a failure."""
        return self._target.send("GET", path, purpose="read", scenario=self._scenario)

    def created(self, path: str) -> Exchange:
        """Send a GET of a resource that was just created."""
        return self.consistency.read(lambda: self.get(path), lambda seen: seen.status == 200)

    def after(self, answer: BulkResponse, names: str) -> Snapshot:
        """Read back what a bulk request could have touched: a search, and a GET of each resource.

        Args:
            answer: The response.
            names: The prefix of the names in the request.
        """
        # A search shows the effects of a malformed request; a GET of each resource would show no more.
        malformed = answer.job is None or bool(answer.job.malformed)
        operations = answer.job.operations if answer.job else ()
        endpoints = {operation.path for operation in operations if operation.creates}
        paths = [operation.path for operation in operations if not operation.creates]
        single = [path for path in paths if self._is_resource(path)]
        done = [] if malformed else [result for result in _referring_first(answer) if result.succeeded]
        locations = [result.location for result in done if result.location][:MOST_READS]
        after = self.read(
            names,
            [each for each in self._resource_types.endpoints if each in endpoints]
            or [self._resource_types.users.endpoint],
            [*self.existing, *single[:MOST_ABSENT], *locations],
            alone=not malformed,
            answer=answer,
        )
        for stored in after.resources:
            # A location may lead to a collection, which the run did not create.
            if stored.path not in self._resource_types.endpoints:
                self._journal.created(stored.path)
        for path, read in after.reads.items():
            if read.status in (404, 410):
                self._journal.gone(self._below(path))
        self.existing = {path: found for path in self.existing if (found := after.at(path))}
        return after

    def search(self, answer: BulkResponse, names: str, *, whole: bool = False) -> Snapshot:
        """Search the collections of a bulk request for the names in it.

        A GET follows only for what the response reports as stored and the search does not show.

        Args:
            answer: The response.
            names: The prefix of the names.
            whole: It is the prefix of the scenario, so the results are stored before its next request too.
        """
        operations = answer.job.operations if answer.job else ()
        touched = {*self.existing, *(operation.path for operation in operations)}
        # A path of no type may create a resource all the same, most likely a user.
        endpoints = {
            (self._resource_types.of(path) or self._resource_types.users).endpoint for path in touched
        }
        after = self.read(names, sorted(endpoints), [], alone=False, answer=answer)
        after = self._with_unlisted(after, answer, names)
        for stored in after.resources:
            self._journal.created(stored.path)
        for path in self.existing if after.complete else ():
            if after.at(path) is None:
                self._journal.gone(path)
        self.existing = {stored.path: stored for stored in after.resources} if whole else {}
        return after

    def _with_unlisted(self, store: Snapshot, answer: BulkResponse, names: str) -> Snapshot:
        """Add stored resources that the search left out; a server may list only active users, for example."""
        expected = dict.fromkeys(self.existing)
        for result in _referring_first(answer):
            if result.succeeded and result.operation:
                if result.operation.creates and result.location:
                    expected[self._below(result.location)] = None
                elif result.operation.method == "DELETE":
                    expected.pop(plain(result.operation.path), None)
        missing = [path for path in expected if not store.at(path)][:MOST_READS]
        found = []
        for path, read in zip(missing, map(self.get, missing), strict=True):
            if read.status == 200 and isinstance(read.json, dict):
                found.append(
                    StoredResource(path, read.json, read, self._resource_types.of_resource(path, read.json))
                )
        # A location may lead to a resource that the list shows at another path.
        listed = {(each.id, each.name) for each in store.resources}
        found = [each for each in found if (each.id, each.name) not in listed]
        ours = [each for each in found if (each.name or "").casefold().startswith(names.casefold())]
        return replace(store, resources=(*store.resources, *ours))

    def survey(self, prefix: str) -> Snapshot:
        """Search the collections that the scenario uses for its names, and take the results as stored."""
        after = self.read(prefix, self._used(prefix), [], alone=False)
        self.existing = {stored.path: stored for stored in after.resources}
        return after

    def _used(self, prefix: str) -> list[str]:
        """Return the collections of users and groups, and those for which the journal has names."""
        roles = (self._resource_types.users.endpoint, self._resource_types.groups.endpoint)
        return [
            each
            for each in self._resource_types.endpoints
            if each in roles or self._journal.has(each, prefix)
        ]

    def skim(self, answer: BulkResponse, prefix: str) -> Snapshot:
        """Search the users for all names of the scenario; the response shows what else was created."""
        after = self.read(prefix, [self._resource_types.users.endpoint], [], alone=False, answer=answer)
        after = self._with_unlisted(after, answer, prefix)
        for stored in after.resources:
            self._journal.created(stored.path)
        for result in answer.results:
            if result.operation is None or not result.succeeded:
                continue
            path = result.operation.path
            made = self._below(result.location or "")
            if result.operation.creates and made.startswith("/") and not after.at(made):
                self._journal.created(made)
            elif result.operation.method == "DELETE" and after.complete and not after.at(path):
                self._journal.gone(path)
        self.existing = {stored.path: stored for stored in after.resources}
        return after

    def one_by_one(self, store: Snapshot) -> Snapshot:
        """Send a GET of each resource that a search has shown."""
        reads = [self.get(found.path) for found in store.resources]
        found = [
            StoredResource(shown.path, read.json, read, shown.resource_type)
            if isinstance(read.json, dict)
            else shown
            for shown, read in zip(store.resources, reads, strict=True)
            if read.status not in (404, 410)
        ]
        return Snapshot(tuple(found), complete=store.complete)

    def _is_resource(self, path: str) -> bool:
        """Return whether a path names one resource of a known type, so that it can be read."""
        type_ = self._resource_types.of(path)
        resource_id = path.removeprefix(f"{type_.endpoint}/") if type_ else ""
        elsewhere = resource_id in (path, "", ".", "..") or resource_id.startswith(BULK_ID_PREFIX)
        return not elsewhere and resource_id == segment(unquote(resource_id))

    def read(
        self,
        prefix: str,
        endpoints: Collection[str],
        paths: Collection[str],
        *,
        alone: bool = True,
        answer: BulkResponse | None = None,
    ) -> Snapshot:
        """Search collections for resources with a name of the scenario, and GET them and the given paths.

        Args:
            prefix: The prefix of their names.
            endpoints: Endpoints of resource types, such as ``/Users``.
            paths: Paths relative to the base URL, and locations that the server gave.
            alone: GET each result of the search too; a search may leave attributes out.
            answer: The response that says what must be stored, for reads that are repeated.
        """
        return self.consistency.read(
            lambda: self._read(prefix, endpoints, paths, alone=alone),
            agreement(answer, self.existing, endpoints, self._below) if answer else None,
        )

    def _below(self, location: str) -> str:
        """Return a path or location as a path below the base URL.

        A server may have several base URLs, and return locations below another one than the run uses, such as
        one without a version (RFC 7643 section 2.4).
        """
        path = plain(self._target.below(location))
        if path.startswith(f"{self._target.origin}/"):
            for endpoint in self._resource_types.endpoints:
                before, found, identity = path.rstrip("/").rpartition(f"{endpoint}/")
                if found and before and identity and "/" not in identity:
                    return f"{endpoint}/{identity}"
        return path

    def _read(self, prefix: str, endpoints: Iterable[str], paths: Iterable[str], *, alone: bool) -> Snapshot:
        reads: dict[str, Exchange] = {}
        found: dict[str, StoredResource] = {}
        complete = True
        for path in dict.fromkeys(paths):
            place = self._target.below(path)
            exchange = reads[path] = reads[place] if place in reads else self.get(place)
            ours = self._below(path)
            reads[place] = reads[ours] = exchange
            if exchange.status == 200 and isinstance(exchange.json, dict):
                type_ = self._resource_types.of_resource(ours, exchange.json)
                stored = StoredResource(ours, exchange.json, exchange, type_)
                found.setdefault(stored.id, stored)
            complete &= not exchange.unanswered
        for endpoint in dict.fromkeys(endpoints):
            naming = (self._resource_types.of(endpoint) or self._resource_types.users).naming
            if not naming:
                complete = False
                continue
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
        return Snapshot(tuple(found.values()), reads, complete)

    def _look(
        self, place: str, document: dict[str, object], exchange: Exchange, *, alone: bool
    ) -> StoredResource:
        """GET a resource that a search showed; if that fails, the search counts.

        It also counts if lists are known to show whole resources, unless `alone` demands a GET.
        """
        type_ = self._resource_types.of_resource(place, document)
        if alone or not self._target.list_shows_stored.get(type_.endpoint):
            single = self.get(place)
            if single.status == 200 and isinstance(single.json, dict):
                self._compare(type_, document, single.json)
                return StoredResource(place, single.json, single, type_)
        return StoredResource(place, document, exchange, type_)

    def _compare(
        self, type_: ResourceType, listed: Mapping[str, object], single: Mapping[str, object]
    ) -> None:
        """Record whether lists show whole resources of a type; of groups only one with members proves it."""
        lacking = {name.lower() for name in single} - {name.lower() for name in listed}
        if lacking or not type_.members or attr(single, type_.members):
            whole = self._target.list_shows_stored.get(type_.endpoint, True)
            self._target.list_shows_stored[type_.endpoint] = whole and not lacking


def _referring_first(answer: BulkResponse) -> list[Result]:
    """Return the results of a bulk request, first those of operations that refer to others."""
    referring = {reference.source for reference in answer.job.references()} if answer.job else set()
    return sorted(answer.results, key=lambda result: result.index not in referring)
