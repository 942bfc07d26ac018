"""How bytes get to the tested server and back; the only module that knows the HTTP library.

It uses the library's transports and not its client, which would look into redirects even to leave them alone.

Whatever a server does ends as a `Response` or a `Failure`, never as an exception, within a fixed time and
a fixed amount of memory.
"""

import asyncio
import concurrent.futures
import contextlib
import socket
import ssl
import threading
import time
import urllib.request
import zlib
from collections.abc import AsyncIterator, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

import httpx

from conformance.settings import Settings, is_loopback
from conformance.target import inprocess, tls
from conformance.target.evidence import Failure, Headers, Response

_T = TypeVar("_T")
_CHUNK = 1 << 16
_CONNECT_SECONDS = 10.0
_GRACE_SECONDS = 5.0
# Servers close idle connections after two seconds and more; one that is reused later may be closing just
# then, and the server would be blamed for it.
_POOL = httpx.Limits(max_connections=4, max_keepalive_connections=4, keepalive_expiry=1.0)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request to be sent, secrets and all; never recorded as it is.

    Attributes:
        url: Absolute URL.
        chunked: Send the body in chunks, without a Content-Length.
    """

    method: str
    url: str
    headers: Headers
    body: bytes = b""
    chunked: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request.

    Attributes:
        sent: The headers that went out, those of the HTTP library included; secrets and all.
        response: The response, not redacted; None when there is a failure.
        failure: Why there is no response.
    """

    sent: Headers
    response: Response | None = None
    failure: Failure | None = None


class Transport(Protocol):
    """A way to a server."""

    def exchange(self, request: Outgoing) -> Outcome:
        """Send one request and return what became of it; redirects are not followed."""

    def close(self) -> None:
        """Give back connections and threads; a second call does nothing."""


def connect(settings: Settings) -> Transport:
    """Return the way to the server that the settings name.

    Raises:
        SettingsError: The application cannot be loaded, or a certificate cannot be used.
    """
    if not settings.app:
        verify = tls.context(settings, httpx.create_ssl_context)
        network = httpx.AsyncHTTPTransport(verify=verify, limits=_POOL, proxy=_proxy(settings.url))
        return LoopTransport(network, settings)
    app = inprocess.load(settings.app)
    if not inprocess.is_asgi(app):
        return WsgiTransport(app, settings)
    asgi = httpx.ASGITransport(app, raise_app_exceptions=False)
    return LoopTransport(asgi, settings, inprocess.Lifespan(app))


def origin(url: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port as the HTTP library will understand a URL.

    None stands for what cannot be requested, and for a URL that carries credentials of its own.
    """
    try:
        parsed, netloc = httpx.URL(url), urlsplit(url).netloc
    except (httpx.InvalidURL, UnicodeError, ValueError):
        return None
    ports = {"http": 80, "https": 443}
    if parsed.scheme not in ports or not parsed.host or parsed.userinfo or "\\" in netloc:
        return None
    return parsed.scheme, parsed.host, parsed.port or ports[parsed.scheme]


class LoopTransport:
    """HTTP and ASGI: an event loop in a thread of its own, where a request can be ended at its deadline.

    A timeout for each read would not be enough: a server that sends a byte now and then never runs into it.
    """

    def __init__(
        self,
        transport: httpx.AsyncBaseTransport,
        settings: Settings,
        lifespan: inprocess.Lifespan | None = None,
    ) -> None:
        self._transport = transport
        self._lifespan = lifespan
        self._limit = settings.max_response
        self._seconds = settings.timeout
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="scim-conformance", daemon=True)
        self._thread.start()
        if lifespan:
            try:
                self._wait(lifespan.start())
            except BaseException:
                self.close()
                raise

    def exchange(self, request: Outgoing) -> Outcome:
        """Send one request and return what became of it; redirects are not followed."""
        try:
            message = _message(request, _pieces_async(request.body) if request.chunked else request.body)
        except _UNSENDABLE as error:
            return Outcome(request.headers, failure=_failure(error, self._seconds))
        sent = _headers(message.headers)
        try:
            return Outcome(sent, response=self._wait(self._receive(message)))
        except Exception as error:  # noqa: BLE001 - no fault of a server may end a run
            return Outcome(sent, failure=_failure(error, self._seconds))

    def close(self) -> None:
        """Give back connections and the thread; a second call does nothing."""
        if self._loop.is_closed():
            return
        with contextlib.suppress(Exception):
            self._wait(self._farewell())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_GRACE_SECONDS)
        if not self._thread.is_alive():
            self._loop.close()

    async def _farewell(self) -> None:
        if self._lifespan:
            await self._lifespan.stop()
        await self._transport.aclose()

    async def _receive(self, message: httpx.Request) -> Response:
        """Send a message and read the answer up to the limit.

        Raises:
            TimeoutError: The whole took longer than the deadline.
            Exception: Whatever the HTTP library or an application in this process raises.
        """
        start = time.perf_counter()
        async with asyncio.timeout(self._seconds):
            response = await self._transport.handle_async_request(message)
            try:
                body = bytearray()
                async for piece in response.aiter_raw():
                    body += piece
                    if len(body) > self._limit:
                        break
            finally:
                await response.aclose()
        return _response(response, bytes(body), self._limit, start)

    def _wait(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Return what a coroutine returns.

        Raises:
            TimeoutError: The loop itself hangs, as when an ASGI application blocks it.
        """
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(self._seconds + _GRACE_SECONDS)
        except concurrent.futures.CancelledError as error:
            raise TimeoutError("the request was cancelled") from error
        except BaseException:
            future.cancel()
            raise


class WsgiTransport:
    """WSGI: the application is called in the thread of the caller, as test clients of WSGI frameworks do.

    What it keeps per thread, such as the transaction of a test, stays in reach; in return nothing can end an
    application that hangs.
    """

    def __init__(self, app: inprocess.Application, settings: Settings) -> None:
        self._transport = httpx.WSGITransport(app)
        self._limit = settings.max_response

    def exchange(self, request: Outgoing) -> Outcome:
        """Send one request and return what became of it; redirects are not followed."""
        try:
            message = _message(request, _pieces(request.body) if request.chunked else request.body)
        except _UNSENDABLE as error:
            return Outcome(request.headers, failure=_failure(error, 0))
        sent = _headers(message.headers)
        start = time.perf_counter()
        try:
            response = self._transport.handle_request(message)
            body = bytearray()
            with contextlib.closing(response):
                for piece in response.iter_raw():
                    body += piece
                    if len(body) > self._limit:
                        break
        except Exception as error:  # noqa: BLE001 - behind a WSGI server this is a 500
            return Outcome(sent, response=_crash(error, start))
        return Outcome(sent, response=_response(response, bytes(body), self._limit, start))

    def close(self) -> None:
        """Do nothing; there is nothing to give back."""


_UNSENDABLE = (httpx.InvalidURL, UnicodeError, ValueError, TypeError)


def _proxy(url: str) -> str | None:
    """Return the proxy that the environment names; none has any business with a server on this machine."""
    parts = urlsplit(url)
    if is_loopback(url) or urllib.request.proxy_bypass(parts.netloc):
        return None
    return urllib.request.getproxies().get(parts.scheme)


def _message(request: Outgoing, content: bytes | Iterator[bytes] | AsyncIterator[bytes]) -> httpx.Request:
    headers = [(name.encode("ascii"), value.encode("latin-1")) for name, value in request.headers]
    timeout = httpx.Timeout(None, connect=_CONNECT_SECONDS).as_dict()
    # Content even when it is empty would announce a body on GET; none on POST still says Content-Length: 0.
    return httpx.Request(
        request.method, request.url, headers=headers, content=content or None, extensions={"timeout": timeout}
    )


def _pieces(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), _CHUNK):
        yield body[start : start + _CHUNK]


