"""Valid resources for requests (RFC 7643 sections 4.1, 4.2 and 4.3)."""

from typing import Any

from conformance.scim.bulk_request import ENTERPRISE_USER, GROUP, USER, ref

TEXT = "Made by a test"
"""A text that no server derives from the other values."""


def user(
    name: str, *, manager: str | None = None, manager_url: bool = False, **attributes: object
) -> dict[str, Any]:
    """Return a User with a unique userName.

    Args:
        name: The userName.
        manager: Value of the enterprise extension's manager: an id, or a reference from `ref`.
        manager_url: Send the manager's ``$ref`` too, for servers that require it. RFC 7643
            recommends it in section 4.3. The description in section 8.7.1 calls it required, its
            characteristic does not.
        attributes: Further attributes, by their SCIM names.
    """
    resource: dict[str, Any] = {
        "schemas": [USER],
        "userName": name,
        "externalId": name,
        "name": {"givenName": "Conformance", "familyName": "ContractProbe"},
        "displayName": TEXT,
        "emails": [{"value": name, "type": "work", "primary": True}],
        "active": True,
        **attributes,
    }
    if manager is not None:
        resource["schemas"] = [USER, ENTERPRISE_USER]
        url = {"$ref": f"../Users/{manager}"} if manager_url else {}
        resource[ENTERPRISE_USER] = {"manager": {"value": manager, **url}}
    return resource


def group(name: str, *members: str, **attributes: object) -> dict[str, Any]:
    """Return a Group with a unique displayName.

    Args:
        name: The displayName.
        members: Values of the members: ids, or references from `ref`.
        attributes: Further attributes, by their SCIM names.
    """
    resource: dict[str, Any] = {"schemas": [GROUP], "displayName": name, **attributes}
    if members:
        resource["members"] = [{"value": member} for member in members]
    return resource


def other(urn: str, naming: str, name: str, text: str) -> dict[str, Any]:
    """Return a resource of a type that no RFC defines.

    Args:
        urn: URN of its schema.
        naming: The attribute with its name.
        name: The name.
        text: A free-text attribute; empty for none.
    """
    resource: dict[str, Any] = {"schemas": [urn], naming: name, "externalId": name}
    return resource | ({text: TEXT} if text else {})


def refs(*bulk_ids: str) -> tuple[str, ...]:
    """Return the references to several bulkIds."""
    return tuple(ref(bulk_id) for bulk_id in bulk_ids)
