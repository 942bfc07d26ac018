"""The places of a document for which its schema has rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.contract.edits import Place
from conformance.contract.schema import Schema


@dataclass(frozen=True)
class SchemaPlace:
    """One place of a document with its value and its schemas.

    Attributes:
        place: The place.
        parts: The schemas that apply, with references and combinations resolved.
        value: The value; None if there is none.
        present: True if the document has a value at the place.
    """

    place: Place
    parts: tuple[Schema, ...]
    value: Any = None
    present: bool = True


def schema_places(schema: Schema, value: object, place: Place = ()) -> Iterator[SchemaPlace]:
    """Yield every place of a document for which its schema has rules, including absent members.

    Only the first and the last item of an array are visited.
    """
    parts = tuple(schema.parts(value, known=True))
    yield SchemaPlace(place, parts, value)
    if isinstance(value, dict):
        for name, member in _members(parts, value).items():
            if name in value:
                yield from schema_places(member, value[name], (*place, name))
            else:
                yield SchemaPlace((*place, name), tuple(member.parts()), present=False)
    elif isinstance(value, list):
        for index in sorted({0, len(value) - 1} & set(range(len(value)))):
            item = _item(parts, index)
            if item:
                yield from schema_places(item, value[index], (*place, index))


def _members(parts: tuple[Schema, ...], value: dict[str, Any]) -> dict[str, Schema]:
    """Return the schemas of declared members, and of present members under ``additionalProperties``."""
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
    """Return the schema of one item of an array; None if there is none."""
    for part in parts:
        prefix = part.contents.get("prefixItems", [])
        if index < len(prefix):
            return part.at(prefix[index])
        if "items" in part.contents:
            return part.at(part.contents["items"])
    return None
