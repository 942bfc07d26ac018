"""Boundary values: which ones a schema allows, and which differences between two are permitted."""

import base64
import json
from datetime import datetime

import pytest

from conformance.exploration.boundary_values import (
    BY_TYPE,
    NO_ITEM,
    SEVERAL_ITEMS,
    TEXTS,
    boundary_values_of,
    make,
    same,
)
from conformance.oracle.bulk import Value
from conformance.scim.bulk_request import ENTERPRISE_USER, USER

CORE = "urn:example:Thing"
EXTENSION = "urn:example:more:Thing"


def values(*attributes, without=(), extension=None):
    schemas = {CORE: {"attributes": list(attributes)}}
    if extension:
        schemas[EXTENSION] = {"attributes": [extension]}
    return boundary_values_of(schemas, CORE, without)


def made(definition):
    """Return every value of one attribute, by its token."""
    found = values(definition)
    return {value.edge: make(found[value], value.edge, "me@example.com") for value in found}


@pytest.mark.parametrize("type_", sorted(BY_TYPE.keys() - {"complex"}))
def test_each_type_has_its_boundary_values(type_):
    assert made({"name": "x", "type": type_}) == BY_TYPE[type_]


def test_attribute_without_type_is_a_string_and_types_ignore_case():
    assert made({"name": "x"}) == TEXTS
    assert made({"name": "x", "type": "Boolean"}) == {"true": True, "false": False}
    assert made({"name": "x", "type": "odd"}) == {}


def test_boundary_values_are_valid_for_their_type():
    for text in BY_TYPE["datetime"].values():
        assert datetime.fromisoformat(text)
    for text in BY_TYPE["binary"].values():
        assert base64.b64decode(text, validate=True)
    assert all(isinstance(number, int) for number in BY_TYPE["integer"].values())
    assert "".join(TEXTS.values()).isprintable() is False
    assert not any(text.startswith("bulkId:") for text in TEXTS.values())
    assert json.loads(json.dumps(TEXTS)) == TEXTS


@pytest.mark.parametrize(
    "trait",
    [
        {"mutability": "readOnly"},
        {"mutability": "immutable"},
        {"mutability": "writeOnly"},
        {"returned": "never"},
        {"returned": "request"},
        {"uniqueness": "server"},
        {"uniqueness": "global"},
        {"type": "reference", "referenceTypes": ["User"]},
        {"type": "complex", "subAttributes": [{"name": "value"}, {"name": "$ref", "type": "reference"}]},
    ],
    ids=json.dumps,
)
def test_attribute_that_is_not_freely_writable_and_readable_has_no_values(trait):
    assert made({"name": "x", **trait}) == {}


def test_formatted_and_excluded_attributes_have_no_values():
    assert values({"name": "Locale"}, {"name": "displayName"}, without=("DISPLAYNAME",)) == {}
    common = ({"name": name} for name in ("schemas", "ID", "externalId", "meta", "password"))
    assert values(*common) == {}


@pytest.mark.parametrize(
    "odd",
    [
        *(5, None, "x", {"name": 5}, {"name": ""}, {"name": "a:b"}, {"name": "schemas:x"}, {"name": "a b"}),
        *({"name": "x", "type": ["string"]}, {"name": "x", "type": "complex", "subAttributes": 1}),
        *({"name": "x", "type": "complex", "canonicalValues": ["a"]}, {"name": "x", "canonicalValues": 1}),
        *({"name": "x", "referenceTypes": "User"}, {"name": "x", "multiValued": "yes"}),
    ],
    ids=str,
)
def test_invalid_schema_is_ignored(odd):
    found = values(odd)
    for value in found:
        assert value.attribute == "x"
        json.dumps(make(found[value], value.edge, "me@example.com"))


def test_extension_attributes_have_the_urn_as_prefix():
    found = values({"name": "x", "type": "boolean"}, extension={"name": "y", "type": "boolean"})
    assert {value.attribute for value in found} == {"x", f"{EXTENSION}:y"}


def test_only_canonical_values_are_used_if_there_are_any():
    assert made({"name": "x", "canonicalValues": ["a", "b", "c"]}) == {"a": "a", "c": "c"}


def test_multi_valued_attribute_has_none_one_and_three_items():
    found = made({"name": "x", "multiValued": True})
    assert found[NO_ITEM] == []
    assert found["long"] == [TEXTS["long"]]
    assert len({*found[SEVERAL_ITEMS]}) == 3


def test_complex_attribute_without_writable_sub_attributes_has_no_values():
    fixed = {"name": "value", "mutability": "readOnly"}
    assert made({"name": "x", "type": "complex"}) == {}
    assert made({"name": "x", "type": "complex", "multiValued": True, "subAttributes": [fixed]}) == {}


def test_complex_value_fills_all_sub_attributes_and_has_one_primary():
    parts = [
        {"name": "value"},
        {"name": "type", "canonicalValues": ["work", "home"]},
        {"name": "on", "type": "boolean"},
        {"name": "fixed", "mutability": "readOnly"},
        {"name": "primary", "type": "boolean"},
    ]
    found = made({"name": "x", "type": "complex", "multiValued": True, "subAttributes": parts})
    ((item,)) = found["long"]
    assert item["value"] == TEXTS["long"]
    assert item["type"] in ("work", "home")
    assert item["on"] in (True, False)
    assert "fixed" not in item
    assert [each["primary"] for each in found[SEVERAL_ITEMS]] == [False, False, True]


def test_email_addresses_are_derived_from_the_name():
    whole = boundary_values_of({USER: None}, USER)
    for value in whole:
        if value.attribute == "emails":
            items = make(whole[value], value.edge, "me@example.com")
            assert all(item["value"].endswith(".me@example.com") for item in items)


def test_users_without_published_schema_use_the_rfc_schema():
    whole = boundary_values_of({USER: None, ENTERPRISE_USER: None, "urn:example:unknown": None}, USER)
    assert {
        Value("nickName", "long"),
        Value("active", "false"),
        Value("phoneNumbers", NO_ITEM),
    } <= whole.keys()
    assert Value(f"{ENTERPRISE_USER}:department", "empty") in whole
    assert not any("manager" in value.attribute for value in whole)


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("a", "a"),
        ("", None),
        ([], None),
        ("", ""),
        (1, 1.0),
        ({"value": "a", "type": ""}, {"Value": "a", "display": "added"}),
        (["a", "b"], ["b", "a"]),
        ([{"value": "a"}, {"value": "b"}], [{"value": "b", "$ref": "x"}, {"value": "a"}]),
    ],
)
def test_permitted_differences_are_equal(sent, stored):
    assert same(sent, stored)


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("a", "A"),
        ("a", None),
        ("e\u0301", "\u00e9"),
        (True, 1),
        (False, None),
        (False, "false"),
        (0, None),
        ({"value": "a"}, "a"),
        (["a", "b"], ["a"]),
        (["a"], ["a", "b"]),
        (["a", "a"], ["a", "b"]),
        (["a"], "a"),
    ],
)
def test_other_differences_are_unequal(sent, stored):
    assert not same(sent, stored)
