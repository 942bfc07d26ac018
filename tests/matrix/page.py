"""Write the kill matrix as a page, from ``expected.json``: ``python -m tests.matrix.page FILE``.

`make matrix` compares ``expected.json`` with what every fault and variant gets, so the page needs no run.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from conformance.reference.registry import FAULTS, VARIANTS
from conformance.requirements import catalogue
from conformance.requirements.verdicts import Level, Verdict
from tests.heads import Head, head
from tests.matrix import expected
from tests.matrix.survivors import TOLERATED, weak

COMMAND = "make kill-matrix"

INTRODUCTION = (
    "`make matrix` runs the whole suite against the reference server with each fault and each variant, and",
    "compares the verdicts with `tests/matrix/expected.json`. This page shows that file. A fault survives if",
    "a MUST that it violates does not fail, unless a reading of that requirement tolerates the fault. A",
    "variant conforms to the RFC, so it must not get a `fail`.",
)


def counts() -> dict[str, int]:
    """Return what the page covers."""
    return {"faults": len(FAULTS), "variants": len(VARIANTS), "requirements": len(list(catalogue.load()))}


@dataclass(frozen=True)
class Row:
    """The verdicts of one server.

    Attributes:
        name: Its fault or variant.
        bad: The requirements that fail or warn.
    """

    name: str
    bad: expected.Bad

    @property
    def breaks(self) -> frozenset[str]:
        """The requirements that the fault violates on purpose."""
        return frozenset(FAULTS[self.name].breaks)

    @property
    def survives(self) -> bool:
        """Whether a requirement that the fault violates does not get the verdict that it should."""
        return not self.breaks or not weak(self.name, self.bad) <= TOLERATED.keys()

    @property
    def failed(self) -> list[str]:
        """The requirements that fail; for a variant there must be none."""
        return sorted(id_ for id_, verdict in self.bad.items() if verdict is Verdict.FAIL)


def figures(faults: list[Row], variants: list[Row]) -> Iterator[str]:
    """Yield the table of totals."""
    entries = list(catalogue.load())
    testable = [entry for entry in entries if entry.testable]
    binding = {entry.id for entry in testable if entry.level is not Level.MAY}
    detected = {id_ for row in faults for id_ in row.breaks & row.bad.keys()}
    yield from table(
        ("what", "number"),
        [
            ("requirements", len(entries)),
            ("requirements that are tested", len(testable)),
            ("tested requirements that bind (no MAY)", len(binding)),
            ("binding requirements that no fault violates", len(binding - detected)),
            ("faults", len(faults)),
            ("faults that survive", sum(row.survives for row in faults)),
            ("variants", len(variants)),
            ("variants with a `fail`", sum(bool(row.failed) for row in variants)),
        ],
    )


def page(origin: Head) -> str:
    """Return the page as Markdown."""
    verdicts = expected.load()
    faults, variants = ([Row(name, verdicts[name]) for name in sorted(known)] for known in (FAULTS, VARIANTS))
    return "\n".join(
        [
            "# Kill matrix",
            "",
            str(origin),
            "",
            *INTRODUCTION,
            "",
            *figures(faults, variants),
            "",
            "## Requirements, and the faults that violate them",
            "",
            "The number in brackets counts the faults that violate the requirement but target another one.",
            "",
            *table(("requirement", "level", "faults"), _by_requirement(faults)),
            "",
            "## Faults, and the requirements that they violate",
            "",
            *table(("fault", "survey", "violates", "violates too"), _by_fault(faults)),
            "",
            "## Variants, and their verdicts",
            "",
            *table(("variant", "survey", "warnings", "failures"), _by_variant(variants)),
            "",
        ]
    )


def _by_requirement(faults: list[Row]) -> Iterator[tuple[object, ...]]:
    for entry in catalogue.load():
        if entry.testable:
            breaking = [row for row in faults if entry.id in row.bad]
            aiming = [row.name for row in breaking if entry.id in row.breaks]
            yield entry.id, entry.level, f"{_names(aiming)} ({len(breaking) - len(aiming)})"


def _by_fault(faults: list[Row]) -> Iterator[tuple[object, ...]]:
    for row in faults:
        survives = " **survives**" if row.survives else ""
        yield (
            f"`{row.name}`",
            ", ".join(FAULTS[row.name].aka),
            ", ".join(sorted(row.breaks & row.bad.keys())) + survives,
            ", ".join(sorted(row.bad.keys() - row.breaks)),
        )


def _by_variant(variants: list[Row]) -> Iterator[tuple[object, ...]]:
    for row in variants:
        warned = ", ".join(sorted(row.bad.keys() - {*row.failed}))
        yield f"`{row.name}`", ", ".join(VARIANTS[row.name].aka), warned, ", ".join(row.failed)


def table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names)) or "none"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(head(COMMAND, counts())), encoding="utf-8")
