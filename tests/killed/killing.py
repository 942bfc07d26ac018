"""Kill runs, which are processes that test a server in another process, and sweep after them."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

SCRIPT = Path(sys.executable).with_name("scim-conformance")

LINES = 1300
"""The approximate number of journal lines of a complete standard run."""

PATIENCE = 120
"""Seconds after which a process counts as hanging."""


def moments(count: int, most: int = LINES) -> list[int]:
    """Return reproducible random moments, as numbers of journal lines: they do not depend on the machine."""
    chance = random.Random(5)
    return [chance.randint(1, most) for _ in range(count)]


@dataclass(frozen=True)
class Served:
    """A reference server in a process of its own, with two tenants."""

    base_url: str
    token: str
    other_base_url: str
    other_token: str

    @property
    def arguments(self) -> list[str]:
        """The arguments that name the server; the secrets are in the environment."""
        mine = ["--url", self.base_url, "--token-env", "TOKEN"]
        return [*mine, "--other-url", self.other_base_url, "--other-token-env", "OTHER_TOKEN"]

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a command, with the secrets."""
        usual = {
            name: value for name, value in os.environ.items() if not name.startswith(("SCIM_", "PYTEST_"))
        }
        return {**usual, "TOKEN": self.token, "OTHER_TOKEN": self.other_token}

    def stored(self) -> int:
        """Return the number of users and groups of both tenants."""
        tenants = ((self.base_url, self.token), (self.other_base_url, self.other_token))
        return sum(
            httpx.get(
                base_url + endpoint, headers={"Authorization": f"Bearer {token}"}, trust_env=False
            ).json()["totalResults"]
            for base_url, token in tenants
            for endpoint in ("/Users", "/Groups")
        )


@contextmanager
def served(*options: str) -> Iterator[Served]:
    """Start a reference server, and stop it at the end of the block."""
    command = [SCRIPT, "serve", "--json", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            printed = json.loads(process.stdout.readline())
            yield Served(**{name: printed[name] for name in Served.__dataclass_fields__})
        finally:
            process.terminate()


@dataclass(frozen=True)
class Killed:
    """The result of one killed run and its sweep.

    Attributes:
        moment: The number of journal lines at which the run was killed.
        before: Resources that the killed run left on the server.
        output: The output of the sweep.
        exit_code: The exit code of the sweep.
        after: Resources on the server after the sweep.
        journals: Number of journals after the sweep.
    """

    moment: int
    before: int
    output: str
    exit_code: int
    after: int
    journals: int

    @property
    def removed(self) -> int:
        """The number of resources that the sweep printed as removed."""
        return sum(line.startswith("  removed ") for line in self.output.splitlines())


def kill(server: Served, moment: int, directory: Path) -> Killed:
    """Kill a run at a moment and sweep after it.

    Raises:
        RuntimeError: The run ended before that moment, or hangs.
    """
    report = ["--report", str(directory)]
    with subprocess.Popen(
        [SCRIPT, "run", "--quiet", *server.arguments, *report],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=server.environment,
    ) as process:
        deadline = time.monotonic() + PATIENCE
        while _lines(directory) < moment:
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                raise RuntimeError(f"the run did not reach line {moment} of its journal")
            time.sleep(0.001)
        process.kill()
    time.sleep(0.2)  # the server may still process the last request of the killed run
    before = server.stored()
    swept = subprocess.run(
        [SCRIPT, "sweep", *server.arguments, *report],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env=server.environment,
    )
    left = len(list(directory.glob("*journal.jsonl")))
    return Killed(moment, before, swept.stdout + swept.stderr, swept.returncode, server.stored(), left)


def _lines(directory: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in directory.glob("*-journal.jsonl"))
