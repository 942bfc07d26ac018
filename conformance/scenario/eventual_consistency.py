"""Waiting until reads show what was written, on servers whose reads lag behind."""

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
    """How long reads may lag behind what was written.

    Args:
        seconds: The longest lag that is waited for; 0 takes the first read at its word.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = 0.0

    def wrote(self) -> None:
        """Take note that something was sent that may change the store."""
        self._until = time.monotonic() + self._seconds

    def read(self, read: Callable[[], Seen], agrees: Callable[[Seen], bool] | None = None) -> Seen:
        """Return what is read as soon as it agrees with what was answered, and else once time is up.

        Args:
            read: Reads the store.
            agrees: Whether what was read shows what was answered; None where no answer tells what to expect.
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
    """Return what tells whether the store shows all that an answer reports as done.

    What was stored before is waited for as well; what was reported as failed is not: nothing tells when it
    would show.

    Args:
        answer: The answer to a job.
        before: What was stored before it, by path.
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
    """Say whether a resource looks as the last operation on it has left it; None where none has."""
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
    """Say whether the resource itself, where it was read, says what the search says."""
    read = store.reads.get(path)
    return read is None or (read.status == 200) == (store.at(path) is not None)
