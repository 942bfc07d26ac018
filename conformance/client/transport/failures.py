"""Convert exceptions of the HTTP library to failures."""

import socket
import ssl
from collections.abc import Iterator

import httpx

from conformance.client.transport.messages import CONNECT_SECONDS
from conformance.exchange import Failure


def failure(error: BaseException, seconds: float) -> Failure:
    """Return the failure of an exception. Its message is not used, since it may contain secrets."""
    causes = list(_causes(error))

    def caused_by(*kinds: type[BaseException]) -> bool:
        return any(isinstance(cause, kinds) for cause in causes)

    if isinstance(error, httpx.ConnectTimeout):
        return Failure("timeout", f"no connection within {CONNECT_SECONDS:g} seconds")
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return Failure("timeout", f"no complete response within {seconds:g} seconds")
    if caused_by(ssl.SSLError):
        reason = next(cause for cause in causes if isinstance(cause, ssl.SSLError)).reason
        return Failure("tls", f"the TLS handshake failed ({reason or 'no reason given'})")
    if caused_by(socket.gaierror):
        return Failure("dns", "the host name cannot be resolved")
    if caused_by(ConnectionRefusedError):
        return Failure("refused", "the server refused the connection")
    if isinstance(error, httpx.ConnectError):
        return Failure("refused", "the connection failed")
    if isinstance(error, httpx.NetworkError) or "without sending a response" in str(error):
        return Failure("reset", "the server closed the connection without a complete response")
    if isinstance(error, httpx.RemoteProtocolError):
        return Failure("protocol", "the response is not valid HTTP/1.1")
    if isinstance(error, httpx.LocalProtocolError | httpx.InvalidURL | UnicodeError):
        return Failure("protocol", "the request is not valid HTTP/1.1")
    return Failure("other", f"the request failed with {type(error).__name__}")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception and its causes."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for inner in error.exceptions:
                yield from _causes(inner)
        error = error.__cause__ or error.__context__
