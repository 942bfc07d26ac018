"""A cache of values derived from objects, for the lifetime of each object."""

import weakref
from collections.abc import Hashable
from typing import Generic, TypeVar

Derived = TypeVar("Derived")


class Remembered(Generic[Derived]):
    """Values derived from objects, under keys.

    Models compare by value and are not hashable, so the cache uses their identity. An object must not change
    while a value derived from it is cached.
    """

    def __init__(self) -> None:
        self._values: dict[int, dict[Hashable, Derived]] = {}
        self._alive: dict[int, weakref.ref[object]] = {}

    def get(self, source: object, key: Hashable) -> Derived | None:
        """Return the value derived from an object under a key; None if there is none."""
        return self._values.get(id(source), {}).get(key)

    def keep(self, source: object, key: Hashable, value: Derived) -> Derived:
        """Cache a value derived from an object, and return it."""
        place = id(source)
        if place not in self._values:
            self._values[place] = {}
            self._alive[place] = weakref.ref(source, lambda _: self._forget(place))
        self._values[place][key] = value
        return value

    def _forget(self, place: int) -> None:
        self._values.pop(place, None)
        self._alive.pop(place, None)
