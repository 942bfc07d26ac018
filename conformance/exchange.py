"""What was sent and what came back, kept as it was and free of secrets."""

import json
import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

REDACTED = "[redacted]"
SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"})

KEPT = 4096
"""Bytes of a body that are kept where it is too large to be kept whole."""

MOST_LEVELS = 200
"""Levels of a JSON document that is read: some ten times those of the deepest that SCIM knows."""

MOST_VALUES = 500_000
"""Values in a JSON document that is read. Each takes up to a hundred bytes, however few it came as."""

_VALUE_BYTES = 120
_TURNED_AWAY = (401, 403, 429, 503)
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Decoded:
    """The JSON value of a body, or why it has none.

    Attributes:
        value: The decoded value; None when there is a problem (or when the body is the JSON null).
        problem: Why the body is no JSON document, in a few words; empty when it is one.
    """

    value: Any = None
    problem: str = ""


def decode(body: bytes) -> Decoded:
    """Decode a JSON body (RFC 7159) without ever raising, whatever a server sends.

    Half a surrogate pair, which JSON can write and UTF-8 cannot, becomes the replacement character.
    """

    def refuse(constant: str) -> Any:  # noqa: ANN401 - the signature json asks for
        raise ValueError(f"{constant} is not a JSON value")

    if not body:
        return Decoded(problem="the body is empty")
    if values(body) > MOST_VALUES:
        return Decoded(problem=f"the body holds more than {MOST_VALUES} values")
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=refuse)
        if body.count(b"[") + body.count(b"{") > MOST_LEVELS and _depth(value) > MOST_LEVELS:
            raise RecursionError
        return Decoded(_mended(value) if _HALF.search(body) else value)
    except UnicodeDecodeError as error:
        return Decoded(problem=f"the body is not UTF-8 (byte {error.start})")
    except RecursionError:
        return Decoded(problem="the body is nested too deeply to be read")
    except ValueError as error:
        return Decoded(problem=f"the body is not JSON: {error}")


def values(body: bytes) -> int:
    """Return how many values a JSON document may hold; characters in texts are counted along."""
    return body.count(b",") + body.count(b"[") + body.count(b"{")


def _depth(value: Any) -> int:  # noqa: ANN401 - a JSON value
    """Return how many levels a JSON value has, without recursion."""
    depth, level = 0, [value]
    while level:
        depth += 1
        inner = (item.values() if isinstance(item, dict) else item for item in level)
        level = [item for items in inner for item in items if isinstance(item, dict | list)]
    return depth


def _mended(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    """Return a JSON value in which every text can be written as UTF-8."""
    if isinstance(value, dict):
        return {_mended(name): _mended(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_mended(item) for item in value]
    return (
        value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if isinstance(value, str)
        else value
    )


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request as it was sent, secrets redacted."""

    method: str
    url: str
    headers: Headers
    body: bytes


@dataclass(frozen=True)
class Response:
    """One HTTP response as it was received, secrets redacted.

    Attributes:
        elapsed_ms: Milliseconds from sending the request to the last byte.
        truncated: The body was too large; only its beginning is here.
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
        """The media type without its parameters, in lower case; empty when there is none."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    @cached_property
    def json(self) -> Decoded:
        """The decoded body."""
        if self.truncated:
            return Decoded(problem="the body is larger than the limit")
        return decode(self.body)

    @property
    def weight(self) -> int:
        """How many bytes of memory the body and what is decoded from it take, at most."""
        return len(self.body) + (0 if self.json.problem else _VALUE_BYTES * values(self.body))

    def shortened(self) -> "Response":
        """Return the response with the beginning of its body only."""
        return replace(self, body=self.body[:KEPT], truncated=True)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a request got no whole response.

    Attributes:
        kind: ``timeout``, ``refused``, ``reset``, ``tls``, ``dns``, ``protocol``,
            ``foreign-origin`` or ``other``.
        detail: One sentence for a person, free of secrets.
    """

    kind: str
    detail: str

    @property
    def may_pass(self) -> bool:
        """Whether the same request may succeed a moment later; nobody waits twice for a timeout."""
        return self.kind in ("reset", "refused", "protocol", "other")


@dataclass(frozen=True)
class Exchange:
    """One request and its response, or the failure that stands in its place.

    Attributes:
        n: Number of the exchange in the run, from 1.
        purpose: ``discovery``, ``prepare``, ``bulk``, ``single``, ``read`` or ``clean-up``.
        scenario: Name of the scenario it belongs to; empty for discovery and clean-up.
        sent: When the request was sent; None where nobody has recorded that.
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
        """The HTTP status code, None when there was no response."""
        return self.response.status if self.response else None

    @property
    def turned_away(self) -> bool:
        """Whether the answer rests on who asks, or on how busy the server is, and on nothing else."""
        return self.status in _TURNED_AWAY

    @property
    def busy(self) -> bool:
        """Whether it asks to come again later, which a server may at any time (RFC 7231 section 6.6.4)."""
        return (
            self.response is not None
            and self.status == 503
            and self.response.header("retry-after") is not None
        )

    @property
    def json(self) -> Any:  # noqa: ANN401 - a JSON value
        """The decoded body of the response, None where there is none."""
        return self.response.json.value if self.response else None

    @property
    def withheld(self) -> bool:
        """Whether it was not sent, since its URL leads to another origin."""
        return self.failure is not None and self.failure.kind == "foreign-origin"

    @property
    def unanswered(self) -> bool:
        """Whether it was sent and got no answer, which says nothing of what the server has or has done."""
        return self.failure is not None and not self.withheld

    @property
    def problem(self) -> str:
        """Why nothing can be judged from the body; empty when it is a JSON document."""
        if self.failure:
            return self.failure.detail
        return self.response.json.problem if self.response else "there was no response"


@dataclass(frozen=True, slots=True)
class Handshake:
    """An attempt to agree with a server on an outdated version of TLS.

    Attributes:
        agreed: The version that was agreed on, such as ``TLSv1.1``; empty where there was no agreement.
        problem: Why nothing can be said; empty where the server agreed or refused.
    """

    agreed: str = ""
    problem: str = ""
