"""Read SCIM documents that may be invalid; no function here raises."""

from typing import Any

from conformance.exchange import Exchange
from conformance.scim.document import attr


def text(value: Any, name: str) -> str:  # noqa: ANN401 - a JSON value
    """Return an attribute that is a string; empty for any other value."""
    found = attr(value, name)
    return found if isinstance(found, str) else ""


def identity(value: Any) -> str:  # noqa: ANN401 - a JSON value
    """Return the id of a resource, a number as its digits; empty if there is none."""
    found = attr(value, "id")
    return str(found) if isinstance(found, str | int) else ""


def integer(value: Any, name: str) -> int | None:  # noqa: ANN401 - a JSON value
    """Return an attribute that is an integer or a string of digits; None for any other value."""
    found = attr(value, name)
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    if isinstance(found, str) and found.isascii() and found.isdigit() and len(found) < 19:
        return int(found)
    return None


def objects(value: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a JSON value
    """Return the resources of a ListResponse (RFC 7644 section 3.4.2) or of a bare array."""
    found = value if isinstance(value, list) else attr(value, "Resources")
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def is_list(value: Any) -> bool:  # noqa: ANN401 - a JSON value
    """Return whether a document is a ListResponse (an empty one may omit ``Resources``) or an array."""
    resources = attr(value, "Resources")
    return isinstance(value, list) or isinstance(resources, list) or integer(value, "totalResults") == 0


def succeeded(exchange: Exchange) -> bool:
    """Return whether an exchange has a 2xx response."""
    return exchange.status is not None and 200 <= exchange.status < 300


def outcome(exchange: Exchange) -> str:
    """Return the outcome of an exchange as a predicate of its request: ``got HTTP 404``."""
    if exchange.failure:
        return f"got no response ({exchange.failure.detail})"
    if succeeded(exchange) and exchange.problem:
        return f"got HTTP {exchange.status}, but {exchange.problem}"
    return f"got HTTP {exchange.status}"
