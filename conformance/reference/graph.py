"""The dependencies between operations, by their indexes in the bulk request."""

from collections.abc import Collection, Mapping

Edges = Mapping[int, Collection[int]]
"""For each operation, the POSTs to which it refers."""


def dependants(edges: Edges, roots: Collection[int]) -> frozenset[int]:
    """Return the operations that refer to a root, directly or indirectly."""
    referring: dict[int, list[int]] = {}
    for operation, targets in edges.items():
        for target in targets:
            referring.setdefault(target, []).append(operation)
    return _reachable(referring, roots)


def on_rings(edges: Edges) -> frozenset[int]:
    """Return the operations in circular references (RFC 7644 section 3.7.1)."""
    return frozenset(operation for operation in edges if operation in _reachable(edges, [operation]))


def _reachable(edges: Edges, starts: Collection[int]) -> frozenset[int]:
    seen: set[int] = set()
    waiting = list(starts)
    while waiting:
        fresh = [target for target in edges.get(waiting.pop(), ()) if target not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return frozenset(seen)
