"""The way to a server by HTTP, and to an ASGI application in this process."""

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
from conformance.client.transport.messages import UNSENDABLE, kept, kept_headers, pieces_async, written
from conformance.exchange import Response
from conformance.settings import Settings

_T = TypeVar("_T")
_GRACE_SECONDS = 5.0


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
        """Send one request and return what became of it; redirects are not followed."""
        try:
            message = written(request, pieces_async)
        except UNSENDABLE as error:
            return Outcome(request.headers, failure=failure(error, self._seconds))
        sent = kept_headers(message.headers)
        try:
            return Outcome(sent, response=self._wait(self._receive(message)))
        except Exception as error:  # noqa: BLE001 - no fault of a server may end a run
            return Outcome(sent, failure=failure(error, self._seconds))

    def close(self) -> None:
        """Give back connections and the thread; a second call does nothing."""
        if self._loop.is_closed():
            return
        with contextlib.suppress(Exception):
            self._wait(self._farewell())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_GRACE_SECONDS)

    def _run(self) -> None:
        """Run the loop until it is stopped; the runner then ends what still hangs in it, and closes it."""
        with self._runner:
            self._loop.run_forever()

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
        return kept(response, bytes(body), self._limit, start)

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
