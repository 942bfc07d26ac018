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
from tests.matrix import expected
from tests.matrix.play import play_named
from tests.matrix.survivors import SURVIVORS, TOLERATED, weak


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
        """Whether something that the fault breaks did not get the verdict that it should."""
        return not self.breaks or not weak(self.name, self.bad) <= TOLERATED.keys()

    @property
    def survives_unlisted(self) -> bool:
        """Whether it survives and is not listed among the survivors."""
        return not self.breaks or not weak(self.name, self.bad) <= TOLERATED.keys() | SURVIVORS.keys()

    @property
    def unexpected(self) -> list[str]:
        """What it breaks besides, and ``expected.json`` does not say."""
        return sorted(self.bad.keys() - expected.load()[self.name].keys())

    @property
    def accused(self) -> list[str]:
        """What failed; nothing may fail for a variant."""
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
            ("faults that break what is not expected", sum(bool(row.unexpected) for row in faults)),
            ("variants", len(variants)),
            ("variants that get a `fail`", sum(bool(row.accused) for row in variants)),
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
            "permitted variation; the whole suite judges each over HTTP. A fault survives if a MUST that it "
            "breaks does not fail, unless a reading of that requirement tolerates the fault.",
            "",
            f"The reference server itself: {', '.join(clean.bad) or 'no failure and no warning'}.",
            "",
            *figures(faults, variants, seconds),
            "",
            "## Requirements, and the faults that break them",
            "",
            "In brackets: the number of other faults that break it too.",
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
            "## Faults, and what they break",
            "",
            *table(
                ("fault", "survey", "breaks", "also breaks, as expected", "unexpected"),
                (
                    (
                        f"`{row.name}`",
                        ", ".join(FAULTS[row.name].aka),
                        ", ".join(sorted(row.breaks & row.bad.keys()))
                        + (" **survives**" if row.survives else ""),
                        ", ".join(sorted(row.bad.keys() - row.breaks - {*row.unexpected})),
                        ", ".join(row.unexpected),
                    )
                    for row in faults
                ),
            ),
            "",
            "## Variants, and their verdicts",
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
    """Play all, write the page, and return 1 where an unlisted fault survives or a variant fails."""
    started = time.monotonic()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        clean, *rows = pool.map(played, ["", *sorted(FAULTS), *sorted(VARIANTS)])
    faults, variants = rows[: len(FAULTS)], rows[len(FAULTS) :]
    path.parent.mkdir(exist_ok=True)
    path.write_text(page(clean, faults, variants, time.monotonic() - started), encoding="utf-8")
    wrong = [row.name for row in faults if row.survives_unlisted or row.unexpected]
    wrong += [row.name for row in variants if row.accused]
    print(f"{path}: {len(faults)} faults, {len(variants)} variants, wrong: {', '.join(wrong) or 'none'}")
    return int(bool(wrong or clean.bad))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
