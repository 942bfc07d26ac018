"""Holds the oracle against every job of up to three operations: ``python -m tests.oracle.exhaustive FILE``.

The reference server and each lawful variant run all shapes, and nothing may be forbidden; each fault runs
them in a random order until one outcome is forbidden. After FILE comes how many of the jobs of three
operations each variant runs: all of them take hours. It runs every shorter one in any case.
"""

import logging
import os
import random
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from conformance.oracle.bulk import JobModel, Permission
from tests.oracle.bench import Bench
from tests.oracle.servers import BEYOND, OUT_OF_SCOPE, processing_faults, variants
from tests.oracle.small_scope import LONGEST, shapes

SEED = 7644

ENOUGH = 5000
"""Jobs after which a fault that was only warned of is taken to be no worse than that."""


@dataclass(frozen=True)
class Held:
    """What came of one server.

    Attributes:
        name: Its fault or variant; empty for the reference server as it should be.
        tried: Number of jobs.
        warned: Number of outcomes that only a lenient reading permits.
        forbidden: Number of outcomes that no reading permits.
    """

    name: str
    tried: int
    warned: int
    forbidden: int


def shuffled() -> list[JobModel]:
    """Return every shape, in an order that is random and always the same."""
    found = list(shapes())
    random.Random(SEED).shuffle(found)
    return found


def lawful(name: str, most: int | None) -> Held:
    """Run shapes against a server that keeps the law: all, or for a variant so many of the longest ones."""
    logging.disable(logging.CRITICAL)
    bench = Bench(variants=(name,) if name else ())
    found = shuffled()
    longest = [shape for shape in found if len(shape.steps) == LONGEST]
    chosen = [shape for shape in found if len(shape.steps) < LONGEST] + longest[: most if name else None]
    stands = [bench.judge(shape)[1].stand for shape in chosen]
    return Held(name, len(stands), stands.count(Permission.TOLERATED), stands.count(Permission.FORBIDDEN))


def faulty(name: str) -> Held:
    """Run shapes against a faulty server until the oracle forbids one outcome, or has warned long enough."""
    logging.disable(logging.CRITICAL)
    bench = Bench(faults=(name,))
    waiting = shuffled()
    warned = 0
    for tried, shape in enumerate(waiting, start=1):
        stand = bench.judge(shape)[1].stand
        warned += stand is Permission.TOLERATED
        if stand is Permission.FORBIDDEN:
            return Held(name, tried, warned, 1)
        if warned and tried >= ENOUGH:
            return Held(name, tried, warned, 0)
    return Held(name, len(waiting), warned, 0)


def page(servers: list[Held], faults: list[Held], seconds: float) -> Iterator[str]:
    """Yield the page, line by line, as Markdown."""
    total = servers[0].tried
    seen = [held for held in faults if held.forbidden]
    yield "# The oracle in small scope"
    yield ""
    yield (
        f"Made on {datetime.now(UTC):%Y-%m-%d} by `make small-scope`: {total} jobs of up to three operations "
        f"over a store of two users and a group, in {seconds:.0f} s on {os.cpu_count()} cores."
    )
    yield ""
    yield (
        "Each lawful server has run all jobs of one and two operations, and of three as many as the table "
        "adds up to; the reference server, all."
    )
    yield ""
    yield (
        f"Of {len(servers)} lawful servers, {sum(held.forbidden > 0 for held in servers)} were accused. "
        f"Of {len(faults)} faults, {len(seen)} had an outcome that the "
        f"oracle forbids; one that was only warned of was played for {ENOUGH} jobs."
    )
    yield ""
    yield "| lawful server | jobs | only leniently permitted | forbidden |"
    yield "|---|---|---|---|"
    for held in servers:
        yield f"| {held.name or 'the reference server'} | {held.tried} | {held.warned} | {held.forbidden} |"
    yield ""
    yield "| fault | jobs until it was seen | seen |"
    yield "|---|---|---|"
    for held in faults:
        verdict = "forbidden" if held.forbidden else "only leniently permitted" if held.warned else "not seen"
        yield f"| {held.name} | {held.tried} | {verdict} |"
    yield ""
    yield "Faults that cannot show here:"
    yield ""
    for name, reason in sorted(OUT_OF_SCOPE.items()):
        yield f"- {name}: {BEYOND[reason]}"


def main(path: Path, most: int | None) -> int:
    """Hold every server, write the page, and return 1 where the oracle is wrong about any."""
    started = time.monotonic()
    # One more than there are cores: one of the lawful servers does little but wait.
    with ProcessPoolExecutor((os.cpu_count() or 1) + 1) as pool:
        faults = list(pool.map(faulty, [fault.name for fault in processing_faults()]))
        names = ["", *variants()]
        servers = list(pool.map(lawful, names, [most] * len(names)))
    path.parent.mkdir(exist_ok=True)
    lines = page(servers, faults, time.monotonic() - started)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    wrong = [held.name or "the reference server" for held in servers if held.forbidden]
    wrong += [held.name for held in faults if not held.forbidden and not held.warned]
    print(f"{path}: {len(servers)} lawful servers, {len(faults)} faults, wrong: {', '.join(wrong) or 'none'}")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None))
