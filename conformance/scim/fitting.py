"""Fit a resource to the schema that the server publishes (RFC 7643 section 7)."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote
from zlib import crc32

from conformance.scim.document import attr

COMMON = ("schemas", "id", "externalId", "meta")
"""The common attributes, which schemas do not list (RFC 7643 section 3.1)."""

FILLING = "scimconf"
"""The text for a required attribute without a value."""

_BY_TYPE: dict[str, Any] = {
    "string": FILLING,
    "boolean": True,
    "integer": 1,
    "decimal": 1.5,
    "datetime": "2026-01-01T00:00:00Z",
    "binary": "c2NpbWNvbmY=",
    "reference": "https://scim.example/scimconf",
}

UNIQUE = ("server", "global")
"""The values of ``uniqueness`` that require a unique value (RFC 7643 section 7)."""


def numbers_of(name: str) -> tuple[int, float]:
    """Return an integer of at most 31 bits and a decimal, both derived from a name."""
    number = crc32(name.encode()) >> 1
    return number, number + 0.5


_OWN: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": lambda name: numbers_of(name)[0],
    "decimal": lambda name: numbers_of(name)[1],
    "reference": lambda name: f"https://scim.example/{quote(name, safe='@')}",
}
"""Functions that derive a unique value from the name of a resource."""


def fit(
    resource: Mapping[str, Any],
    schema: Mapping[str, Any] | None,
    extensions: Mapping[str, Mapping[str, Any] | None] | None = None,
    *,
    optional: Mapping[str, Mapping[str, Any] | None] | None = None,
    name: str = "scimconf",
) -> dict[str, Any]:
    """Return a resource without unknown attributes and with all required ones.

    Unique values are derived from the name. An attribute with canonical values gets one of them.

    Args:
        resource: The resource; extensions, whose names are URNs, stay.
        schema: The core schema that the server publishes; None, or one without attributes, changes nothing.
        extensions: The schemas of the required extensions, by URN. An extension without required attributes
            gets a value too, because an empty object equals none (RFC 7643 section 2.5).
        optional: The schemas of other extensions, by URN. If the resource has one of them, it gets the
            attributes that the extension requires (RFC 7643 section 6).
        name: A unique text, from which unique values are derived.
    """
    fitted = _fit(resource, schema, name)
    for urn, extension in (extensions or {}).items():
        fitted[urn] = _fit(fitted.get(urn) or {}, extension, name) or _any(extension, name)
        fitted["schemas"] = list(dict.fromkeys([*fitted.get("schemas", ()), urn]))
    for urn, extension in (optional or {}).items():
        if isinstance(fitted.get(urn), dict):
            defined = _defined(extension)
            held = {
                part: _bound(value, defined.get(part.lower()), name) for part, value in fitted[urn].items()
            }
            fitted[urn] = {**held, **_missing(held, defined, name)}
    return fitted


def required(value: Mapping[str, Any], attribute: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the required sub-attributes that a complex value lacks."""
    return _missing(value, _defined(attribute, "subAttributes"), FILLING)


def _any(extension: Mapping[str, Any] | None, unique: str) -> dict[str, Any]:
    """Return a value for one text attribute of an extension; empty if the extension is not known."""
    for entry in _defined(extension).values():
        writable = attr(entry, "mutability") in (None, "readWrite")
        if writable and str(attr(entry, "type") or "string").lower() == "string":
            return {attr(entry, "name"): sample(entry, unique)}
    return {}


def _defined(schema: Mapping[str, Any] | None, listed: str = "attributes") -> dict[str, Any]:
    """Return the definitions of attributes by name in lower case."""
    attributes = attr(schema, listed)
    return {
        name.lower(): entry
        for entry in (attributes if isinstance(attributes, list) else ())
        if isinstance(name := attr(entry, "name"), str)
    }


def _missing(resource: Mapping[str, Any], defined: Mapping[str, Any], unique: str) -> dict[str, Any]:
    """Return a value for each required attribute that a resource lacks."""
    present = {name.lower() for name in resource}
    return {
        attr(entry, "name"): sample(entry, unique)
        for name, entry in defined.items()
        if attr(entry, "required") is True and name not in present and attr(entry, "mutability") != "readOnly"
    }


def _fit(resource: Mapping[str, Any], schema: Mapping[str, Any] | None, unique: str) -> dict[str, Any]:
    defined = _defined(schema)
    if not defined:
        return dict(resource)
    fitted = {
        name: _bound(value, defined.get(name.lower()), unique)
        for name, value in resource.items()
        if name in COMMON or ":" in name or name.lower() in defined
    }
    return {**fitted, **_missing(fitted, defined, unique)}


def _bound(value: Any, attribute: Mapping[str, Any] | None, unique: str) -> Any:  # noqa: ANN401 - a JSON value
    """Return a value if its definition permits it, else a permitted value.

    Sub-attributes are changed only to match canonical values. Missing required sub-attributes are added, and
    unique ones among them get the name.
    """
    if isinstance(value, list):
        return [_bound(item, attribute, unique) if isinstance(item, dict) else item for item in value]
    if isinstance(value, dict):
        parts = _defined(attribute, "subAttributes")
        kept = {name: _canonical(part, parts.get(name.lower())) for name, part in value.items()}
        return {**kept, **_missing(kept, parts, unique)}
    if isinstance(value, str) and attr(attribute, "uniqueness") in UNIQUE:
        return sample(attribute or {}, unique)
    return _canonical(value, attribute)


def _canonical(value: Any, attribute: Mapping[str, Any] | None) -> Any:  # noqa: ANN401 - a JSON value
    """Return a value if it is canonical in any letter case, else the first canonical value."""
    canonical = attr(attribute, "canonicalValues")
    known = {str(each).casefold() for each in canonical} if isinstance(canonical, list) else set()
    return value if not known or str(value).casefold() in known else canonical[0]


def sample(attribute: Mapping[str, Any], unique: str = "scimconf") -> object:
    """Return a valid value for an attribute: a canonical one if there are any, else one of its type.

    Args:
        attribute: Its definition.
        unique: The value of a unique text; unique numbers are derived from it.
    """
    canonical = attr(attribute, "canonicalValues")
    kind = str(attr(attribute, "type") or "string").lower()
    value: object
    if isinstance(canonical, list) and canonical:
        value = canonical[0]
    elif kind == "complex":
        parts = [part for part in attr(attribute, "subAttributes") or () if attr(part, "required") is True]
        value = {attr(part, "name"): sample(part, unique) for part in parts} or {"value": FILLING}
    elif kind in _OWN and attr(attribute, "uniqueness") in UNIQUE:
        value = _OWN[kind](unique)
    else:
        value = _BY_TYPE.get(kind, FILLING)
    return [value] if attr(attribute, "multiValued") is True else value
