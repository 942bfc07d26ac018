"""Where an exchange shows what a finding says: an operation that it names, a member or a value it tells of.

What to point at is read from the finding's own sentence, as the checks word it. Where that names nothing that
is there, the status line is pointed at: it is the answer as a whole.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Span = tuple[int, int]
"""Begin and end of a place in a text."""

_TITLE = re.compile(r"\boperation (\d+)\b(?:, [A-Z]+ \S*)?(?: \(bulkId (?:'[^']*'|\"[^\"]*\")\))?")
_QUOTED = re.compile(r"""(["'])((?:(?!\1)[^\\]|\\.){2,})\1""")
_WORD = re.compile(r"[A-Za-z][\w$-]*")
_decode = json.JSONDecoder().raw_decode


@dataclass(frozen=True, slots=True)
class Place:
    """What to mark in an exchange.

    Attributes:
        request: Places in the text of the request's body.
        response: Places in the text of the response's body.
        headers: Names of headers of the response.
        status: Whether the status line is to be marked.
    """

    request: tuple[Span, ...] = ()
    response: tuple[Span, ...] = ()
    headers: frozenset[str] = frozenset()
    status: bool = False


def place(finding: dict[str, Any], headers: dict[str, str], request: str, response: str) -> Place:
    """Return what to mark in the exchange that shows a finding first.

    Args:
        finding: A finding of a report.
        headers: The headers of the response.
        request: The body of the request, as it is shown.
        response: The body of the response, as it is shown.
    """
    named = _TITLE.search(finding["message"])
    got = "" if finding["got"].startswith(("{", "[")) else finding["got"]  # a document has names of its own
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
    """Return the values that are quoted, else the members that are named, else the whole of an object."""
    if whole is None:
        return ()
    members = (span for name, span, _ in _items(text, whole[0]) if str(name).casefold() in names)
    return tuple(_quoted(text, whole, got)) or tuple(members) or (whole,)


def _quoted(text: str, within: Span, got: str) -> Iterator[Span]:
    """Yield where the strings that were seen stand; not those of a document, which are many and common."""
    if got.startswith("{"):
        return
    for quoted in dict.fromkeys(f'"{inner}"' for _, inner in _QUOTED.findall(got)):
        at = text.find(quoted, *within)
        if at >= 0:
            yield at, at + len(quoted)


def _says(body: str, got: str) -> bool:
    """Tell whether a body is the document that was seen, which checks show cut where it is long."""
    try:
        document = json.dumps(json.loads(body), ensure_ascii=False)
    except (ValueError, RecursionError):
        return False
    return got.startswith("{") and document.startswith(got.partition("... (")[0])


def _operation(body: str, index: int) -> Span | None:
    """Return where the operation, or the result, of that index stands in a body."""
    try:
        json.loads(body)
        for name, _, value in _items(body, _skip(body, 0)):
            if str(name).casefold() == "operations":
                return next((span for number, span, _ in _items(body, value) if number == index), None)
    except (ValueError, RecursionError):
        pass
    return None


def _result(request: str, response: str, index: int) -> Span | None:
    """Return where the result of an operation stands: the one with its bulkId, else the one in its place."""
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
    """Yield name or index, place, and begin of the value, of all that an object or array in a text has."""
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
    """Return where the next value begins, or its container ends."""
    while at < len(text) and text[at] in " \t\r\n,:":
        at += 1
    return at
