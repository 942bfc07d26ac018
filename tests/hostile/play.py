"""Run the command against hostile servers, and measure time and memory."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from conformance.client.request_budget import MOST_TIMEOUTS
from tests.hostile.kit import Hostile
from tests.hostile.modes import Mode

SCRIPT = Path(sys.executable).with_name("scim-conformance")

SECONDS = 3.0
"""The timeout of a request in seconds, unless a mode has another."""

BUSY = 100.0
"""Seconds that a run may take on a busy machine, besides the time in which it waits for the server."""

MEBIBYTES = 300
"""The most memory that a run may take."""


@dataclass(frozen=True)
class Played:
    """The result of one run.

    Attributes:
        exit_code: The exit code of the process; negative if it exceeded its bound and was killed.
        seconds: Wall time.
        mebibytes: The peak memory of the process.
        requests: Number of requests to the server.
        visits: Number of connections to another origin.
        secret: The token of the run.
        directory: The directory of its report.
        output: Its standard output and standard error.
    """

    mode: Mode
    exit_code: int
    seconds: float
    mebibytes: float
    requests: int
    visits: int
    secret: str
    directory: Path
    output: str

    @cached_property
    def report(self) -> dict[str, Any]:
        """The report."""
        document: dict[str, Any] = json.loads((self.directory / "report.json").read_text("utf-8"))
        return document

    def passing(self) -> list[dict[str, Any]]:
        """Return the MUST requirements that pass."""
        entries = self.report["requirements"]
        return [entry for entry in entries if entry["level"] == "MUST" and entry["verdict"] == "pass"]


def bound(mode: Mode) -> float:
    """Return the seconds that a run may take: its work, and the timeouts of the run and of the clean-up."""
    return BUSY + (MOST_TIMEOUTS + 4) * (mode.timeout or SECONDS)


def play(mode: Mode, directory: Path, *arguments: str) -> Played:
    """Run the command against the server of a mode, and kill it if it exceeds its bound."""
    with Hostile(mode.answer) as server, (directory / "output.txt").open("w+b") as output:
        token = server.reference.token_for("acme")
        command = [SCRIPT, "run", server.base_url, "--report", directory / "report", "--effort", "quick"]
        command += ["--token-env", "HOSTILE_TOKEN", "--timeout", str(mode.timeout or SECONDS), *arguments]
        started = time.monotonic()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=directory,
            env={**os.environ, "HOSTILE_TOKEN": token},
        )
        kibibytes = 0
        while process.poll() is None:
            if time.monotonic() - started > bound(mode):
                process.kill()
            kibibytes = _most_memory(process.pid) or kibibytes
            time.sleep(0.02)
        seconds = time.monotonic() - started
        output.seek(0)
        text = output.read().decode("utf-8", "backslashreplace")
    return Played(
        mode,
        process.returncode,
        seconds,
        kibibytes / 1024,
        server.asked,
        server.elsewhere.visits,
        token,
        directory / "report",
        text,
    )


def _most_memory(pid: int) -> int:
    """Return the peak memory of a process in KiB; 0 if it has ended.

    The figure of `resource` for a child would include the memory of this process when it started the child.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)
