import contextlib
import json
import socket
import threading
from collections.abc import Callable
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from conformance.client.client import Target
from conformance.settings import Settings


@pytest.fixture
def raw_server():
    """Return a function that starts a server with a handler of connections and returns its URL."""
    with contextlib.ExitStack() as stack:

        def start(talk: Callable[[socket.socket], None]) -> str:
            listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))

            def serve() -> None:
                with contextlib.suppress(OSError):
                    while True:
                        connection, _ = listener.accept()
                        threading.Thread(target=one, args=(connection,), daemon=True).start()

            def one(connection: socket.socket) -> None:
                with connection, contextlib.suppress(OSError):
                    connection.recv(65536)
                    talk(connection)

            threading.Thread(target=serve, daemon=True).start()
            stack.callback(listener.shutdown, socket.SHUT_RDWR)
            return f"http://127.0.0.1:{listener.getsockname()[1]}"

        yield start


@pytest.fixture
def answering(raw_server):
    """Return a function that starts a server, which sends fixed bytes, and returns its URL."""

    def start(answer: bytes) -> str:
        return raw_server(lambda connection: connection.sendall(answer))

    return start


class Received(NamedTuple):
    method: str
    path: str
    headers: Message
    body: bytes


@pytest.fixture
def http_server():
    """Return a function that starts a server for ``handle(request) -> (status, headers, body)``."""
    with contextlib.ExitStack() as stack:

        def start(handle) -> str:
            class Handler(BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"
                wbufsize = (
                    -1
                )  # send head and body in one segment: otherwise a delayed ACK slows each response

                def answer(self) -> None:
                    body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                    status, headers, content = handle(Received(self.command, self.path, self.headers, body))
                    self.send_response(status)
                    for name, value in headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)

                do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815 - names that the library asks for

                def log_message(self, *_: object) -> None:
                    pass

            server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
            return f"http://127.0.0.1:{server.server_port}"

        yield start


@pytest.fixture
def open_target():
    """Return a function that opens a target, which is closed at the end of the test."""
    with contextlib.ExitStack() as stack:
        yield lambda url="", **settings: stack.enter_context(
            Target(Settings(url=url, **{"timeout": 5.0, **settings}))
        )


class Store:
    """A small SCIM server without Bulk, whose lists and filters behave as a test needs."""

    def __init__(self, *, filters="sw", pages=True, deletes=204, total=True, page=100, most=None) -> None:
        self.filters, self.pages, self.deletes, self.total = filters, pages, deletes, total
        self.page, self.most = page, most
        self.resources: dict[str, dict[str, object]] = {}
        self.log: list[tuple[str, str]] = []
        self.hidden = False

    def add(self, path: str, **attributes: object) -> None:
        self.resources[path] = {"id": path.rpartition("/")[2], **attributes}

    def __call__(self, request):
        self.log.append((request.method, request.path))
        parts = urlsplit(request.path)
        place = unquote(parts.path)
        if request.method == "DELETE":
            if self.deletes == 204 and self.resources.pop(place, None) is None:
                return 404, {}, b""
            return self.deletes, {}, b""
        if place in self.resources:
            return 200, {}, json.dumps(self.resources[place]).encode()
        if place not in ("/Users", "/Groups") or self.hidden:
            return 404, {}, b""
        return self._listing(place, parse_qs(parts.query))

    def _listing(self, place, query):
        found = [value for key, value in self.resources.items() if key.startswith(place + "/")]
        if "filter" in query and self.filters == "refused":
            return 400, {}, b"{}"
        if "filter" in query and self.filters == "blind":
            found = []
        if "filter" in query and self.filters == "sw":
            attribute, _, literal = query["filter"][0].split(" ", 2)
            found = [value for value in found if str(value.get(attribute)).startswith(json.loads(literal))]
        if self.most is not None and len(found) > self.most:
            return 400, {}, b'{"scimType": "tooMany"}'
        first = int(query.get("startIndex", ["1"])[0]) - 1 if self.pages else 0
        page = found[first : first + self.page]
        answer = {"Resources": page, **({"totalResults": len(found)} if self.total else {})}
        return 200, {}, json.dumps(answer).encode()


@pytest.fixture
def store_server(http_server):
    """Return a function that starts a `Store` and returns it with its base URL."""

    def start(**options) -> tuple[Store, str]:
        store = Store(**options)
        return store, http_server(store)

    return start
