"""Plays the whole kill matrix and writes it as a page: ``python -m tests.matrix.page FILE``."""

import logging
import os
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import conformance
from conformance.reference.registry import FAULTS, VARIANTS
from conformance.requirements import catalogue
from conformance.requirements.verdicts import Level, Verdict
from tests.matrix.play import play_named


@dataclass(frozen=True)
class Row:
    """What the suite said of one server.

    Attributes:
        name: Its fault or variant; empty for the reference server as it should be.
        bad: The requirements that failed or warned.
        seconds: What the run took.
    """

    name: str
    bad: dict[str, Verdict]
    seconds: float

    @property
    def breaks(self) -> frozenset[str]:
        """What the fault says that it breaks."""
        return frozenset(FAULTS[self.name].breaks)

    @property
    def survives(self) -> bool:
        """Whether something that the fault breaks was not seen."""
        return not self.breaks or not self.breaks <= self.bad.keys()

    @property
    def collateral(self) -> list[str]:
        """What else it flips without having said so."""
        return sorted(self.bad.keys() - self.breaks - FAULTS[self.name].also_breaks.keys())

    @property
    def accused(self) -> list[str]:
        """What failed, which no lawful server may be told."""
        return sorted(id_ for id_, verdict in self.bad.items() if verdict is Verdict.FAIL)


def played(name: str) -> Row:
    """Play one server; what it logs about its own faults is of no interest."""
    logging.disable(logging.CRITICAL)
    started = time.monotonic()
    return Row(name, play_named(name, over_http=True).bad(), time.monotonic() - started)


def figures(faults: list[Row], variants: list[Row], seconds: float) -> Iterator[str]:
    """Return the table of what came of it."""
    entries = list(catalogue.load())
    testable = [entry for entry in entries if entry.testable]
    binding = {entry.id for entry in testable if entry.level is not Level.MAY}
    killed = {id_ for row in faults for id_ in row.breaks & row.bad.keys()}
    mean = sum(row.seconds for row in (*faults, *variants)) / len((*faults, *variants))
    yield from table(
        ("what", "number"),
        [
            ("catalogue entries", len(entries)),
            ("of them tested", len(testable)),
            ("of these, binding ones (no MAY)", len(binding)),
            ("binding ones that no fault breaks", len(binding - killed)),
            ("faults", len(faults)),
            ("faults that survive", sum(row.survives for row in faults)),
            ("faults that flip what they do not declare", sum(bool(row.collateral) for row in faults)),
            ("lawful variants", len(variants)),
            ("lawful variants that are told a `fail`", sum(bool(row.accused) for row in variants)),
            ("seconds for all, on " + f"{os.cpu_count()} cores", round(seconds)),
            ("seconds for one server, mean", f"{mean:.1f}"),
        ],
    )


def page(clean: Row, faults: list[Row], variants: list[Row], seconds: float) -> str:
    """Return the page as Markdown."""
    made = f"{datetime.now(UTC):%Y-%m-%d}"
    killers = {entry.id: [row for row in faults if entry.id in row.bad] for entry in catalogue.load()}
    return "\n".join(
        [
            "# Kill matrix",
            "",
            f"Made on {made} by `make kill-matrix`, with version {conformance.__version__} and catalogue "
            f"{catalogue.VERSION}. Each server is the embedded reference server with one fault, or with one "
            "liberty that the RFC leaves; each is judged by the whole suite over HTTP.",
            "",
            f"The reference server itself: {', '.join(clean.bad) or 'no failure and no warning'}.",
            "",
            *figures(faults, variants, seconds),
            "",
            "## Requirements, and the faults that break them",
            "",
            "In brackets: how many other faults cannot help breaking it too.",
            "",
            *table(
                ("requirement", "level", "broken by"),
                (
                    (
                        entry.id,
                        entry.level,
                        _names(row.name for row in killers[entry.id] if entry.id in row.breaks)
                        + f" ({sum(entry.id not in row.breaks for row in killers[entry.id])})",
                    )
                    for entry in catalogue.load()
                    if entry.testable
                ),
            ),
            "",
            "## Faults, and what they flip",
            "",
            *table(
                ("fault", "survey", "breaks", "also flips, as it says", "undeclared"),
                (
                    (
                        f"`{row.name}`",
                        ", ".join(FAULTS[row.name].aka),
                        ", ".join(sorted(row.breaks & row.bad.keys())) or "**survives**",
                        ", ".join(sorted(row.bad.keys() & FAULTS[row.name].also_breaks.keys())),
                        ", ".join(row.collateral),
                    )
                    for row in faults
                ),
            ),
            "",
            "## Liberties, and what is said of them",
            "",
            *table(
                ("variant", "survey", "warned of", "failed"),
                (
                    (
                        f"`{row.name}`",
                        ", ".join(VARIANTS[row.name].aka),
                        ", ".join(sorted(row.bad.keys() - row.accused)),
                        ", ".join(row.accused),
                    )
                    for row in variants
                ),
            ),
            "",
        ]
    )


def table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    """Return a Markdown table, line by line."""
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names)) or "none"


def main(path: Path) -> int:
    """Play all, write the page, and return 1 where a fault survives or a lawful server is accused."""
    started = time.monotonic()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        clean, *rows = pool.map(played, ["", *sorted(FAULTS), *sorted(VARIANTS)])
    faults, variants = rows[: len(FAULTS)], rows[len(FAULTS) :]
    path.parent.mkdir(exist_ok=True)
    path.write_text(page(clean, faults, variants, time.monotonic() - started), encoding="utf-8")
    wrong = [row.name for row in faults if row.survives or row.collateral]
    wrong += [row.name for row in variants if row.accused]
    print(f"{path}: {len(faults)} faults, {len(variants)} variants, wrong: {', '.join(wrong) or 'none'}")
    return int(bool(wrong or clean.bad))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
