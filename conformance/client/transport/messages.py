"""Requests as the HTTP library sends them, and its answers as we keep them."""

import time
import zlib
from collections.abc import AsyncIterator, Callable, Iterator

import httpx

from conformance.client.transport.exchange import Outgoing
from conformance.exchange import Headers, Response

CONNECT_SECONDS = 10.0
"""How long a connection may take to be made."""

UNSENDABLE = (httpx.InvalidURL, UnicodeError, ValueError, TypeError)
"""What `written` raises where a request cannot be written as HTTP."""

_CHUNK = 1 << 16


def written(
    request: Outgoing, in_pieces: Callable[[bytes], Iterator[bytes] | AsyncIterator[bytes]]
) -> httpx.Request:
    """Return a request as the library sends it; one that goes in chunks is cut by `in_pieces`."""
    headers = [(name.encode("ascii"), value.encode("latin-1")) for name, value in request.headers]
    timeout = httpx.Timeout(None, connect=CONNECT_SECONDS).as_dict()
    # Content even when it is empty would announce a body on GET; none on POST still says Content-Length: 0.
    content = in_pieces(request.body) if request.chunked else request.body or None
    return httpx.Request(
        request.method, request.url, headers=headers, content=content, extensions={"timeout": timeout}
    )


def pieces(body: bytes) -> Iterator[bytes]:
    """Yield a body piece by piece."""
    for start in range(0, len(body), _CHUNK):
        yield body[start : start + _CHUNK]


async def pieces_async(body: bytes) -> AsyncIterator[bytes]:
    """Yield a body piece by piece, for an event loop."""
    for piece in pieces(body):
        yield piece


def kept_headers(headers: httpx.Headers) -> Headers:
    """Return headers as we keep them, in order and with repetitions."""
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)


def kept(response: httpx.Response, body: bytes, limit: int, start: float) -> Response:
    """Return an answer as we keep it.

    Args:
        response: The answer; its body has been read elsewhere.
        body: The body, as far as it was read.
        limit: How many bytes of it are kept at the most.
        start: When the request was sent, by `time.perf_counter`.
    """
    elapsed = (time.perf_counter() - start) * 1000
    body = _inflate(body, response.headers.get("content-encoding", ""), limit)
    headers = kept_headers(response.headers)
    return Response(response.status_code, headers, body[:limit], elapsed, truncated=len(body) > limit)


def _inflate(body: bytes, encoding: str, limit: int) -> bytes:
    """Return the body without the compression that we did not ask for, one byte past the limit at most."""
    if encoding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        return body
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress(body, limit + 1)
    except zlib.error:
        return body
