"""Sets generated jobs beside schemathesis: ``python -m tests.comparison.page FILE ST [EVERY]``."""

import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median

import conformance
from conformance.reference.server import ReferenceConfig
from conformance.scim.bulk_response import read_status
from tests.comparison.fuzzing import HERE, Fuzzer
from tests.exploration.play import explore
from tests.matrix.page import table
from tests.matrix.play import BAD, LIMITS
from tests.oracle.servers import processing_faults

PUBLISHED = HERE.parents[1] / "schemas" / "scaikey" / "openapi.json"
ENRICHED = HERE / "enriched.yaml"
EVERY = 4
"""One in so many faults is tried, unless the command says otherwise."""

NAMES = {
    "published": "schemathesis, published document",
    "enriched": "schemathesis, enriched document",
    "ours": "generated jobs",
}


@dataclass(frozen=True)
class Row:
    """What one tool did to one server, and what it said of it.

    Attributes:
        tool: Its key in `NAMES`.
        fault: What the server does wrong; empty where it does nothing wrong.
        requests: Requests that were sent, clean-up and all.
        operations: Results of operations in the answers to jobs.
        succeeded: Those of them with a status in the 200 series.
        seen: What was reported that is not reported of the server without a fault.
    """

    tool: str
    fault: str
    requests: int
    operations: int
    succeeded: int
    seen: tuple[str, ...]


def counted(tool: str, fault: str, answers: Iterable[str | bytes], seen: Iterable[str]) -> Row:
    """Return a row, with the operations counted in the bodies of all answers."""
    bodies = list(answers)
    codes = [read_status(status).succeeded for body in bodies for status in statuses(body)]
    return Row(tool, fault, len(bodies), len(codes), sum(codes), tuple(sorted(seen)))


def statuses(body: str | bytes) -> list[object]:
    """Return the status of each operation in the answer to a job; of any other body none."""
    try:
        document = json.loads(body)
    except ValueError:
        return []
    if not isinstance(document, dict) or not str(document.get("schemas")).count("BulkResponse"):
        return []
    results = document.get("Operations")
    return [each.get("status") for each in results if isinstance(each, dict)] if results else []


def compared(fuzzers: dict[str, Fuzzer], known: Path, fault: str) -> list[Row]:
    """Test one server with each tool; generated jobs have no more requests than schemathesis took."""
    logging.disable(logging.CRITICAL)
    config = ReferenceConfig(profile="scaikey", faults=(fault,) if fault else (), **LIMITS)
    fuzzed = {tool: fuzzer.fuzz(config, known / tool) for tool, fuzzer in fuzzers.items()}
    rows = [counted(tool, fault, each.answers, each.failures) for tool, each in fuzzed.items()]
    # Half of them, for what they create they delete.
    most = min(row.requests for row in rows) // 2
    explored = explore(fault, profile="scaikey", effort="thorough", most=most)
    bodies = (each.response.body if each.response else b"" for each in explored.exchanges)
    rows.append(counted("ours", fault, bodies, {each.requirement for each in explored.told(*BAD)}))
    return rows


def sample(every: int) -> list[str]:
    """Return one in so many faults of processing; none that hangs, for a fuzzer would wait for hours."""
    return [fault.name for fault in processing_faults() if not fault.name.endswith("-hangs")][::every]


def figures(rows: list[Row]) -> Iterator[tuple[object, ...]]:
    """Yield one line of figures for each tool."""
    for tool, name in NAMES.items():
        mine = [row for row in rows if row.tool == tool]
        faulty = [row for row in mine if row.fault]
        operations, succeeded = (
            sum(getattr(row, what) for row in mine) for what in ("operations", "succeeded")
        )
        yield (
            name,
            f"{median(row.requests for row in mine):.0f}, at most {max(row.requests for row in mine)}",
            operations,
            f"{succeeded} ({100 * succeeded / max(operations, 1):.0f} %)",
            f"{sum(bool(row.seen) for row in faulty)} of {len(faulty)}",
            sum(bool(row.seen) for row in mine if not row.fault),
        )


def page(rows: list[Row], every: int, version: str, seconds: float) -> Iterator[str]:
    """Yield the page, line by line, as Markdown."""
    yield "# Beside a fuzzer for any API"
    yield ""
    yield (
        f"Made on {datetime.now(UTC):%Y-%m-%d} by `make compare EVERY={every}`, with scim-conformance "
        f"{conformance.__version__} and schemathesis {version}, in {seconds:.0f} s on {os.cpu_count()} cores."
    )
    yield ""
    yield (HERE / "method.md").read_text(encoding="utf-8").rstrip().format(every=every)
    yield ""
    head = ("tool", "requests to one server, median", "operations answered", "operations that succeeded")
    yield from table((*head, "faults seen", "reports on the server without a fault"), figures(rows))
    yield ""
    yield "## What each said of each fault"
    yield ""
    by_name = {(row.fault, row.tool): row for row in rows}
    yield from table(
        ("fault", *NAMES.values()),
        (
            (f"`{fault}`", *(", ".join(by_name[fault, tool].seen) or "nothing" for tool in NAMES))
            for fault in dict.fromkeys(row.fault for row in rows if row.fault)
        ),
    )


def main(path: Path, executable: Path, every: int = EVERY) -> int:
    """Compare on a server without a fault and on those with one, and write the page."""
    started = time.monotonic()
    fuzzers = {
        "published": Fuzzer(executable, PUBLISHED),
        "enriched": Fuzzer(executable, ENRICHED, ("--mode", "positive")),
    }
    with tempfile.TemporaryDirectory() as directory, ProcessPoolExecutor(os.cpu_count()) as pool:
        known = Path(directory)
        learned = [
            pool.submit(fuzzer.learn, ReferenceConfig(profile="scaikey", **LIMITS), known / tool)
            for tool, fuzzer in fuzzers.items()
        ]
        wait(learned)
        found = pool.map(partial(compared, fuzzers, known), ("", *sample(every)))
        rows = [row for each in found for row in each]
    lines = page(rows, every, fuzzers["published"].version, time.monotonic() - started)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for line in figures(rows):
        print(f"{line[0]}: {line[3]} of {line[2]} operations succeeded, {line[4]} faults seen")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]).absolute(), *map(int, sys.argv[3:])))
