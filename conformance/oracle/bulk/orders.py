"""In which orders a job may lawfully be carried out (RFC 7644 section 3.7: the client's intent is kept)."""

from collections.abc import Callable, Iterator

from conformance.oracle.bulk.job_model import Existing, JobModel, Made

Order = tuple[int, ...]


def orders(shape: JobModel, made: frozenset[int]) -> Iterator[Order]:
    """Yield the order of the request, then those of servers that see to references first, each once.

    Args:
        shape: The job.
        made: Indexes of the POSTs that created something.
    """
    seen = set()
    in_turn = tuple(range(len(shape.steps)))
    unresolved = frozenset(step for step in in_turn if _names_nobody(shape, step))
    put_off = (_deferred(shape, stuck) for stuck in (frozenset(), unresolved))
    hoisted = (_hoisted(shape, _edges), _hoisted(shape, _bound))
    for order in (in_turn, *hoisted, *put_off, _put_off_once(shape, made), _referred_first(shape)):
        if order not in seen:
            seen.add(order)
            yield order


def _hoisted(shape: JobModel, needs: Callable[[JobModel, int], Order]) -> Order:
    """Return the order in which what a step needs is drawn forward, however far it is away."""
    done: dict[int, None] = {}
    for index in range(len(shape.steps)):
        path, begun = [index], {*done}
        while path:
            begun.add(path[-1])
            ahead = next((step for step in needs(shape, path[-1]) if step not in begun), None)
            if ahead is None:
                done.setdefault(path.pop())
            else:
                path.append(ahead)
    return tuple(done)


def _referred_first(shape: JobModel) -> Order:
    """Return the order in which everything that is referred to comes before the rest."""
    referred = {target for step in range(len(shape.steps)) for target in _edges(shape, step)}
    return tuple(sorted(range(len(shape.steps)), key=lambda step: step not in referred))


def _edges(shape: JobModel, step: int) -> Order:
    """Return what a step refers to, in its own order; of several POSTs with one bulkId the first."""
    made = [pointer for pointer in shape.steps[step].refers if isinstance(pointer, Made)]
    first = [shape.definers[pointer.bulk_id][0] for pointer in made if pointer.bulk_id in shape.definers]
    return tuple(dict.fromkeys([*first, *shape.edges[step]]))


def _bound(shape: JobModel, step: int) -> Order:
    """Return what a step refers to, and what stands before it and is about the same resource or name."""
    mine = _about(shape, step)
    earlier = (other for other in range(step) if mine & _about(shape, other))
    return tuple(dict.fromkeys([*earlier, *_edges(shape, step)]))


def _about(shape: JobModel, step: int) -> set[str | int]:
    """Return what a step is about: names, labels, and the indexes of POSTs in the same job."""
    asked = shape.steps[step]
    about: set[str | int] = {asked.name} if asked.creates and asked.name else set()
    if asked.creates:
        about.add(step)
    if isinstance(asked.on, Existing):
        about.add(asked.on.label)
    if isinstance(asked.on, Made):
        about.update(shape.definers.get(asked.on.bulk_id, ()))
    return about


def _names_nobody(shape: JobModel, step: int) -> bool:
    """Tell whether a step refers to a bulkId that nobody defines."""
    pointers = (*shape.steps[step].refers, shape.steps[step].on)
    return any(isinstance(each, Made) and each.bulk_id not in shape.definers for each in pointers)


def _deferred(shape: JobModel, stuck: frozenset[int]) -> Order:
    """Return the order in which what refers ahead is put off; what stands in a ring keeps its place.

    Args:
        shape: The job.
        stuck: Steps that wait until nothing else is left.
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
    """Return the order in which what refers to nothing that is there yet comes behind all others.

    What closes a ring is not put off: there is nothing to wait for.
    """
    ahead: list[int] = []
    behind: list[int] = []
    for step in range(len(shape.steps)):
        lacking = {*_edges(shape, step)} - {step} - made.intersection(ahead)
        closes = any(step in shape.reach[target] for target in lacking.intersection(behind))
        waits = lacking and not closes
        (behind if waits or _names_nobody(shape, step) else ahead).append(step)
    return (*ahead, *behind)
