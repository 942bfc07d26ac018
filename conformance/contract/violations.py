"""Derive documents that violate a schema at one place, and unusual documents that are valid.

Candidates are proposed by keyword and then validated by the schema. A violation is a document that is invalid
at that place only. An allowance is a document that is valid.
"""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from conformance.contract.edits import REMOVED, Edit, Place, Violation
from conformance.contract.places import SchemaPlace, schema_places
from conformance.contract.proposals import BREAKERS, KINDS, NUMBERS, Proposal, listed, wrong_kinds
from conformance.contract.schema import Schema

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

UNKNOWN_MEMBER = "scimconfUnknown"
"""The name of a member that no schema declares."""

_AT_PARENT = frozenset({"required", "additionalProperties", "unevaluatedProperties"})
"""Keywords whose errors are located at the object, although they are about a member."""


def violations(schema: Schema, document: object) -> list[Violation]:
    """Return the violations of a schema that one edit of a valid document causes.

    In the first item of an array, each keyword is violated in every way; in the last item, in one way.

    Raises:
        ValueError: The document is not valid.
    """
    if errors := schema.errors(document):
        raise ValueError(f"The document is not valid before any edit: {errors[0].message}")
    found: list[Violation] = []
    done: set[tuple[Place, str]] = set()
    for spot in schema_places(schema, document):
        for violation in _proposed(spot):
            ways = {(violation.place, _key(violation.value))}
            if _in_later_item(violation.place):
                ways.add((violation.place, violation.keyword))
            if done.isdisjoint(ways) and _is_violation(schema, document, violation):
                found.append(violation)
                done |= ways
    return found


def allowances(schema: Schema, document: object) -> list[Edit]:
    """Return edits after which a document is unusual but still valid.

    Examples are null, other values of the type, empty arrays and objects, absent members and unknown members.
    Only the first item of an array is edited.
    """
    found: dict[str, Edit] = {}
    for spot in schema_places(schema, document):
        if _in_later_item(spot.place):
            continue
        for what, value in (*KINDS, *_removal(spot)):
            edit = Edit(spot.place, what, value)
            same = spot.present and type(value) is type(spot.value) and value == spot.value
            if not same and not isinstance(value, float) and schema.fits(edit.apply(document)):
                found[f"{edit.place} {_key(value)}"] = edit
        if isinstance(spot.value, dict) and any("properties" in part.contents for part in spot.parts):
            edit = Edit((*spot.place, UNKNOWN_MEMBER), "is an undeclared member", value=True)
            if schema.fits(edit.apply(document)):
                found[f"{edit.place}"] = edit
    return list(found.values())


def _in_later_item(place: Place) -> bool:
    """Return True if a place is in an item of an array after the first one."""
    return any(isinstance(step, int) and step > 0 for step in place)


def _removal(spot: SchemaPlace) -> list[Proposal]:
    named = bool(spot.place) and isinstance(spot.place[-1], str)
    return [("is missing", REMOVED)] if named and spot.present else []


def _proposed(spot: SchemaPlace) -> Iterator[Violation]:
    """Yield candidates that may violate each keyword at one place."""
    types = {name for part in spot.parts for name in listed(part.contents.get("type", ()))}
    for part in spot.parts:
        for keyword, argument in part.contents.items():
            proposals = BREAKERS.get(keyword)
            for what, value in proposals(argument, spot.value) if proposals else ():
                yield Violation(spot.place, what, value, keyword, _lax(keyword, types, value))
        if spot.present:
            yield from _member_violations(part, spot)
    for keyword in ("anyOf", "oneOf"):
        if any(keyword in part.contents for part in spot.parts):
            for what, value in wrong_kinds(types):
                yield Violation(spot.place, what, value, keyword, _lax("type", types, value))


def _member_violations(part: Schema, spot: SchemaPlace) -> Iterator[Violation]:
    """Yield candidates with a missing or an undeclared member of the object."""
    if not isinstance(spot.value, dict):
        return
    for name in part.contents.get("required", ()):
        if name in spot.value:
            yield Violation((*spot.place, name), "is missing", REMOVED, "required")
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        if part.contents.get(keyword) is False:
            yield Violation((*spot.place, UNKNOWN_MEMBER), "is a forbidden member", True, keyword)


def _lax(keyword: str, types: set[str], value: object) -> str:
    """Return why a lenient server may accept a value of another type; empty for no reason."""
    if keyword == "format":
        return "a format may be an annotation"
    if keyword != "type":
        return ""
    if types & NUMBERS and isinstance(value, str) and value.isdigit():
        return "a number as text"
    if types & NUMBERS and value is True:
        return "true as a number"
    return "a truth value as text" if "boolean" in types and value == "true" else ""


def _is_violation(schema: Schema, document: object, violation: Violation) -> bool:
    """Return True if the edited document violates that keyword, and only at that place."""
    errors = schema.errors(violation.apply(document))
    return (
        bool(errors)
        and all(_is_at(error, violation.place) for error in errors)
        and any(_names_keyword(error, violation.keyword) for error in errors)
    )


def _is_at(error: "ValidationError", place: Place) -> bool:
    """Return True if an error, or all errors of one alternative, are at a place or inside of it."""
    path = tuple(error.absolute_path)
    if path[: len(place)] == place or (error.validator in _AT_PARENT and path == place[:-1]):
        return True
    return any(all(_is_at(each, place) for each in errors) for errors in _alternatives(error))


def _names_keyword(error: "ValidationError", keyword: str) -> bool:
    """Return True if an error, or an error of an alternative, is about a keyword."""
    return error.validator == keyword or any(_names_keyword(each, keyword) for each in error.context or ())


def _alternatives(error: "ValidationError") -> "Iterator[list[ValidationError]]":
    """Yield the errors of each alternative for which a value is not valid."""
    for _, errors in groupby(error.context or (), key=lambda each: each.schema_path[0]):
        yield list(errors)


def _key(value: object) -> str:
    return "removed" if value is REMOVED else json.dumps(value, sort_keys=True)
