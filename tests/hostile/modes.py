"""The table of hostile servers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from tests.hostile.kit import Asked, BulkResponse


class Where(StrEnum):
    """Which requests a server is hostile to; it answers the others as it should."""

    EVERYTHING = "everything"
    JOBS = "jobs"
    READS = "reads"

    def takes(self, asked: Asked) -> bool:
        """Tell whether a request is among them; a read is one of a single resource."""
        if self is Where.JOBS:
            return asked.place == "/Bulk"
        if self is Where.READS:
            return asked.method == "GET" and asked.place.startswith(("/Users/", "/Groups/"))
        return True


@dataclass(frozen=True)
class Mode:
    """One hostile server.

    Attributes:
        exit_codes: The exit codes that the README names for what it is.
        timeout: Seconds that the run gives to a request; None for what is usual.
        works: It processes jobs and says so: what passes then may be seen to pass.
        loses: It loses answers to jobs, which fails it only where a job is sent again, as generated ones are.
    """

    name: str
    summary: str
    answer: BulkResponse
    exit_codes: tuple[int, ...]
    timeout: float | None
    works: bool
    loses: bool = False


MODES: dict[str, Mode] = {}


def hostile(
    *,
    everything: int | tuple[int, ...] | None = None,
    jobs: int | tuple[int, ...] | None = None,
    reads: int | tuple[int, ...] | None = None,
    timeout: float | None = None,
    works: bool = False,
    loses: bool = False,
) -> Callable[[BulkResponse], BulkResponse]:
    """Declare a function as a server that is hostile to everything, to jobs alone, or to reads alone.

    Args:
        everything: Exit code of a run against the one that is hostile to everything; None for no such server.
        jobs: The same of the one that is hostile to jobs.
        reads: The same of the one that is hostile to reads of single resources; its jobs work.
        timeout: See `Mode`.
        works: See `Mode`.
        loses: See `Mode`.
    """

    def declare(answer: BulkResponse) -> BulkResponse:
        for where, codes in ((Where.EVERYTHING, everything), (Where.JOBS, jobs), (Where.READS, reads)):
            if codes is None:
                continue
            name = answer.__name__.replace("_", "-") + ("" if where is Where.EVERYTHING else f"-to-{where}")
            MODES[name] = Mode(
                name,
                " ".join((answer.__doc__ or "").partition("\n\n")[0].split()),
                partial(_answer, where, answer),
                codes if isinstance(codes, tuple) else (codes,),
                timeout,
                works or where is Where.READS,
                loses and where is Where.JOBS,
            )
        return answer

    return declare


def _answer(where: Where, answer: BulkResponse, asked: Asked) -> Iterable[bytes]:
    return answer(asked) if where.takes(asked) else asked.lawful()
