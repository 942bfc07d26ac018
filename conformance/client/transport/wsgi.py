"""The way to a WSGI application in this process."""

import contextlib
import time

import httpx

from conformance.client import inprocess
from conformance.client.transport.exchange import Outcome, Outgoing
from conformance.client.transport.failures import failure
from conformance.client.transport.messages import UNSENDABLE, kept, kept_headers, pieces, written
from conformance.exchange import Response
from conformance.settings import Settings


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
            message = written(request, pieces)
        except UNSENDABLE as error:
            return Outcome(request.headers, failure=failure(error, 0))
        sent = kept_headers(message.headers)
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
        return Outcome(sent, response=kept(response, bytes(body), self._limit, start))

    def close(self) -> None:
        """Do nothing; there is nothing to give back."""


def _crash(error: Exception, start: float) -> Response:
    """Return what a WSGI server answers when its application raises."""
    text = f"the application raised {type(error).__name__}: {error}"
    elapsed = (time.perf_counter() - start) * 1000
    return Response(500, (("content-type", "text/plain; charset=utf-8"),), text.encode(), elapsed)
