"""Ctrl-C and SIGTERM while a request is under way."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def postponed() -> Iterator[None]:
    """Let an interruption wait until the block ends; a second one does not wait.

    A server may carry out a request whose client has gone, and it may do so after the clean-up has looked for
    what there is to delete.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals reach the main thread only
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
