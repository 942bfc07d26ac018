"""Find the places in an exchange that show a finding: an operation, a member or a value.

The places are derived from the message of the finding as the checks word it. If the message names nothing
that occurs in the exchange, the status line is marked, which stands for the whole response.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Span = tuple[int, int]
"""Start and end offset of a place in a text."""

_TITLE = re.compile(r"\boperation (\d+)\b(?:, [A-Z]+ \S*)?(?: \(bulkId (?:'[^']*'|\"[^\"]*\")\))?")
_QUOTED = re.compile(r"""(["'])((?:(?!\1)[^\\]|\\.){2,})\1""")
_WORD = re.compile(r"[A-Za-z][\w$-]*")
_decode = json.JSONDecoder().raw_decode


@dataclass(frozen=True, slots=True)
class Place:
    """The places to mark in an exchange.

    Attributes:
        request: Places in the request body.
        response: Places in the response body.
        headers: Names of response headers.
        status: True if the status line is marked.
    """

    request: tuple[Span, ...] = ()
    response: tuple[Span, ...] = ()
    headers: frozenset[str] = frozenset()
    status: bool = False


def place(finding: dict[str, Any], headers: dict[str, str], request: str, response: str) -> Place:
    """Return the places to mark in the first exchange of a finding.

    Args:
        finding: A finding of a report.
        headers: The headers of the response.
        request: The displayed body of the request.
        response: The displayed body of the response.
    """
    named = _TITLE.search(finding["message"])
    got = "" if finding["got"].startswith(("{", "[")) else finding["got"]  # a document has its own names
    said = " ".join([_TITLE.sub("", finding["message"]), finding["expected"], got])
    names = {word.casefold() for word in _WORD.findall(said)}
    told = frozenset(name for name, value in headers.items() if value.partition(";")[0] == finding["got"])
    asked: tuple[Span, ...] = ()
    if named:
        index = int(named.group(1))
        operation, result = _operation(request, index), _result(request, response, index)
        asked = _narrowed(request, operation, finding["got"], set())
        answered = _narrowed(response, result, finding["got"], names)
    else:
        whole = (0, len(response))
        said_so = _says(response, finding["got"])
        answered = (whole,) if said_so else tuple(_quoted(response, whole, finding["got"]))
    return Place(asked, answered, told, status=not answered and not told)


def _narrowed(text: str, whole: Span | None, got: str, names: set[str]) -> tuple[Span, ...]:
    """Return the quoted values; without any, the named members; without any, the whole object."""
    if whole is None:
        return ()
    members = (span for name, span, _ in _items(text, whole[0]) if str(name).casefold() in names)
    return tuple(_quoted(text, whole, got)) or tuple(members) or (whole,)


def _quoted(text: str, within: Span, got: str) -> Iterator[Span]:
    """Yield the places of the strings in the actual value; a document has too many, so it has none."""
    if got.startswith("{"):
        return
    for quoted in dict.fromkeys(f'"{inner}"' for _, inner in _QUOTED.findall(got)):
        at = text.find(quoted, *within)
        if at >= 0:
            yield at, at + len(quoted)


def _says(body: str, got: str) -> bool:
    """Return True if a body is the actual document, which checks may have cut."""
    try:
        document = json.dumps(json.loads(body), ensure_ascii=False)
    except (ValueError, RecursionError):
        return False
    return got.startswith("{") and document.startswith(got.partition("... (")[0])


def _operation(body: str, index: int) -> Span | None:
    """Return the place of the operation, or of the result, with that index in a body."""
    try:
        json.loads(body)
        for name, _, value in _items(body, _skip(body, 0)):
            if str(name).casefold() == "operations":
                return next((span for number, span, _ in _items(body, value) if number == index), None)
    except (ValueError, RecursionError):
        pass
    return None


def _result(request: str, response: str, index: int) -> Span | None:
    """Return the place of the result of an operation, found by its bulkId or else by its index."""
    asked = _operation(request, index)
    bulk_id = asked and _bulk_id(request[slice(*asked)])
    position = 0
    while bulk_id and (span := _operation(response, position)):
        if _bulk_id(response[slice(*span)]) == bulk_id:
            return span
        position += 1
    return _operation(response, index)


def _bulk_id(text: str) -> str | None:
    value = json.loads(text)
    found = value.get("bulkId") if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


def _items(text: str, start: int) -> Iterator[tuple[str | int, Span, int]]:
    """Yield name or index, place, and start of the value for each item of an object or array in a text."""
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
