"""A local HTTP listener that detects requests of the tested server to a URL in a bulk request."""

import contextlib
import secrets
import socket
import threading
from types import TracebackType
from typing import Self

_HOST = "127.0.0.1"
_SECONDS = 1.0
_RESPONSE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Listener:
    """Listens during its ``with`` block and responds to each connection with 404.

    Attributes:
        calls: The first line of each connection; empty if nothing readable was sent.
    """

    def __init__(self) -> None:
        self.calls: list[str] = []
        self._socket = socket.create_server((_HOST, 0))
        self._stop_line = f"BYE {secrets.token_hex(8)}"
        self._thread = threading.Thread(target=self._serve, name="scim-listener", daemon=True)

    @property
    def authority(self) -> str:
        """Host and port."""
        return f"{_HOST}:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening after all connections so far are recorded, since they are served in order."""
        with (
            contextlib.suppress(OSError),
            socket.create_connection(self._socket.getsockname(), _SECONDS) as own,
        ):
            own.sendall(f"{self._stop_line}\r\n".encode())
        self._thread.join(_SECONDS * (len(self.calls) + 5))
        self._socket.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while (line := self._accept()) != self._stop_line:
                self.calls.append(line)

    def _accept(self) -> str:
        """Serve one connection and return its first line."""
        connection, _ = self._socket.accept()
        with connection, contextlib.suppress(OSError):
            connection.settimeout(_SECONDS)
            line = connection.recv(4096).partition(b"\r\n")[0].decode("latin-1")
            connection.sendall(_RESPONSE)
            return line
        return ""
