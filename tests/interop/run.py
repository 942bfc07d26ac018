"""Test servers of other projects: ``python -m tests.interop.run [NAME...] [--report DIR] [--seed N]``."""

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
"""Name of the run of scim2-server as an application, without a network."""

NOT_STARTED = 3
"""Exit code if a prerequisite of a server is missing."""

SHOWN = ("pass", "fail", "warn", "inconclusive")


@dataclass(frozen=True)
class RunResult:
    """The result of one run.

    Attributes:
        name: The name of the tested server.
        version: Its version.
        exit_code: Exit code of the run; 0 also if all failures are known.
        report: The content of ``report.json``.
    """

    name: str
    version: str
    exit_code: int
    report: dict[str, Any]

    def row(self) -> tuple[str, ...]:
        """Return its row in the table."""
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
        """Return the new failures and the stale entries of the baseline as text."""
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


def run_over_http(server: Server, base_url: str, directory: Path, *options: str) -> RunResult:
    """Run the suite against a started server and read the report.

    Raises:
        RuntimeError: The run wrote no report; the message has its output.
    """
    known = ("--baseline", str(server.baseline)) if server.baseline.exists() else ()
    return _run(
        server.name, server.version, directory, base_url, "--timeout", str(server.seconds), *known, *options
    )


def run_in_process(directory: Path, *options: str) -> RunResult:
    """Run the suite against the application of scim2-server in the process of the suite."""
    app = ("--app", "tests.interop.scim2_app:app", "--url", "/v2")
    return _run(IN_PROCESS, BY_NAME["scim2-server"].version, directory, *app, *options)


def _run(name: str, version: str, directory: Path, *arguments: str) -> RunResult:
    command = [
        str(Path(sys.executable).with_name("scim-conformance")),
        "run",
        "-q",
        "--token-env",
        "SCIM_TOKEN",
    ]
    report = directory / "report.json"
    # The files of an earlier run must not be read as results of this one, nor change what it sends.
    report.unlink(missing_ok=True)
    shutil.rmtree(directory / "examples", ignore_errors=True)
    completed = subprocess.run(
        [*command, "--report", str(directory), *arguments],
        env={**os.environ, "SCIM_TOKEN": TOKEN},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if not report.exists():
        raise RuntimeError(f"{name} was not tested: {completed.stderr or completed.stdout}")
    return RunResult(name, version, completed.returncode, json.loads(report.read_text(encoding="utf-8")))


def run_all(names: Sequence[str], directory: Path, *options: str) -> Iterator[RunResult]:
    """Start, test and stop one server after another. Each report goes into its own folder.

    Raises:
        NotInstalled: A prerequisite of a server is missing on this machine.
    """
    for server in SERVERS:
        if server.name not in names:
            continue
        with ExitStack() as stack:
            home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=f"interop-{server.name}-")))
            base_url = stack.enter_context(running(server, home))
            yield run_over_http(server, base_url, directory / server.name, *options)
        if server.name == "scim2-server":
            yield run_in_process(directory / "scim2-server-in-process", *options)


def main(arguments: Sequence[str] | None = None) -> int:
    """Test the named servers, or all; print a table; return the highest exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.interop.run", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(BY_NAME)}")
    parser.add_argument("--report", type=Path, default=Path("interop-report"), help="folder for the reports")
    parser.add_argument("--seed", default="0", help="seed of the generated bulk requests")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(BY_NAME):
        parser.error(f"unknown server: {', '.join(sorted(unknown))}. The servers are: {', '.join(BY_NAME)}")
    table = Table("server", "version", "verdict", *SHOWN, "requests", "seconds", "leftovers", "exit code")
    worst = 0
    for name in [name for name in BY_NAME if name in options.names or not options.names]:
        try:
            for each in run_all([name], options.report, "--seed", options.seed):
                print(*each.row(), sep="  ", flush=True, file=sys.stderr)
                table.add_row(*each.row())
                worst = max(worst, each.exit_code)
        except NotInstalled as error:
            print(f"Not tested: {error}.", file=sys.stderr)
            worst = max(worst, NOT_STARTED)
    Console(width=150).print(table)
    return worst


if __name__ == "__main__":
    sys.exit(main())
