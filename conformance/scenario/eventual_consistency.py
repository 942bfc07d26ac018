"""Wait until reads show what was written, for servers with eventual consistency."""

import time
from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from conformance.scim.bulk_response import BulkResponse, Result
from conformance.scim.document import attr
from conformance.trace.snapshot import Snapshot, StoredResource

Seen = TypeVar("Seen")

_FIRST_PAUSE = 0.02
"""Seconds before the second read; each later pause is twice as long."""


class EventualConsistency:
    """Repeats reads until they show the last write.

    Args:
        seconds: The longest lag of reads; with 0 the first read counts.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = 0.0

    def wrote(self) -> None:
        """Record that a request was sent that may change stored resources."""
        self._until = time.monotonic() + self._seconds

    def read(self, read: Callable[[], Seen], agrees: Callable[[Seen], bool] | None = None) -> Seen:
        """Return the first result that agrees with the response; after the lag, the last result.

        Args:
            read: Reads stored resources.
            agrees: Returns True if a result agrees with the response; None if nothing is expected.
        """
        pause = _FIRST_PAUSE
        while True:
            left = self._until - time.monotonic()
            if agrees is None and left > 0:
                time.sleep(left)
            seen = read()
            if agrees is None or left <= 0 or agrees(seen):
                return seen
            time.sleep(min(pause, left))
            pause *= 2


def agreement(
    answer: BulkResponse,
    before: Mapping[str, StoredResource],
    searched: Collection[str],
    below: Callable[[str], str],
) -> Callable[[Snapshot], bool]:
    """Return a function that compares a snapshot with the operations that a response reports as successful.

    It waits for the resources that were stored before too. It does not wait for effects of operations that
    failed: nothing says when they would be visible.

    Args:
        answer: The response to a bulk request.
        before: The resources stored before it, by path.
        searched: The endpoints that are searched afterwards.
        below: Returns a location as a path below the base URL.
    """
    last: dict[str, Result] = {}
    for result in answer.results:
        if result.succeeded and result.operation:
            last[below(result.location or result.operation.path)] = result
    expected = [path for path in {**before, **last} if path.rpartition("/")[0] in searched]
    return lambda store: all(
        _shown(last.get(path), before.get(path), store.at(path)) and _undisputed(store, path)
        for path in expected
    )


def _shown(result: Result | None, before: StoredResource | None, found: StoredResource | None) -> bool:
    """Return whether a resource is as the last operation on it must have left it."""
    method = result.operation.method if result and result.operation else ""
    if method == "DELETE" or found is None:
        return method == "DELETE" and found is None
    if result is None or method == "POST":
        return True
    version = attr(result.document, "version") or attr(attr(result.response, "meta"), "version")
    if version and found.version:
        return bool(found.version == version)
    return before is None or found.document != before.document


def _undisputed(store: Snapshot, path: str) -> bool:
    """Return whether the GET of a resource, if there was one, agrees with the search."""
    read = store.reads.get(path)
    return read is None or (read.status == 200) == (store.at(path) is not None)
