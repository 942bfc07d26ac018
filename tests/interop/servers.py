"""Servers of other projects: install, start and stop them, on loopback and in process groups of their own."""

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
"""The Bearer token that each server accepts."""

START_SECONDS = 300
"""Time for a server to respond after its start, which may include its installation."""


class NotInstalled(Exception):  # noqa: N818 - a missing prerequisite is not an error
    """A prerequisite of a server is missing on this machine; the message names it."""


@dataclass(frozen=True)
class Server:
    """A server with a Bulk endpoint.

    Attributes:
        name: Its name in commands, and the name of its report directory.
        version: The version that is tested.
        start: The command that starts it. ``{port}`` and ``{home}`` (a temporary directory) are replaced.
        path: The path of the SCIM root.
        folder: Working directory of the commands.
        install: A command to run first.
        seconds: Timeout of one request in seconds. It is short for a server that leaves requests unanswered.
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
        """The file of its known failures; it does not exist if there are none."""
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
"""All servers."""

BY_NAME = {server.name: server for server in SERVERS}


@contextmanager
def running(server: Server, home: Path) -> Iterator[str]:
    """Start a server, yield its base URL once it responds, and stop it afterwards.

    Args:
        server: The server to start.
        home: Directory for its files; ``server.log`` there has its output.

    Raises:
        NotInstalled: A command is missing, or the installation failed.
        RuntimeError: The server does not respond; the message names the log.
    """
    home.mkdir(parents=True, exist_ok=True)
    log = home / "server.log"
    port = _free_port()
    command = [part.format(port=port, home=home) for part in server.start]
    environment = {**os.environ, "SCIM_TOKEN": TOKEN, "PYTHON": sys.executable}
    with log.open("wb") as output:
        _install(server, output)
        process = subprocess.Popen(
            command,
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
    completed = subprocess.run(server.install, cwd=server.folder, stdout=output, stderr=output, check=False)
    if completed.returncode:
        command = " ".join(server.install)
        raise NotInstalled(f"{server.name}: {command!r} ended with {completed.returncode}, see {output.name}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: Server, process: "subprocess.Popen[bytes]", base_url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _responds(base_url, {"Authorization": f"Bearer {TOKEN}"}):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{server.name} does not respond at {base_url}, see {log}")
        time.sleep(0.2)


def _responds(base_url: str, headers: Mapping[str, str]) -> bool:
    request = urllib.request.Request(f"{base_url}/ServiceProviderConfig", headers=dict(headers))
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _stop(process: "subprocess.Popen[bytes]") -> None:
    for stop_signal in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, stop_signal)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                continue
