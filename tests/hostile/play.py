"""Runs the command against hostile servers, and measures it."""

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
"""What one request may take, where a mode does not say otherwise."""

BUSY = 100.0
"""Seconds that a run may take whose server loses no time, on a machine that has much else to do."""

MEBIBYTES = 300
"""The most memory that a run may take."""


@dataclass(frozen=True)
class Played:
    """What became of one run.

    Attributes:
        exit_code: That of the process; negative where it did not end in time and was killed.
        seconds: Wall time.
        mebibytes: The most memory that the process had at once.
        requests: How many requests the server has got.
        visits: How many connections another origin has got.
        secret: The token that the run was given.
        directory: Where it has written its report.
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
    """Return how many seconds a run may take: what it may wait in vain, the clean-up too, and its work."""
    return BUSY + (MOST_TIMEOUTS + 4) * (mode.timeout or SECONDS)


def play(mode: Mode, directory: Path, *arguments: str) -> Played:
    """Run the command against a server of a mode; one that goes on beyond its bound is killed."""
    with Hostile(mode.answer) as server, (directory / "output.txt").open("w+b") as output:
        token = server.behind.token_for("acme")
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
    """Return the most memory that a process has had at once, in KiB; 0 where it has ended.

    What `resource` says of a child would count what we had ourselves when it was started.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)
