"""Kill runs, sweep after them and write the leftovers as a page: ``python -m tests.killed.page FILE``."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.heads import head
from tests.killed.killing import LINES, Killed, kill, moments, served

COMMAND = "make sweep-check"

KILLS = 20


def counts() -> dict[str, int]:
    """Return what the page covers."""
    return {"killed runs": KILLS}


def page(kills: Sequence[Killed]) -> Iterator[str]:
    """Yield the lines of the page."""
    yield "# Leftovers of killed runs"
    yield ""
    yield str(head(COMMAND, counts()))
    yield ""
    yield (
        "Each run is a process of its own that tests `scim-conformance serve` with a second tenant. SIGKILL "
        "ends it when its journal has the given number of lines. A complete run writes about "
        f"{LINES} lines, the last quarter of them during its clean-up. Then `scim-conformance sweep` reads "
        "the journals. The leftovers are all users and groups of both tenants, counted by GET requests."
    )
    yield ""
    yield "| run | killed at line | leftovers | printed as removed | leftovers after the sweep | exit code |"
    yield "|---|---|---|---|---|---|"
    for number, each in enumerate(kills, 1):
        row = (number, each.moment, each.before, each.removed, each.after, each.exit_code)
        yield "| " + " | ".join(map(str, row)) + " |"
    before, after = sum(each.before for each in kills), sum(each.after for each in kills)
    yield ""
    yield f"{len(kills)} killed runs left {before} resources. After the sweeps, {after} were left."


def main(file: Path) -> int:
    """Write the page, print it, and return 1 if a sweep left a resource or failed."""
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
