"""Assign boundary values and unusual encodings to bulk requests, so that few requests cover many."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest
from random import Random

from conformance.exploration.boundary_values import BoundaryValues, category
from conformance.exploration.coverage import flaw
from conformance.oracle.bulk import Created, JobModel, JsonEncoding, Method, OperationModel, Value

RESOURCES = 2
"""Resources of a bulk request that get boundary values."""

VALUES = 3
"""Boundary values of each of these resources."""

PLAIN = 4
"""Requests with the usual encoding, for each round of all unusual encodings."""


class ValueAssigner:
    """Assigns each boundary value and each encoding once before it repeats any.

    Args:
        boundary_values: The boundary values, by resource type.
        chance: The source of randomness.
    """

    def __init__(self, boundary_values: Mapping[str, BoundaryValues], chance: Random) -> None:
        self._chance = chance
        self._values = {
            kind: _values(boundary_values_of, chance)
            for kind, boundary_values_of in boundary_values.items()
            if boundary_values_of
        }
        self._encodings: list[JsonEncoding | None] = []

    def assign(self, shape: JobModel) -> JobModel:
        """Return a model with boundary values for some of its resources, and an encoding."""
        able = [index for index, step in enumerate(shape.steps) if self._can_show_values(shape, step)]
        chosen = {*self._chance.sample(able, min(RESOURCES, len(able)))}
        steps = tuple(
            replace(step, values=self._some(step.kind)) if index in chosen else step
            for index, step in enumerate(shape.steps)
        )
        return replace(shape, steps=steps, encoding=self._next_encoding(shape))

    def _next_encoding(self, shape: JobModel) -> JsonEncoding | None:
        """Return the next encoding that suits a request; None if no encoding left in the round does."""
        if not self._encodings:
            self._encodings = self._chance.sample([*JsonEncoding, *[None] * PLAIN], len(JsonEncoding) + PLAIN)
        suits = (each for each in self._encodings if _suits(each, shape))
        encoding = next(suits, self._encodings[0])
        self._encodings.remove(encoding)
        return encoding if _suits(encoding, shape) else None

    def _can_show_values(self, shape: JobModel, step: OperationModel) -> bool:
        return step.kind in self._values and step.method is not Method.DELETE and not flaw(shape, step)

    def _some(self, kind: str) -> tuple[Value, ...]:
        """Return the next boundary values, each of another attribute."""
        drawn = (next(self._values[kind]) for _ in range(VALUES))
        return tuple({value.attribute: value for value in drawn}.values())


def _values(boundary_values_of: BoundaryValues, chance: Random) -> Iterator[Value]:
    """Yield boundary values without end: one of each category, then another one of each."""
    categories: dict[Hashable, list[Value]] = defaultdict(list)
    for value, definition in boundary_values_of.items():
        categories[category(value, definition)].append(value)
    for alike in categories.values():
        chance.shuffle(alike)
    while True:
        for row in zip_longest(*categories.values()):
            present = [value for value in row if value is not None]
            chance.shuffle(present)
            yield from present


def _suits(encoding: JsonEncoding | None, shape: JobModel) -> bool:
    """Return whether an encoding changes the JSON of a request and has a clear meaning."""
    if encoding is JsonEncoding.TURNED:
        return shape.fail_on_errors is not None
    # The RFC does not define how a path encodes an unusual bulkId.
    return encoding is not JsonEncoding.ODD_IDS or not any(
        isinstance(step.on, Created) for step in shape.steps
    )
