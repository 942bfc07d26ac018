"""Test the oracle with every request of up to three operations: ``python -m tests.oracle.exhaustive FILE``.

The reference server and each variant process all requests, and no outcome may be forbidden. Each fault
processes them in random order until one outcome is forbidden. A number after FILE limits the requests with
three operations for each variant, since all of them take hours.
"""

import logging
import os
import random
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from conformance.oracle.bulk import JobModel, Permission
from tests.heads import head
from tests.oracle.in_process import InProcessServer
from tests.oracle.servers import BEYOND, OUT_OF_SCOPE, processing_faults, variants
from tests.oracle.small_scope import LONGEST, shapes

COMMAND = "make small-scope"

SEED = 7644

ENOUGH = 5000
"""Requests after which a fault with tolerated outcomes only is recorded as a warning."""


def counts() -> dict[str, int]:
    """Return what the page covers."""
    return {"faults": len(processing_faults()), "variants": len(variants())}


@dataclass(frozen=True)
class Row:
    """The results of one server.

    Attributes:
        name: Its fault or variant; empty for the reference server.
        tried: Number of requests.
        warned: Number of tolerated outcomes.
        forbidden: Number of forbidden outcomes.
    """

    name: str
    tried: int
    warned: int
    forbidden: int


def shuffled() -> list[JobModel]:
    """Return every model in a random but reproducible order."""
    found = list(shapes())
    random.Random(SEED).shuffle(found)
    return found


def conforming(name: str, most: int | None) -> Row:
    """Run requests against a conforming server: all; for a variant, limit those of three operations."""
    logging.disable(logging.CRITICAL)
    server = InProcessServer(variants=(name,) if name else ())
    found = shuffled()
    longest = [shape for shape in found if len(shape.steps) == LONGEST]
    chosen = [shape for shape in found if len(shape.steps) < LONGEST] + longest[: most if name else None]
    permissions = [server.judge(shape)[1].permission for shape in chosen]
    return Row(
        name,
        len(permissions),
        permissions.count(Permission.TOLERATED),
        permissions.count(Permission.FORBIDDEN),
    )


def faulty(name: str) -> Row:
    """Run requests against a faulty server until one outcome is forbidden, or enough were tolerated."""
    logging.disable(logging.CRITICAL)
    server = InProcessServer(faults=(name,))
    waiting = shuffled()
    warned = 0
    for tried, shape in enumerate(waiting, start=1):
        permission = server.judge(shape)[1].permission
        warned += permission is Permission.TOLERATED
        if permission is Permission.FORBIDDEN:
            return Row(name, tried, warned, 1)
        if warned and tried >= ENOUGH:
            return Row(name, tried, warned, 0)
    return Row(name, len(waiting), warned, 0)


def page(servers: list[Row], faults: list[Row], seconds: float) -> Iterator[str]:
    """Yield the lines of the Markdown page."""
    total = servers[0].tried
    detected = [row for row in faults if row.forbidden]
    yield "# The oracle, tested with every small bulk request"
    yield ""
    yield str(head(COMMAND, counts()))
    yield ""
    yield (
        f"There are {total} bulk requests of up to three operations on a store of two users and a group. "
        f"The run took {seconds:.0f} s on {os.cpu_count()} cores."
    )
    yield ""
    yield (
        "The reference server processed all requests. Each variant processed all requests of one and two "
        "operations, and a sample of those with three."
    )
    yield ""
    yield (
        f"Of {len(servers)} conforming servers, {sum(row.forbidden > 0 for row in servers)} had a "
        f"forbidden outcome. Of {len(faults)} faults, {len(detected)} had one. A fault with only tolerated "
        f"outcomes processed {ENOUGH} requests."
    )
    yield ""
    yield "| conforming server | requests | tolerated | forbidden |"
    yield "|---|---|---|---|"
    for row in servers:
        yield f"| {row.name or 'the reference server'} | {row.tried} | {row.warned} | {row.forbidden} |"
    yield ""
    yield "| fault | requests until detected | detected as |"
    yield "|---|---|---|"
    for row in faults:
        verdict = "forbidden" if row.forbidden else "tolerated" if row.warned else "not detected"
        yield f"| {row.name} | {row.tried} | {verdict} |"
    yield ""
    yield "Faults that cannot show in this scope:"
    yield ""
    for name, reason in sorted(OUT_OF_SCOPE.items()):
        yield f"- {name}: {BEYOND[reason]}"


def main(path: Path, most: int | None) -> int:
    """Test every server, write the page, and return 1 if the oracle is wrong about any."""
    started = time.monotonic()
    # One more than there are cores, because one of the variants mostly waits.
    with ProcessPoolExecutor((os.cpu_count() or 1) + 1) as pool:
        faults = list(pool.map(faulty, [fault.name for fault in processing_faults()]))
        names = ["", *variants()]
        servers = list(pool.map(conforming, names, [most] * len(names)))
    path.parent.mkdir(exist_ok=True)
    lines = page(servers, faults, time.monotonic() - started)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    wrong = [row.name or "the reference server" for row in servers if row.forbidden]
    wrong += [row.name for row in faults if not row.forbidden and not row.warned]
    print(
        f"{path}: {len(servers)} conforming servers, {len(faults)} faults, "
        f"wrong: {', '.join(wrong) or 'none'}"
    )
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None))
