"""Servers that become unavailable, return stale data or lose responses."""

from collections.abc import Iterable, Iterator

from tests.hostile.kit import Asked, Reply
from tests.hostile.modes import hostile


@hostile(everything=1, works=True)
def stale_reads(asked: Asked) -> Reply:
    """Each GET returns the first response for its path."""
    if asked.method != "GET":
        return asked.conforming()
    memory = asked.server.memory
    return memory.setdefault(asked.path, memory.get(asked.path) or asked.conforming())


@hostile(everything=2, works=True)
def dies_in_the_middle(asked: Asked) -> Iterable[bytes]:
    """Conforms for 15 requests, and then closes its port."""
    if asked.server.asked == 15:
        asked.server.die()
    return asked.conforming()


@hostile(everything=2, works=True)
def dies_in_a_job(asked: Asked) -> Iterator[bytes]:
    """Conforms until its third bulk request, at which it closes its port without a response."""
    if asked.place == "/Bulk":
        asked.server.jobs += 1
        if asked.server.jobs == 3:
            asked.server.die()
            raise ConnectionResetError
    yield from asked.conforming()


@hostile(everything=2, works=True)
def dies_in_the_clean_up(asked: Asked) -> Iterable[bytes]:
    """Conforms until the clean-up, and closes its port at the third DELETE."""
    if asked.method == "DELETE":
        asked.server.turn += 1
        if asked.server.turn == 3:
            asked.server.die()
    return asked.conforming()


@hostile(everything=2, works=True)
def comes_back(asked: Asked) -> Iterator[bytes]:
    """Closes its port at the first bulk request, and opens it again half a second later."""
    if asked.place == "/Bulk":
        asked.server.jobs += 1
        if asked.server.jobs == 1:
            asked.server.return_after(0.5)
            raise ConnectionResetError
    yield from asked.conforming()


@hostile(jobs=1, loses=True)
def done_and_dropped(asked: Asked) -> Iterator[bytes]:
    """Processes every bulk request, and resets the connection instead of a response.

    One lost response proves nothing: the fixed scenarios are inconclusive. A generated bulk request without
    a response is sent once more with new names, and fails if the response is lost again.
    """
    asked.conforming()
    yield b""
    raise ConnectionResetError
