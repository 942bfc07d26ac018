"""Shrink a failing request with few tries, because each try sends a request."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from conformance.oracle.bulk import Created, JobModel, OperationModel


def shrink(shape: JobModel, fails: Callable[[JobModel], bool], tries: int) -> JobModel:
    """Return the smallest failing model that was found.

    Args:
        shape: A failing model.
        fails: Returns whether another model fails.
        tries: The largest number of calls of `fails`.
    """
    tried: set[JobModel] = {shape}
    while True:
        for candidate in smaller(shape):
            if candidate in tried:
                continue
            if len(tried) > tries:
                return shape
            tried.add(candidate)
            if fails(candidate):
                shape = candidate
                break
        else:
            return shape


def smaller(shape: JobModel) -> Iterator[JobModel]:
    """Yield smaller models, the largest reductions first: operations, then failOnErrors, then references."""
    length = len(shape.steps)
    size = length // 2
    while size:
        for start in range(0, length, size):
            yield _without(shape, range(start, min(start + size, length)))
        size //= 2
    if shape.encoding:
        yield replace(shape, encoding=None)
    if any(step.values for step in shape.steps):
        yield replace(shape, steps=tuple(replace(step, values=()) for step in shape.steps))
    if shape.fail_on_errors is not None:
        yield replace(shape, fail_on_errors=None)
        if shape.fail_on_errors > 1:
            yield replace(shape, fail_on_errors=shape.fail_on_errors - 1)
    for index, step in enumerate(shape.steps):
        for simpler in _simpler(step):
            yield replace(shape, steps=(*shape.steps[:index], simpler, *shape.steps[index + 1 :]))


def _without(shape: JobModel, cut: range) -> JobModel:
    """Return a model without some operations and without the references to them."""
    gone = {
        Created(step.bulk_id) for step in (shape.steps[index] for index in cut) if step.bulk_id is not None
    }
    kept = (step for index, step in enumerate(shape.steps) if index not in cut)
    steps = tuple(
        replace(step, refers=tuple(pointer for pointer in step.refers if pointer not in gone))
        for step in kept
    )
    return replace(shape, steps=steps or shape.steps)


def _simpler(step: OperationModel) -> Iterator[OperationModel]:
    for pointer in step.refers:
        rest = tuple(other for other in step.refers if other != pointer)
        # A PATCH without a change would fail for another reason.
        if rest or step.text is not None or step.creates:
            yield replace(step, refers=rest)
    for value in step.values:
        yield replace(step, values=tuple(other for other in step.values if other != value))
    if step.version is not None:
        yield replace(step, version=None)
    if step.flawed:
        yield replace(step, flawed=False)
