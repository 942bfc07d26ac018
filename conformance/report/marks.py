"""Find the text in the displayed bodies of an exchange that the evidence of a finding points to."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from conformance.report.document import EvidenceEntry

Span = tuple[int, int]
"""Start and end offset of a part of a text."""

_decode = json.JSONDecoder().raw_decode


@dataclass(frozen=True, slots=True)
class Marks:
    """What to mark in an exchange.

    Attributes:
        request: Parts of the request body.
        response: Parts of the response body.
        headers: Names of response headers, in lower case.
        status: True if the status line is marked. It stands for the whole response.
    """

    request: tuple[Span, ...] = ()
    response: tuple[Span, ...] = ()
    headers: frozenset[str] = frozenset()
    status: bool = False


def marks(evidence: Iterable[EvidenceEntry], request: str, response: str) -> Marks:
    """Return what to mark in an exchange.

    Args:
        evidence: The evidence of a finding in this exchange, as in a report.
        request: The displayed body of the request.
        response: The displayed body of the response.
    """
    shown = list(evidence)
    asked = tuple(_spans(request, (each.get("request") for each in shown)))
    answered = tuple(_spans(response, (each.get("response") for each in shown)))
    headers = frozenset(each["header"].lower() for each in shown if each.get("header"))
    return Marks(asked, answered, headers, status=bool(shown) and not answered and not headers)


def _spans(body: str, pointers: Iterable[str | None]) -> Iterator[Span]:
    """Yield the parts of a body that the pointers name, except for the body as a whole."""
    for pointer in dict.fromkeys(pointers):
        if pointer and (span := find(body, pointer)):
            yield span


def find(body: str, pointer: str) -> Span | None:
    """Return the part of a JSON text that a JSON pointer (RFC 6901) names; None if it does not exist.

    For the member of an object, the part begins with its name.

    Args:
        body: The text.
        pointer: Such as ``/Operations/0/location``.
    """
    try:
        json.loads(body)
        span, value = (0, len(body)), _skip(body, 0)
        for step in pointer.split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            found = next((each for each in _items(body, value) if str(each[0]) == name), None)
            if found is None:
                return None
            _, span, value = found
    except (ValueError, RecursionError):
        return None
    return span


def _items(text: str, start: int) -> Iterator[tuple[str | int, Span, int]]:
    """Yield name or index, part, and start of the value for each item of an object or array in a text."""
    closing = {"{": "}", "[": "]"}.get(text[start])
    at, index = _skip(text, start + 1), 0
    while closing and text[at] != closing:
        begin, name = at, index
        if closing == "}":
            name, at = _decode(text, at)
            at = _skip(text, at)
        value = at
        _, at = _decode(text, at)
        yield name, (begin, at), value
        at, index = _skip(text, at), index + 1


def _skip(text: str, at: int) -> int:
    """Return the offset at which the next value begins or the container ends."""
    while at < len(text) and text[at] in " \t\r\n,:":
        at += 1
    return at
