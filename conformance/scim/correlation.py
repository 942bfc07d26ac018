"""Which result of a bulk response belongs to which operation (RFC 7644 section 3.7.3)."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from typing import Any
from unicodedata import normalize

from conformance.scim.bulk_request import Operation
from conformance.scim.document import attr
from conformance.scim.paths import plain


def correlate(entries: Sequence[Any], operations: Sequence[Operation]) -> list[int | None]:
    """Find the operation of each entry: by bulkId, by method and location, by position, by method alone.

    An altered bulkId still identifies its operation, unless another operation has that bulkId.

    The RFC says nothing about the order of results, so the position is used late. An entry belongs to no
    operation if it repeats a bulkId, or if every operation has a result.

    Returns:
        For each entry the index of its operation; None for an entry that belongs to no operation.
    """
    found = _Correlation(entries, operations)
    found.match(_bulk_id, found.bulk_ids)
    found.match(_bulk_id_altered, found.bulk_ids_altered)
    found.match(_path_and_method, found.paths_and_methods)
    found.match(_path, found.paths)
    found.match(_method, found.methods, anywhere=False)
    found.match(_method, found.methods)
    found.match(_any, found.any_unless_repeated, anywhere=False)
    found.match(_any, found.any_if_unmarked)
    found.match_the_last()
    return found.owners


class _Correlation:
    """The operations found so far, and the keys of entries.

    Args:
        entries: The entries of the response.
        operations: The operations of the request.
    """

    def __init__(self, entries: Sequence[Any], operations: Sequence[Operation]) -> None:
        self.owners: list[int | None] = [None] * len(entries)
        self._entries = entries
        self._free = dict(enumerate(operations))
        self._known = {operation.bulk_id for operation in operations}
        self._path_lengths = {len(plain(operation.path)) for operation in operations}
        self._assigned: dict[str, list[Any]] = defaultdict(list)  # entries with an operation, by location

    def match(
        self,
        key: Callable[[Operation], Hashable],
        keys: Callable[[Any], list[Any]],
        *,
        anywhere: bool = True,
    ) -> None:
        """Assign each entry that has no operation to a free operation whose key is among its keys.

        The operation at the position of the entry comes first, then the others in request order. Operations
        are looked up by key, so that the time is linear.

        Args:
            key: Returns the key of an operation.
            keys: Returns the keys of an entry; an operation with the key None never matches.
            anywhere: Every operation is a candidate, not only the one at the position of the entry.
        """
        candidates: dict[Hashable, deque[int]] = defaultdict(deque)
        for index, operation in self._free.items() if anywhere else ():
            candidates[key(operation)].append(index)
        for position, entry in enumerate(self._entries):
            if self.owners[position] is not None:
                continue
            wanted = keys(entry)
            if position in self._free and key(self._free[position]) in wanted:
                self._assign(position, position)
            elif first := [index for each in wanted for index in self._first_free(candidates[each])]:
                self._assign(position, min(first))

    def match_the_last(self) -> None:
        """Assign the only entry left to the only operation left, even if its method differs."""
        left = [position for position, owner in enumerate(self.owners) if owner is None]
        if len(left) == len(self._free) == 1:
            entry = self._entries[left[0]]
            if attr(entry, "bulkId") is None and not self._repeated(entry):
                self._assign(left[0], next(iter(self._free)))

    def bulk_ids(self, entry: object) -> list[str]:
        """Return the bulkId."""
        bulk_id = attr(entry, "bulkId")
        return [bulk_id] if isinstance(bulk_id, str) else []

    def bulk_ids_altered(self, entry: object) -> list[str]:
        """Return the bulkId for a tolerant comparison."""
        return [_alike(bulk_id) for bulk_id in self.bulk_ids(entry)]

    def paths(self, entry: object) -> list[str]:
        """Return the ends of the location that are as long as the path of an operation."""
        location = attr(entry, "location")
        if not isinstance(location, str) or self._has_known_bulk_id(entry):
            return []
        path = plain(location).rstrip("/")
        return [path[len(path) - length :] for length in self._path_lengths if length <= len(path)]

    def methods(self, entry: object) -> list[str]:
        """Return the method."""
        return [] if self._has_known_bulk_id(entry) else [str(attr(entry, "method")).upper()]

    def paths_and_methods(self, entry: object) -> list[tuple[str, str]]:
        """Return `paths`, each with the method."""
        return [(path, method) for path in self.paths(entry) for method in self.methods(entry)]

    def any_unless_repeated(self, entry: object) -> list[bool]:
        """Return the key of every operation, unless the entry repeats a bulkId or another entry."""
        return [] if self._has_known_bulk_id(entry) or self._repeated(entry) else [True]

    def any_if_unmarked(self, entry: object) -> list[bool]:
        """Return the key of every operation, if the entry has neither bulkId nor method."""
        return [True] if attr(entry, "bulkId") is None and attr(entry, "method") is None else []

    def _assign(self, position: int, index: int) -> None:
        entry = self._entries[position]
        self.owners[position] = index
        del self._free[index]
        self._assigned[str(attr(entry, "location"))].append(entry)

    def _first_free(self, candidates: deque[int]) -> Sequence[int]:
        """Return the first candidate that is free, and drop those before it."""
        while candidates and candidates[0] not in self._free:
            candidates.popleft()
        return [candidates[0]] if candidates else []

    def _repeated(self, entry: object) -> bool:
        location = attr(entry, "location")
        return location is not None and entry in self._assigned[str(location)]

    def _has_known_bulk_id(self, entry: object) -> bool:
        bulk_id = attr(entry, "bulkId")
        return isinstance(bulk_id, str) and bulk_id in self._known


def _bulk_id(operation: Operation) -> str | None:
    return operation.bulk_id


def _bulk_id_altered(operation: Operation) -> str | None:
    return None if operation.bulk_id is None else _alike(operation.bulk_id)


def _path(operation: Operation) -> str | None:
    return None if operation.creates else plain(operation.path)


def _path_and_method(operation: Operation) -> tuple[str, str] | None:
    return None if operation.creates else (plain(operation.path), operation.method)


def _method(operation: Operation) -> str:
    return operation.method


def _any(_: Operation) -> bool:
    return True


def _alike(bulk_id: str) -> str:
    """Return a bulkId trimmed, composed and in one letter case, for a tolerant comparison."""
    return normalize("NFC", bulk_id).strip().casefold()
