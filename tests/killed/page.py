"""Kills runs, sweeps after them and writes what was left as a page: ``python -m tests.killed.page FILE``."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import conformance
from tests.killed.killing import LINES, Killed, kill, moments, served

KILLS = 20


def page(kills: Sequence[Killed]) -> Iterator[str]:
    """Yield the lines of the page."""
    yield "# Leftovers of killed runs"
    yield ""
    yield (
        f"Made on {datetime.now(UTC):%Y-%m-%d} by `make sweep-check`, with version "
        f"{conformance.__version__}. Each run is a process of its own that tests `scim-conformance serve`, "
        "with a second tenant, and is ended by SIGKILL when its journal has so many lines; a whole run "
        f"writes about {LINES}, the last quarter of them while it cleans up. Then `scim-conformance sweep` "
        "reads the journals. What is stored is asked of the server by HTTP: all users and groups of both "
        "tenants."
    )
    yield ""
    yield "| kill | at line | left by the run | printed as removed | left after the sweep | exit code |"
    yield "|---|---|---|---|---|---|"
    for number, each in enumerate(kills, 1):
        row = (number, each.moment, each.before, each.removed, each.after, each.exit_code)
        yield "| " + " | ".join(map(str, row)) + " |"
    before, after = sum(each.before for each in kills), sum(each.after for each in kills)
    yield ""
    yield f"{len(kills)} kills: {before} resources left by the runs, {after} after the sweeps."


def main(file: Path) -> int:
    """Write the page, print it, and return 1 where anything is left."""
    kills = []
    with served() as server:
        for moment in moments(KILLS):
            with tempfile.TemporaryDirectory() as directory:
                kills.append(kill(server, moment, Path(directory)))
            print(f"kill {len(kills)} of {KILLS}: {kills[-1].before} left, {kills[-1].after} after the sweep")
    text = "\n".join(page(kills)) + "\n"
    file.write_text(text, encoding="utf-8")
    print(text)
    return int(any(each.after or each.exit_code for each in kills))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
