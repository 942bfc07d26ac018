"""What a way to a server is given, and what it returns."""

from dataclasses import dataclass
from typing import Protocol

from conformance.exchange import Failure, Headers, Response


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
