"""Judges servers that others wrote: ``python -m tests.interop.run [NAME...] [--report DIR] [--seed N]``."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from conformance.report.baseline.gate import STALE, with_state
from tests.interop.servers import BY_NAME, SERVERS, TOKEN, NotInstalled, Server, running

IN_PROCESS = "scim2-server in process"
"""The one that is an application as well, which is asked without a network."""

NOT_STARTED = 3
"""Exit code where what a server needs is missing."""

SHOWN = ("pass", "fail", "warn", "inconclusive")


@dataclass(frozen=True)
class Judged:
    """What became of one run.

    Attributes:
        name: What was judged.
        version: Its version.
        exit_code: That of the run; 0 too where only known failures came up.
        report: The report.
    """

    name: str
    version: str
    exit_code: int
    report: dict[str, Any]

    def row(self) -> tuple[str, ...]:
        """Return what the table tells of it."""
        summary = self.report["summary"]
        return (
            self.name,
            self.version,
            self.report["verdict"],
            *(str(summary.get(verdict, 0)) for verdict in SHOWN),
            str(self.report["requests"]),
            f"{self.report['duration_s']:.0f}",
            str(len(self.report["leftovers"])),
            str(self.exit_code),
        )

    def describe(self) -> str:
        """Return what is new or stale, for a person."""
        new = [
            f"{finding['verdict']}: {entry['id']} {finding['check']}: {finding['message']}"
            for entry in self.report["requirements"]
            for finding in entry["findings"]
            if finding["verdict"] == "fail" and "known" not in finding
        ]
        stale = [
            f"stale: {entry['requirement']} {entry['check']}: {entry['why']}"
            for entry in with_state(self.report, *STALE)
        ]
        return "\n".join((f"{self.name} ended with {self.exit_code}", *new, *stale))


def judge(server: Server, base_url: str, directory: Path, *options: str) -> Judged:
    """Run the suite against a server and read the report.

    Raises:
        RuntimeError: There is no report; the message has what the run said.
    """
    known = ("--baseline", str(server.baseline)) if server.baseline.exists() else ()
    return _judged(
        server.name, server.version, directory, base_url, "--timeout", str(server.seconds), *known, *options
    )


def judge_in_process(directory: Path, *options: str) -> Judged:
    """Run the suite against scim2-server's application in the process of the suite."""
    app = ("--app", "tests.interop.scim2_app:app", "--url", "/v2")
    return _judged(IN_PROCESS, BY_NAME["scim2-server"].version, directory, *app, *options)


def _judged(name: str, version: str, directory: Path, *arguments: str) -> Judged:
    command = [
        str(Path(sys.executable).with_name("scim-conformance")),
        "run",
        "-q",
        "--token-env",
        "SCIM_TOKEN",
    ]
    report = directory / "report.json"
    # What an earlier run found must neither be taken for this one's nor change what is sent.
    report.unlink(missing_ok=True)
    shutil.rmtree(directory / "examples", ignore_errors=True)
    done = subprocess.run(
        [*command, "--report", str(directory), *arguments],
        env={**os.environ, "SCIM_TOKEN": TOKEN},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if not report.exists():
        raise RuntimeError(f"{name} was not judged: {done.stderr or done.stdout}")
    return Judged(name, version, done.returncode, json.loads(report.read_text(encoding="utf-8")))


def judged(names: Sequence[str], directory: Path, *options: str) -> Iterator[Judged]:
    """Start, judge and stop one server after another; the reports go into a folder for each.

    Raises:
        NotInstalled: What a server needs is not on this machine.
    """
    for server in SERVERS:
        if server.name not in names:
            continue
        with ExitStack() as stack:
            home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=f"interop-{server.name}-")))
            base_url = stack.enter_context(running(server, home))
            yield judge(server, base_url, directory / server.name, *options)
        if server.name == "scim2-server":
            yield judge_in_process(directory / "scim2-server-in-process", *options)


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge the servers that are named, or all, print a table, and return the worst exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.interop.run", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(BY_NAME)}")
    parser.add_argument("--report", type=Path, default=Path("interop-report"), help="folder for the reports")
    parser.add_argument("--seed", default="0", help="seed of what is generated")
    given = parser.parse_args(arguments)
    if unknown := set(given.names) - set(BY_NAME):
        parser.error(f"there is no {', '.join(unknown)} here, only {', '.join(BY_NAME)}")
    table = Table("server", "version", "verdict", *SHOWN, "requests", "seconds", "left behind", "exit code")
    worst = 0
    for name in [name for name in BY_NAME if name in given.names or not given.names]:
        try:
            for each in judged([name], given.report, "--seed", given.seed):
                print(*each.row(), sep="  ", flush=True, file=sys.stderr)
                table.add_row(*each.row())
                worst = max(worst, each.exit_code)
        except NotInstalled as error:
            print(f"Not judged: {error}.", file=sys.stderr)
            worst = max(worst, NOT_STARTED)
    Console(width=150).print(table)
    return worst


if __name__ == "__main__":
    sys.exit(main())
