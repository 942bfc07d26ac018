"""The permitted orders of execution of a bulk request (RFC 7644 section 3.7)."""

from collections.abc import Callable, Iterator

from conformance.oracle.bulk.job_model import Created, Existing, JobModel

Order = tuple[int, ...]


def orders(shape: JobModel, made: frozenset[int]) -> Iterator[Order]:
    """Yield the request order, then the orders of servers that resolve references first, each once.

    Args:
        shape: The model of the bulk request.
        made: Indexes of the POSTs that created something.
    """
    seen = set()
    in_turn = tuple(range(len(shape.steps)))
    unresolved = frozenset(step for step in in_turn if _has_undefined_reference(shape, step))
    put_off = (_deferred(shape, stuck) for stuck in (frozenset(), unresolved))
    hoisted = (_hoisted(shape, _edges), _hoisted(shape, _bound))
    for order in (in_turn, *hoisted, *put_off, _put_off_once(shape, made), _referred_first(shape)):
        if order not in seen:
            seen.add(order)
            yield order


def _hoisted(shape: JobModel, needs: Callable[[JobModel, int], Order]) -> Order:
    """Return the order in which the requirements of a step run directly before it."""
    done: dict[int, None] = {}
    for index in range(len(shape.steps)):
        path, begun = [index], {*done}
        while path:
            begun.add(path[-1])
            first = next((step for step in needs(shape, path[-1]) if step not in begun), None)
            if first is None:
                done.setdefault(path.pop())
            else:
                path.append(first)
    return tuple(done)


def _referred_first(shape: JobModel) -> Order:
    """Return the order in which all targets of references come before the rest."""
    referred = {target for step in range(len(shape.steps)) for target in _edges(shape, step)}
    return tuple(sorted(range(len(shape.steps)), key=lambda step: step not in referred))


def _edges(shape: JobModel, step: int) -> Order:
    """Return the targets of a step's references in order; the first POST if several define a bulkId."""
    made = [pointer for pointer in shape.steps[step].refers if isinstance(pointer, Created)]
    first = [shape.definers[pointer.bulk_id][0] for pointer in made if pointer.bulk_id in shape.definers]
    return tuple(dict.fromkeys([*first, *shape.edges[step]]))


def _bound(shape: JobModel, step: int) -> Order:
    """Return the targets of a step's references, and earlier steps on the same resource or name."""
    mine = _subjects(shape, step)
    earlier = (other for other in range(step) if mine & _subjects(shape, other))
    return tuple(dict.fromkeys([*earlier, *_edges(shape, step)]))


def _subjects(shape: JobModel, step: int) -> set[str | int]:
    """Return the subjects of a step: names, labels, and indexes of POSTs in the same bulk request."""
    asked = shape.steps[step]
    subjects: set[str | int] = {asked.name} if asked.creates and asked.name else set()
    if asked.creates:
        subjects.add(step)
    if isinstance(asked.on, Existing):
        subjects.add(asked.on.label)
    if isinstance(asked.on, Created):
        subjects.update(shape.definers.get(asked.on.bulk_id, ()))
    return subjects


def _has_undefined_reference(shape: JobModel, step: int) -> bool:
    """Return whether a step refers to an undefined bulkId."""
    pointers = (*shape.steps[step].refers, shape.steps[step].on)
    return any(isinstance(each, Created) and each.bulk_id not in shape.definers for each in pointers)


def _deferred(shape: JobModel, stuck: frozenset[int]) -> Order:
    """Return the order in which forward references are deferred; circular references keep their place.

    Args:
        shape: The model of the bulk request.
        stuck: Steps that run after all others.
    """
    waiting = list(range(len(shape.steps)))
    done: list[int] = []
    while waiting:
        free = (
            step for step in waiting if step not in stuck and not {*_edges(shape, step)} & {*waiting} - {step}
        )
        ready = next(free, waiting[0])
        waiting.remove(ready)
        done.append(ready)
    return tuple(done)


def _put_off_once(shape: JobModel, made: frozenset[int]) -> Order:
    """Return the order in which steps with unresolved references run after all others.

    A step that completes a circular reference is not deferred: no later step can resolve it.
    """
    first: list[int] = []
    last: list[int] = []
    for step in range(len(shape.steps)):
        lacking = {*_edges(shape, step)} - {step} - made.intersection(first)
        closes = any(step in shape.reach[target] for target in lacking.intersection(last))
        waits = lacking and not closes
        (last if waits or _has_undefined_reference(shape, step) else first).append(step)
    return (*first, *last)
