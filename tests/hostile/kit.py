"""The parts of hostile servers: bytes over a socket, and a conforming server whose responses they change."""

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from email.message import Message
from http.client import parse_headers
from typing import BinaryIO, Self

import httpx

from conformance.reference.app import create_app
from conformance.reference.config import BASE_PATH, ReferenceConfig

HOST = "127.0.0.1"
BASE = BASE_PATH.format(tenant_id="acme")
SCIM_JSON = "application/scim+json"


@dataclass(frozen=True)
class Reply:
    """An HTTP response; iterating over it yields its bytes."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": SCIM_JSON})

    def __iter__(self) -> Iterator[bytes]:
        yield head(self.status, **{"Content-Length": str(len(self.body)), **self.headers})
        yield self.body

    def having(self, **headers: str) -> Self:
        """Return the same with more headers; underscores stand for hyphens."""
        return replace(self, headers=self.headers | {k.replace("_", "-"): v for k, v in headers.items()})


def head(status: int = 200, **headers: str) -> bytes:
    """Return a status line and the given headers, with ``Connection: close`` as the only addition."""
    lines = [f"HTTP/1.1 {status} So", "Connection: close", *(f"{k}: {v}" for k, v in headers.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1")


Handler = Callable[["Asked"], Iterable[bytes]]
"""What a server sends for one request; raising `ConnectionResetError` resets the connection."""


@dataclass(frozen=True)
class Asked:
    """One request, and the server that received it."""

    method: str
    path: str
    headers: Message
    body: bytes
    server: "Hostile"

    @property
    def place(self) -> str:
        """The path below the base URL, without the query."""
        return self.path.partition("?")[0].removeprefix(BASE)

    def conforming(self) -> Reply:
        """Process the request with the conforming server, and return its response."""
        return self.server.reference(self)


class ConformingServer:
    """The reference server in this process; its locations have the hostile server's origin."""

    def __init__(self, origin: str) -> None:
        app = create_app(ReferenceConfig(max_operations=60, max_payload_size=64 * 1024))
        self._tokens = app.state.tokens
        self._transport = httpx.ASGITransport(app)
        self._origin = origin
        self._turn = threading.Lock()

    def token_for(self, tenant: str) -> str:
        """Return a valid token of a tenant."""
        token: str = self._tokens.issue(tenant)
        return token

    def __call__(self, asked: Asked) -> Reply:
        request = httpx.Request(
            asked.method, self._origin + asked.path, headers=list(asked.headers.items()), content=asked.body
        )
        with self._turn:
            status, headers, body = asyncio.run(self._ask(request))
        return Reply(body, status, headers)

    async def _ask(self, request: httpx.Request) -> tuple[int, dict[str, str], bytes]:
        response = await self._transport.handle_async_request(request)
        body = await response.aread()
        return (
            response.status_code,
            {k: v for k, v in response.headers.items() if k != "content-length"},
            body,
        )


class Hostile:
    """A server that handles each request with a function, in threads, while its ``with`` block runs.

    Attributes:
        origin: Scheme, host and port.
        asked: Number of requests.
        jobs: Number of bulk requests, for modes that count them; `turn` is another counter for modes.
        memory: Responses that a mode stores.
        passwords: Passwords in the received requests, for modes that collect them.
        elsewhere: A listener on another origin, to which no request may go.
        stop: Set when the server ends; slow modes wait for it.
    """

    def __init__(self, answer: Handler) -> None:
        self._answer = answer
        self._listener = socket.create_server((HOST, 0))
        self.origin = f"http://{HOST}:{self._listener.getsockname()[1]}"
        self.reference = ConformingServer(self.origin)
        self.asked = self.jobs = self.turn = 0
        self.memory: dict[str, Reply] = {}
        self.passwords: set[str] = set()
        self.elsewhere = Elsewhere()
        self.stop = threading.Event()

    @property
    def base_url(self) -> str:
        return self.origin + BASE

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.die()
        self.elsewhere.close()

    def die(self) -> None:
        """Stop listening: later connections are refused."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def return_after(self, seconds: float) -> None:
        """Stop listening, and listen at the same address again after some seconds."""
        address = self._listener.getsockname()
        self.die()

        def back() -> None:
            if not self.stop.wait(seconds):
                self._listener = socket.create_server(address)
                self._accept(self._listener)

        threading.Thread(target=back, daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as stream, contextlib.suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if asked := self._read(stream):
                self.asked += 1
                try:
                    for piece in self._answer(asked):
                        connection.sendall(piece)
                except ConnectionResetError:
                    # Closing with a linger time of 0 sends RST instead of FIN.
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _read(self, stream: BinaryIO) -> Asked | None:
        words = stream.readline().decode("latin-1").split()
        if len(words) != 3:
            return None
        headers = parse_headers(stream)
        if headers.get("Transfer-Encoding"):
            body = b"".join(_chunks(stream))
        else:
            body = stream.read(int(headers.get("Content-Length") or 0))
        return Asked(words[0], words[1], headers, body, self)


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while size := int(stream.readline(), 16):
        yield stream.read(size)
        stream.readline()


class Elsewhere:
    """A listener on another origin that counts connections; there should be none."""

    def __init__(self) -> None:
        self.visits = 0
        self._listener = socket.create_server((HOST, 0))
        self.origin = f"http://{HOST}:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self._listener.accept()[0].close()
                self.visits += 1

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
