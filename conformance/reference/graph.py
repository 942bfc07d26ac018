"""Which operations hang on which, by their places in the job."""

from collections.abc import Collection, Mapping

Edges = Mapping[int, Collection[int]]
"""From each operation to the POSTs it refers to."""


def dependants(edges: Edges, roots: Collection[int]) -> frozenset[int]:
    """Return what refers to one of the roots, or to something that does, and so on."""
    referring: dict[int, list[int]] = {}
    for operation, targets in edges.items():
        for target in targets:
            referring.setdefault(target, []).append(operation)
    return _reachable(referring, roots)


def on_rings(edges: Edges) -> frozenset[int]:
    """Return the operations that refer to themselves, at once or by way of others (RFC 7644 3.7.1)."""
    return frozenset(operation for operation in edges if operation in _reachable(edges, [operation]))


def _reachable(edges: Edges, starts: Collection[int]) -> frozenset[int]:
    seen: set[int] = set()
    waiting = list(starts)
    while waiting:
        fresh = [target for target in edges.get(waiting.pop(), ()) if target not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return frozenset(seen)
