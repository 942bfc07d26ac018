"""Convert requests and responses between this package and the HTTP library."""

import time
import zlib
from collections.abc import AsyncIterator, Callable, Iterator

import httpx

from conformance.client.transport.exchange import Outgoing
from conformance.exchange import Headers, Response

CONNECT_SECONDS = 10.0
"""Most seconds for opening a connection."""

UNSENDABLE = (httpx.InvalidURL, UnicodeError, ValueError, TypeError)
"""Exceptions of `to_httpx_request` for a request that is not valid HTTP."""

_CHUNK = 1 << 16


def to_httpx_request(
    request: Outgoing, in_pieces: Callable[[bytes], Iterator[bytes] | AsyncIterator[bytes]]
) -> httpx.Request:
    """Return the request of the HTTP library; `in_pieces` splits the body of a chunked request."""
    headers = [(name.encode("ascii"), value.encode("latin-1")) for name, value in request.headers]
    timeout = httpx.Timeout(None, connect=CONNECT_SECONDS).as_dict()
    # Empty content would announce a body on GET. Without content, POST still has Content-Length: 0.
    content = in_pieces(request.body) if request.chunked else request.body or None
    return httpx.Request(
        request.method, request.url, headers=headers, content=content, extensions={"timeout": timeout}
    )


def pieces(body: bytes) -> Iterator[bytes]:
    """Yield a body in pieces."""
    for start in range(0, len(body), _CHUNK):
        yield body[start : start + _CHUNK]


async def pieces_async(body: bytes) -> AsyncIterator[bytes]:
    """Yield a body in pieces, asynchronously."""
    for piece in pieces(body):
        yield piece


def header_pairs(headers: httpx.Headers) -> Headers:
    """Return headers as pairs of name and value, in order and with repetitions."""
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)


def to_response(response: httpx.Response, body: bytes, limit: int, start: float) -> Response:
    """Return the response of the HTTP library as a `Response`.

    Args:
        response: Status and headers; its body is not read.
        body: The received body, which may be incomplete.
        limit: Most bytes of the body to keep.
        start: Time of sending by `time.perf_counter`.
    """
    elapsed = (time.perf_counter() - start) * 1000
    body = _inflate(body, response.headers.get("content-encoding", ""), limit)
    headers = header_pairs(response.headers)
    return Response(response.status_code, headers, body[:limit], elapsed, truncated=len(body) > limit)


def _inflate(body: bytes, encoding: str, limit: int) -> bytes:
    """Return the body without compression, which was not requested; at most one byte above the limit."""
    if encoding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        return body
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress(body, limit + 1)
    except zlib.error:
        return body
