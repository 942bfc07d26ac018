"""Lets schemathesis test a reference server, in a process and an environment of its own."""

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
"""Runs against the server without a fault: the second one finds what the first one has missed by chance."""


class FuzzingError(Exception):
    """Schemathesis did not come to an end."""


@dataclass(frozen=True)
class Fuzzed:
    """What schemathesis said of one server.

    Attributes:
        failures: The kinds of failure that it had not reported of the server without a fault, and of errors
            such as no answer in time.
        answers: The body of every answer.
    """

    failures: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Fuzzer:
    """Schemathesis, asked to test by one document.

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
        told = subprocess.run([self.executable, "--version"], check=True, capture_output=True, text=True)
        return told.stdout.split()[-1]

    def learn(self, config: ReferenceConfig, baseline: Path) -> None:
        """Write to a baseline, in schemathesis' own form, what it reports of a server without a fault."""
        for _ in range(CLEAN_RUNS):
            self._run(config, "--baseline", str(baseline), "--baseline-update")

    def fuzz(self, config: ReferenceConfig, baseline: Path) -> Fuzzed:
        """Test a server; what stands in the baseline is nothing new.

        Raises:
            FuzzingError: The run did not come to an end.
        """
        report, archive = self._run(config, "--baseline", str(baseline))
        return Fuzzed(
            tuple(each["title"] for each in (*report["failures"], *report["errors"])),
            tuple(entry["response"]["content"].get("text", "") for entry in archive["log"]["entries"]),
        )

    def _run(self, config: ReferenceConfig, *options: str) -> tuple[Any, Any]:
        """Run it against a server of its own, and return its report and what was sent and answered."""
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
