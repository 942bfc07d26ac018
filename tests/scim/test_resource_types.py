"""The resource types of a server, found by paths and by resources."""

from typing import Any

import pytest

from conformance.scim.bulk_request import ENTERPRISE_USER, GROUP, USER
from conformance.scim.resource_types import (
    DEFAULT_GROUPS,
    DEFAULT_RESOURCE_TYPES,
    DEFAULT_USERS,
    UNKNOWN,
    ResourceType,
    ResourceTypes,
)

DEVICES = ResourceType("Device", "/Devices", "urn:device")
PARTS = ResourceType("Part", "/Devices/Parts", "urn:part")
ALL = ResourceTypes((DEFAULT_GROUPS, DEVICES, PARTS, DEFAULT_USERS))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/Users", DEFAULT_USERS),
        ("/Users/1", DEFAULT_USERS),
        ("/Groups/1", DEFAULT_GROUPS),
        ("/Groups?count=1", DEFAULT_GROUPS),
        ("/Devices/1", DEVICES),
        ("/Devices/Parts/1", PARTS),
        ("/GroupsOfMine/1", None),
        ("/users", None),
        ("/Bulk", None),
        ("", None),
    ],
)
def test_type_of_a_path_is_that_of_its_collection(path: str, expected: ResourceType | None) -> None:
    assert ALL.of(path) == expected


def test_type_of_a_resource_elsewhere_is_that_of_its_schemas() -> None:
    assert ALL.of_resource("/Users/1", {"schemas": ["urn:device"]}) == DEFAULT_USERS
    assert ALL.of_resource("https://b/1", {"schemas": ["urn:DEVICE"]}) == DEVICES
    assert ALL.of_resource("https://b/1", {"schemas": [GROUP]}) == DEFAULT_GROUPS
    assert ALL.of_resource("https://b/1", {"schemas": ["urn:other"]}) is UNKNOWN
    assert ALL.of_resource("https://b/1", []) is UNKNOWN


def test_every_type_is_iterated_over_once() -> None:
    assert [each.name for each in ALL] == ["Group", "Device", "Part", "User"]
    assert ALL.endpoints == ("/Users", "/Groups", "/Devices", "/Devices/Parts")
    assert ALL.others == (DEVICES, PARTS)


def test_types_of_discovery_endpoints_are_not_used() -> None:
    schemas = ResourceType("Schema", "/Schemas", "urn:ietf:params:scim:schemas:core:2.0:Schema")
    types = ResourceTypes((DEFAULT_USERS, schemas, DEVICES))
    assert types.others == (DEVICES,)
    assert types.of("/Schemas/1") == schemas


def test_server_that_lists_no_types_has_those_of_the_rfc() -> None:
    assert [*DEFAULT_RESOURCE_TYPES] == [DEFAULT_USERS, DEFAULT_GROUPS]
    assert DEFAULT_RESOURCE_TYPES.others == ()
    assert DEFAULT_USERS.extension(ENTERPRISE_USER.upper()) is not None
    assert DEFAULT_USERS.extension(USER) is None


def test_unknown_type_has_neither_name_nor_text() -> None:
    document = {"": "x", "userName": "ann"}
    assert UNKNOWN.name_of({"userName": "ann"}) is None
    assert UNKNOWN.text_of({"userName": "ann"}) is None
    assert DEFAULT_USERS.name_of(document) == "ann"


NAME = {"givenName": "Ann", "familyName": "Lee"}


@pytest.mark.parametrize(
    "shown", [{"displayName": "Ann Lee"}, {"displayname": "Lee, Ann"}, {"displayName": "ann"}, {}]
)
def test_text_derived_from_other_values_is_not_the_free_text(shown: dict[str, Any]) -> None:
    assert DEFAULT_USERS.text_of({"userName": "ann", "name": NAME, **shown}) is None


def test_display_names_of_references_may_equal_the_text() -> None:
    extension = {"manager": {"value": "1", "displayName": "Ann Changed"}}
    groups = [{"value": "2", "display": "Changed"}]
    shown = {"userName": "ann", "name": NAME, "groups": groups, "urn:x": extension}
    assert DEFAULT_USERS.text_of({**shown, "displayName": "Ann Changed"}) == "Ann Changed"


@pytest.mark.parametrize("text", ["Ann Changed", "", 7])
def test_text_with_words_of_its_own_counts(text: Any) -> None:
    mirrored = {"name": {**NAME, "formatted": text}, "displayName": text}
    assert DEFAULT_USERS.text_of({"userName": "ann", **mirrored}) == text
