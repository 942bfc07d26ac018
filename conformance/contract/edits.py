"""Changes of a JSON document at one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

Place = tuple[str | int, ...]
"""Where in a document something stands: names of members and indexes of items, from the top."""


class _Removed(Enum):
    REMOVED = "removed"


REMOVED: Final = _Removed.REMOVED
"""Stands for a member that is taken out."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change at one place.

    Attributes:
        place: Where; for a member that is added or taken out, its name included.
        what: What is done, in a few words.
        value: What stands there afterwards; `REMOVED` for nothing.
    """

    place: Place
    what: str
    value: Any

    def apply(self, document: object) -> Any:  # noqa: ANN401 - a JSON value
        """Return the document with the change made; the one given stays as it is.

        Raises:
            LookupError: The document has no such place.
        """
        return _changed(document, self.place, self.value)

    @property
    def title(self) -> str:
        """The change and its place in a few words, for messages."""
        return f"{'/'.join(map(str, self.place)) or 'the body'} {self.what}"


@dataclass(frozen=True, slots=True)
class Violation(Edit):
    """A change after which a document breaks its schema at that place and at no other.

    Attributes:
        keyword: The keyword of JSON Schema that is broken, such as ``required`` or ``type``.
        lax: Why a server might take the value for a right one, such as ``a number as text``; or empty.
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
