"""Cached traces of whole runs, so that a changed check needs no new run.

The key is a hash of everything that can change what is sent and received: the reference server, the client,
the scenarios, and the versions of the libraries that serve. What only judges is not part of it.
"""

import hashlib
import json
import os
from functools import cache
from importlib.metadata import version
from pathlib import Path

import conformance

PACKAGE = Path(conformance.__file__).parent

PARTS = (
    *("client", "contract", "control", "exchange.py", "exploration", "oracle", "reference", "scenario"),
    *("schemas", "scim", "settings", "trace"),
)
"""Parts of the package that decide what is sent and received."""

RUN = ("embedded.py", "live.py", "runner.py", "selection.py", "settings_features.py")
SECTIONS = ("scenarios", "table", "faults", "variants")
"""What the names of such modules in a section begin with."""

LIBRARIES = ("fastapi", "httpx", "hypothesis", "scim2-models", "scim2-server")


@cache
def key() -> str:
    """Return a hash of everything that can change a trace."""
    files = [path for part in PARTS for path in (PACKAGE / part, *(PACKAGE / part).rglob("*.py"))]
    files += [PACKAGE / "run" / name for name in RUN]
    files += [path for path in (PACKAGE / "sections").rglob("*.py") if path.stem.startswith(SECTIONS)]
    files += [Path(__file__).with_name("play.py")]
    digest = hashlib.sha256()
    for path in sorted(path for path in files if path.is_file()):
        digest.update(path.name.encode() + path.read_bytes())
    digest.update("".join(version(name) for name in LIBRARIES).encode())
    return digest.hexdigest()[:16]


def place(name: str) -> Path | None:
    """Return the path of the cached traces of a server; None if there is no cache.

    Args:
        name: What distinguishes the run from others of the same code.
    """
    root = os.environ.get("SCIM_MATRIX_CACHE")
    return Path(root).expanduser() / key() / f"{name or 'reference'}.json.gz" if root else None


def load(name: str) -> tuple[bytes, dict[str, list[str]]] | None:
    """Return the cached traces of a server and the other results of its run; None if they are not cached."""
    path = place(name)
    if path is None or not path.is_file():
        return None
    return path.read_bytes(), json.loads(path.with_suffix(".rest").read_text(encoding="utf-8"))


def save(name: str, traces: bytes, rest: dict[str, list[str]]) -> None:
    """Store the traces of a server, if there is a cache."""
    path = place(name)
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".rest").write_text(json.dumps(rest), encoding="utf-8")
        path.write_bytes(traces)
