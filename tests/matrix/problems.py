"""Count the problems that a report shows for each fault: ``python -m tests.matrix.problems FILE``.

One fault should be one problem. `conformance.report.causes` groups the failed and warned requirements.
"""

import logging
import os
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from conformance.reference.registry import FAULTS
from conformance.report.causes import problems
from conformance.report.model import requirement_entry
from conformance.requirements import catalogue
from tests.heads import head
from tests.matrix.page import table
from tests.matrix.play import play_named

COMMAND = "make problems"


def counts() -> dict[str, int]:
    """Return what the page covers."""
    return {"faults": len(FAULTS), "requirements": len(list(catalogue.load()))}


@dataclass(frozen=True)
class Grouped:
    """What a report shows for one fault.

    Attributes:
        name: The fault.
        problems: The ids of the requirements in each problem, the root cause first.
    """

    name: str
    problems: list[list[str]]


def grouped(name: str) -> Grouped:
    """Play the server with a fault and group the failures, without the log of its faults."""
    logging.disable(logging.CRITICAL)
    played = play_named(name)
    report = {
        "requirements": [
            requirement_entry(entry, played.findings.get(entry.id, ())) for entry in catalogue.load()
        ],
        "exchanges": [{"purpose": purpose} for purpose in played.purposes],
    }
    return Grouped(name, [[entry["id"] for entry in found.requirements] for found in problems(report)])


def page(rows: list[Grouped]) -> str:
    """Return the page as Markdown."""
    return "\n".join(
        [
            "# Problems for each fault",
            "",
            str(head(COMMAND, counts())),
            "",
            "The reference server has one of the faults at a time. A report should show one problem for one",
            "fault, however many requirements the fault violates.",
            "",
            *_figures(rows),
            "",
            "## Faults with more than one problem",
            "",
            *table(
                ("fault", "problems"),
                (
                    (f"`{row.name}`", "; ".join(map(", ".join, row.problems)))
                    for row in rows
                    if len(row.problems) > 1
                ),
            ),
            "",
        ]
    )


def _figures(rows: list[Grouped]) -> Iterator[str]:
    numbers = [len(row.problems) for row in rows]
    requirements = [sum(map(len, row.problems)) for row in rows]
    yield from table(
        ("for each fault", "median", "mean", "most"),
        [
            ("problems", median(numbers), f"{mean(numbers):.2f}", max(numbers)),
            ("requirements", median(requirements), f"{mean(requirements):.2f}", max(requirements)),
        ],
    )
    yield ""
    yield from table(("problems", "faults"), sorted(Counter(numbers).items()))


def main(path: Path) -> None:
    """Play every fault and write the page."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        rows = list(pool.map(grouped, sorted(FAULTS)))
    path.write_text(page(rows), encoding="utf-8")
    print(f"{path}: {len(rows)} faults, median {median(len(row.problems) for row in rows)} problems")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
