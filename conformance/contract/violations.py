"""Every way to break a schema at one place, and edge documents that it allows.

What is derived here is proposed by looking at the keywords, and then held against the schema: only what is
really invalid, at that place and at no other, is a violation; only what is really valid is an allowance.
"""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from conformance.contract.edits import REMOVED, Edit, Place, Violation
from conformance.contract.places import Spot, spots
from conformance.contract.proposals import BREAKERS, KINDS, NUMBERS, Proposal, listed, wrong_kinds
from conformance.contract.schema import Schema

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

STRANGER = "scimconfStranger"
"""A member that no schema has."""

_AT_PARENT = frozenset({"required", "additionalProperties", "unevaluatedProperties"})
"""Keywords whose errors stand at the object although a member is what is wrong."""


def violations(schema: Schema, document: object) -> list[Violation]:
    """Return every violation of a schema that can be made of a document that keeps it, one at a time.

    In the last item of an array each keyword is broken in one way, in the first one in every way.

    Raises:
        ValueError: The document does not keep the schema itself.
    """
    if errors := schema.errors(document):
        raise ValueError(f"the document to start from breaks the schema itself: {errors[0].message}")
    found: list[Violation] = []
    done: set[tuple[Place, str]] = set()
    for spot in spots(schema, document):
        for violation in _proposed(spot):
            ways = {(violation.place, _key(violation.value))}
            if _in_later_item(violation.place):
                ways.add((violation.place, violation.keyword))
            if done.isdisjoint(ways) and _really_breaks(schema, document, violation):
                found.append(violation)
                done |= ways
    return found


def allowances(schema: Schema, document: object) -> list[Edit]:
    """Return changes of a document after which it still keeps the schema, each a little unusual.

    Null where it may stand, any text where any may, empty arrays and objects, absent members, strange ones.
    Of the items of an array only the first is looked at.
    """
    found: dict[str, Edit] = {}
    for spot in spots(schema, document):
        if _in_later_item(spot.place):
            continue
        for what, value in (*KINDS, *_removal(spot)):
            edit = Edit(spot.place, what, value)
            same = spot.present and type(value) is type(spot.value) and value == spot.value
            if not same and not isinstance(value, float) and schema.fits(edit.apply(document)):
                found[f"{edit.place} {_key(value)}"] = edit
        if isinstance(spot.value, dict) and any("properties" in part.contents for part in spot.parts):
            edit = Edit((*spot.place, STRANGER), "is there, which nothing speaks of", value=True)
            if schema.fits(edit.apply(document)):
                found[f"{edit.place}"] = edit
    return list(found.values())


def _in_later_item(place: Place) -> bool:
    """Tell whether a place is in another item of an array than the first one."""
    return any(isinstance(step, int) and step > 0 for step in place)


def _removal(spot: Spot) -> list[Proposal]:
    named = bool(spot.place) and isinstance(spot.place[-1], str)
    return [("is missing", REMOVED)] if named and spot.present else []


def _proposed(spot: Spot) -> Iterator[Violation]:
    """Yield what might break each keyword at one place."""
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


def _member_violations(part: Schema, spot: Spot) -> Iterator[Violation]:
    """Yield violations that stand at a member of the object: one missing, one too many."""
    if not isinstance(spot.value, dict):
        return
    for name in part.contents.get("required", ()):
        if name in spot.value:
            yield Violation((*spot.place, name), "is missing", REMOVED, "required")
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        if part.contents.get(keyword) is False:
            yield Violation((*spot.place, STRANGER), "is there, which is forbidden", True, keyword)


def _lax(keyword: str, types: set[str], value: object) -> str:
    """Return why a lax server may take a value of another type for a right one."""
    if keyword == "format":
        return "a format may be taken for a comment"
    if keyword != "type":
        return ""
    if types & NUMBERS and isinstance(value, str) and value.isdigit():
        return "a number as text"
    if types & NUMBERS and value is True:
        return "true as a number"
    return "a truth value as text" if "boolean" in types and value == "true" else ""


def _really_breaks(schema: Schema, document: object, violation: Violation) -> bool:
    """Tell whether the document is invalid after the change, by that keyword and at that place only."""
    errors = schema.errors(violation.apply(document))
    return (
        bool(errors)
        and all(_stands_at(error, violation.place) for error in errors)
        and any(_blames(error, violation.keyword) for error in errors)
    )


def _stands_at(error: "ValidationError", place: Place) -> bool:
    """Tell whether an error is about a place or something in it; of alternatives, whether one of them is."""
    path = tuple(error.absolute_path)
    if path[: len(place)] == place or (error.validator in _AT_PARENT and path == place[:-1]):
        return True
    return any(all(_stands_at(each, place) for each in errors) for errors in _alternatives(error))


def _blames(error: "ValidationError", keyword: str) -> bool:
    return error.validator == keyword or any(_blames(each, keyword) for each in error.context or ())


def _alternatives(error: "ValidationError") -> "Iterator[list[ValidationError]]":
    """Yield the errors of each alternative that a value fits not."""
    for _, errors in groupby(error.context or (), key=lambda each: each.schema_path[0]):
        yield list(errors)


def _key(value: object) -> str:
    return "removed" if value is REMOVED else json.dumps(value, sort_keys=True)
