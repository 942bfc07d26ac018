"""Redact secrets in every record, in all encodings in which a server may return them."""

import html
import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

from conformance.exchange import KEPT, REDACTED, SECRET_HEADERS, Headers

_LEAST = 4
_LEAST_CODED = 8
_JSON_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "'": "\\u0027", "/": "\\/"})


class Redactor:
    """Replaces secrets in texts, bodies and headers before they are recorded.

    Args:
        secrets: Texts that must never appear in a record, such as tokens and passwords.
        headers: Names of further headers with secret values, in any letter case.
    """

    def __init__(self, secrets: Iterable[str] = (), headers: Iterable[str] = ()) -> None:
        self._headers = SECRET_HEADERS | {name.lower() for name in headers}
        self._texts: list[str] = []
        self._bytes: list[bytes] = []
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Add a secret. A text of less than four characters is ignored, since it occurs in ordinary text."""
        if len(secret) < _LEAST or secret in self._texts:
            return
        self._texts = sorted({*self._texts, *_spellings(secret)}, key=len, reverse=True)
        wide = (secret.encode(coding) for coding in ("utf-16-le", "utf-16-be"))
        self._bytes = sorted(
            {*self._bytes, *wide, *(text.encode() for text in self._texts)}, key=len, reverse=True
        )

    def text(self, text: str) -> str:
        """Return the text with every secret replaced."""
        for secret in self._texts:
            text = text.replace(secret, REDACTED)
        return text

    def body(self, body: bytes) -> bytes:
        """Return the bytes with every secret replaced."""
        for secret in self._bytes:
            body = body.replace(secret, REDACTED.encode())
        return body

    def beginning(self, body: bytes) -> bytes:
        """Return the beginning of a body with every secret replaced, including one at the cut."""
        longest = len(self._bytes[0]) if self._bytes else 0
        return self.body(body[: KEPT + longest])[:KEPT]

    def headers(self, headers: Iterable[tuple[str, str]]) -> Headers:
        """Return the headers with secrets replaced in values and in names."""
        lines = tuple(headers)
        everything = "\n".join(f"{name}\n{value}" for name, value in lines)
        if any(secret in everything for secret in self._texts):
            lines = tuple((self.text(name), self.text(value)) for name, value in lines)
        return tuple((name, REDACTED if name.lower() in self._headers else value) for name, value in lines)


def _spellings(secret: str) -> Iterator[str]:
    """Yield a text unchanged and in the encodings of JSON, URLs, HTML and base64."""
    in_json = json.dumps(secret)[1:-1]
    yield from (secret, in_json, in_json.replace("/", "\\/"), in_json.translate(_JSON_ESCAPES))
    for quoted in (quote(secret), quote(secret, safe=""), quote_plus(secret)):
        yield from (quoted, re.sub("%..", lambda code: code.group().lower(), quoted))
    yield from (html.escape(secret), html.escape(secret, quote=False))
    if len(secret) >= _LEAST_CODED:
        for coded in (b64encode, urlsafe_b64encode):
            # Base64 encodes three bytes as four characters. So there are three encodings, which depend on the
            # offset of the secret. Their first and last character may also depend on neighbouring bytes.
            for shift in range(3):
                text = coded(b"\0" * shift + secret.encode()).decode().rstrip("=")
                yield text[(0, 2, 3)[shift] : len(text) - bool((len(secret) + shift) % 3)]
