"""A listener on this machine that shows whether a server calls where a job told it to."""

import contextlib
import secrets
import socket
import threading
from types import TracebackType
from typing import Self

_HOST = "127.0.0.1"
_SECONDS = 1.0
_ANSWER = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Listener:
    """Listens while its ``with`` block runs, and answers each caller 404.

    Attributes:
        calls: First line of what each caller sent; empty where nothing readable came.
    """

    def __init__(self) -> None:
        self.calls: list[str] = []
        self._socket = socket.create_server((_HOST, 0))
        self._farewell = f"BYE {secrets.token_hex(8)}"
        self._thread = threading.Thread(target=self._serve, name="scim-visitors", daemon=True)

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
        """Stop listening; whoever has called by now is heard first, since callers are heard in turn."""
        with (
            contextlib.suppress(OSError),
            socket.create_connection(self._socket.getsockname(), _SECONDS) as own,
        ):
            own.sendall(f"{self._farewell}\r\n".encode())
        self._thread.join(_SECONDS * (len(self.calls) + 5))
        self._socket.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while (line := self._hear()) != self._farewell:
                self.calls.append(line)

    def _hear(self) -> str:
        caller, _ = self._socket.accept()
        with caller, contextlib.suppress(OSError):
            caller.settimeout(_SECONDS)
            line = caller.recv(4096).partition(b"\r\n")[0].decode("latin-1")
            caller.sendall(_ANSWER)
            return line
        return ""