async def _pieces_async(body: bytes) -> AsyncIterator[bytes]:
    for piece in _pieces(body):
        yield piece


def _headers(headers: httpx.Headers) -> Headers:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)


def _response(response: httpx.Response, body: bytes, limit: int, start: float) -> Response:
    elapsed = (time.perf_counter() - start) * 1000
    body = _inflate(body, response.headers.get("content-encoding", ""), limit)
    return Response(
        response.status_code, _headers(response.headers), body[:limit], elapsed, truncated=len(body) > limit
    )


def _inflate(body: bytes, encoding: str, limit: int) -> bytes:
    """Return the body without the compression that we did not ask for, one byte past the limit at most."""
    if encoding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        return body
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress(body, limit + 1)
    except zlib.error:
        return body


def _crash(error: Exception, start: float) -> Response:
    """Return what a WSGI server answers when its application raises."""
    text = f"the application raised {type(error).__name__}: {error}"
    elapsed = (time.perf_counter() - start) * 1000
    return Response(500, (("content-type", "text/plain; charset=utf-8"),), text.encode(), elapsed)


def _failure(error: BaseException, seconds: float) -> Failure:
    """Return what went wrong, in words of ours; messages of libraries may hold what was sent."""
    causes = list(_causes(error))

    def caused_by(*kinds: type[BaseException]) -> bool:
        return any(isinstance(cause, kinds) for cause in causes)

    if isinstance(error, httpx.ConnectTimeout):
        return Failure("timeout", f"no connection within {_CONNECT_SECONDS:g} seconds")
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return Failure("timeout", f"no whole answer within {seconds:g} seconds")
    if caused_by(ssl.SSLError):
        reason = next(cause for cause in causes if isinstance(cause, ssl.SSLError)).reason
        return Failure("tls", f"the TLS handshake failed ({reason or 'no reason given'})")
    if caused_by(socket.gaierror):
        return Failure("dns", "the host name cannot be resolved")
    if caused_by(ConnectionRefusedError):
        return Failure("refused", "the server refused the connection")
    if isinstance(error, httpx.ConnectError):
        return Failure("refused", "no connection could be made")
    if isinstance(error, httpx.NetworkError) or "without sending a response" in str(error):
        return Failure("reset", "the server closed the connection without a whole answer")
    if isinstance(error, httpx.RemoteProtocolError):
        return Failure("protocol", "the answer breaks HTTP/1.1")
    if isinstance(error, httpx.LocalProtocolError | httpx.InvalidURL | UnicodeError):
        return Failure("protocol", "the request cannot be written as HTTP/1.1")
    return Failure("other", f"the request failed with {type(error).__name__}")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception and all that led to it."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for inner in error.exceptions:
                yield from _causes(inner)
        error = error.__cause__ or error.__context__
