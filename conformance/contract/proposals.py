"""Values that may violate a keyword of JSON Schema."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

LONGEST = 10_000
"""Largest limit of characters or items that is tested."""

Proposal = tuple[str, Any]
"""A short description of the change, and the new value."""

KINDS: tuple[Proposal, ...] = (
    ("is null", None),
    ("is true", True),
    ("is a number", 7),
    ("is a fraction", 1.5),
    ("is a string", "scimconf"),
    ("is an empty array", []),
    ("is an empty object", {}),
)
"""A value of each JSON type, and a fraction, which violates the type ``integer``."""

NUMBERS = frozenset({"integer", "number"})
"""The numeric types of JSON Schema."""


def listed(types: Any) -> Iterable[str]:  # noqa: ANN401 - a JSON value
    """Return the types of the keyword ``type``, whose value is one type or a list."""
    return [types] if isinstance(types, str) else types


def _type(argument: Any, _: object) -> Iterator[Proposal]:  # noqa: ANN401 - a JSON value
    types = set(listed(argument))
    yield from wrong_kinds(types)
    if types & NUMBERS:
        yield "is a number as text", "1"
    if "boolean" in types:
        yield "is a truth value as text", "true"


def wrong_kinds(types: set[str]) -> list[Proposal]:
    """Return a value of each kind; the fraction only if ``integer`` is one of the types."""
    return [each for each in KINDS if not isinstance(each[1], float) or "integer" in types]


def _others(argument: list[Any], _: object) -> Iterator[Proposal]:
    """Yield values of the same types as the listed values, but not listed."""
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


BREAKERS: dict[str, Callable[[Any, Any], Iterable[Proposal]]] = {
    "type": _type,
    "enum": _others,
    "const": lambda argument, value: _others([argument], value),
    "minLength": _short,
    "maxLength": _long,
    "pattern": _mismatches,
    "format": lambda argument, _: [(f"is not a valid {argument}", "no such\tformat")],
    "minimum": lambda argument, _: [("is too small", argument - 1)],
    "maximum": lambda argument, _: [("is too large", argument + 1)],
    "exclusiveMinimum": lambda argument, _: [("is too small", argument)],
    "exclusiveMaximum": lambda argument, _: [("is too large", argument)],
    "multipleOf": lambda argument, _: [
        ("is not a multiple", each) for each in (argument + 1, argument * 1.5)
    ],
    "minItems": _sparse,
    "maxItems": _crowded,
    "uniqueItems": _twice,
    "minProperties": lambda argument, _: [("has too few members", {})] if argument else [],
}
"""Functions from the argument of a keyword and the current value to values that may violate the keyword."""
