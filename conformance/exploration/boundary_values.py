"""Valid boundary values of attributes, by the schemas of a server (RFC 7643 section 7)."""

import re
from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import Any

from conformance.oracle.bulk import Value
from conformance.scim.document import attr
from conformance.scim.fitting import COMMON
from conformance.scim.well_known import WELL_KNOWN

Definition = Mapping[str, Any]
"""The definition of an attribute (RFC 7643 section 7)."""

BoundaryValues = Mapping[Value, Definition]
"""The boundary values of a resource type, each with the definition of its attribute."""

TEXTS: Mapping[str, str] = {
    "accents": "Ærøskøbing, Łódź, Ñandú, İzmir, Straße",
    "beyond the first plane": "🦉 𝄞 𠮷野家 👩‍👩‍👧‍👦",
    "right to left": "שלום, مرحبا (abc) 123",
    "combining": "e\u0301 n\u0303 q\u0323\u0307",
    "long": "0123456789 abcdefghijklmnopqrstuvwxyz, " * 8 + "end",
    "like JSON": '{"value": ["x", null]}',
    "like a number": "007",
    "like nothing": "null",
    "almost a reference": "bulkId",
    "punctuation": "\"quotes\" \\ / <b>&amp;</b> %41 ${a} 'x'; --",
    "lines": "first\nsecond\tthird",
    "spaces around": "  in the middle  ",
    "empty": "",
}
"""Boundary values of free-text attributes."""

BY_TYPE: Mapping[str, Mapping[str, Any]] = {
    "string": TEXTS,
    "boolean": {"true": True, "false": False},
    "integer": {"zero": 0, "negative": -1, "beyond 32 bits": 2**31, "beyond 52 bits": 2**53 - 1},
    "decimal": {"negative": -0.25, "small": 0.001, "large": 1234567.5},
    "datetime": {
        "thousandths": "2026-02-28T23:59:59.999Z",
        "leap day": "2024-02-29T00:00:00Z",
        "epoch": "1970-01-01T00:00:00Z",
    },
    "binary": {"one byte": "AA==", "many bytes": "AAECA/+A/v38" * 20},
    "reference": {
        "with a query": "https://scim.example/a/b?c=d&e=%20f#g",
        "long": "https://scim.example/" + "a" * 300,
    },
    "complex": TEXTS,
}
"""Boundary values by type and token (RFC 7643 section 2.3); a complex value has the text in all parts."""

NO_ITEM, SEVERAL_ITEMS = "no item", "several items"
"""Tokens of further boundary values of multi-valued attributes; the others have one item."""

_FORMAL = ("locale", "timezone", "preferredlanguage", "country", "x509certificates")
"""Attributes with a format (RFC 7643 section 4.1), for which other texts are invalid."""

_EXCLUDED = (*COMMON, *_FORMAL, "password")
"""Attributes that some schemas list, but that get no boundary values."""


_NAME = re.compile(r"[$A-Za-z][\w$-]*", re.ASCII)
"""Matches the name of an attribute (RFC 7643 section 2.1)."""


def boundary_values_of(
    schemas: Mapping[str, Mapping[str, Any] | None], core: str, without: Collection[str] = ()
) -> BoundaryValues:
    """Return the boundary values of a resource type.

    Excluded are attributes that clients cannot change, that are not returned, that must be unique, that refer
    to resources, and the common attributes.

    Args:
        schemas: The schemas of the server, by URN; None stands for the definition in RFC 7643.
        core: URN of the core schema.
        without: Names of further attributes to exclude.
    """
    excluded = {name.lower() for name in (*_EXCLUDED, *without)}
    found: dict[Value, Definition] = {}
    for urn, schema in schemas.items():
        prefix = "" if urn == core else f"{urn}:"
        for definition in _listed(schema or WELL_KNOWN.get(urn), "attributes"):
            if _free(definition) and attr(definition, "name").lower() not in excluded:
                path = f"{prefix}{attr(definition, 'name')}"
                found |= {Value(path, edge): definition for edge in _tokens(definition)}
    return found


