"""A shell command that sends a recorded request again; it contains no secrets."""

import re
import shlex
from base64 import b64encode
from collections.abc import Iterator

from conformance.exchange import REDACTED, Headers, Request
from conformance.report.text import is_plain

INLINE_LIMIT = 4096
"""Most bytes of a body in a command; with a longer one the line is hard to paste."""

_SET_BY_CURL = frozenset({"host", "content-length", "user-agent", "accept-encoding", "connection"})


def curl(request: Request) -> str:
    """Return a command that sends the request again and prints the whole response.

    Redacted credentials are read from the environment: ``$SCIM_TOKEN`` for a Bearer token and
    ``$SCIM_<HEADER>`` for any other secret header. The body is encoded as base64 if it is not UTF-8, has
    control characters, or begins with ``@``, which curl reads as a file name. A body larger than
    `INLINE_LIMIT` is replaced by a comment with its size.
    """
    words = ["curl", "-sS", "-i", *_url_options(request.url), "-X", shlex.quote(request.method)]
    words += [shlex.quote(request.url), *_header_options(request.headers)]
    if not request.body:
        return " ".join(words)
    if not any(name.lower() == "content-type" for name, _ in request.headers):
        words += ["-H", "Content-Type:"]  # otherwise curl adds the media type of a form
    if len(request.body) > INLINE_LIMIT:
        size = len(request.body)
        return " ".join([*words, f"--data-binary @body.json  # body.json: the request body, {size} bytes"])
    text = request.body.decode("utf-8", errors="replace")
    if text.encode() == request.body and is_plain(text) and not text.startswith("@"):
        return " ".join([*words, "--data-binary", shlex.quote(text)])
    encoded = b64encode(request.body).decode("ascii")
    return " ".join([f"printf %s {encoded} | base64 -d |", *words, "--data-binary @-"])


def _url_options(url: str) -> Iterator[str]:
    """Yield the options that keep curl from changing the URL."""
    if set(url) & set("[]{}"):
        yield "--globoff"
    if "/." in url:
        yield "--path-as-is"


def _header_options(headers: Headers) -> Iterator[str]:
    for name, value in headers:
        if name.lower() in _SET_BY_CURL:
            continue
        yield "-H"
        if value != REDACTED:
            yield shlex.quote(f"{name}: {value}" if value else f"{name};")
        elif name.lower() == "authorization":
            yield '"Authorization: Bearer $SCIM_TOKEN"'
        else:
            variable = "SCIM_" + re.sub(r"\W", "_", name, flags=re.ASCII).upper()
            yield f'"{re.sub(r"[^A-Za-z0-9-]", "", name)}: ${variable}"'
