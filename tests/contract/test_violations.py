"""Violations and allowances that are derived from a request schema are invalid and valid, respectively."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry

from conformance.contract.edits import REMOVED, Edit
from conformance.contract.openapi import load
from conformance.contract.schema import Schema
from conformance.contract.violations import UNKNOWN_MEMBER, allowances, violations
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


def derived(contents, document):
    """Return keyword, place and value of the derived violations."""
    return [(each.keyword, each.place, each.value) for each in violations(schema(contents), document)]


# Each strategy draws a schema together with a valid document.

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
def test_every_violation_is_invalid_at_its_place(drawn):
    contents, document = drawn
    before = json.dumps(document)
    for violation in violations(schema(contents), document):
        edited = violation.apply(document)
        errors = list(Draft202012Validator(contents).iter_errors(edited))
        assert errors
        place = violation.place
        for error in errors:
            path = tuple(error.absolute_path)
            # An error about a member is located at its object, one about alternatives at their start.
            assert path[: len(place)] == place or path == place[: len(path)]
    assert json.dumps(document) == before


@thoroughly
@given(documented)
def test_every_allowance_is_valid_and_changed(drawn):
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
        ({"additionalProperties": False}, {}, ("additionalProperties", (UNKNOWN_MEMBER,), True)),
        ({"additionalProperties": {"type": "string"}}, {"a": "x"}, ("type", ("a",), 7)),
        ({"prefixItems": [{"type": "string"}]}, ["x"], ("type", (0,), 7)),
        ({"anyOf": [{"not": {"type": "null"}}]}, "x", ("anyOf", (), None)),
        ({"allOf": [{"type": "object"}, {"required": ["a"]}]}, {"a": 1}, ("required", ("a",), REMOVED)),
    ],
)
def test_each_keyword_is_violated(contents, document, expected):
    assert expected in derived(contents, document)


def test_absent_optional_member_is_violated():
    contents = {"type": "object", "properties": {"version": {"type": "string"}}}
    assert ("type", ("version",), 7) in derived(contents, {})


def test_first_and_last_item_of_an_array_are_violated():
    contents = {"items": {"type": "object", "required": ["path"]}}
    places = {place for _, place, _ in derived(contents, [{"path": "a"}] * 3)}
    assert places == {(0,), (0, "path"), (2,), (2, "path")}


def test_valid_alternative_is_violated():
    branch = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}
    other = {"type": "object", "required": ["b"]}
    found = derived({"anyOf": [branch, other]}, {"a": 1})
    assert ("type", ("a",), "scimconf") in found
    assert ("required", ("a",), REMOVED) in found
    assert not any(place == ("b",) for _, place, _ in found)


def test_violation_that_a_lenient_server_may_accept_is_marked():
    contents = {"properties": {"n": {"type": "integer"}, "t": {"type": "boolean"}}}
    lax = {(each.place, each.value): each.lax for each in violations(schema(contents), {}) if each.lax}
    assert lax == {
        (("n",), "1"): "a number as text",
        (("n",), True): "true as a number",
        (("t",), "true"): "a truth value as text",
    }


def test_published_contract_is_violated_at_every_place():
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


def test_allowances_of_the_published_contract_are_no_violations():
    violating = {(each.place, repr(each.value)) for each in violations(published(), JOB)}
    allowed = {(each.place, repr(each.value)): each for each in allowances(published(), JOB)}
    assert not violating & allowed.keys()
    for place, value in [
        (("Operations", 0, "method"), "scimconf"),
        (("Operations", 0, "path"), "scimconf"),
        (("Operations", 0, "data"), None),
        (("Operations", 0, "bulkId"), REMOVED),
        (("Operations", 0, UNKNOWN_MEMBER), True),
        (("failOnErrors",), None),
        (("Operations",), []),
        (("schemas",), REMOVED),
        ((UNKNOWN_MEMBER,), True),
    ]:
        assert (place, repr(value)) in allowed


def test_invalid_document_is_rejected():
    with pytest.raises(ValueError, match="not valid before any edit"):
        violations(schema({"type": "string"}), 7)


def test_edit_does_not_change_the_document():
    document = {"a": [{"b": 1}, 2]}
    assert Edit(("a", 0, "b"), "is null", None).apply(document) == {"a": [{"b": None}, 2]}
    assert Edit(("a", 0, "b"), "is missing", REMOVED).apply(document) == {"a": [{}, 2]}
    assert Edit((), "is null", None).apply(document) is None
    assert document == {"a": [{"b": 1}, 2]}


def test_edit_has_a_title_with_its_place():
    assert Edit(("Operations", 0, "method"), "is null", None).title == "Operations/0/method is null"
    assert Edit((), "is null", None).title == "the body is null"
