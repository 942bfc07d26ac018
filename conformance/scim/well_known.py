"""Attributes that RFC 7643 defines, for servers that do not publish their schemas (sections 4.1 and 4.3)."""

from collections.abc import Mapping
from typing import Any

from conformance.scim.bulk_request import ENTERPRISE_USER, USER


def _texts(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "type": "string"} for name in names]


def _complex(name: str, *parts: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "type": "complex", "subAttributes": [*parts]}


def _several(name: str, *types: str, value: str = "string") -> dict[str, Any]:
    """Return a multi-valued attribute with types and a primary value (RFC 7643 section 2.4)."""
    parts: list[dict[str, Any]] = [
        {"name": "value", "type": value},
        {"name": "type", "type": "string", "canonicalValues": [*types]},
    ]
    return {**_complex(name, *parts, {"name": "primary", "type": "boolean"}), "multiValued": True}


WELL_KNOWN: Mapping[str, Mapping[str, Any]] = {
    USER: {
        "attributes": [
            *_texts("displayName", "nickName", "title", "userType"),
            {"name": "active", "type": "boolean"},
            {"name": "profileUrl", "type": "reference", "referenceTypes": ["external"]},
            _complex("name", *_texts("formatted", "familyName", "givenName", "middleName")),
            _several("emails", "work", "home", "other"),
            _several("phoneNumbers", "work", "home", "mobile", "fax", "pager", "other"),
            _several("photos", "photo", "thumbnail", value="reference"),
            _several("entitlements"),
            _several("roles"),
        ]
    },
    ENTERPRISE_USER: {
        "attributes": _texts("employeeNumber", "costCenter", "organization", "division", "department")
    },
}
"""Definitions by the URN of the schema; attributes that refer to resources are left out."""
