"""What is derived from a request schema: every violation is one, every allowance is allowed."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry

from conformance.contract.edits import REMOVED, Edit
from conformance.contract.openapi import load
from conformance.contract.schema import Schema
from conformance.contract.violations import STRANGER, allowances, violations
from conformance.package_data import schemas

JOB = {
    "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
    "failOnErrors": 2,
    "Operations": [
        {"method": "POST", "path": "/Users", "bulkId": f"u{number}", "data": {"userName": "u"}}
        for number in range(3)
    ],
}


def schema(contents):
    return Schema(contents, Registry())


def published():
    return load(schemas() / "scaikey" / "openapi.json").request


def broken(contents, document):
    """Return what is derived, as keyword, place and value."""
    return [(each.keyword, each.place, each.value) for each in violations(schema(contents), document)]


# Each strategy draws a schema together with a document that keeps it.

texts = st.sampled_from(["", "a", "ab", "scim", "POST", "ä"])


@st.composite
def strings(draw):
    value = draw(texts)
    contents = {"type": "string"}
    for keyword, argument in (
        ("minLength", draw(st.integers(0, len(value)))),
        ("maxLength", len(value) + draw(st.integers(0, 3))),
        ("enum", [value, "other"]),
        ("const", value),
        ("pattern", f"^{value}"),
    ):
        if draw(st.booleans()):
            contents[keyword] = argument
    return contents, value


@st.composite
def numbers(draw):
    value = draw(st.integers(-50, 50))
    contents = {"type": draw(st.sampled_from(["integer", "number"]))}
    for keyword, argument in (
        ("minimum", value - draw(st.integers(0, 2))),
        ("maximum", value + draw(st.integers(0, 2))),
        ("exclusiveMinimum", value - 1),
        ("exclusiveMaximum", value + 1),
        ("multipleOf", abs(value) or 1),
    ):
        if draw(st.booleans()):
            contents[keyword] = argument
    return contents, value


@st.composite
def nullables(draw, inner):
    contents, value = draw(inner)
    return {draw(st.sampled_from(["anyOf", "oneOf"])): [contents, {"type": "null"}]}, value


@st.composite
def arrays(draw, inner):
    contents, value = draw(inner)
    items = [value] * draw(st.integers(0, 4))
    whole = {"type": "array", "items": contents}
    for keyword, argument in (
        ("minItems", len(items)),
        ("maxItems", len(items)),
        ("uniqueItems", len(items) < 2),
    ):
        if draw(st.booleans()):
            whole[keyword] = argument
    return whole, items


@st.composite
def objects(draw, inner):
    drawn = draw(st.dictionaries(st.sampled_from(["a", "b", "c"]), inner, min_size=1))
    whole = {"type": "object", "properties": {name: contents for name, (contents, _) in drawn.items()}}
    present = {name: value for name, (_, value) in drawn.items() if draw(st.booleans())}
    if draw(st.booleans()):
        whole["required"] = sorted(present)
    if draw(st.booleans()):
        whole["additionalProperties"] = False
    if draw(st.booleans()):
        whole["minProperties"] = len(present)
    return whole, present


flat = strings() | numbers() | st.just(({"type": "boolean"}, True)) | st.just(({}, {"any": 1}))
documented = st.recursive(flat, lambda inner: nullables(inner) | arrays(inner) | objects(inner), max_leaves=6)
thoroughly = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


@thoroughly
@given(documented)
def test_every_violation_is_really_invalid_at_its_place(drawn):
    contents, document = drawn
    before = json.dumps(document)
    for violation in violations(schema(contents), document):
        spoilt = violation.apply(document)
        errors = list(Draft202012Validator(contents).iter_errors(spoilt))
        assert errors
        place = violation.place
        for error in errors:
            path = tuple(error.absolute_path)
            # An error about a member stands at its object, one about alternatives where they begin.
            assert path[: len(place)] == place or path == place[: len(path)]
    assert json.dumps(document) == before


@thoroughly
@given(documented)
def test_every_allowance_is_really_valid_and_another_document(drawn):
    contents, document = drawn
    for edit in allowances(schema(contents), document):
        changed = edit.apply(document)
        assert Draft202012Validator(contents).is_valid(changed)
        assert json.dumps(changed) != json.dumps(document)


@thoroughly
@given(documented)
def test_no_violation_is_derived_twice(drawn):
    contents, document = drawn
    keys = [(each.place, repr(each.value)) for each in violations(schema(contents), document)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("contents", "document", "expected"),
    [
        ({"minLength": 2, "type": "string"}, "abc", ("minLength", (), "a")),
        ({"maxLength": 2, "type": "string"}, "ab", ("maxLength", (), "xxx")),
        ({"pattern": "^[a-z]+$", "type": "string"}, "ab", ("pattern", (), "ab\t!")),
        ({"enum": ["POST", "PUT"]}, "PUT", ("enum", (), "POST-scimconf")),
        ({"enum": [1, 5]}, 1, ("enum", (), 6)),
        ({"const": True}, True, ("const", (), False)),
        ({"format": "email", "type": "string"}, "a@b.example", ("format", (), "no such\tformat")),
        ({"minimum": 3}, 3, ("minimum", (), 2)),
        ({"maximum": 3}, 3, ("maximum", (), 4)),
        ({"exclusiveMinimum": 3}, 4, ("exclusiveMinimum", (), 3)),
        ({"exclusiveMaximum": 3}, 2, ("exclusiveMaximum", (), 3)),
        ({"multipleOf": 5}, 5, ("multipleOf", (), 6)),
        ({"minItems": 2}, [1, 2], ("minItems", (), [1])),
        ({"maxItems": 2}, [1, 2], ("maxItems", (), [1, 2, 1])),
        ({"uniqueItems": True}, [1, 2], ("uniqueItems", (), [1, 1])),
        ({"minProperties": 1}, {"a": 1}, ("minProperties", (), {})),
        ({"required": ["a"]}, {"a": 1}, ("required", ("a",), REMOVED)),
        ({"additionalProperties": False}, {}, ("additionalProperties", (STRANGER,), True)),
        ({"additionalProperties": {"type": "string"}}, {"a": "x"}, ("type", ("a",), 7)),
        ({"prefixItems": [{"type": "string"}]}, ["x"], ("type", (0,), 7)),
        ({"anyOf": [{"not": {"type": "null"}}]}, "x", ("anyOf", (), None)),
        ({"allOf": [{"type": "object"}, {"required": ["a"]}]}, {"a": 1}, ("required", ("a",), REMOVED)),
    ],
)
def test_each_keyword_is_broken(contents, document, expected):
    assert expected in broken(contents, document)


def test_an_optional_member_that_is_absent_is_broken_too():
    contents = {"type": "object", "properties": {"version": {"type": "string"}}}
    assert ("type", ("version",), 7) in broken(contents, {})


def test_of_an_array_the_first_and_the_last_item_are_broken():
    contents = {"items": {"type": "object", "required": ["path"]}}
    places = {place for _, place, _ in broken(contents, [{"path": "a"}] * 3)}
    assert places == {(0,), (0, "path"), (2,), (2, "path")}


def test_of_alternatives_a_member_of_the_one_that_fits_is_broken():
    branch = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}
    other = {"type": "object", "required": ["b"]}
    found = broken({"anyOf": [branch, other]}, {"a": 1})
    assert ("type", ("a",), "scimconf") in found
    assert ("required", ("a",), REMOVED) in found
    assert not any(place == ("b",) for _, place, _ in found)


def test_what_lax_readers_make_fit_is_marked():
    contents = {"properties": {"n": {"type": "integer"}, "t": {"type": "boolean"}}}
    lax = {(each.place, each.value): each.lax for each in violations(schema(contents), {}) if each.lax}
    assert lax == {
        (("n",), "1"): "a number as text",
        (("n",), True): "true as a number",
        (("t",), "true"): "a truth value as text",
    }


def test_the_published_contract_is_broken_everywhere():
    found = violations(published(), JOB)
    places = {(each.keyword, each.place) for each in found}
    for index in (0, 2):
        for name in ("method", "path"):
            assert ("required", ("Operations", index, name)) in places
            assert ("type", ("Operations", index, name)) in places
        for name in ("bulkId", "version", "data"):
            assert ("type", ("Operations", index, name)) in places
        assert ("type", ("Operations", index)) in places
    for place in ((), ("schemas",), ("schemas", 0), ("failOnErrors",), ("Operations",)):
        assert ("type", place) in places
    assert ("required", ("Operations",)) in places
    assert len(found) <= 100


def test_what_the_published_contract_allows_is_no_violation():
    violating = {(each.place, repr(each.value)) for each in violations(published(), JOB)}
    allowed = {(each.place, repr(each.value)): each for each in allowances(published(), JOB)}
    assert not violating & allowed.keys()
    for place, value in [
        (("Operations", 0, "method"), "scimconf"),
        (("Operations", 0, "path"), "scimconf"),
        (("Operations", 0, "data"), None),
        (("Operations", 0, "bulkId"), REMOVED),
        (("Operations", 0, STRANGER), True),
        (("failOnErrors",), None),
        (("Operations",), []),
        (("schemas",), REMOVED),
        ((STRANGER,), True),
    ]:
        assert (place, repr(value)) in allowed


def test_a_document_that_breaks_the_schema_is_no_beginning():
    with pytest.raises(ValueError, match="breaks the schema itself"):
        violations(schema({"type": "string"}), 7)


def test_an_edit_leaves_the_document_as_it_is():
    document = {"a": [{"b": 1}, 2]}
    assert Edit(("a", 0, "b"), "is null", None).apply(document) == {"a": [{"b": None}, 2]}
    assert Edit(("a", 0, "b"), "is missing", REMOVED).apply(document) == {"a": [{}, 2]}
    assert Edit((), "is null", None).apply(document) is None
    assert document == {"a": [{"b": 1}, 2]}


def test_an_edit_is_told_by_its_place():
    assert Edit(("Operations", 0, "method"), "is null", None).title == "Operations/0/method is null"
    assert Edit((), "is null", None).title == "the body is null"
