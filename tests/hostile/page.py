"""Plays all hostile servers and writes what came of it as a page: ``python -m tests.hostile.page FILE``."""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import conformance
from tests.hostile.judge import complaints
from tests.hostile.modes import MODES, Mode
from tests.hostile.play import MEBIBYTES, SECONDS, Played, bound, play

HEAD = ("server", "what it does", "exit code", "verdict", "seconds", "MiB", "requests")


def main(path: Path) -> int:
    """Play all, print and write the table, and return 1 where something is wrong with a run."""
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
    yield (
        f"Made on {datetime.now(UTC):%Y-%m-%d} by `make hostile`, with version {conformance.__version__}: "
        f"{len(rows)} servers in {seconds:.0f} seconds on {os.cpu_count()} cores. Each is met by a process "
        f"`scim-conformance run URL --effort quick --timeout {SECONDS:g}` (a shorter one where it is slow). "
        "`-to-jobs` and `-to-reads` stand for a lawful server that is hostile to POST /Bulk, or to GET of a "
        "single resource, alone."
    )
    yield ""
    yield "Of each it is asserted that"
    yield ""
    yield (
        "- the run ends by itself, within what follows from its settings: twenty timeouts waited in vain, "
        f"three for the clean-up, and its work, {longest:.0f} seconds here at most;"
    )
    yield "- the exit code is the one that the README names, and no run is green;"
    yield "- there is a report, valid by its schema;"
    yield "- no MUST passes where no job was processed, and what passes cites an answer that could be read;"
    yield f"- less than {MEBIBYTES} MiB of memory are taken;"
    yield "- nothing goes to another origin;"
    yield "- no traceback, no control character and no secret is in what was printed and written."
    yield ""
    yield f"| {' | '.join(HEAD)} |"
    yield "|---|---|---:|---|---:|---:|---:|"
    for row in rows:
        yield f"| {' | '.join((f'`{row[0]}`', *row[1:]))} |"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
