"""Slow servers."""

from collections.abc import Iterator

from tests.hostile.kit import Asked, Reply, head
from tests.hostile.modes import hostile
from tests.hostile.wrong import error


def drip(asked: Asked, text: bytes) -> Iterator[bytes]:
    """Yield one byte every half second, until the server ends."""
    for byte in text:
        if asked.server.stop.wait(0.5):
            return
        yield bytes([byte])


@hostile(everything=4, jobs=1, reads=2, timeout=0.7)
def one_byte_every_half_second(asked: Asked) -> Iterator[bytes]:
    """The correct response, one byte every half second."""
    reply = asked.conforming()
    yield head(reply.status, **reply.headers)
    yield from drip(asked, reply.body)


@hostile(everything=4, jobs=1, timeout=0.3)
def slow_headers(asked: Asked) -> Iterator[bytes]:
    """A header that never ends, one byte every half second."""
    yield b"HTTP/1.1 200 OK\r\nX-Slow: "
    yield from drip(asked, b"a" * 10_000)


@hostile(everything=4, jobs=1, timeout=0.3)
def silence(asked: Asked) -> Iterator[bytes]:
    """Reads every request and never responds."""
    asked.server.stop.wait(600)
    yield b""


@hostile(everything=4, jobs=1, timeout=0.3)
def endless_interim_responses(asked: Asked) -> Iterator[bytes]:
    """100 Continue without an end."""
    while not asked.server.stop.wait(0.01):
        yield b"HTTP/1.1 100 Continue\r\n\r\n"


@hostile(everything=4, jobs=2, timeout=0.3)
def come_back_next_year(_: Asked) -> Reply:
    """429, with a Retry-After of a year."""
    return error(429, Retry_After="31536000")
