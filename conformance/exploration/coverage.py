"""The features of models, and the selection of models that cover the most features."""

from collections.abc import Hashable, Iterator, Sequence

from conformance.oracle.bulk import (
    Absent,
    Created,
    Existing,
    JobModel,
    Method,
    OperationModel,
    Pointer,
    Version,
)

Feature = Hashable


def features(shape: JobModel) -> frozenset[Feature]:
    """Return the features of a model: its operations, references, errors and their order."""
    return frozenset(_features(shape))


def _features(shape: JobModel) -> Iterator[Feature]:
    errors = 0
    for index, step in enumerate(shape.steps):
        target = _target(shape, index, step.on)
        yield step.method, step.kind, target, step.flawed, step.version
        kinds = [_target(shape, index, pointer) for pointer in step.refers]
        for kind, pointer in zip(kinds, step.refers, strict=True):
            yield step.method, step.kind, "refers", kind, _kind_of(shape, pointer)
        if len(kinds) > 1:
            yield step.method, step.kind, "several", len(kinds)
        for earlier in shape.steps[:index]:
            if _subject(earlier) == _subject(step):
                yield "one resource", earlier.method, step.method, earlier.flawed
        if shape.in_ring(index):
            yield "ring", step.kind, len(shape.reach[index] | {index})
        elif any(shape.in_ring(other) for other in shape.reach[index]):
            yield "tail of a ring", step.kind
        failing = flaw(shape, step)
        if shape.fail_on_errors is not None:
            left = max(shape.fail_on_errors - errors, 0)
            yield "limit", min(left, 2), failing != ""
        elif errors:
            yield "after an error", step.method
        if failing:
            yield "fails", step.method, failing
        errors += failing != ""
    if any(len(definers) > 1 for definers in shape.definers.values()):
        yield "one bulkId twice", any(step.refers for step in shape.steps)


def _target(shape: JobModel, index: int, pointer: Pointer | None) -> str:
    if pointer is None:
        return "collection"
    if isinstance(pointer, Existing):
        return "stored"
    definer = shape.definer(pointer)
    if isinstance(pointer, Absent) or definer is None:
        return "undefined"
    if definer == index:
        return "itself"
    return "forward" if definer > index else "backward"


def _kind_of(shape: JobModel, pointer: Pointer) -> str:
    definer = shape.definer(pointer)
    if definer is None:
        return ""
    target = shape.steps[definer]
    return f"{target.kind}{' that fails' if _fails_alone(shape, pointer) else ''}"


def _subject(step: OperationModel) -> Hashable:
    """Return a key that is equal for operations on the same resource."""
    if isinstance(step.on, Existing):
        return step.on.label
    if isinstance(step.on, Created):
        return Created(step.on.bulk_id)
    return step.name if step.creates and step.name else object()


def flaw(shape: JobModel, step: OperationModel) -> str:
    """Return why an operation must fail; empty if no reason is known."""
    if step.flawed:
        return "flawed"
    if isinstance(step.on, Absent):
        return "absent"
    if step.version is Version.STALE:
        return "stale"
    if any(isinstance(each, Created) and each.bulk_id not in shape.definers for each in step.refers):
        return "refers to an undefined bulkId"
    if any(_fails_alone(shape, pointer) for pointer in step.refers):
        return "refers to a failing operation"
    taken = step.method is Method.POST and step.name is not None and not step.name.startswith("new")
    return "taken" if taken else ""


def _fails_alone(shape: JobModel, pointer: Pointer) -> bool:
    definer = shape.definer(pointer)
    if definer is None:
        return False
    target = shape.steps[definer]
    return target.flawed or not (target.name or "").startswith("new")


def choose(shapes: Sequence[JobModel], count: int) -> list[JobModel]:
    """Return the models that add the most features, short models with many features first.

    If no model adds a feature, all features count as new again.

    Args:
        shapes: The models.
        count: The largest number to return.
    """
    waiting = [(shape, features(shape)) for shape in shapes]
    chosen: list[JobModel] = []
    covered: set[Feature] = set()
    while waiting and len(chosen) < count:
        best = max(waiting, key=lambda each: len(each[1] - covered) / (len(each[0].steps) + 6))
        if not best[1] - covered:
            if not covered:
                break
            covered = set()
            continue
        waiting.remove(best)
        chosen.append(best[0])
        covered |= best[1]
    return chosen
