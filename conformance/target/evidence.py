"""What was sent and what came back, kept as it was and free of secrets."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

REDACTED = "[redacted]"
SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"})

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
    """Decode a JSON body (RFC 7159) without ever raising, whatever a server sends."""

    def refuse(constant: str) -> Any:  # noqa: ANN401 - the signature json asks for
        raise ValueError(f"{constant} is not a JSON value")

    if not body:
        return Decoded(problem="the body is empty")
    try:
        return Decoded(json.loads(body.decode("utf-8"), parse_constant=refuse))
    except UnicodeDecodeError as error:
        return Decoded(problem=f"the body is not UTF-8 (byte {error.start})")
    except RecursionError:
        return Decoded(problem="the body is nested too deeply to be read")
    except ValueError as error:
        return Decoded(problem=f"the body is not JSON: {error}")


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
        truncated: The body was larger than the limit and reading stopped.
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
            return Decoded(problem=f"the body is larger than the limit of {len(self.body)} bytes")
        return decode(self.body)


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
    def json(self) -> Any:  # noqa: ANN401 - a JSON value
        """The decoded body of the response, None where there is none."""
        return self.response.json.value if self.response else None

    @property
    def unanswered(self) -> bool:
        """Whether it was sent and got no answer, which says nothing of what the server has or has done."""
        return self.failure is not None and self.failure.kind != "foreign-origin"

    @property
    def problem(self) -> str:
        """Why nothing can be judged from the body; empty when it is a JSON document."""
        if self.failure:
            return self.failure.detail
        return self.response.json.problem if self.response else "there was no response"


class Redactor:
    """Replaces secrets before anything is recorded.

    Args:
        secrets: Texts that must never appear in a record, such as tokens and passwords.
        headers: Further header names whose values are secret, in any letter case.
    """

    def __init__(self, secrets: Iterable[str] = (), headers: Iterable[str] = ()) -> None:
        self._headers = SECRET_HEADERS | {name.lower() for name in headers}
        self._secrets: list[str] = []
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Take one more secret; a text of under four characters is left, it would blank half a record."""
        if len(secret) >= 4 and secret not in self._secrets:
            self._secrets.append(secret)
            self._secrets.sort(key=len, reverse=True)

    def text(self, text: str) -> str:
        """Return the text with every secret replaced."""
        for secret in self._secrets:
            text = text.replace(secret, REDACTED)
        return text

    def body(self, body: bytes) -> bytes:
        """Return the bytes with every secret replaced, also where JSON escapes it."""
        for secret in self._secrets:
            for form in {secret, json.dumps(secret)[1:-1]}:
                body = body.replace(form.encode(), REDACTED.encode())
        return body

    def headers(self, headers: Iterable[tuple[str, str]]) -> Headers:
        """Return the headers with secret values replaced."""
        return tuple(
            (name, REDACTED if name.lower() in self._headers else self.text(value)) for name, value in headers
        )
