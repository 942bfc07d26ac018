"""Deleting what a run created, by plain requests and never by Bulk, the very feature under test."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.paths import segment
from conformance.target import lenient
from conformance.target.client import Target
from conformance.target.discovery import Capabilities
from conformance.target.evidence import Exchange
from conformance.target.journal import Journal
from conformance.target.kinds import DEFAULT_KINDS, Kinds
from conformance.target.ledger import Stopped
from conformance.target.search import find

PURPOSE = "clean-up"
_ALLOWANCE = 500
_ROUNDS = 3
_MOST_FAILURES = 3
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


class _Unreachable(Exception):  # noqa: N818 - ends the attempt, is no error
    """The server no longer answers."""


def clean_up(
    target: Target,
    journal: Journal,
    capabilities: Capabilities | None = None,
    settle: float = 0.0,
    removed: Removed = lambda _path, _name: None,
) -> tuple[Leftover, ...]:
    """Delete what a run created and return what is left.

    A resource is deleted only after the server has shown it with a name of the run. Groups go first: a server
    may refuse to delete a user who is a member. There is an allowance of requests for it, so that a run that
    has used up its budget is cleaned up after as well. Never raises for what a server does.

    Args:
        target: The server.
        journal: What the run created; deletions are written into it.
        capabilities: What the server says about itself; saves trying a filter that it does not claim.
        settle: Seconds that reads may lag behind writes; that long is waited before each search.
        removed: Called with path and name of each resource whose deletion the server reports.
    """
    target.ledger.grant(_ALLOWANCE + 4 * (len(journal.pending) + journal.intended.total()))
    cleaner = _Cleaner(target, journal, settle, removed)
    kinds = capabilities.kinds if capabilities else DEFAULT_KINDS
    pairs = sorted(journal.intended, key=lambda pair: _rank(pair[0], kinds))
    if capabilities and capabilities.filter.supported is False:
        target.filters.update(dict.fromkeys(pairs, False))
    try:
        for endpoint, attribute in pairs:
            cleaner.sweep(endpoint, attribute)
        known = [path for path in journal.pending if target.url(path) not in cleaner.left]
        known.sort(key=lambda path: _rank(path, kinds))
        for path in [path for path in known if not cleaner.visit(path)]:
            cleaner.visit(path)
    except (_Unreachable, Stopped) as stop:
        cleaner.give_up(str(stop))
    return tuple(cleaner.left.values())


def lost(target: Target) -> bool:
    """Tell whether the last request of a clean-up got no answer: the server may be gone."""
    last = target.exchanges[-1] if target.exchanges else None
    return last is not None and last.purpose == PURPOSE and last.unanswered


class _Cleaner:
    """One clean-up under way."""

    def __init__(self, target: Target, journal: Journal, settle: float, removed: Removed) -> None:
        self._target = target
        self._settle = settle
        self._removed = removed
        self._journal = journal
        self._naming = dict.fromkeys([*(attribute for _, attribute in journal.intended), "externalId"])
        self._entries = {target.url(path): path for path in journal.pending}
        self._failures = 0
        self._deleted: set[str] = set()
        self.left: dict[str, Leftover] = {}
        for endpoint, _ in journal.intended:
            self._leave(endpoint, f"{journal.run_prefix}...", _UNSEARCHED)

    def sweep(self, endpoint: str, attribute: str) -> None:
        """Delete what is found in a collection under a name of the run, until nothing more is found.

        What the last search shows is left, whatever was answered to DELETE: an answer may be wrong, or lost.
        """
        prefix = self._journal.run_prefix
        refusals: dict[str, str] = {}
        for attempt in range(_ROUNDS + 1):
            time.sleep(self._settle)
            found = find(self._target, endpoint, attribute, prefix, purpose=PURPOSE)
            first, last = (self._target.exchanges[found.exchanges[at] - 1] for at in (0, -1))
            self._count(first)
            shown = [(lenient.text(each, attribute), _path(endpoint, each)) for each in found.resources]
            if attempt == _ROUNDS or not (shown or last.unanswered):
                break
            for name, path in shown:
                if path:
                    refusals[path] = self._delete(path, name)
        if not found.complete:
            self._leave(endpoint, f"{prefix}...", "the search did not reach its end, there may be more")
        elif (mark := self.left.get(self._target.url(endpoint))) and mark.why == _UNSEARCHED:
            del self.left[self._target.url(endpoint)]
        for name, path in shown:
            if path:
                self._leave(path, name, refusals.get(path) or "it is still shown after DELETE")
            else:
                self._leave(endpoint, name, "it is shown without an id")

    def visit(self, path: str) -> bool:
        """Delete a resource that is known to have been created, if it still carries a name of the run.

        Returns:
            Whether the server answered; where it did not, it may do so another time.
        """
        self.left.pop(self._target.url(path), None)
        seen = self._target.send("GET", path, purpose=PURPOSE)
        self._count(seen)
        names = [lenient.text(seen.json, attribute) for attribute in self._naming]
        prefix = self._journal.run_prefix.casefold()
        name = next((name for name in names if name.casefold().startswith(prefix)), "")
        if seen.status in (404, 410):
            self._journal.gone(path)
        elif name:
            if why := self._delete(path, name):
                self._leave(path, name, why)
        elif lenient.succeeded(seen):
            self._leave(path, next(filter(None, names), ""), "it does not show a name of this run")
        elif self._was_elsewhere(path):
            self._journal.gone(path)
        else:
            self._leave(path, "", f"GET {lenient.outcome(seen)}")
        return not seen.unanswered

    def _was_elsewhere(self, path: str) -> bool:
        """Tell whether a location leads to no collection of the run, and its id was deleted from one."""
        collection, _, identity = self._target.url(path).rpartition("/")
        collections = {self._target.url(endpoint) for endpoint, _ in self._journal.intended}
        return identity in self._deleted and collection not in collections

    def give_up(self, reason: str) -> None:
        """Take what was not yet looked at for left."""
        for path in self._journal.pending:
            if self._target.url(path) not in self.left:
                self._leave(path, "", reason)

    def _delete(self, path: str, name: str) -> str:
        """Delete a resource and return what stood in the way; empty where nothing did."""
        answer = self._target.send("DELETE", path, purpose=PURPOSE)
        if answer.failure and answer.failure.may_pass:  # 404 will do, where the first one was carried out
            answer = self._target.send("DELETE", path, purpose=PURPOSE)
        self._count(answer)
        if not lenient.succeeded(answer) and answer.status not in (404, 410):
            return f"DELETE {lenient.outcome(answer)}"
        if lenient.succeeded(answer):
            self._removed(path, name)
            self._deleted.add(path.rpartition("/")[2])
        if entry := self._entries.get(self._target.url(path)):
            self._journal.gone(entry)
        return ""

    def _leave(self, path: str, name: str, why: str) -> None:
        self.left[self._target.url(path)] = Leftover(path, name, why)

    def _count(self, exchange: Exchange) -> None:
        """Stop after a few failures in a row: each may have taken as long as the timeout allows."""
        self._failures = self._failures + 1 if exchange.unanswered else 0
        if exchange.failure and self._failures == _MOST_FAILURES:
            raise _Unreachable(f"the server no longer answers: {exchange.failure.detail}")


def _path(endpoint: str, resource: Mapping[str, Any]) -> str:
    """Return where a resource is, whatever its id may be: in its collection; empty where it has no id."""
    identity = lenient.identity(resource)
    return f"{endpoint}/{segment(identity)}" if identity else ""


def _rank(path: str, kinds: Kinds) -> int:
    """Return when to delete: groups, then what else there is, then users."""
    return 0 if kinds.groups.endpoint in path else 2 if kinds.users.endpoint in path else 1