def make(definition: Definition, edge: str, name: str) -> Any:  # noqa: ANN401 - a JSON value
    """Return a boundary value of an attribute.

    Args:
        definition: The definition of the attribute.
        edge: The token of the boundary value.
        name: The unique name of the resource, from which e-mail addresses are derived.
    """
    if edge == NO_ITEM:
        return []
    if edge == SEVERAL_ITEMS:
        items = [_one(definition, other, name) for other in [*_values(definition)][:3]]
        if any(attr(part, "name") == "primary" for part in _listed(definition, "subAttributes")):
            items = [{**item, "primary": item is items[-1]} for item in items]
        return items
    value = _one(definition, edge, name)
    return [value] if attr(definition, "multiValued") is True else value


def same(sent: object, stored: object) -> bool:
    """Return whether a stored value equals the one that was sent.

    An unassigned value may be absent (RFC 7643 section 2.5), items have no order, and a server may add
    sub-attributes.
    """
    if sent in ("", [], None):
        return stored in ("", [], None)
    if isinstance(sent, dict):
        return isinstance(stored, dict) and all(same(part, attr(stored, name)) for name, part in sent.items())
    if isinstance(sent, list):
        return isinstance(stored, list) and _alike(sent, stored)
    return sent == stored and isinstance(sent, bool) is isinstance(stored, bool)


def category(value: Value, definition: Definition) -> Hashable:
    """Return the category of a boundary value; values of one category are similar to a server."""
    return _type(definition), attr(definition, "multiValued") is True, ":" in value.attribute, value.edge


def _alike(sent: Sequence[object], stored: Sequence[object]) -> bool:
    """Return whether the items are equal in any order."""
    waiting = list(stored)
    for item in sent:
        match = next((place for place, other in enumerate(waiting) if same(item, other)), None)
        if match is None:
            return False
        del waiting[match]
    return not waiting


def _tokens(definition: Definition) -> list[str]:
    whole = _type(definition) != "complex" or _one(definition, next(iter(TEXTS)), "")
    tokens = [*_values(definition)] if whole else []
    return [*tokens, SEVERAL_ITEMS, NO_ITEM] if tokens and attr(definition, "multiValued") is True else tokens


def _values(definition: Definition) -> Mapping[str, Any]:
    """Return the simple boundary values of an attribute by token; only canonical values, if it has any."""
    canonical = attr(definition, "canonicalValues")
    if isinstance(canonical, list) and canonical and _type(definition) != "complex":
        return {str(value): value for value in (canonical[0], canonical[-1])}
    return BY_TYPE.get(_type(definition), {})


def _one(definition: Definition, edge: str, name: str) -> Any:  # noqa: ANN401 - a JSON value
    if _type(definition) != "complex":
        return _values(definition)[edge]
    place = [*TEXTS].index(edge)
    parts = {
        attr(part, "name"): values.get(edge, [*values.values()][place % len(values)])
        for part in _listed(definition, "subAttributes")
        if _free(part) and attr(part, "name") != "primary" and (values := _values(part))
    }
    if attr(definition, "name").lower() == "emails" and "value" in parts:
        parts["value"] = f"{place}.{name}"
    return parts


def _listed(definition: Mapping[str, Any] | None, part: str) -> list[Definition]:
    listed = attr(definition, part)
    return [
        entry
        for entry in (listed if isinstance(listed, list) else ())
        if isinstance(name := attr(entry, "name"), str) and _NAME.fullmatch(name)
    ]


def _free(definition: Definition) -> bool:
    """Return whether clients may set an attribute to any value of its type and read it back."""
    return (
        (attr(definition, "mutability") or "readWrite") == "readWrite"
        and attr(definition, "returned") not in ("never", "request")
        and attr(definition, "uniqueness") not in ("server", "global")
        and not _refers(definition)
    )


def _refers(definition: Definition) -> bool:
    """Return whether an attribute refers to resources, by its type or by a ``$ref``."""
    types = attr(definition, "referenceTypes")
    targets = {str(each).lower() for each in types} if isinstance(types, list) else set()
    return not targets <= {"external", "uri"} or any(
        attr(part, "name") == "$ref" for part in _listed(definition, "subAttributes")
    )


def _type(definition: Definition) -> str:
    return str(attr(definition, "type") or "string").lower()
