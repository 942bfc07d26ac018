"""Deleting what a run created, by plain requests and never by Bulk, the very feature under test."""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.client.client import Target
from conformance.client.discovery import DEFAULT_TYPES, Capabilities
from conformance.client.journal import Journal
from conformance.client.removal import PURPOSE, Remover, Unreachable, version_in
from conformance.client.request_budget import Stopped
from conformance.client.search import Search, find, finds_too_much
from conformance.scim import lenient
from conformance.scim.paths import segment
from conformance.scim.resource_types import DEFAULT_KINDS, Kinds

_ALLOWANCE = 500
_ROUNDS = 3
_NOTHING_HERE = {404, 405, 501}
_UNSEARCHED = "the collection was not searched"

Removed = Callable[[str, str], object]
"""What is told the path and the name of a resource that was deleted."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """A resource that could not be deleted.

    Attributes:
        path: Where it is, as URL or path below the base URL; a collection where only the name is known.
        name: Its name; empty where it cannot be seen.
        why: One sentence: what stood in the way.
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
    """Delete what a run created and return what is left.

    A resource is deleted only after the server has shown it with a name of the run. Groups go first: a server
    may refuse to delete a user who is a member. What it still refuses for a conflict is tried again when
    others are gone, and then emptied. There is an allowance of requests for it, so that a run that has used
    up its budget is cleaned up after as well. Never raises for what a server does.

    Args:
        target: The server.
        journal: What the run created; deletions are written into it.
        capabilities: What the server says about itself; saves trying a filter that it does not claim.
        settle: Seconds that reads may lag behind writes; that long is waited before each search.
        removed: Called with path and name of each resource whose deletion the server reports.
    """
    target.budget.grant(_ALLOWANCE + 4 * (len(journal.pending) + journal.intended.total()))
    kinds = capabilities.kinds if capabilities else DEFAULT_KINDS
    types = capabilities.resource_types if capabilities else DEFAULT_TYPES
    listed = None if types is DEFAULT_TYPES else types
    cleaner = _Cleaner(target, journal, settle, removed, listed, kinds.groups.members)
    pairs = sorted(journal.intended, key=lambda pair: _rank(pair[0], kinds))
    if capabilities and capabilities.filter.supported is False:
        for pair in pairs:
            target.filters.setdefault(pair, False)
    try:
        for endpoint, attribute in pairs:
            cleaner.sweep(endpoint, attribute)
        known = [path for path in journal.pending if target.url(path) not in cleaner.left]
        known.sort(key=lambda path: _rank(path, kinds))
        for path in [path for path in known if not cleaner.visit(path)]:
            cleaner.visit(path)
        for endpoint, attribute in filter(cleaner.is_unfinished, pairs):
            cleaner.sweep(endpoint, attribute)
    except (Unreachable, Stopped) as stop:
        cleaner.give_up(str(stop))
    return tuple(cleaner.left.values())


def lost(target: Target) -> bool:
    """Tell whether the last request of a clean-up got no answer: the server may be gone."""
    last = target.exchanges[-1] if target.exchanges else None
    return last is not None and last.purpose == PURPOSE and last.unanswered


