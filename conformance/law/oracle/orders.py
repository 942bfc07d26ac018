"""In which orders a job may lawfully be carried out (RFC 7644 section 3.7: the client's intent is kept)."""

from collections.abc import Iterator

from conformance.law.oracle.model import Made, Shape

Order = tuple[int, ...]


def orders(shape: Shape) -> Iterator[Order]:
    """Yield the order of the request, then those of servers that see to references first, each once."""
    seen = set()
    for order in (tuple(range(len(shape.steps))), _hoisted(shape), _deferred(shape), _referred_first(shape)):
        if order not in seen:
            seen.add(order)
            yield order


def _hoisted(shape: Shape) -> Order:
    """Return the order in which what is referred to is drawn forward."""
    done: dict[int, None] = {}
    for index in range(len(shape.steps)):
        waiting, path = [index], []
        while waiting:
            step = waiting.pop()
            if step not in done and step not in path:
                path.append(step)
                waiting += sorted(_edges(shape, step), reverse=True)
        done.update(dict.fromkeys(reversed(path)))
    return tuple(done)


def _referred_first(shape: Shape) -> Order:
    """Return the order in which everything that is referred to comes before the rest."""
    referred = frozenset().union(*(_edges(shape, step) for step in range(len(shape.steps))))
    return tuple(sorted(range(len(shape.steps)), key=lambda step: step not in referred))


def _edges(shape: Shape, step: int) -> frozenset[int]:
    """Return what a step refers to; of several POSTs with one bulkId the first."""
    made = (pointer for pointer in shape.steps[step].refers if isinstance(pointer, Made))
    first = {shape.definers[pointer.bulk_id][0] for pointer in made if pointer.bulk_id in shape.definers}
    return shape.edges[step] | first


def _deferred(shape: Shape) -> Order:
    """Return the order in which what refers ahead is put off; what stands in a ring keeps its place."""
    waiting = list(range(len(shape.steps)))
    done: list[int] = []
    while waiting:
        ready = next((step for step in waiting if not _edges(shape, step) & {*waiting} - {step}), waiting[0])
        waiting.remove(ready)
        done.append(ready)
    return tuple(done)
