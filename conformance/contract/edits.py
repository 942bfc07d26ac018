"""Edits of a JSON document at one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

Place = tuple[str | int, ...]
"""A place in a document: names of members and indexes of items, from the top."""


class _Removed(Enum):
    REMOVED = "removed"


REMOVED: Final = _Removed.REMOVED
"""The value of an edit that removes a member."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change at one place.

    Attributes:
        place: The place; for an added or removed member, including its name.
        what: A short description of the change.
        value: The new value; `REMOVED` for none.
    """

    place: Place
    what: str
    value: Any

    def apply(self, document: object) -> Any:  # noqa: ANN401 - a JSON value
        """Return a changed copy of the document.

        Raises:
            LookupError: The document has no such place.
        """
        return _changed(document, self.place, self.value)

    @property
    def title(self) -> str:
        """Place and description of the change, for messages."""
        return f"{'/'.join(map(str, self.place)) or 'the body'} {self.what}"


@dataclass(frozen=True, slots=True)
class Violation(Edit):
    """An edit after which a document violates its schema at that place only.

    Attributes:
        keyword: The violated keyword of JSON Schema, such as ``required`` or ``type``.
        lax: Why a lenient server may accept the value, such as ``a number as text``; empty for no reason.
    """

    keyword: str
    lax: str = ""


def _changed(node: Any, place: Sequence[str | int], value: object) -> Any:  # noqa: ANN401 - JSON values
    if not place:
        return value
    copy: Any = list(node) if isinstance(node, list) else dict(node)
    if len(place) > 1:
        copy[place[0]] = _changed(copy[place[0]], place[1:], value)
    elif value is REMOVED:
        del copy[place[0]]
    else:
        copy[place[0]] = value
    return copy
