"""Servers that are there, and are not."""

from collections.abc import Iterable, Iterator

from tests.hostile.kit import Asked, Reply
from tests.hostile.modes import hostile


@hostile(everything=1, works=True)
def stale_reads(asked: Asked) -> Reply:
    """Each GET shows what the first one of that path showed, each search that nothing is there."""
    if asked.method != "GET":
        return asked.lawful()
    memory = asked.server.memory
    return memory.setdefault(asked.path, memory.get(asked.path) or asked.lawful())


@hostile(everything=2, works=True)
def dies_in_the_middle(asked: Asked) -> Iterable[bytes]:
    """Lawful for 15 requests, and then there is nobody."""
    if asked.server.asked == 15:
        asked.server.die()
    return asked.lawful()


@hostile(everything=2, works=True)
def dies_in_a_job(asked: Asked) -> Iterator[bytes]:
    """Lawful up to its third job, at which it dies without an answer."""
    if asked.place == "/Bulk":
        asked.server.jobs += 1
        if asked.server.jobs == 3:
            asked.server.die()
            raise ConnectionResetError
    yield from asked.lawful()


@hostile(everything=2, works=True)
def dies_in_the_clean_up(asked: Asked) -> Iterable[bytes]:
    """Lawful until all has been judged: it is gone after the third resource that the run takes away."""
    if asked.method == "DELETE":
        asked.server.turn += 1
        if asked.server.turn == 3:
            asked.server.die()
    return asked.lawful()


@hostile(everything=2, works=True)
def comes_back(asked: Asked) -> Iterator[bytes]:
    """Dies at its first job without an answer, and comes back half a second later as if nothing were."""
    if asked.place == "/Bulk":
        asked.server.jobs += 1
        if asked.server.jobs == 1:
            asked.server.return_after(0.5)
            raise ConnectionResetError
    yield from asked.lawful()


@hostile(jobs=1, loses=True)
def done_and_dropped(asked: Asked) -> Iterator[bytes]:
    """Does every job, and resets the connection in place of an answer.

    One lost answer is nobody's fault, and the fixed scenarios call it inconclusive. A generated job is sent
    once more where its answer was lost, under new names: a server that drops it again does not answer what it
    is asked, and is failed.
    """
    asked.lawful()
    yield b""
    raise ConnectionResetError
