"""Resources that fit the target's own schema."""

from typing import Any

import pytest

from conformance.scim.fitting import fit, numbers_of, sample


def schema(*attributes: dict[str, Any]) -> dict[str, Any]:
    return {"id": "urn:example", "attributes": list(attributes)}


def test_unknown_attributes_go_and_required_ones_come() -> None:
    resource = {
        "schemas": ["urn:example"],
        "userName": "a",
        "emails": [],
        "urn:ext": {"x": 1},
        "externalId": "e",
    }
    fitted = fit(
        resource,
        schema(
            {"name": "USERNAME", "required": True},
            {"name": "costCode", "type": "integer", "required": True},
            {"name": "number", "required": True, "mutability": "readOnly"},
            {"name": "nickName"},
        ),
    )
    assert fitted == {
        "schemas": ["urn:example"],
        "userName": "a",
        "urn:ext": {"x": 1},
        "externalId": "e",
        "costCode": 1,
    }


EXTENSION = {
    "id": "urn:ext",
    "attributes": [
        {"name": "seen", "type": "dateTime", "mutability": "readOnly"},
        {"name": "boss", "type": "complex"},
        {"name": "desk"},
    ],
}


def test_required_extension_without_required_attributes_is_not_empty() -> None:
    fitted = fit({"schemas": ["urn:example"]}, None, {"urn:ext": EXTENSION, "urn:unknown": None})
    assert fitted["urn:ext"] == {"desk": "scimconf"}
    assert fitted["urn:unknown"] == {}
    assert fitted["schemas"] == ["urn:example", "urn:ext", "urn:unknown"]


def test_optional_extension_in_use_gets_its_required_attributes() -> None:
    required = {"attributes": [{"name": "number", "required": True}, {"name": "boss"}]}
    held = fit({"urn:ext": {"boss": {"value": "1"}}}, None, optional={"urn:ext": required, "urn:x": required})
    assert held == {"urn:ext": {"boss": {"value": "1"}, "number": "scimconf"}}


@pytest.mark.parametrize(
    "known", [None, {}, {"attributes": None}, {"attributes": []}, {"attributes": [5, None]}]
)
def test_without_a_schema_nothing_changes(known: dict[str, Any] | None) -> None:
    assert fit({"userName": "a", "emails": []}, known) == {"userName": "a", "emails": []}


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ({"type": "string"}, "scimconf"),
        ({"type": "string", "canonicalValues": ["full-time", "part-time"]}, "full-time"),
        ({"type": "boolean"}, True),
        ({"type": "dateTime"}, "2026-01-01T00:00:00Z"),
        ({"type": "string", "multiValued": True}, ["scimconf"]),
        (
            {"type": "complex", "subAttributes": [{"name": "a", "required": True}, {"name": "b"}]},
            {"a": "scimconf"},
        ),
        ({"type": "complex", "multiValued": True}, [{"value": "scimconf"}]),
        ({"type": "nonsense"}, "scimconf"),
    ],
)
def test_sample_values(attribute: dict[str, Any], value: object) -> None:
    assert sample(attribute) == value


def test_required_extension_is_added_with_its_required_attributes() -> None:
    extension = schema({"name": "number", "required": True}, {"name": "other"})
    fitted = fit({"schemas": ["urn:example"], "userName": "a"}, None, {"urn:ext": extension})
    assert fitted["urn:ext"] == {"number": "scimconf"}
    assert fitted["schemas"] == ["urn:example", "urn:ext"]
    manager = {"schemas": ["urn:example", "urn:ext"], "urn:ext": {"other": 1}}
    assert fit(manager, None, {"urn:ext": extension})["urn:ext"] == {"number": "scimconf", "other": 1}


def test_required_unique_text_is_the_given_name() -> None:
    known = schema({"name": "tag", "type": "string", "required": True, "uniqueness": "server"})
    assert fit({}, known, name="mine") == {"tag": "mine"}


def test_unique_values_of_every_type_are_derived_from_the_name() -> None:
    unique = {"required": True, "uniqueness": "server"}
    known = schema(
        {"name": "displayName", "uniqueness": "global"},
        {"name": "number", "type": "integer", **unique},
        {"name": "rate", "type": "decimal", **unique},
        {"name": "page", "type": "reference", **unique},
    )
    first, again, second = (fit({"displayName": "x"}, known, name=name) for name in ("a@b", "a@b", "c"))
    assert first == again
    assert first["displayName"] == "a@b"
    assert first["page"] == "https://scim.example/a@b"
    assert all(first[name] != second[name] for name in first)
    assert 0 <= first["number"] < 2**31
    assert (first["number"], first["rate"]) == numbers_of("a@b")


def test_attributes_and_sub_attributes_use_canonical_values() -> None:
    listed = {"canonicalValues": ["Staff", "Guest"]}
    parts = [{"name": "value"}, {"name": "type", "canonicalValues": ["office"]}]
    known = schema(
        {"name": "displayName", **listed},
        {"name": "title", **listed},
        {"name": "emails", "type": "complex", "multiValued": True, "subAttributes": parts},
    )
    sent = {"displayName": "x", "title": "guest", "emails": [{"value": "a", "type": "work"}]}
    fitted = {"displayName": "Staff", "title": "guest", "emails": [{"value": "a", "type": "office"}]}
    assert fit(sent, known) == fitted


def test_complex_values_get_their_required_sub_attributes() -> None:
    parts = [{"name": "value", "required": True}, {"name": "kind", "required": True}, {"name": "note"}]
    known = schema({"name": "emails", "type": "complex", "multiValued": True, "subAttributes": parts})
    assert fit({"emails": [{"value": "a"}]}, known) == {"emails": [{"value": "a", "kind": "scimconf"}]}
    boss = {"attributes": [{"name": "boss", "type": "complex", "subAttributes": parts}]}
    held = fit({"urn:ext": {"boss": {"value": "1"}}}, None, optional={"urn:ext": boss})
    assert held == {"urn:ext": {"boss": {"value": "1", "kind": "scimconf"}}}
