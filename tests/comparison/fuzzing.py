"""Test a reference server with schemathesis, in a process and an environment of its own."""

import json
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.reference.server import ReferenceConfig, ReferenceServer

HERE = Path(__file__).parent
CLEAN_RUNS = 2
"""Runs against the server without a fault: random requests of the second may find what the first missed."""


class FuzzingError(Exception):
    """Schemathesis ended with an error."""


@dataclass(frozen=True)
class Fuzzed:
    """What schemathesis reported for one server.

    Attributes:
        failures: The kinds of failure that it did not report for the server without a fault, and the errors,
            such as a timeout.
        responses: The body of every response.
    """

    failures: tuple[str, ...]
    responses: tuple[str, ...]


@dataclass(frozen=True)
class Fuzzer:
    """Schemathesis with one OpenAPI document.

    Attributes:
        executable: Its command `st`.
        document: The OpenAPI document.
        options: Further options of the command.
    """

    executable: Path
    document: Path
    options: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """The version of schemathesis."""
        printed = subprocess.run([self.executable, "--version"], check=True, capture_output=True, text=True)
        return printed.stdout.split()[-1]

    def learn(self, config: ReferenceConfig, baseline: Path) -> None:
        """Write what schemathesis reports for a server without a fault to its baseline file."""
        for _ in range(CLEAN_RUNS):
            self._run(config, "--baseline", str(baseline), "--baseline-update")

    def fuzz(self, config: ReferenceConfig, baseline: Path) -> Fuzzed:
        """Test a server, and ignore the failures in the baseline.

        Raises:
            FuzzingError: Schemathesis ended with an error.
        """
        report, archive = self._run(config, "--baseline", str(baseline))
        return Fuzzed(
            tuple(each["title"] for each in (*report["failures"], *report["errors"])),
            tuple(entry["response"]["content"].get("text", "") for entry in archive["log"]["entries"]),
        )

    def _run(self, config: ReferenceConfig, *options: str) -> tuple[Any, Any]:
        """Run it against a new server, and return its report and its archive of exchanges."""
        with ReferenceServer(config) as server, tempfile.TemporaryDirectory() as directory:
            shutil.copy(HERE / "schemathesis.toml", directory)
            report, archive = Path(directory, "report.json"), Path(directory, "archive.json")
            ended = subprocess.run(
                [
                    *(self.executable, "run", self.document, "--url", server.origin),
                    *("--header", f"Authorization: Bearer {server.token}"),
                    *("--report", "json,har", "--report-json-path", report, "--report-har-path", archive),
                    *("--no-color", *self.options, *options),
                ],
                cwd=directory,
                capture_output=True,
                text=True,
                check=False,
            )
            if ended.returncode not in (0, 1):
                raise FuzzingError(
                    f"schemathesis ended with {ended.returncode}: {ended.stdout}{ended.stderr}"
                )
            return json.loads(report.read_bytes()), json.loads(archive.read_bytes())
