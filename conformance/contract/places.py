"""The places of a document at which its schema says something."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.contract.edits import Place
from conformance.contract.schema import Schema


@dataclass(frozen=True)
class Spot:
    """One place, what stands there and what is said of it.

    Attributes:
        place: Where it is.
        parts: The schemas that apply, references and combinations followed.
        value: What stands there; None where nothing does.
        present: Something stands there.
    """

    place: Place
    parts: tuple[Schema, ...]
    value: Any = None
    present: bool = True


def spots(schema: Schema, value: object, place: Place = ()) -> Iterator[Spot]:
    """Yield every place of a document of which its schema says something, absent members included.

    Of the items of an array only the first and the last are looked at.
    """
    parts = tuple(schema.parts(value, known=True))
    yield Spot(place, parts, value)
    if isinstance(value, dict):
        for name, member in _members(parts, value).items():
            if name in value:
                yield from spots(member, value[name], (*place, name))
            else:
                yield Spot((*place, name), tuple(member.parts()), present=False)
    elif isinstance(value, list):
        for index in sorted({0, len(value) - 1} & set(range(len(value)))):
            item = _item(parts, index)
            if item:
                yield from spots(item, value[index], (*place, index))


def _members(parts: tuple[Schema, ...], value: dict[str, Any]) -> dict[str, Schema]:
    """Return the schemas of named members, and of those present that have none by name."""
    found: dict[str, Schema] = {}
    for part in parts:
        named = part.contents.get("properties", {})
        others = part.contents.get("additionalProperties")
        if isinstance(others, dict) and not part.contents.get("patternProperties"):
            named = {**{name: others for name in value if name not in named}, **named}
        for name, contents in named.items():
            found[name] = part.at({"allOf": [found[name].contents, contents]} if name in found else contents)
    return found


def _item(parts: tuple[Schema, ...], index: int) -> Schema | None:
    """Return the schema of one item of an array, None where nothing is said of it."""
    for part in parts:
        prefix = part.contents.get("prefixItems", [])
        if index < len(prefix):
            return part.at(prefix[index])
        if "items" in part.contents:
            return part.at(part.contents["items"])
    return None
