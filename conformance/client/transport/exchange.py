"""The interface of transports: the request to send and its outcome."""

from dataclasses import dataclass
from typing import Protocol

from conformance.exchange import Failure, Headers, Response


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request to send. It contains secrets, so it is never recorded unchanged.

    Attributes:
        method: The HTTP method.
        url: Absolute URL.
        headers: The headers.
        body: The body.
        chunked: Send the body in chunks, without a Content-Length.
    """

    method: str
    url: str
    headers: Headers
    body: bytes = b""
    chunked: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a request.

    Attributes:
        sent: The headers that were sent, including those of the HTTP library; not redacted.
        response: The response, not redacted; None if there is a failure.
        failure: Why there is no response; None if there is one.
    """

    sent: Headers
    response: Response | None = None
    failure: Failure | None = None


class Transport(Protocol):
    """A transport to a server."""

    def exchange(self, request: Outgoing) -> Outcome:
        """Send one request and return its outcome; redirects are not followed."""

    def close(self) -> None:
        """Close connections and threads; a second call does nothing."""
