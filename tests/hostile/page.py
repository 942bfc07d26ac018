"""Test every hostile server and write the results as a page: ``python -m tests.hostile.page FILE``."""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.heads import head
from tests.hostile.judge import complaints
from tests.hostile.modes import MODES, Mode
from tests.hostile.play import MEBIBYTES, SECONDS, Played, bound, play

COMMAND = "make hostile"

COLUMNS = ("server", "what it does", "exit code", "verdict", "seconds", "MiB", "requests")


def counts() -> dict[str, int]:
    """Return what the page covers."""
    return {"hostile servers": len(MODES)}


def main(path: Path) -> int:
    """Test every server, print and write the table, and return 1 if a run violates an assertion."""
    started = time.monotonic()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        rows = list(pool.map(_row, MODES.values()))
    seconds = time.monotonic() - started
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(page([row for row, _ in rows], seconds)) + "\n", encoding="utf-8")
    wrong = [f"{row[0]}: {complaint}" for row, complaints in rows for complaint in complaints]
    print(f"{path}: {len(rows)} hostile servers in {seconds:.0f} s, wrong: {len(wrong)}", *wrong, sep="\n")
    return int(bool(wrong))


def _row(mode: Mode) -> tuple[tuple[str, ...], list[str]]:
    with tempfile.TemporaryDirectory() as directory:
        played = play(mode, Path(directory))
        wrong = list(complaints(played))
        row = cells(played)
    print("  ".join((f"{row[0]:45}", *(f"{cell:>14}" for cell in row[2:]), *wrong)), flush=True)
    return row, wrong


def cells(played: Played) -> tuple[str, ...]:
    """Return a row of the table."""
    written = (played.directory / "report.json").exists()
    return (
        played.mode.name,
        played.mode.summary,
        str(played.exit_code),
        played.report["verdict"] if written else "no report",
        f"{played.seconds:.1f}",
        f"{played.mebibytes:.0f}",
        str(played.requests),
    )


def page(rows: list[tuple[str, ...]], seconds: float) -> Iterator[str]:
    """Yield the lines of the page."""
    modes = MODES.values()
    longest = max(bound(mode) for mode in modes)
    yield "# Hostile servers"
    yield ""
    yield str(head(COMMAND, counts()))
    yield ""
    yield (
        f"The runs took {seconds:.0f} s on {os.cpu_count()} cores. A new process tests each server with "
        f"`scim-conformance run URL --effort quick --timeout {SECONDS:g}`, or with a shorter timeout if the "
        "server is slow. A server with `-to-jobs` in its name is hostile to POST /Bulk only, one with "
        "`-to-reads` to GET of a single resource only. It conforms otherwise."
    )
    yield ""
    yield "The assertions for each run:"
    yield ""
    yield (
        "- The run ends by itself within the time that its settings permit: 20 timeouts for unanswered "
        f"requests, 3 for the clean-up, and its other work. This is {longest:.0f} s here at most."
    )
    yield "- The exit code is the documented one, and never 0."
    yield "- The run writes a report that its schema validates."
    yield (
        "- No MUST passes if the server processed no bulk request. Each requirement that passes cites a "
        "readable response."
    )
    yield f"- The process uses less than {MEBIBYTES} MiB of memory."
    yield "- The run connects to no other origin."
    yield "- The output and the files contain no traceback, no control character and no secret."
    yield ""
    yield f"| {' | '.join(COLUMNS)} |"
    yield "|---|---|---:|---|---:|---:|---:|"
    for row in rows:
        yield f"| {' | '.join((f'`{row[0]}`', *row[1:]))} |"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
