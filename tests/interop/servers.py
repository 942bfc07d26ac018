"""Servers that others wrote: how each is installed and started, on loopback, in a group of processes."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

HERE = Path(__file__).parent
TOKEN = "interop"
"""The Bearer token that each server is told to ask for."""

START_SECONDS = 300
"""A server may have to be installed first."""


class NotInstalled(Exception):  # noqa: N818 - it is no error of anybody
    """What a server needs is not on this machine; the message says what."""


@dataclass(frozen=True)
class Server:
    """A server with a Bulk endpoint.

    Attributes:
        name: What it is called here, and where its report goes.
        version: The version that is judged.
        start: The command that serves it; ``{port}`` and ``{home}``, a directory of its own, are filled in.
        path: The path of the SCIM root.
        folder: Where the command is run.
        install: A command to run first, in the same folder.
        seconds: What one request may take: some never answer.
    """

    name: str
    version: str
    start: tuple[str, ...]
    path: str
    folder: Path = HERE
    install: tuple[str, ...] = ()
    seconds: float = 30.0

    @property
    def baseline(self) -> Path:
        """Its known failures; there is no such file where it has none."""
        return HERE / "baselines" / f"{self.name}.toml"


SERVERS = (
    Server(
        "scim2-server",
        "0.8.3",
        (str(Path(sys.executable).with_name("scim2-server")), "--port", "{port}", "--bearer-token", TOKEN),
        "/v2",
    ),
    Server(
        "scimmy",
        "1.3.5",
        ("node", "server.mjs", "{port}"),
        "/scim/v2",
        folder=HERE / "scimmy",
        install=("npm", "install", "--no-audit", "--no-fund", "--silent"),
        seconds=3.0,
    ),
    Server(
        "agent-bom",
        "0.110.0",
        (str(HERE / "agent_bom" / "serve.sh"), "{port}", "{home}"),
        "/scim/v2",
    ),
    Server(
        "scim-sdk",
        "1.30.0",
        (str(HERE / "scim_sdk" / "serve.sh"), "{port}", "{home}"),
        "/scim/v2",
    ),
    Server(
        "scimple",
        "1.0.0-M1",
        (str(HERE / "scimple" / "serve.sh"), "{port}", "{home}"),
        "/scim/v2",
    ),
)
"""Every server, the one with the fewest faults first."""

BY_NAME = {server.name: server for server in SERVERS}


@contextmanager
def running(server: Server, home: Path) -> Iterator[str]:
    """Serve, and give the base URL once it answers.

    Args:
        server: What to serve.
        home: Where it may keep what it installs and stores; its output goes to ``server.log`` there.

    Raises:
        NotInstalled: A command is missing, or it cannot be installed.
        RuntimeError: It does not answer; the message names the log.
    """
    home.mkdir(parents=True, exist_ok=True)
    log = home / "server.log"
    port = _free_port()
    filled = [part.format(port=port, home=home) for part in server.start]
    environment = {**os.environ, "SCIM_TOKEN": TOKEN, "PYTHON": sys.executable}
    with log.open("wb") as output:
        _install(server, output)
        process = subprocess.Popen(
            filled,
            cwd=server.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    base_url = f"http://127.0.0.1:{port}{server.path}"
    try:
        _wait(server, process, base_url, log)
        yield base_url
    finally:
        _stop(process)


def _install(server: Server, output: BinaryIO) -> None:
    for command in filter(None, (server.install, server.start)):
        if not shutil.which(command[0]):
            raise NotInstalled(f"{server.name} needs the command {command[0]!r}, which is not on the PATH")
    if not server.install:
        return
    done = subprocess.run(server.install, cwd=server.folder, stdout=output, stderr=output, check=False)
    if done.returncode:
        said = f"{' '.join(server.install)} ended with {done.returncode}, see {output.name}"
        raise NotInstalled(f"{server.name} cannot be installed: {said}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: Server, process: "subprocess.Popen[bytes]", base_url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(base_url, {"Authorization": f"Bearer {TOKEN}"}):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{server.name} does not answer at {base_url}, see {log}")
        time.sleep(0.2)


def _answers(base_url: str, headers: Mapping[str, str]) -> bool:
    request = urllib.request.Request(f"{base_url}/ServiceProviderConfig", headers=dict(headers))
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _stop(process: "subprocess.Popen[bytes]") -> None:
    for last_word in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, last_word)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                continue
