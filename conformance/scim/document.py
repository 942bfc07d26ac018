"""Read SCIM documents by RFC 7643: names in any letter case, null equal to absent."""

from collections.abc import Iterator
from typing import Any

BULK_ID_PREFIX = "bulkId:"

_NAMES_ANOTHER = frozenset({"display", "displayname"})
"""Sub-attributes that repeat the name of a resource."""


def attr(document: object, name: str) -> Any:  # noqa: ANN401 - a JSON value
    """Return an attribute of a JSON object; None if it is null or absent, or the document is not an object.

    Names are case-insensitive (RFC 7643 section 2.1); null is unassigned (section 2.5).
    """
    if not isinstance(document, dict):
        return None
    if name in document:
        return document[name]
    wanted = name.lower()
    return next(
        (value for key, value in document.items() if isinstance(key, str) and key.lower() == wanted), None
    )


def pointer(document: object, *path: str | int) -> str:
    """Return the JSON pointer (RFC 6901) to a part of a document; to the deepest part that exists.

    Args:
        document: The JSON document.
        path: Names of attributes, in any letter case, and indexes of arrays.
    """
    parts: list[str] = []
    for step in path:
        if isinstance(step, int) and isinstance(document, list) and step < len(document):
            parts.append(str(step))
            document = document[step]
        elif isinstance(step, str) and isinstance(document, dict):
            name = (
                step if step in document else next((k for k in document if k.lower() == step.lower()), None)
            )
            if name is None:
                break
            parts.append(name.replace("~", "~0").replace("/", "~1"))
            document = document[name]
        else:
            break
    return "".join(f"/{part}" for part in parts)


def texts(value: object, without: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield every string in a JSON value, without recursion: the value may be deep.

    Args:
        value: The JSON value.
        without: Names of attributes to skip, in lower case.
    """
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            waiting.extend(inner for key, inner in item.items() if str(key).lower() not in without)
        elif isinstance(item, list):
            waiting.extend(item)


def own_text(document: object, name: str) -> Any:  # noqa: ANN401 - a JSON value
    """Return an attribute of a resource; None if the server derived it from the other values.

    A server may change values (RFC 7644 section 3.3). Some derive displayName from the parts of the name or
    from userName. The names of referenced resources do not count as other values: a target may have the same
    name, or be the resource itself (RFC 7643 section 4.3, manager.displayName).
    """
    text = attr(document, name)
    if not isinstance(document, dict) or not isinstance(text, str) or not text.strip():
        return text
    others = {key: value for key, value in document.items() if str(key).lower() not in (name.lower(), "meta")}
    if isinstance(full := attr(others, "name"), dict):
        # name.formatted may itself be derived from this attribute.
        others["name"] = {key: value for key, value in full.items() if str(key).lower() != "formatted"}
    words = {word for other in texts(others, _NAMES_ANOTHER) for word in _words(other)}
    return None if words.issuperset(_words(text)) else text


def _words(text: str) -> list[str]:
    return text.replace(",", " ").split()


def names_schema(document: object, urn: str) -> bool:
    """Return whether the schemas attribute contains a URN, in any letter case (RFC 8141)."""
    schemas = attr(document, "schemas")
    return isinstance(schemas, list) and any(
        isinstance(item, str) and item.lower() == urn.lower() for item in schemas
    )
