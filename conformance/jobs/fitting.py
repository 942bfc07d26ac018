"""Fitting a resource to what the target says of its schema (RFC 7643 section 7)."""

from collections.abc import Mapping
from typing import Any

from conformance.document import attr

COMMON = ("schemas", "id", "externalId", "meta")
"""Attributes that no schema has to list (RFC 7643 section 3.1)."""

FILLING = "scimconf"
"""The text of a required attribute that nobody gave a value."""

_BY_TYPE: dict[str, Any] = {
    "string": FILLING,
    "boolean": True,
    "integer": 1,
    "decimal": 1.5,
    "datetime": "2026-01-01T00:00:00Z",
    "binary": "c2NpbWNvbmY=",
    "reference": "https://scim.example/scimconf",
}


def fit(
    resource: Mapping[str, Any],
    schema: Mapping[str, Any] | None,
    extensions: Mapping[str, Mapping[str, Any] | None] | None = None,
    *,
    optional: Mapping[str, Mapping[str, Any] | None] | None = None,
    name: str = "scimconf",
) -> dict[str, Any]:
    """Return a resource without attributes that the schema does not know, and with those it requires.

    Args:
        resource: The resource; attributes of extensions, whose names are URNs, stay.
        schema: The target's schema of the core attributes; None, or one without attributes, changes nothing.
        extensions: The target's schemas, by URN, of the extensions that each resource must have. One that
            requires nothing gets a value all the same: an empty object is as good as none (RFC 7643 2.5).
        optional: The target's schemas, by URN, of other extensions. Where the resource has one of them, it
            gets what that requires (RFC 7643 section 6).
        name: A text that no other resource has, for required texts that must be unique.
    """
    fitted = _fit(resource, schema, name)
    for urn, extension in (extensions or {}).items():
        fitted[urn] = _fit(fitted.get(urn) or {}, extension, name) or _any(extension, name)
        fitted["schemas"] = list(dict.fromkeys([*fitted.get("schemas", ()), urn]))
    for urn, extension in (optional or {}).items():
        if isinstance(fitted.get(urn), dict):
            fitted[urn] = {**fitted[urn], **_missing(fitted[urn], _defined(extension), name)}
    return fitted


def _any(extension: Mapping[str, Any] | None, unique: str) -> dict[str, Any]:
    """Return one value of those that an extension may have; none where it is not known."""
    for entry in _defined(extension).values():
        writable = attr(entry, "mutability") in (None, "readWrite")
        if writable and str(attr(entry, "type") or "string").lower() == "string":
            return {attr(entry, "name"): sample(entry, unique)}
    return {}


def _defined(schema: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the definitions of attributes by their names in lower case."""
    attributes = attr(schema, "attributes")
    return {
        name.lower(): entry
        for entry in (attributes if isinstance(attributes, list) else ())
        if isinstance(name := attr(entry, "name"), str)
    }


def _missing(resource: Mapping[str, Any], defined: Mapping[str, Any], unique: str) -> dict[str, Any]:
    """Return a value for each required attribute that a resource does not have."""
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
        name: value
        for name, value in resource.items()
        if name in COMMON or ":" in name or name.lower() in defined
    }
    return {**fitted, **_missing(fitted, defined, unique)}


def sample(attribute: Mapping[str, Any], unique: str = "scimconf") -> object:
    """Return a valid value for an attribute: a canonical one where there are any, else one of its type.

    Args:
        attribute: Its definition.
        unique: The value of a text that must be unique.
    """
    canonical = attr(attribute, "canonicalValues")
    kind = str(attr(attribute, "type") or "string").lower()
    value: object
    if isinstance(canonical, list) and canonical:
        value = canonical[0]
    elif kind == "complex":
        parts = [part for part in attr(attribute, "subAttributes") or () if attr(part, "required") is True]
        value = {attr(part, "name"): sample(part, unique) for part in parts} or {"value": FILLING}
    elif kind == "string" and attr(attribute, "uniqueness") in ("server", "global"):
        value = unique
    else:
        value = _BY_TYPE.get(kind, FILLING)
    return [value] if attr(attribute, "multiValued") is True else value
