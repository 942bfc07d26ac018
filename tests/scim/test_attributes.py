"""The definitions of attributes, read from published schemas."""

from typing import Any

import pytest

from conformance.scim.attributes import Attribute, attributes_of


def test_attribute_without_characteristics_has_the_defaults_of_the_rfc() -> None:
    (found,) = attributes_of({"attributes": [{"name": "badge"}]})
    assert found == Attribute("badge")
    assert (found.type, found.multi_valued, found.required, found.case_exact) == (
        "string",
        False,
        False,
        False,
    )
    assert (found.mutability, found.returned, found.uniqueness) == ("readWrite", "default", "none")
    assert (found.canonical_values, found.reference_types, found.sub_attributes) == ((), (), ())


def test_all_characteristics_are_read() -> None:
    entry = {
        "name": "members",
        "type": "complex",
        "multiValued": True,
        "required": True,
        "caseExact": True,
        "mutability": "immutable",
        "returned": "always",
        "uniqueness": "server",
        "canonicalValues": ["a", 1],
        "subAttributes": [{"name": "$ref", "type": "reference", "referenceTypes": ["User", "Group"]}],
    }
    link = Attribute("$ref", "reference", reference_types=("User", "Group"))
    assert attributes_of({"attributes": [entry]}) == (
        Attribute(
            "members", "complex", True, True, True, "immutable", "always", "server", ("a", 1), (), (link,)
        ),
    )


def test_known_values_are_read_in_any_letter_case_and_others_stay() -> None:
    entry = {"name": "x", "type": "DATETIME", "mutability": "readonly", "returned": "sometimes"}
    (found,) = attributes_of({"Attributes": [entry]})
    assert (found.type, found.mutability, found.returned) == ("dateTime", "readOnly", "sometimes")


@pytest.mark.parametrize(
    "schema",
    [None, 3, [], {}, {"attributes": None}, {"attributes": {"name": "x"}}, {"attributes": [None, "x"]}],
)
def test_schema_without_readable_attributes_has_none(schema: Any) -> None:
    assert attributes_of(schema) == ()


@pytest.mark.parametrize("odd", [3, None, [], {}, [None, {}, []]])
def test_characteristic_of_another_type_counts_as_absent(odd: Any) -> None:
    names = ("type", "multiValued", "required", "caseExact", "mutability", "returned", "uniqueness")
    entry = {"name": "x", **dict.fromkeys((*names, "subAttributes", "referenceTypes"), odd)}
    assert attributes_of({"attributes": [entry, {"name": odd}]}) == (Attribute("x"),)


def test_sub_attributes_have_no_sub_attributes() -> None:
    inner: dict[str, Any] = {"name": "c", "subAttributes": [{"name": "d"}]}
    (found,) = attributes_of({"attributes": [{"name": "a", "subAttributes": [inner]}]})
    assert found.sub_attributes == (Attribute("c"),)


@pytest.mark.parametrize(
    ("attribute", "free"),
    [
        (Attribute("x"), True),
        (Attribute("x", mutability="immutable"), False),
        (Attribute("x", uniqueness="global"), False),
        (Attribute("x", canonical_values=("a",)), False),
    ],
)
def test_attribute_is_free_if_any_value_is_permitted(attribute: Attribute, free: bool) -> None:
    assert attribute.is_free is free


def test_sub_attribute_is_found_in_any_letter_case() -> None:
    whole = Attribute("name", "complex", sub_attributes=(Attribute("givenName"),))
    assert whole.sub_attribute("GIVENNAME") == Attribute("givenName")
    assert whole.sub_attribute("formatted") is None
