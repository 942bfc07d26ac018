"""Find faults with generated requests only: ``python -m tests.exploration.page FILE``.

No fixed scenario is played. Variants are explored in the same way and must not get a `fail`.
"""

import os
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import conformance
from conformance.reference.registry import VARIANTS
from conformance.requirements.verdicts import Verdict
from tests.exploration.play import explore
from tests.exploration.survivors import OUT_OF_SIGHT, TO_BE_SEEN
from tests.matrix.page import table
from tests.matrix.play import GENERATED
from tests.oracle.servers import BEYOND, OUT_OF_SCOPE

ASKED = {"standard": 0.7, "thorough": 0.9}
"""The share of the faults that each effort must detect."""

PERMITTED = (
    *((name, "standard") for name in ("", *sorted(VARIANTS))),
    *((name, "thorough") for name in ("", *sorted(VARIANTS)[::3])),
)
"""The conforming servers: all at one effort, the reference server and every third variant at the other."""


@dataclass(frozen=True)
class Row:
    """What came of exploring one server at one effort.

    Attributes:
        name: Its fault or variant; empty for the reference server as it should be.
        effort: How much was explored.
        failed: The requirements that failed.
        warned: The requirements that warned and did not fail.
        smallest: Operations of the smallest job that shows something; None where the rules that watch every
            exchange have seen it, and where there was nothing to see.
        requests: Requests that were sent.
    """

    name: str
    effort: str
    failed: tuple[str, ...]
    warned: tuple[str, ...]
    smallest: int | None
    requests: int

    @property
    def killed(self) -> bool:
        """Whether anything was seen."""
        return bool(self.failed or self.warned)


def explored(job: tuple[str, str]) -> Row:
    """Explore one server at one effort."""
    name, effort = job
    found = explore(name, effort=effort, scenarios=(GENERATED,))
    failed = {finding.requirement for finding in found.findings_with(Verdict.FAIL)}
    warned = {finding.requirement for finding in found.findings_with(Verdict.WARN)} - failed
    return Row(
        name, effort, tuple(sorted(failed)), tuple(sorted(warned)), found.smallest, len(found.exchanges)
    )


def with_progress(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows and print a line for each."""
    for row in rows:
        seen = " ".join((*row.failed, *(f"({id_})" for id_ in row.warned)))
        print(f"{row.effort:8} {row.name or 'the reference server'}: {seen or 'nothing'}", flush=True)
        yield row


def figures(faults: list[Row], variants: list[Row]) -> Iterator[tuple[object, ...]]:
    """Yield one line of figures for each effort."""
    for effort in ASKED:
        rows = [row for row in faults if row.effort == effort]
        killed = [row for row in rows if row.killed]
        small = sorted(row.smallest for row in killed if row.smallest)
        conforming = [row for row in variants if row.effort == effort]
        yield (
            effort,
            f"{len(killed)} of {len(rows)}",
            f"{100 * len(killed) / len(rows):.0f} %",
            f"{small[len(small) // 2]}, at most {small[-1]}",
            sorted(row.requests for row in conforming)[len(conforming) // 2],
            f"{sum(bool(row.failed) for row in conforming)} of {len(conforming)}",
        )


def page(faults: list[Row], variants: list[Row], seconds: float) -> Iterator[str]:
    """Yield the page, line by line, as Markdown."""
    yield "# Exploration alone"
    yield ""
    yield (
        f"Made on {datetime.now(UTC):%Y-%m-%d} by `make exploration`, version {conformance.__version__}, "
        f"seed 0, in {seconds:.0f} s on {os.cpu_count()} cores. Each server is the embedded reference server "
        "with one fault or one variant. All fixed scenarios are switched off, so generated requests detect "
        "everything on this page."
    )
    yield ""
    head = ("effort", "faults seen", "rate", "operations of the smallest job, median", "requests, median")
    yield from table((*head, "conforming servers with a `fail`"), figures(faults, variants))
    yield ""
    yield f"Left out are {len(OUT_OF_SCOPE)} faults of which generated jobs cannot know:"
    yield ""
    for name, reason in sorted(OUT_OF_SCOPE.items()):
        yield f"- `{name}`: {BEYOND[reason]}"
    for effort in ASKED:
        yield ""
        yield f"## Not seen at {effort} effort"
        yield ""
        survivors = [row.name for row in faults if row.effort == effort and not row.killed]
        for name in survivors:
            yield f"- `{name}`: {OUT_OF_SIGHT.get(name, 'no reason is known')}"
        if not survivors:
            yield "Nothing."
    yield ""
    yield "## Faults, and what is seen of them"
    yield ""
    by_name = {(row.name, row.effort): row for row in faults}
    yield from table(
        (
            "fault",
            *(f"{effort}: {what}" for effort in ASKED for what in ("requests", "smallest job", "seen")),
        ),
        (
            (f"`{name}`", *(cell for effort in ASKED for cell in _cells(by_name[name, effort])))
            for name in dict.fromkeys(row.name for row in faults)
        ),
    )


def _cells(row: Row) -> tuple[object, ...]:
    seen = [*row.failed, *(f"({id_})" for id_ in row.warned)]
    return row.requests, row.smallest or "", ", ".join(seen) or "**nothing**"


def main(path: Path) -> int:
    """Explore all servers, write the page, and return 1 if too few faults or any variant fail."""
    started = time.monotonic()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        faults = list(with_progress(pool.map(explored, product(TO_BE_SEEN, ASKED))))
        variants = list(with_progress(pool.map(explored, PERMITTED)))
    path.parent.mkdir(exist_ok=True)
    lines = page(faults, variants, time.monotonic() - started)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    accused = [f"{row.name or 'the reference server'} ({row.effort})" for row in variants if row.failed]
    print(f"{path}: conforming servers with failures: {', '.join(accused) or 'none'}")
    missed = False
    for effort, share in ASKED.items():
        killed = sum(row.killed for row in faults if row.effort == effort)
        print(f"{effort}: {killed} of {len(TO_BE_SEEN)} faults seen, {100 * killed / len(TO_BE_SEEN):.0f} %")
        missed |= killed < share * len(TO_BE_SEEN)
    return int(missed or bool(accused))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
