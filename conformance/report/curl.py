"""One shell line that sends a recorded request again, without its secrets."""

import re
import shlex
from base64 import b64encode
from collections.abc import Iterator

from conformance.exchange import REDACTED, Headers, Request
from conformance.report.text import is_plain

INLINE_LIMIT = 4096
"""Bytes of a body that still make a line one can paste."""

_SET_BY_CURL = frozenset({"host", "content-length", "user-agent", "accept-encoding", "connection"})


def curl(request: Request) -> str:
    """Return a command that sends the request again and prints the whole response.

    Where the credentials were redacted it reads them from the environment: ``$SCIM_TOKEN`` for a Bearer
    token, ``$SCIM_<HEADER>`` for any other secret header. A body goes through base64 where it is not UTF-8,
    where a terminal would act on it, or where curl would take it for a file name; one too large for a line
    is named by its size.
    """
    words = ["curl", "-sS", "-i", *_url_options(request.url), "-X", shlex.quote(request.method)]
    words += [shlex.quote(request.url), *_header_options(request.headers)]
    if not request.body:
        return " ".join(words)
    if not any(name.lower() == "content-type" for name, _ in request.headers):
        words += ["-H", "Content-Type:"]  # else curl would name a form
    if len(request.body) > INLINE_LIMIT:
        size = len(request.body)
        return " ".join(
            [*words, f"--data-binary @body.json  # the body of {size} bytes is too large for a line"]
        )
    text = request.body.decode("utf-8", errors="replace")
    if text.encode() == request.body and is_plain(text) and not text.startswith("@"):
        return " ".join([*words, "--data-binary", shlex.quote(text)])
    encoded = b64encode(request.body).decode("ascii")
    return " ".join([f"printf %s {encoded} | base64 -d |", *words, "--data-binary @-"])


def _url_options(url: str) -> Iterator[str]:
    """Yield what keeps curl from changing the URL."""
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
