"""The table of hostile servers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from tests.hostile.kit import Asked, Handler


class Where(StrEnum):
    """The requests to which a server is hostile; it conforms for all others."""

    EVERYTHING = "everything"
    JOBS = "jobs"
    READS = "reads"

    def takes(self, asked: Asked) -> bool:
        """Return whether a request is one of them; a read is a GET of a single resource."""
        if self is Where.JOBS:
            return asked.place == "/Bulk"
        if self is Where.READS:
            return asked.method == "GET" and asked.place.startswith(("/Users/", "/Groups/"))
        return True


@dataclass(frozen=True)
class Mode:
    """One hostile server.

    Attributes:
        exit_codes: The documented exit codes for such a server.
        timeout: The timeout of a request in seconds; None for the default.
        works: It processes bulk requests and reports the results, so requirements may pass.
        loses: It loses responses to bulk requests, which is a failure only if a repeated one is lost again.
    """

    name: str
    summary: str
    answer: Handler
    exit_codes: tuple[int, ...]
    timeout: float | None
    works: bool
    loses: bool = False

    @property
    def single_requests_work(self) -> bool:
        """Whether it processes single requests."""
        return self.works or self.name.endswith(f"-to-{Where.JOBS}")


MODES: dict[str, Mode] = {}


def hostile(
    *,
    everything: int | tuple[int, ...] | None = None,
    jobs: int | tuple[int, ...] | None = None,
    reads: int | tuple[int, ...] | None = None,
    timeout: float | None = None,
    works: bool = False,
    loses: bool = False,
) -> Callable[[Handler], Handler]:
    """Declare a function as a server that is hostile to all requests, to bulk requests or to reads.

    Args:
        everything: Exit code of a run against a server hostile to all requests; None for no such server.
        jobs: The same for a server that is hostile to bulk requests.
        reads: The same for a server that is hostile to reads; its bulk requests work.
        timeout: See `Mode`.
        works: See `Mode`.
        loses: See `Mode`.
    """

    def declare(answer: Handler) -> Handler:
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


def _answer(where: Where, answer: Handler, asked: Asked) -> Iterable[bytes]:
    return answer(asked) if where.takes(asked) else asked.conforming()
