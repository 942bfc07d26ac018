"""Values at their edges: which a schema allows, what they are, and when two are the same."""

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
def test_each_type_has_values_of_its_own(type_):
    assert made({"name": "x", "type": type_}) == BY_TYPE[type_]


def test_an_attribute_without_a_type_is_a_text_and_letter_case_does_not_matter():
    assert made({"name": "x"}) == TEXTS
    assert made({"name": "x", "type": "Boolean"}) == {"true": True, "false": False}
    assert made({"name": "x", "type": "odd"}) == {}


def test_values_are_valid_for_their_type():
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
def test_what_clients_cannot_set_or_see_or_choose_freely_has_no_values(trait):
    assert made({"name": "x", **trait}) == {}


def test_attributes_with_a_form_and_those_left_out_have_no_values():
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
def test_a_schema_that_is_none_does_no_harm(odd):
    found = values(odd)
    for value in found:
        assert value.attribute == "x"
        json.dumps(make(found[value], value.edge, "me@example.com"))


def test_attributes_of_extensions_stand_behind_their_urn():
    found = values({"name": "x", "type": "boolean"}, extension={"name": "y", "type": "boolean"})
    assert {value.attribute for value in found} == {"x", f"{EXTENSION}:y"}


def test_where_there_are_canonical_values_no_others_are_sent():
    assert made({"name": "x", "canonicalValues": ["a", "b", "c"]}) == {"a": "a", "c": "c"}


def test_several_values_are_none_one_and_three_different_ones():
    found = made({"name": "x", "multiValued": True})
    assert found[NO_ITEM] == []
    assert found["long"] == [TEXTS["long"]]
    assert len({*found[SEVERAL_ITEMS]}) == 3


def test_a_complex_attribute_without_parts_to_set_has_no_values():
    fixed = {"name": "value", "mutability": "readOnly"}
    assert made({"name": "x", "type": "complex"}) == {}
    assert made({"name": "x", "type": "complex", "multiValued": True, "subAttributes": [fixed]}) == {}


def test_a_complex_value_has_the_text_in_all_parts_and_one_of_several_is_primary():
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


def test_addresses_are_made_of_the_unique_name():
    whole = boundary_values_of({USER: None}, USER)
    for value in whole:
        if value.attribute == "emails":
            items = make(whole[value], value.edge, "me@example.com")
            assert all(item["value"].endswith(".me@example.com") for item in items)


def test_users_that_are_not_described_are_those_of_the_rfc():
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
def test_liberties_of_the_text_make_no_difference(sent, stored):
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
def test_other_values_are_told_apart(sent, stored):
    assert not same(sent, stored)
