"""Valid values at the edges of what attributes may hold, by the schemas of a server (RFC 7643 section 7)."""

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
"""The values that resources of a type may have, each with the definition of its attribute."""

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
"""Texts, all of them valid where any text is."""

EDGES: Mapping[str, Mapping[str, Any]] = {
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
"""Values by type, each by its token (RFC 7643 section 2.3); a complex value has the text in all its parts."""

NO_ITEM, SEVERAL_ITEMS = "no item", "several items"
"""Tokens of further values where there can be several; the others are of one item."""

_FORMAL = ("locale", "timezone", "preferredlanguage", "country", "x509certificates")
"""Attributes that RFC 7643 gives a form to in section 4.1; other texts would not be valid."""

_LEFT_OUT = (*COMMON, *_FORMAL, "password")
"""Attributes that some schemas list, and that are no place for a value of ours."""


_NAME = re.compile(r"[$A-Za-z][\w$-]*", re.ASCII)
"""What an attribute can be called (RFC 7643 section 2.1)."""


def boundary_values_of(
    schemas: Mapping[str, Mapping[str, Any] | None], core: str, without: Collection[str] = ()
) -> BoundaryValues:
    """Return the values that a resource type allows.

    Left out are attributes that clients cannot change, that are not shown, that must be unique, those that
    refer to resources, and those of every resource, which some schemas list.

    Args:
        schemas: The server's definitions of its schemas, by URN; None stands for what RFC 7643 defines.
        core: URN of the one whose attributes stand in resources without a URN.
        without: Names of attributes to leave out besides.
    """
    left_out = {name.lower() for name in (*_LEFT_OUT, *without)}
    found: dict[Value, Definition] = {}
    for urn, schema in schemas.items():
        prefix = "" if urn == core else f"{urn}:"
        for definition in _listed(schema or WELL_KNOWN.get(urn), "attributes"):
            if _free(definition) and attr(definition, "name").lower() not in left_out:
                path = f"{prefix}{attr(definition, 'name')}"
                found |= {Value(path, edge): definition for edge in _edges(definition)}
    return found


def make(definition: Definition, edge: str, name: str) -> Any:  # noqa: ANN401 - a JSON value
    """Return a value of an attribute.

    Args:
        definition: The definition of the attribute.
        edge: Token of the value, one of those in its palette.
        name: The unique name of the resource: addresses are made of it, as they may have to be unique.
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
    """Tell whether a stored value is the one that was sent.

    What is unassigned may be absent (RFC 7643 section 2.5), items have no order, and a server may add parts
    of its own.
    """
    if sent in ("", [], None):
        return stored in ("", [], None)
    if isinstance(sent, dict):
        return isinstance(stored, dict) and all(same(part, attr(stored, name)) for name, part in sent.items())
    if isinstance(sent, list):
        return isinstance(stored, list) and _alike(sent, stored)
    return sent == stored and isinstance(sent, bool) is isinstance(stored, bool)


def sort(value: Value, definition: Definition) -> Hashable:
    """Return what a value has in common with others that are much the same to a server."""
    return _type(definition), attr(definition, "multiValued") is True, ":" in value.attribute, value.edge


def _alike(sent: Sequence[object], stored: Sequence[object]) -> bool:
    """Tell whether each item has one of its own that is the same, and none is over."""
    waiting = list(stored)
    for item in sent:
        match = next((place for place, other in enumerate(waiting) if same(item, other)), None)
        if match is None:
            return False
        del waiting[match]
    return not waiting


def _edges(definition: Definition) -> list[str]:
    whole = _type(definition) != "complex" or _one(definition, next(iter(TEXTS)), "")
    edges = [*_values(definition)] if whole else []
    return [*edges, SEVERAL_ITEMS, NO_ITEM] if edges and attr(definition, "multiValued") is True else edges


def _values(definition: Definition) -> Mapping[str, Any]:
    """Return the simple values of an attribute, by token; of one that has canonical values, only those."""
    canonical = attr(definition, "canonicalValues")
    if isinstance(canonical, list) and canonical and _type(definition) != "complex":
        return {str(value): value for value in (canonical[0], canonical[-1])}
    return EDGES.get(_type(definition), {})


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
    """Tell whether clients may set an attribute to any value of its type, and see what they have set."""
    return (
        (attr(definition, "mutability") or "readWrite") == "readWrite"
        and attr(definition, "returned") not in ("never", "request")
        and attr(definition, "uniqueness") not in ("server", "global")
        and not _refers(definition)
    )


def _refers(definition: Definition) -> bool:
    """Tell whether an attribute refers to resources: by itself, or by a ``$ref`` beside its value."""
    types = attr(definition, "referenceTypes")
    aims = {str(each).lower() for each in types} if isinstance(types, list) else set()
    return not aims <= {"external", "uri"} or any(
        attr(part, "name") == "$ref" for part in _listed(definition, "subAttributes")
    )


def _type(definition: Definition) -> str:
    return str(attr(definition, "type") or "string").lower()
