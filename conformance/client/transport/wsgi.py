"""The transport for WSGI applications in this process."""

import contextlib
import time

import httpx

from conformance.client import inprocess
from conformance.client.transport.exchange import Outcome, Outgoing
from conformance.client.transport.failures import failure
from conformance.client.transport.messages import (
    UNSENDABLE,
    header_pairs,
    pieces,
    to_httpx_request,
    to_response,
)
from conformance.exchange import Response
from conformance.settings import Settings


class WsgiTransport:
    """Calls a WSGI application in the thread of the caller, as test clients of WSGI frameworks do.

    So thread-local state, such as the transaction of a test, is available. On the other hand, a request of an
    application that hangs cannot be ended.
    """

    def __init__(self, app: inprocess.Application, settings: Settings) -> None:
        self._transport = httpx.WSGITransport(app)
        self._limit = settings.max_response

    def exchange(self, request: Outgoing) -> Outcome:
        """Send one request and return its outcome; redirects are not followed."""
        try:
            message = to_httpx_request(request, pieces)
        except UNSENDABLE as error:
            return Outcome(request.headers, failure=failure(error, 0))
        sent = header_pairs(message.headers)
        start = time.perf_counter()
        try:
            response = self._transport.handle_request(message)
            body = bytearray()
            with contextlib.closing(response):
                for piece in response.iter_raw():
                    body += piece
                    if len(body) > self._limit:
                        break
        except Exception as error:  # noqa: BLE001 - a WSGI server would respond with 500
            return Outcome(sent, response=_internal_server_error(error, start))
        return Outcome(sent, response=to_response(response, bytes(body), self._limit, start))

    def close(self) -> None:
        """Do nothing: there are no connections and no threads."""


def _internal_server_error(error: Exception, start: float) -> Response:
    """Return the response of a WSGI server to an exception of its application."""
    text = f"the application raised {type(error).__name__}: {error}"
    elapsed = (time.perf_counter() - start) * 1000
    return Response(500, (("content-type", "text/plain; charset=utf-8"),), text.encode(), elapsed)
