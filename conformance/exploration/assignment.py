"""Dealing values at their edges, and unusual writings, to jobs, so that few jobs show much of both."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest
from random import Random

from conformance.exploration.boundary_values import BoundaryValues, sort
from conformance.exploration.coverage import flaw
from conformance.oracle.bulk import Created, JobModel, JsonEncoding, Method, OperationModel, Value

RESOURCES = 2
"""Resources of a job that get values."""

VALUES = 3
"""Values that each of them gets."""

PLAIN = 4
"""Jobs that are written as usual, in a round in which each unusual writing comes once."""


class ValueAssigner:
    """Deals each value and each writing once before any comes again.

    Args:
        boundary_values: The values that there are, by resource type.
        chance: Shuffles them.
    """

    def __init__(self, boundary_values: Mapping[str, BoundaryValues], chance: Random) -> None:
        self._chance = chance
        self._values = {
            kind: _values(boundary_values_of, chance)
            for kind, boundary_values_of in boundary_values.items()
            if boundary_values_of
        }
        self._writings: list[JsonEncoding | None] = []

    def assign(self, shape: JobModel) -> JobModel:
        """Return a shape with values for some of its resources, and a writing."""
        able = [index for index, step in enumerate(shape.steps) if self._can_show_values(shape, step)]
        chosen = {*self._chance.sample(able, min(RESOURCES, len(able)))}
        steps = tuple(
            replace(step, values=self._some(step.kind)) if index in chosen else step
            for index, step in enumerate(shape.steps)
        )
        return replace(shape, steps=steps, encoding=self._one_writing(shape))

    def _one_writing(self, shape: JobModel) -> JsonEncoding | None:
        """Return the next writing that suits a job; None where all that are left in the round do not."""
        if not self._writings:
            self._writings = self._chance.sample([*JsonEncoding, *[None] * PLAIN], len(JsonEncoding) + PLAIN)
        suits = (card for card in self._writings if _suits(card, shape))
        encoding = next(suits, self._writings[0])
        self._writings.remove(encoding)
        return encoding if _suits(encoding, shape) else None

    def _can_show_values(self, shape: JobModel, step: OperationModel) -> bool:
        return step.kind in self._values and step.method is not Method.DELETE and not flaw(shape, step)

    def _some(self, kind: str) -> tuple[Value, ...]:
        """Return the next values, each of another attribute."""
        drawn = (next(self._values[kind]) for _ in range(VALUES))
        return tuple({value.attribute: value for value in drawn}.values())


def _values(boundary_values_of: BoundaryValues, chance: Random) -> Iterator[Value]:
    """Yield the values for ever: one of each sort first, then another one of each."""
    sorts: dict[Hashable, list[Value]] = defaultdict(list)
    for value, definition in boundary_values_of.items():
        sorts[sort(value, definition)].append(value)
    for alike in sorts.values():
        chance.shuffle(alike)
    while True:
        for row in zip_longest(*sorts.values()):
            present = [value for value in row if value is not None]
            chance.shuffle(present)
            yield from present


def _suits(encoding: JsonEncoding | None, shape: JobModel) -> bool:
    """Tell whether something can be seen of a writing, and whether it is clear what it means."""
    if encoding is JsonEncoding.TURNED:
        return shape.fail_on_errors is not None
    # How an odd bulkId is to be written in a path is not clear.
    return encoding is not JsonEncoding.ODD_IDS or not any(
        isinstance(step.on, Created) for step in shape.steps
    )
