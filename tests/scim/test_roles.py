"""The resource types and attributes of a server that scenarios use."""

from dataclasses import replace
from typing import Any

import pytest

from conformance.scim.attributes import attributes_of
from conformance.scim.bulk_request import GROUP, USER
from conformance.scim.resource_types import DEFAULT_GROUPS, DEFAULT_USERS, Extension, ResourceType
from conformance.scim.roles import choose_groups, choose_users, resource_types

USERS = ResourceType("User", "/Users", USER)
GROUPS = ResourceType("Group", "/Groups", GROUP)
DEVICES = ResourceType("Device", "/Devices", "urn:device")
SITES = ResourceType("Site", "/Sites", "urn:site", (Extension("urn:ext", required=True),))

NAMED = {"name": "deviceName", "type": "string", "uniqueness": "server", "required": True}


def having(type_: ResourceType, *attributes: Any) -> ResourceType:
    """Return a type whose published schema has these attributes."""
    return replace(type_, attributes=attributes_of({"attributes": [*attributes]}))


def used(type_: ResourceType | None) -> tuple[str, ...]:
    """Return endpoint, name, text and members of a type as far as scenarios use them."""
    assert type_ is not None
    found = (type_.endpoint, type_.naming, type_.text, type_.members)
    return tuple(filter(None, found))


def referring(name: str, *aims: str, several: bool = True) -> dict[str, Any]:
    parts = [{"name": "value"}, {"name": "$ref", "referenceTypes": list(aims)}]
    return {"name": name, "type": "complex", "multiValued": several, "subAttributes": parts}


def test_users_and_groups_come_first_wherever_they_are_listed() -> None:
    people = ResourceType("User", "/People", USER.upper())
    found = choose_users([GROUPS, having(DEVICES, NAMED), people])
    assert found == replace(people, naming="userName", text="displayName")
    assert choose_groups([people, SITES, GROUPS], found) == DEFAULT_GROUPS


def test_type_with_a_unique_name_is_created_if_there_are_no_users() -> None:
    sites, devices = having(SITES, {"name": "label"}), having(DEVICES, {"name": "remark"}, NAMED)
    assert used(choose_users([sites, devices])) == ("/Devices", "deviceName", "remark")


@pytest.mark.parametrize(
    "attribute",
    [
        {**NAMED, "uniqueness": "none"},
        {**NAMED, "mutability": "readOnly"},
        {**NAMED, "multiValued": True},
        {**NAMED, "returned": "never"},
        {**NAMED, "type": "integer"},
        {**NAMED, "canonicalValues": ["a", "b"]},
        {**NAMED, "name": None},
        "deviceName",
    ],
)
def test_type_without_a_unique_name_is_not_created(attribute: Any) -> None:
    assert choose_users([having(DEVICES, attribute)]) is None


def test_type_refers_by_what_its_schema_says() -> None:
    devices = replace(DEVICES, naming="deviceName")
    label = {"name": "label", "required": True}
    site = having(SITES, label, referring("owner", "User"), referring("devices", "Device"))
    found = choose_groups([DEVICES, site], devices)
    assert found == replace(site, naming="label", members="devices", nests=False)
    assert found.required_extensions == ("urn:ext",)
    again = choose_groups([DEVICES, having(SITES, label, referring("parts", "Device", "Site"))], devices)
    assert again is not None
    assert again.nests is True
    single = having(SITES, label, referring("device", "Device", several=False))
    assert choose_groups([DEVICES, single], devices) is None


def test_groups_whose_members_cannot_be_set_do_not_refer() -> None:
    fixed = {**referring("members", "User"), "mutability": "readOnly"}
    assert choose_groups([USERS, having(GROUPS, {"name": "displayName"}, fixed)], DEFAULT_USERS) is None


def test_members_of_groups_need_no_sub_attributes() -> None:
    groups = having(GROUPS, {"name": "displayName"}, {"name": "Members", "multiValued": True})
    found = choose_groups([USERS, groups], DEFAULT_USERS)
    assert found is not None
    assert (found.members, found.nests) == ("Members", None)


def test_text_can_be_changed() -> None:
    name = {"name": "userName", "uniqueness": "server"}
    fixed = {"name": "displayName", "mutability": "readOnly"}
    found = choose_users([having(USERS, name, fixed, {"name": "badge"}, {"name": "Title"})])
    assert used(found) == ("/Users", "userName", "Title")


@pytest.mark.parametrize(
    "attribute",
    [
        {"name": "displayName", "canonicalValues": ["Staff", "Guest"]},
        {"name": "displayName", "uniqueness": "server"},
        {"name": "displayName", "type": "boolean"},
        {"name": "locale"},
        {"name": "externalId"},
    ],
)
def test_users_whose_schema_has_no_free_text_have_none(attribute: dict[str, Any]) -> None:
    found = choose_users([having(USERS, {"name": "userName", "uniqueness": "server"}, attribute)])
    assert used(found) == ("/Users", "userName")


def test_type_with_a_text_is_preferred() -> None:
    site, device = (
        having(SITES, NAMED, referring("devices", "Device")),
        having(DEVICES, NAMED, {"name": "remark"}),
    )
    assert used(choose_users([site, device])) == ("/Devices", "deviceName", "remark")
    assert used(choose_users([site])) == ("/Sites", "deviceName")


def test_type_that_refers_to_itself_has_both_roles() -> None:
    part = having(DEVICES, {"name": "displayName"}, NAMED, referring("parts", "Device"))
    found = choose_users([part])
    assert found is not None
    again = choose_groups([part], found)
    assert used(again) == ("/Devices", "deviceName", "displayName", "parts")
    types = resource_types([part], found, again)
    assert types.users == types.groups == again
    assert types.listed == (again,)


def test_every_listed_type_has_a_naming_and_a_text_attribute() -> None:
    device = having(DEVICES, {"name": "title"}, {"name": "label", "required": True})
    types = resource_types([USERS, device, SITES], choose_users([USERS]), None)
    assert types.users.naming == "userName"
    assert types.groups == DEFAULT_GROUPS
    assert [used(each) for each in types.others] == [("/Devices", "label", "title"), ("/Sites",)]
