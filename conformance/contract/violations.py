"""Every way to break a schema at one place, and edge documents that it allows.

What is derived here is proposed by looking at the keywords, and then held against the schema: only what is
really invalid, at that place and at no other, is a violation; only what is really valid is an allowance.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from jsonschema.exceptions import ValidationError

from conformance.contract.edits import REMOVED, Edit, Place, Violation
from conformance.contract.places import Spot, spots
from conformance.contract.schema import Schema

LONGEST = 10_000
"""Characters or items beyond which a limit is not tried out."""

STRANGER = "scimconfStranger"
"""A member that no schema has."""

_AT_PARENT = frozenset({"required", "additionalProperties", "unevaluatedProperties"})
"""Keywords whose errors stand at the object although a member is what is wrong."""

_KINDS: tuple[tuple[str, Any], ...] = (
    ("is null", None),
    ("is true", True),
    ("is a number", 7),
    ("is a fraction", 1.5),
    ("is a string", "scimconf"),
    ("is an empty array", []),
    ("is an empty object", {}),
)
_NUMBERS = frozenset({"integer", "number"})

Proposal = tuple[str, Any]
"""What is done, in a few words, and the value that stands there afterwards."""


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
        for what, value in (*_KINDS, *_removal(spot)):
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
    types = {name for part in spot.parts for name in _listed(part.contents.get("type", ()))}
    for part in spot.parts:
        for keyword, argument in part.contents.items():
            proposals = _BREAKERS.get(keyword)
            for what, value in proposals(argument, spot.value) if proposals else ():
                yield Violation(spot.place, what, value, keyword, _lax(keyword, types, value))
        if spot.present:
            yield from _member_violations(part, spot)
    for keyword in ("anyOf", "oneOf"):
        if any(keyword in part.contents for part in spot.parts):
            for what, value in _wrong_kinds(types):
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
    if types & _NUMBERS and isinstance(value, str) and value.isdigit():
        return "a number as text"
    if types & _NUMBERS and value is True:
        return "true as a number"
    return "a truth value as text" if "boolean" in types and value == "true" else ""


def _type(argument: Any, _: object) -> Iterator[Proposal]:  # noqa: ANN401 - a JSON value
    types = set(_listed(argument))
    yield from _wrong_kinds(types)
    if types & _NUMBERS:
        yield "is a number as text", "1"
    if "boolean" in types:
        yield "is a truth value as text", "true"


def _wrong_kinds(types: set[str]) -> list[Proposal]:
    """Return a value of each kind; a fraction only where it is another kind than a number."""
    return [each for each in _KINDS if not isinstance(each[1], float) or "integer" in types]


def _others(argument: list[Any], _: object) -> Iterator[Proposal]:
    """Yield values of the types that are listed, but none of those listed."""
    texts = [value for value in argument if isinstance(value, str)]
    numbers = [value for value in argument if isinstance(value, int | float) and not isinstance(value, bool)]
    if texts:
        yield "is a text that is not listed", f"{texts[0]}-scimconf"
    if numbers:
        yield "is a number that is not listed", max(numbers) + 1
    for truth in (True, False):
        if any(value is (not truth) for value in argument):
            yield f"is {str(truth).lower()}, which is not listed", truth
    yield "is an empty object, which is not listed", {}


def _long(argument: Any, _: object) -> Iterator[Proposal]:  # noqa: ANN401 - a JSON value
    if argument < LONGEST:
        yield "is too long", "x" * (int(argument) + 1)


def _short(argument: Any, value: object) -> Iterator[Proposal]:  # noqa: ANN401 - a JSON value
    if 0 < argument < LONGEST:
        least = int(argument) - 1
        yield "is too short", value[:least] if isinstance(value, str) else "x" * least


def _mismatches(_: object, value: object) -> Iterator[Proposal]:
    texts = ["", "!", " ", "scimconf", "ä", "0", "A"]
    for text in [f"{value}\t!", *texts] if isinstance(value, str) else texts:
        yield "does not match the pattern", text


def _crowded(argument: Any, value: object) -> Iterator[Proposal]:  # noqa: ANN401 - a JSON value
    if isinstance(value, list) and value and argument < LONGEST:
        yield "has too many items", [value[place % len(value)] for place in range(int(argument) + 1)]


def _sparse(argument: Any, value: object) -> Iterator[Proposal]:  # noqa: ANN401 - a JSON value
    if argument > 0:
        yield "has too few items", value[: int(argument) - 1] if isinstance(value, list) else []


def _twice(argument: object, value: object) -> Iterator[Proposal]:
    if argument is True and isinstance(value, list) and value:
        yield "has the same item twice", [*value[:-1], value[0]] if len(value) > 1 else [*value, value[0]]


_BREAKERS: dict[str, Callable[[Any, Any], Iterable[Proposal]]] = {
    "type": _type,
    "enum": _others,
    "const": lambda argument, value: _others([argument], value),
    "minLength": _short,
    "maxLength": _long,
    "pattern": _mismatches,
    "format": lambda argument, _: [(f"is no {argument}", "no such\tformat")],
    "minimum": lambda argument, _: [("is too small", argument - 1)],
    "maximum": lambda argument, _: [("is too large", argument + 1)],
    "exclusiveMinimum": lambda argument, _: [("is too small", argument)],
    "exclusiveMaximum": lambda argument, _: [("is too large", argument)],
    "multipleOf": lambda argument, _: [("is no multiple", each) for each in (argument + 1, argument * 1.5)],
    "minItems": _sparse,
    "maxItems": _crowded,
    "uniqueItems": _twice,
    "minProperties": lambda argument, _: [("has too few members", {})] if argument else [],
}
"""What might break a keyword, from its argument and the value that stands there."""


def _really_breaks(schema: Schema, document: object, violation: Violation) -> bool:
    """Tell whether the document is invalid after the change, by that keyword and at that place only."""
    errors = schema.errors(violation.apply(document))
    return (
        bool(errors)
        and all(_stands_at(error, violation.place) for error in errors)
        and any(_blames(error, violation.keyword) for error in errors)
    )


def _stands_at(error: ValidationError, place: Place) -> bool:
    """Tell whether an error is about a place or something in it; of alternatives, whether one of them is."""
    path = tuple(error.absolute_path)
    if path[: len(place)] == place or (error.validator in _AT_PARENT and path == place[:-1]):
        return True
    return any(all(_stands_at(each, place) for each in errors) for errors in _alternatives(error))


def _blames(error: ValidationError, keyword: str) -> bool:
    return error.validator == keyword or any(_blames(each, keyword) for each in error.context or ())


def _alternatives(error: ValidationError) -> Iterator[list[ValidationError]]:
    """Yield the errors of each alternative that a value fits not."""
    for _, errors in groupby(error.context or (), key=lambda each: each.schema_path[0]):
        yield list(errors)


def _listed(types: Any) -> Iterable[str]:  # noqa: ANN401 - a JSON value
    return [types] if isinstance(types, str) else types


def _key(value: object) -> str:
    return "removed" if value is REMOVED else json.dumps(value, sort_keys=True)
