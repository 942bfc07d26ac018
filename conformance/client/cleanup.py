"""Delete the resources that a run created, by single requests: Bulk is the feature under test."""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.client.client import Target
from conformance.client.discovery import Capabilities
from conformance.client.journal import Journal
from conformance.client.removal import PURPOSE, Remover, ServerUnresponsive, version_in
from conformance.client.request_budget import Stopped
from conformance.client.search import Search, find, finds_too_much
from conformance.scim import lenient
from conformance.scim.paths import segment
from conformance.scim.resource_types import DEFAULT_RESOURCE_TYPES, ResourceTypes

_ALLOWANCE = 500
_ROUNDS = 3
_NOTHING_HERE = {404, 405, 501}
_UNSEARCHED = "the collection was not searched"

Removed = Callable[[str, str], object]
"""Callback with path and name of a deleted resource."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """A resource that could not be deleted.

    Attributes:
        path: Its URL, or path below the base URL; the collection if only the name is known.
        name: Its name; empty if it is not known.
        why: The reason why it was not deleted.
    """

    path: str
    name: str
    why: str


def clean_up(
    target: Target,
    journal: Journal,
    capabilities: Capabilities | None = None,
    settle: float = 0.0,
    removed: Removed = lambda _path, _name: None,
) -> tuple[Leftover, ...]:
    """Delete the resources that a run created, and return those that are left.

    A resource is deleted only if the server returns it with a name of the run. Groups are deleted first: a
    server may refuse to delete a user who is a member. After a conflict, the deletion is tried again when
    other resources are deleted, and then the references of the resource are removed. The clean-up has its own
    allowance of requests, so that it also works if the run has used up its budget. It raises no exception
    whatever the server does.

    Args:
        target: The server.
        journal: The journal of the run; deletions are recorded in it.
        capabilities: The capabilities of the server; an unsupported filter is not tried.
        settle: Seconds to wait before each search until reads show the last write.
        removed: Called with path and name of each deleted resource.
    """
    target.budget.extend(_ALLOWANCE + 4 * (len(journal.pending) + journal.intended.total()))
    resource_types = capabilities.resource_types if capabilities else DEFAULT_RESOURCE_TYPES
    listed = [each.endpoint for each in resource_types.listed] or None
    cleaner = _Cleaner(target, journal, settle, removed, listed, resource_types.groups.members)
    pairs = sorted(journal.intended, key=lambda pair: _rank(pair[0], resource_types))
    if capabilities and capabilities.feature("filter").supported is False:
        for pair in pairs:
            target.filters.setdefault(pair, False)
    try:
        for endpoint, attribute in pairs:
            cleaner.sweep(endpoint, attribute)
        known = [path for path in journal.pending if target.url(path) not in cleaner.left]
        known.sort(key=lambda path: _rank(path, resource_types))
        for path in [path for path in known if not cleaner.visit(path)]:
            cleaner.visit(path)
        for endpoint, attribute in filter(cleaner.is_unfinished, pairs):
            cleaner.sweep(endpoint, attribute)
    except (ServerUnresponsive, Stopped) as stop:
        cleaner.give_up(str(stop))
    return tuple(cleaner.left.values())


def ended_without_response(target: Target) -> bool:
    """Return True if the last request of a clean-up got no response, so the server may be down."""
    last = target.exchanges[-1] if target.exchanges else None
    return last is not None and last.purpose == PURPOSE and last.unanswered


class _Cleaner:
    """The state of one clean-up; see `clean_up` for its arguments.

    Attributes:
        left: The resources that are left, by URL.
    """

    def __init__(
        self,
        target: Target,
        journal: Journal,
        settle: float,
        removed: Removed,
        listed: Collection[str] | None,
        members: str,
    ) -> None:
        self._target = target
        self._settle = settle
        self._removed = removed
        self._journal = journal
        self._listed = listed
        self._naming = dict.fromkeys([*(attribute for _, attribute in journal.intended), "externalId"])
        self._remover = Remover(target, journal.run_prefix, self._naming, members)
        self._entries = {target.url(path): path for path in journal.pending}
        self.left: dict[str, Leftover] = {}
        self._unfinished = set(journal.intended)
        for endpoint, _ in journal.intended:
            self._leave(endpoint, f"{journal.run_prefix}...", _UNSEARCHED)

    def sweep(self, endpoint: str, attribute: str) -> None:
        """Search a collection for names of the run and delete the results, until a search finds nothing.

        The results of the last search are left, whatever DELETE returned: a response may be wrong or lost.
        Only a round without any deletion counts towards the limit, since a server may return small pages.
        """
        prefix = self._journal.run_prefix
        refusals: dict[str, str] = {}
        rounds = 0
        while True:
            time.sleep(self._settle)
            found = find(self._target, endpoint, attribute, prefix, purpose=PURPOSE)
            first, last = (self._target.exchanges[found.exchanges[at] - 1] for at in (0, -1))
            self._remover.count(first)
            shown = [(lenient.text(each, attribute), _path(endpoint, each), each) for each in found.resources]
            has_deleted = finds_too_much(first) and self._delete_by_parts(endpoint, attribute, prefix)
            if rounds == _ROUNDS or not (shown or last.unanswered or has_deleted):
                break
            before = len(self._remover.deleted)
            for name, path, resource in shown:
                if path:
                    refusals[path] = self._delete(path, name, version_in(resource))
            paths = [path for _, path, _ in shown]
            if len(self._remover.deleted) == before:
                rounds += 1
                if self._remover.is_hopeless(paths):
                    break
            self._remover.remove_references(paths)
        if found.complete or self._is_missing(endpoint, found):
            self._unfinished.discard((endpoint, attribute))
            if all(place != endpoint for place, _ in self._unfinished):
                self.left.pop(self._target.url(endpoint), None)
        else:
            self._leave(endpoint, f"{prefix}...", "the search was incomplete, there may be more resources")
        for name, path, _ in shown:
            if path:
                self._leave(path, name, refusals.get(path) or "the server still returns it after DELETE")
            else:
                self._leave(endpoint, name, "the server returns it without an id")

    def _delete_by_parts(self, endpoint: str, attribute: str, prefix: str) -> bool:
        """Delete the results of searches with longer prefixes; return True if anything was deleted."""
        before = len(self._remover.deleted)
        for longer in self._journal.longer_prefixes(endpoint, attribute, prefix):
            found = find(self._target, endpoint, attribute, longer, purpose=PURPOSE)
            for resource in found.resources:
                if path := _path(endpoint, resource):
                    self._delete(path, lenient.text(resource, attribute), version_in(resource))
            if finds_too_much(self._target.exchanges[found.exchanges[0] - 1]):
                self._delete_by_parts(endpoint, attribute, longer)
        return len(self._remover.deleted) > before

    def is_unfinished(self, pair: tuple[str, str]) -> bool:
        """Return True if the search of a collection was incomplete, or a deletion in it met a conflict.

        The deletions since then may have changed this.
        """
        conflicts = self._remover.conflicts
        return pair in self._unfinished or any(path.startswith(f"{pair[0]}/") for path in conflicts)

    def _is_missing(self, endpoint: str, found: Search) -> bool:
        """Return True if the server does not have a collection and the run created nothing in it.

        If the server does not list its resource types, it must have returned another collection.
        """
        statuses = {self._target.exchanges[number - 1].status for number in found.exchanges}
        has_created = any(path.startswith(f"{self._target.url(endpoint)}/") for path in self._entries)
        if has_created or not statuses <= _NOTHING_HERE:
            return False
        if self._listed is None:
            return statuses == {404} and not {*self._journal.intended} <= self._unfinished
        return endpoint not in self._listed

    def visit(self, path: str) -> bool:
        """Delete a resource that the run created, if it still has a name of the run.

        Returns:
            False if it is worth trying again: there was no response, or a conflict.
        """
        self.left.pop(self._target.url(path), None)
        read = self._remover.read(path)
        name = self._remover.name_in(read.json)
        if read.status in (404, 410):
            self._journal.gone(path)
        elif name:
            why = self._delete(path, name, version_in(read))
            if path in self._remover.conflicts:
                self._remover.remove_references([path], refusals=1)
                why = self._delete(path, name)
            if why:
                self._leave(path, name, why)
        elif lenient.succeeded(read):
            names = (lenient.text(read.json, attribute) for attribute in self._naming)
            self._leave(path, next(filter(None, names), ""), "its name does not begin with the run prefix")
        elif self._was_elsewhere(path):
            self._journal.gone(path)
        else:
            self._leave(path, "", f"GET {lenient.outcome(read)}")
        return not read.unanswered and path not in self._remover.conflicts

    def _was_elsewhere(self, path: str) -> bool:
        """Return True if a location is outside of the run's collections and its id was deleted in one."""
        collection, _, identity = self._target.url(path).rpartition("/")
        collections = {self._target.url(endpoint) for endpoint, _ in self._journal.intended}
        return identity in self._remover.deleted and collection not in collections

    def give_up(self, reason: str) -> None:
        """Record all resources that were not visited as left."""
        for path in self._journal.pending:
            if self._target.url(path) not in self.left:
                self._leave(path, "", reason)

    def _delete(self, path: str, name: str, version: str = "") -> str:
        """Delete a resource and return why it failed; empty on success."""
        exchange = self._remover.delete(path, version)
        if not lenient.succeeded(exchange) and exchange.status not in (404, 410):
            return f"DELETE {lenient.outcome(exchange)}"
        self.left.pop(self._target.url(path), None)
        if lenient.succeeded(exchange):
            self._removed(path, name)
        if entry := self._entries.get(self._target.url(path)):
            self._journal.gone(entry)
        return ""

    def _leave(self, path: str, name: str, why: str) -> None:
        self.left[self._target.url(path)] = Leftover(path, name, why)


def _path(endpoint: str, resource: Mapping[str, Any]) -> str:
    """Return the path of a resource in its collection, with its id escaped; empty if it has no id."""
    identity = lenient.identity(resource)
    return f"{endpoint}/{segment(identity)}" if identity else ""


def _rank(path: str, resource_types: ResourceTypes) -> int:
    """Return the sort key for deletions: groups first, then other resources, then users."""
    return 0 if resource_types.groups.endpoint in path else 2 if resource_types.users.endpoint in path else 1
