"""Delay Ctrl-C and SIGTERM until a request has a response."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def postponed() -> Iterator[None]:
    """Delay an interruption until the end of the block; a second one takes effect at once.

    A server may complete a request although the client closed the connection. It could create a resource
    after the clean-up has searched for it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread receives signals
        return
    waiting: list[int] = []
    before = {number: handler for number in _SIGNALS if (handler := signal.getsignal(number)) is not None}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def wait(number: int, _: FrameType | None) -> None:
        if not waiting:
            waiting.append(number)
            return
        waiting.clear()
        restore()
        signal.raise_signal(number)

    for number in before:
        signal.signal(number, wait)
    try:
        yield
    finally:
        restore()
        if waiting:
            signal.raise_signal(waiting[0])
