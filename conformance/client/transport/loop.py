"""The transport for HTTP, and for ASGI applications in this process."""

import asyncio
import concurrent.futures
import contextlib
import threading
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

import httpx

from conformance.client import inprocess
from conformance.client.transport.exchange import Outcome, Outgoing
from conformance.client.transport.failures import failure
from conformance.client.transport.messages import (
    UNSENDABLE,
    header_pairs,
    pieces_async,
    to_httpx_request,
    to_response,
)
from conformance.exchange import Response
from conformance.settings import Settings

_T = TypeVar("_T")
_GRACE_SECONDS = 5.0


class LoopTransport:
    """Sends requests in an event loop in a thread of its own, where each request has a deadline.

    A timeout per read is not enough: a server that sends a byte now and then would never exceed it.
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
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._loop = self._runner.get_loop()
        self._thread = threading.Thread(target=self._run, name="scim-conformance", daemon=True)
        self._thread.start()
        if lifespan:
            try:
                self._wait(lifespan.start())
            except BaseException:
                self.close()
                raise

    def exchange(self, request: Outgoing) -> Outcome:
        """Send one request and return its outcome; redirects are not followed."""
        try:
            message = to_httpx_request(request, pieces_async)
        except UNSENDABLE as error:
            return Outcome(request.headers, failure=failure(error, self._seconds))
        sent = header_pairs(message.headers)
        try:
            return Outcome(sent, response=self._wait(self._receive(message)))
        except Exception as error:  # noqa: BLE001 - no fault of a server may end a run
            return Outcome(sent, failure=failure(error, self._seconds))

    def close(self) -> None:
        """Close connections and the thread; a second call does nothing."""
        if self._loop.is_closed():
            return
        with contextlib.suppress(Exception):
            self._wait(self._shut_down())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_GRACE_SECONDS)

    def _run(self) -> None:
        """Run the loop until it is stopped; the runner then cancels its remaining tasks and closes it."""
        with self._runner:
            self._loop.run_forever()

    async def _shut_down(self) -> None:
        if self._lifespan:
            await self._lifespan.stop()
        await self._transport.aclose()

    async def _receive(self, message: httpx.Request) -> Response:
        """Send a message and read the response up to the limit.

        Raises:
            TimeoutError: The deadline was exceeded.
            Exception: Any exception of the HTTP library or of an application in this process.
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
        return to_response(response, bytes(body), self._limit, start)

    def _wait(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Run a coroutine in the loop and return its result.

        Raises:
            TimeoutError: The loop is blocked, for example by an ASGI application.
        """
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(self._seconds + _GRACE_SECONDS)
        except concurrent.futures.CancelledError as error:
            raise TimeoutError("the request was cancelled") from error
        except BaseException:
            future.cancel()
            raise
