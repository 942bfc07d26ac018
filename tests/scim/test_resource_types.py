"""Which of a server's resource types the scenarios work with."""

from typing import Any

import pytest

from conformance.scim.resource_types import DEFAULT_KINDS, GROUP, USER, Kind, ResourceType, groups, users

USERS = ResourceType("User", "/Users", USER)
GROUPS = ResourceType("Group", "/Groups", GROUP)
DEVICES = ResourceType("Device", "/Devices", "urn:device")
SITES = ResourceType("Site", "/Sites", "urn:site", required=("urn:ext",))

NAMED = {"name": "deviceName", "type": "string", "uniqueness": "server", "required": True}


def types(*kinds: ResourceType) -> dict[str, ResourceType]:
    return {kind.endpoint: kind for kind in kinds}


def schemas(**attributes: list[Any]) -> dict[str, dict[str, Any]]:
    return {f"urn:{name}": {"attributes": listed} for name, listed in attributes.items()}


def referring(name: str, *aims: str, several: bool = True) -> dict[str, Any]:
    parts = [{"name": "value"}, {"name": "$ref", "referenceTypes": list(aims)}]
    return {"name": name, "type": "complex", "multiValued": several, "subAttributes": parts}


def test_users_and_groups_come_first_wherever_they_are_listed() -> None:
    people = ResourceType("User", "/People", USER.upper())
    found = users(types(GROUPS, DEVICES, people), schemas(device=[NAMED]))
    assert found == Kind("/People", USER.upper(), "userName", "displayName")
    assert groups(types(people, SITES, GROUPS), {}, found) == DEFAULT_KINDS.groups


def test_without_users_the_first_type_with_a_unique_name_is_created() -> None:
    defined = schemas(site=[{"name": "label"}], device=[{"name": "remark"}, NAMED])
    assert users(types(SITES, DEVICES), defined) == Kind("/Devices", "urn:device", "deviceName", "remark")


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
def test_a_type_that_cannot_be_named_is_not_created(attribute: Any) -> None:
    assert users(types(DEVICES), schemas(device=[attribute])) is None


def test_a_type_refers_by_what_its_schema_says() -> None:
    devices = Kind("/Devices", "urn:device", "deviceName")
    site = [{"name": "label", "required": True}, referring("owner", "User"), referring("devices", "Device")]
    found = groups(types(DEVICES, SITES), schemas(site=site), devices)
    assert found == Kind("/Sites", "urn:site", "label", "", "devices", False, ("urn:ext",))
    nested = [{"name": "label", "required": True}, referring("parts", "Device", "Site")]
    again = groups(types(DEVICES, SITES), schemas(site=nested), devices)
    assert again is not None
    assert again.nests is True
    single = [{"name": "label", "required": True}, referring("device", "Device", several=False)]
    assert groups(types(DEVICES, SITES), schemas(site=single), devices) is None


def test_groups_whose_members_cannot_be_set_do_not_refer() -> None:
    fixed = {**referring("members", "User"), "mutability": "readOnly"}
    defined = {GROUP: {"attributes": [{"name": "displayName"}, fixed]}}
    assert groups(types(USERS, GROUPS), defined, DEFAULT_KINDS.users) is None


def test_members_of_groups_need_no_further_words() -> None:
    defined = {GROUP: {"attributes": [{"name": "displayName"}, {"name": "Members", "multiValued": True}]}}
    found = groups(types(USERS, GROUPS), defined, DEFAULT_KINDS.users)
    assert found is not None
    assert (found.members, found.nests) == ("Members", None)


def test_the_text_that_is_changed_is_one_that_can_be() -> None:
    defined = {
        USER: {
            "attributes": [
                {"name": "userName", "uniqueness": "server"},
                {"name": "displayName", "mutability": "readOnly"},
                {"name": "badge"},
                {"name": "Title"},
            ]
        }
    }
    found = users(types(USERS), defined)
    assert found is not None
    assert found.text == "Title"


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
    defined = {USER: {"attributes": [{"name": "userName", "uniqueness": "server"}, attribute]}}
    found = users(types(USERS), defined)
    assert found is not None
    assert found.text == ""


def test_of_types_with_unique_names_one_that_has_a_text_is_created() -> None:
    site = [NAMED, referring("devices", "Device")]
    defined = schemas(site=site, device=[NAMED, {"name": "remark"}])
    found = users(types(SITES, DEVICES), defined)
    assert found == Kind("/Devices", "urn:device", "deviceName", "remark")
    assert users(types(SITES), defined) == Kind("/Sites", "urn:site", "deviceName", required=("urn:ext",))


def test_a_type_that_refers_to_itself_has_one_name_and_one_text_for_both() -> None:
    part = [{"name": "displayName"}, NAMED, referring("parts", "Device")]
    found = users(types(DEVICES), schemas(device=part))
    assert found is not None
    again = groups(types(DEVICES), schemas(device=part), found)
    assert again is not None
    assert (again.naming, again.text, again.members) == (found.naming, found.text, "parts")


def test_a_path_is_of_the_kind_whose_collection_it_is_in() -> None:
    assert DEFAULT_KINDS.of("/Groups/1").members == "members"
    assert DEFAULT_KINDS.of("/GroupsOfMine/1") is DEFAULT_KINDS.users
    assert DEFAULT_KINDS.of("/Groups") is DEFAULT_KINDS.groups


NAME = {"givenName": "Ann", "familyName": "Lee"}


@pytest.mark.parametrize(
    "shown", [{"displayName": "Ann Lee"}, {"displayname": "Lee, Ann"}, {"displayName": "ann"}, {}]
)
def test_a_text_that_is_made_of_other_values_is_none_of_ours(shown: dict[str, Any]) -> None:
    assert DEFAULT_KINDS.users.text_of({"userName": "ann", "name": NAME, **shown}) is None


def test_what_names_something_for_display_may_say_the_same_as_the_text() -> None:
    extension = {"manager": {"value": "1", "displayName": "Ann Changed"}}
    groups = [{"value": "2", "display": "Changed"}]
    shown = {"userName": "ann", "name": NAME, "groups": groups, "urn:x": extension}
    assert DEFAULT_KINDS.users.text_of({**shown, "displayName": "Ann Changed"}) == "Ann Changed"


@pytest.mark.parametrize("text", ["Ann Changed", "", 7])
def test_a_text_with_words_of_its_own_is_kept(text: Any) -> None:
    mirrored = {"name": {**NAME, "formatted": text}, "displayName": text}
    assert DEFAULT_KINDS.users.text_of({"userName": "ann", **mirrored}) == text
