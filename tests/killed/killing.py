"""Kills runs, real processes against a real server, and sweeps after them."""

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
"""About as many lines has the journal of a standard run when its clean-up comes to an end."""

PATIENCE = 120
"""Seconds after which a process of ours is taken to hang."""


def moments(count: int, most: int = LINES) -> list[int]:
    """Return when to kill, drawn once and for all: numbers of lines in the journal, whatever the machine."""
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
        """What tells a command to use the server; the secrets are in the environment."""
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
        """Return how many users and groups both tenants have."""
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
    """Serve while the block runs."""
    command = [SCRIPT, "serve", "--json", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            said = json.loads(process.stdout.readline())
            yield Served(**{name: said[name] for name in Served.__dataclass_fields__})
        finally:
            process.terminate()


@dataclass(frozen=True)
class Killed:
    """What came of one kill.

    Attributes:
        moment: How many lines the journal had to have.
        before: Resources that the killed run left on the server.
        said: What the sweep printed.
        exit_code: How it ended.
        after: Resources on the server after it.
        journals: Journals that are still there.
    """

    moment: int
    before: int
    said: str
    exit_code: int
    after: int
    journals: int

    @property
    def removed(self) -> int:
        """How many resources the sweep printed as removed."""
        return sum(line.startswith("  removed ") for line in self.said.splitlines())


def kill(server: Served, moment: int, directory: Path) -> Killed:
    """Kill a run at a moment and sweep after it.

    Raises:
        RuntimeError: The run ended by itself before, or hangs.
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
                raise RuntimeError(f"the run did not come to line {moment} of its journal")
            time.sleep(0.001)
        process.kill()
    time.sleep(0.2)  # the server may still be at the request whose client was killed
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
