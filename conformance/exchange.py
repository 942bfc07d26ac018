"""Recorded HTTP exchanges: requests, responses and failures, with secrets redacted."""

import json
import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

REDACTED = "[redacted]"
SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"})

KEPT = 4096
"""Bytes that are stored of a body that is too large."""

MOST_LEVELS = 200
"""Deepest nesting of a JSON document that is decoded: about ten times that of any SCIM document."""

MOST_VALUES = 500_000
"""Most values of a JSON document that is decoded. A decoded value takes up to a hundred bytes of memory."""

_VALUE_BYTES = 120
_TURNED_AWAY = (401, 403, 429, 503)
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Decoded:
    """The JSON value of a body, or why it has none.

    Attributes:
        value: The decoded value; None if there is a problem, or if the body is the JSON null.
        problem: Why the body is not a JSON document; empty if it is one.
    """

    value: Any = None
    problem: str = ""


def decode(body: bytes) -> Decoded:
    """Decode a JSON body (RFC 7159); an invalid body is a problem, not an exception.

    A lone surrogate, which JSON permits and UTF-8 does not, becomes the replacement character.
    """

    def refuse(constant: str) -> Any:  # noqa: ANN401 - the signature json asks for
        raise ValueError(f"{constant} is not a JSON value")

    if not body:
        return Decoded(problem="the body is empty")
    if values(body) > MOST_VALUES:
        return Decoded(problem=f"the body has more than {MOST_VALUES} values, the limit")
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=refuse)
        if body.count(b"[") + body.count(b"{") > MOST_LEVELS and _depth(value) > MOST_LEVELS:
            raise RecursionError
        return Decoded(_without_surrogates(value) if _SURROGATE.search(body) else value)
    except UnicodeDecodeError as error:
        return Decoded(problem=f"the body is not UTF-8 (byte {error.start})")
    except RecursionError:
        return Decoded(problem="the body is nested too deeply to be read")
    except ValueError as error:
        return Decoded(problem=f"the body is not JSON: {error}")


def values(body: bytes) -> int:
    """Return an upper bound of the number of values in a JSON document; it also counts inside of strings."""
    return body.count(b",") + body.count(b"[") + body.count(b"{")


def _depth(value: Any) -> int:  # noqa: ANN401 - a JSON value
    """Return the nesting depth of a JSON value, computed without recursion."""
    depth, level = 0, [value]
    while level:
        depth += 1
        inner = (item.values() if isinstance(item, dict) else item for item in level)
        level = [item for items in inner for item in items if isinstance(item, dict | list)]
    return depth


def _without_surrogates(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    """Return a JSON value in which every string can be encoded as UTF-8."""
    if isinstance(value, dict):
        return {_without_surrogates(name): _without_surrogates(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    return (
        value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if isinstance(value, str)
        else value
    )


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request as sent, with secrets redacted."""

    method: str
    url: str
    headers: Headers
    body: bytes


@dataclass(frozen=True)
class Response:
    """One HTTP response as received, with secrets redacted.

    Attributes:
        elapsed_ms: Milliseconds from sending the request to the last byte.
        truncated: True if the body was too large and only its beginning is stored.
    """

    status: int
    headers: Headers
    body: bytes
    elapsed_ms: float
    truncated: bool = False

    def header(self, name: str) -> str | None:
        """Return the first header of that name, in any letter case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def media_type(self) -> str:
        """The media type without its parameters, in lower case; empty if there is none."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    @cached_property
    def json(self) -> Decoded:
        """The decoded body."""
        if self.truncated:
            return Decoded(problem="the body is larger than the limit")
        return decode(self.body)

    @property
    def weight(self) -> int:
        """Upper bound of the memory for the body and its decoded value, in bytes."""
        return len(self.body) + (0 if self.json.problem else _VALUE_BYTES * values(self.body))

    def shortened(self) -> "Response":
        """Return the response with only the beginning of its body."""
        return replace(self, body=self.body[:KEPT], truncated=True)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a request got no complete response.

    Attributes:
        kind: ``timeout``, ``refused``, ``reset``, ``tls``, ``dns``, ``protocol``,
            ``foreign-origin`` or ``other``.
        detail: One sentence for a person, free of secrets.
    """

    kind: str
    detail: str

    @property
    def is_transient(self) -> bool:
        """True if the same request may succeed a moment later. A timeout is not repeated."""
        return self.kind in ("reset", "refused", "protocol", "other")


@dataclass(frozen=True)
class Exchange:
    """One request and its response or failure.

    Attributes:
        n: Number of the exchange in the run, from 1.
        purpose: ``discovery``, ``prepare``, ``bulk``, ``single``, ``read`` or ``clean-up``.
        scenario: Name of the scenario it belongs to; empty for discovery and clean-up.
        sent: When the request was sent; None if this was not recorded.
    """

    n: int
    purpose: str
    request: Request
    response: Response | None = None
    failure: Failure | None = None
    scenario: str = ""
    sent: datetime | None = None

    @property
    def status(self) -> int | None:
        """The HTTP status code; None if there was no response."""
        return self.response.status if self.response else None

    @property
    def outcome(self) -> str:
        """The status in words, such as ``HTTP 200``; why there is none if there was no response."""
        return f"HTTP {self.status}" if self.status is not None else self.problem

    @property
    def turned_away(self) -> bool:
        """True if the status depends only on the credentials or the load: 401, 403, 429 or 503."""
        return self.status in _TURNED_AWAY

    @property
    def busy(self) -> bool:
        """True for a 503 with Retry-After, which a server may return at any time (RFC 7231 section 6.6.4)."""
        return (
            self.response is not None
            and self.status == 503
            and self.response.header("retry-after") is not None
        )

    @property
    def json(self) -> Any:  # noqa: ANN401 - a JSON value
        """The decoded body of the response; None if there is none."""
        return self.response.json.value if self.response else None

    @property
    def withheld(self) -> bool:
        """True if the request was not sent, since its URL is of another origin."""
        return self.failure is not None and self.failure.kind == "foreign-origin"

    @property
    def unanswered(self) -> bool:
        """True if the request was sent and got no response. The server may have processed it or not."""
        return self.failure is not None and not self.withheld

    @property
    def problem(self) -> str:
        """Why there is no JSON document in the response; empty if there is one."""
        if self.failure:
            return self.failure.detail
        return self.response.json.problem if self.response else "there was no response"


@dataclass(frozen=True, slots=True)
class Handshake:
    """The result of a handshake with only outdated versions of TLS.

    Attributes:
        agreed: The negotiated version, such as ``TLSv1.1``; empty if there is none.
        problem: Why there is no result; empty if the server accepted or rejected the handshake.
    """

    agreed: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The part of an exchange that shows something.

    Attributes:
        exchange: The exchange.
        operation: Index of the operation that it belongs to; None if it belongs to the exchange as a whole.
        request: JSON pointer (RFC 6901) into the body of the request; None if no part of it is meant.
        response: JSON pointer into the body of the response; None if no part of it is meant.
        header: Name of a response header; empty if none is meant.
    """

    exchange: Exchange
    operation: int | None = None
    request: str | None = None
    response: str | None = None
    header: str = ""
