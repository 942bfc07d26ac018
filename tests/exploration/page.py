"""Detect faults with generated requests only: ``python -m tests.exploration.page FILE``.

No fixed scenario runs. Variants get the same requests and must not get a `fail`.
"""

import os
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from conformance.reference.registry import VARIANTS
from conformance.requirements.verdicts import Verdict
from tests.exploration.play import explore
from tests.exploration.survivors import OUT_OF_SIGHT, TO_BE_SEEN
from tests.heads import head
from tests.matrix.page import table
from tests.matrix.play import GENERATED
from tests.oracle.servers import BEYOND, OUT_OF_SCOPE

COMMAND = "make exploration"

REQUIRED = {"standard": 0.7, "thorough": 0.9}
"""The share of the faults that each effort must detect."""

PERMITTED = (
    *((name, "standard") for name in ("", *sorted(VARIANTS))),
    *((name, "thorough") for name in ("", *sorted(VARIANTS)[::3])),
)
"""The conforming servers: all at one effort, the reference server and every third variant at the other."""


def counts() -> dict[str, int]:
    """Return what the page covers."""
    return {"faults": len(TO_BE_SEEN), "variants": len(VARIANTS)}


@dataclass(frozen=True)
class Row:
    """The result of exploring one server at one effort.

    Attributes:
        name: Its fault or variant; empty for the reference server without either.
        effort: The effort of the exploration.
        failed: The requirements that failed.
        warned: The requirements that warned and did not fail.
        smallest: Number of operations in the smallest bulk request that shows the fault; None if only checks
            of single exchanges detect it, and if nothing failed or warned.
        requests: Number of requests.
    """

    name: str
    effort: str
    failed: tuple[str, ...]
    warned: tuple[str, ...]
    smallest: int | None
    requests: int

    @property
    def detected(self) -> bool:
        """True if a requirement failed or warned."""
        return bool(self.failed or self.warned)


def explored(server: tuple[str, str]) -> Row:
    """Explore one server, given by its name, at one effort."""
    name, effort = server
    found = explore(name, effort=effort, scenarios=(GENERATED,))
    failed = {finding.requirement for finding in found.findings_with(Verdict.FAIL)}
    warned = {finding.requirement for finding in found.findings_with(Verdict.WARN)} - failed
    return Row(
        name, effort, tuple(sorted(failed)), tuple(sorted(warned)), found.smallest, len(found.exchanges)
    )


def with_progress(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows and print a line for each."""
    for row in rows:
        verdicts = " ".join((*row.failed, *(f"({id_})" for id_ in row.warned)))
        print(f"{row.effort:8} {row.name or 'the reference server'}: {verdicts or 'none'}", flush=True)
        yield row


def figures(faults: list[Row], variants: list[Row]) -> Iterator[tuple[object, ...]]:
    """Yield one line of figures for each effort."""
    for effort in REQUIRED:
        rows = [row for row in faults if row.effort == effort]
        detected = [row for row in rows if row.detected]
        small = sorted(row.smallest for row in detected if row.smallest)
        conforming = [row for row in variants if row.effort == effort]
        yield (
            effort,
            f"{len(detected)} of {len(rows)}",
            f"{100 * len(detected) / len(rows):.0f} %",
            f"{small[len(small) // 2]}, at most {small[-1]}",
            sorted(row.requests for row in conforming)[len(conforming) // 2],
            f"{sum(bool(row.failed) for row in conforming)} of {len(conforming)}",
        )


def page(faults: list[Row], variants: list[Row], seconds: float) -> Iterator[str]:
    """Yield the page, line by line, as Markdown."""
    yield "# Faults that generated requests detect"
    yield ""
    yield str(head(COMMAND, counts()))
    yield ""
    yield (
        f"The run took {seconds:.0f} s on {os.cpu_count()} cores, with seed 0. Each server is the bundled "
        "reference server with one fault or one variant. All fixed scenarios are deselected, so generated "
        "requests detect everything on this page."
    )
    yield ""
    columns = ("effort", "faults detected", "rate", "operations in the smallest bulk request, median")
    yield from table(
        (*columns, "requests, median", "conforming servers with a `fail`"), figures(faults, variants)
    )
    yield ""
    yield f"Generated requests cannot show {len(OUT_OF_SCOPE)} faults, which this page leaves out:"
    yield ""
    for name, reason in sorted(OUT_OF_SCOPE.items()):
        yield f"- `{name}`: {BEYOND[reason]}"
    for effort in REQUIRED:
        yield ""
        yield f"## Not detected at {effort} effort"
        yield ""
        survivors = [row.name for row in faults if row.effort == effort and not row.detected]
        for name in survivors:
            yield f"- `{name}`: {OUT_OF_SIGHT.get(name, 'no reason is known')}"
        if not survivors:
            yield "None."
    yield ""
    yield "## Faults, and the requirements that detect them"
    yield ""
    by_name = {(row.name, row.effort): row for row in faults}
    yield from table(
        (
            "fault",
            *(
                f"{effort}: {what}"
                for effort in REQUIRED
                for what in ("requests", "smallest bulk request", "requirements")
            ),
        ),
        (
            (f"`{name}`", *(cell for effort in REQUIRED for cell in _cells(by_name[name, effort])))
            for name in dict.fromkeys(row.name for row in faults)
        ),
    )


def _cells(row: Row) -> tuple[object, ...]:
    verdicts = [*row.failed, *(f"({id_})" for id_ in row.warned)]
    return row.requests, row.smallest or "", ", ".join(verdicts) or "**none**"


def main(path: Path) -> int:
    """Explore all servers, write the page, and return 1 if too few are detected or a variant fails."""
    started = time.monotonic()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        faults = list(with_progress(pool.map(explored, product(TO_BE_SEEN, REQUIRED))))
        variants = list(with_progress(pool.map(explored, PERMITTED)))
    path.parent.mkdir(exist_ok=True)
    lines = page(faults, variants, time.monotonic() - started)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    failed = [f"{row.name or 'the reference server'} ({row.effort})" for row in variants if row.failed]
    print(f"{path}: conforming servers with failures: {', '.join(failed) or 'none'}")
    missed = False
    for effort, share in REQUIRED.items():
        detected = sum(row.detected for row in faults if row.effort == effort)
        rate = f"{100 * detected / len(TO_BE_SEEN):.0f} %"
        print(f"{effort}: {detected} of {len(TO_BE_SEEN)} faults detected, {rate}")
        missed |= detected < share * len(TO_BE_SEEN)
    return int(missed or bool(failed))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