class _Cleaner:
    """One clean-up under way; `clean_up` says by what.

    Attributes:
        left: What is left, by URL.
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
        """Delete what is found in a collection under a name of the run, until nothing more is found.

        What the last search shows is left, whatever was answered to DELETE: an answer may be wrong, or lost.
        A round counts only where nothing was deleted in it: a collection may be shown in small parts.
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
            thinned = finds_too_much(first) and self._thin_out(endpoint, attribute, prefix)
            if rounds == _ROUNDS or not (shown or last.unanswered or thinned):
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
            self._remover.loosen(paths)
        if found.complete or self._is_missing(endpoint, found):
            self._unfinished.discard((endpoint, attribute))
            if all(place != endpoint for place, _ in self._unfinished):
                self.left.pop(self._target.url(endpoint), None)
        else:
            self._leave(endpoint, f"{prefix}...", "the search did not reach its end, there may be more")
        for name, path, _ in shown:
            if path:
                self._leave(path, name, refusals.get(path) or "it is still shown after DELETE")
            else:
                self._leave(endpoint, name, "it is shown without an id")

    def _thin_out(self, endpoint: str, attribute: str, prefix: str) -> bool:
        """Delete what narrower searches show, and tell whether they showed anything to be deleted."""
        before = len(self._remover.deleted)
        for beginning in self._journal.narrower(endpoint, attribute, prefix):
            found = find(self._target, endpoint, attribute, beginning, purpose=PURPOSE)
            for resource in found.resources:
                if path := _path(endpoint, resource):
                    self._delete(path, lenient.text(resource, attribute), version_in(resource))
            if finds_too_much(self._target.exchanges[found.exchanges[0] - 1]):
                self._thin_out(endpoint, attribute, beginning)
        return len(self._remover.deleted) > before

    def is_unfinished(self, pair: tuple[str, str]) -> bool:
        """Tell whether a collection has not shown all it has, or kept something for a conflict.

        What was deleted since may have changed that.
        """
        return pair in self._unfinished or any(path.startswith(f"{pair[0]}/") for path in self._remover.stuck)

    def _is_missing(self, endpoint: str, found: Search) -> bool:
        """Tell whether a server does not have a collection at all, and nothing was made in it.

        One that does not say what it has may hide a collection: it must have shown another one.
        """
        statuses = {self._target.exchanges[number - 1].status for number in found.exchanges}
        made = any(path.startswith(f"{self._target.url(endpoint)}/") for path in self._entries)
        if made or not statuses <= _NOTHING_HERE:
            return False
        if self._listed is None:
            return statuses == {404} and not {*self._journal.intended} <= self._unfinished
        return endpoint not in self._listed

    def visit(self, path: str) -> bool:
        """Delete a resource that is known to have been created, if it still carries a name of the run.

        Returns:
            Whether that was the last word; what got no answer, or met a conflict, may do better another time.
        """
        self.left.pop(self._target.url(path), None)
        seen = self._remover.see(path)
        name = self._remover.name_in(seen.json)
        if seen.status in (404, 410):
            self._journal.gone(path)
        elif name:
            why = self._delete(path, name, version_in(seen))
            if path in self._remover.stuck:
                self._remover.loosen([path], refusals=1)
                why = self._delete(path, name)
            if why:
                self._leave(path, name, why)
        elif lenient.succeeded(seen):
            names = (lenient.text(seen.json, attribute) for attribute in self._naming)
            self._leave(path, next(filter(None, names), ""), "it does not show a name of this run")
        elif self._was_elsewhere(path):
            self._journal.gone(path)
        else:
            self._leave(path, "", f"GET {lenient.outcome(seen)}")
        return not seen.unanswered and path not in self._remover.stuck

    def _was_elsewhere(self, path: str) -> bool:
        """Tell whether a location leads to no collection of the run, and its id was deleted from one."""
        collection, _, identity = self._target.url(path).rpartition("/")
        collections = {self._target.url(endpoint) for endpoint, _ in self._journal.intended}
        return identity in self._remover.deleted and collection not in collections

    def give_up(self, reason: str) -> None:
        """Take what was not yet looked at for left."""
        for path in self._journal.pending:
            if self._target.url(path) not in self.left:
                self._leave(path, "", reason)

    def _delete(self, path: str, name: str, version: str = "") -> str:
        """Delete a resource and return what stood in the way; empty where nothing did."""
        answer = self._remover.delete(path, version)
        if not lenient.succeeded(answer) and answer.status not in (404, 410):
            return f"DELETE {lenient.outcome(answer)}"
        self.left.pop(self._target.url(path), None)
        if lenient.succeeded(answer):
            self._removed(path, name)
        if entry := self._entries.get(self._target.url(path)):
            self._journal.gone(entry)
        return ""

    def _leave(self, path: str, name: str, why: str) -> None:
        self.left[self._target.url(path)] = Leftover(path, name, why)


def _path(endpoint: str, resource: Mapping[str, Any]) -> str:
    """Return where a resource is, whatever its id may be: in its collection; empty where it has no id."""
    identity = lenient.identity(resource)
    return f"{endpoint}/{segment(identity)}" if identity else ""


def _rank(path: str, kinds: Kinds) -> int:
    """Return when to delete: groups, then what else there is, then users."""
    return 0 if kinds.groups.endpoint in path else 2 if kinds.users.endpoint in path else 1
