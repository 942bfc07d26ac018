"""Compare generated bulk requests with schemathesis: ``python -m tests.comparison.page FILE ST [EVERY]``."""

import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from conformance.reference.server import ReferenceConfig
from conformance.scim.bulk_response import read_status
from tests.comparison.fuzzing import HERE, Fuzzer
from tests.exploration.play import explore
from tests.heads import head
from tests.matrix.page import table
from tests.matrix.play import BAD, LIMITS
from tests.oracle.servers import processing_faults

PUBLISHED = HERE.parents[1] / "schemas" / "scaikey" / "openapi.json"
ENRICHED = HERE / "enriched.yaml"
EVERY = 4
"""By default, every fourth fault is tested."""

COMMAND = "make compare"

NAMES = {
    "published": "schemathesis, published document",
    "enriched": "schemathesis, enriched document",
    "generated": "generated bulk requests",
}


def counts() -> dict[str, int]:
    """Return the faults that the compared ones are taken from."""
    return {"faults of processing": len(processing_faults())}


@dataclass(frozen=True)
class Row:
    """The requests of one tool to one server, and what the tool reported.

    Attributes:
        tool: Its key in `NAMES`.
        fault: The fault of the server; empty for the server without a fault.
        requests: Number of requests, those of the clean-up included.
        operations: Number of results in the responses to bulk requests.
        succeeded: Number of results with a status in the 200 series.
        reported: What the tool reports for this server and not for the server without a fault.
    """

    tool: str
    fault: str
    requests: int
    operations: int
    succeeded: int
    reported: tuple[str, ...]


def counted(tool: str, fault: str, responses: Iterable[str | bytes], reported: Iterable[str]) -> Row:
    """Return a row, with the results counted in the bodies of all responses."""
    bodies = list(responses)
    codes = [read_status(status).succeeded for body in bodies for status in statuses(body)]
    return Row(tool, fault, len(bodies), len(codes), sum(codes), tuple(sorted(reported)))


def statuses(body: str | bytes) -> list[object]:
    """Return the status of each result in a bulk response; none for any other body."""
    try:
        document = json.loads(body)
    except ValueError:
        return []
    if not isinstance(document, dict) or not str(document.get("schemas")).count("BulkResponse"):
        return []
    results = document.get("Operations")
    return [each.get("status") for each in results if isinstance(each, dict)] if results else []


def compared(fuzzers: dict[str, Fuzzer], known: Path, fault: str) -> list[Row]:
    """Test one server with each tool; generated bulk requests get no more requests than schemathesis."""
    logging.disable(logging.CRITICAL)
    config = ReferenceConfig(profile="scaikey", faults=(fault,) if fault else (), **LIMITS)
    fuzzed = {tool: fuzzer.fuzz(config, known / tool) for tool, fuzzer in fuzzers.items()}
    rows = [counted(tool, fault, each.responses, each.failures) for tool, each in fuzzed.items()]
    # Half of them, because the run also deletes the resources that it creates.
    most = min(row.requests for row in rows) // 2
    explored = explore(fault, profile="scaikey", effort="thorough", most=most)
    bodies = (each.response.body if each.response else b"" for each in explored.exchanges)
    rows.append(
        counted("generated", fault, bodies, {each.requirement for each in explored.findings_with(*BAD)})
    )
    return rows


def sample(every: int) -> list[str]:
    """Return every n-th fault of processing, without those that hang: a fuzzer would wait for hours."""
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
            f"{sum(bool(row.reported) for row in faulty)} of {len(faulty)}",
            sum(bool(row.reported) for row in mine if not row.fault),
        )


def page(rows: list[Row], every: int, version: str, seconds: float) -> Iterator[str]:
    """Yield the page, line by line, as Markdown."""
    yield "# Comparison with a fuzzer for any API"
    yield ""
    yield str(head(f"{COMMAND} EVERY={every}", counts()))
    yield ""
    yield (
        f"The other tool is schemathesis {version}. The run took {seconds:.0f} s on {os.cpu_count()} cores."
    )
    yield ""
    yield (HERE / "method.md").read_text(encoding="utf-8").rstrip().format(every=every)
    yield ""
    columns = ("tool", "requests to one server, median", "results of operations", "results with success")
    yield from table((*columns, "faults detected", "reports on the server without a fault"), figures(rows))
    yield ""
    yield "## Reports for each fault"
    yield ""
    by_name = {(row.fault, row.tool): row for row in rows}
    yield from table(
        ("fault", *NAMES.values()),
        (
            (f"`{fault}`", *(", ".join(by_name[fault, tool].reported) or "none" for tool in NAMES))
            for fault in dict.fromkeys(row.fault for row in rows if row.fault)
        ),
    )


def main(path: Path, executable: Path, every: int = EVERY) -> int:
    """Test a server without a fault and the servers with one, and write the page."""
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
        print(f"{line[0]}: {line[3]} of {line[2]} operations succeeded, {line[4]} faults detected")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]).absolute(), *map(int, sys.argv[3:])))
