"""What was made of an object, remembered for as long as that object lives."""

import weakref
from collections.abc import Hashable
from typing import Generic, TypeVar

Derived = TypeVar("Derived")


class Remembered(Generic[Derived]):
    """What was made of objects, under keys.

    Models compare by value and cannot be hashed, so an object is known by its identity. None may be changed
    while something made of it is remembered.
    """

    def __init__(self) -> None:
        self._made: dict[int, dict[Hashable, Derived]] = {}
        self._alive: dict[int, weakref.ref[object]] = {}

    def get(self, source: object, key: Hashable) -> Derived | None:
        """Return what was made of an object under a key, None if nothing was."""
        return self._made.get(id(source), {}).get(key)

    def keep(self, source: object, key: Hashable, made: Derived) -> Derived:
        """Remember what was made of an object, and return it."""
        place = id(source)
        if place not in self._made:
            self._made[place] = {}
            self._alive[place] = weakref.ref(source, lambda _: self._forget(place))
        self._made[place][key] = made
        return made

    def _forget(self, place: int) -> None:
        self._made.pop(place, None)
        self._alive.pop(place, None)
