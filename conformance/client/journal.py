"""The journal of a run. Names are recorded before they are sent, so that a killed run can be cleaned up."""

import json
import os
import re
import secrets
import sys
from collections import Counter, defaultdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

if sys.platform != "win32":
    import fcntl

RUN_PREFIX = re.compile(r"scimconf-[0-9a-f]{8}-")
"""The prefix of all names of a run. A resource with another name is never deleted."""

FILES = "scimconf-*journal.jsonl"
"""Pattern of the journal files in a report directory."""


def draw_prefix() -> str:
    """Return a random prefix for a new run."""
    return f"scimconf-{secrets.token_hex(4)}-"


class JournalError(Exception):
    """A journal cannot be used. The message says why and what to do next."""


class Journal:
    """The names that a run uses, and the resources that it has created.

    Each method flushes its entry to the operating system before it returns. The entries that a clean-up
    needs, prefix and collections, are also synced to the disk. Syncing each name of a large bulk request
    would take longer than the request.

    Attributes:
        path: The file, with one JSON object per line.
        run_prefix: The prefix of all names of the run.
        base_url: The base URL of the server; empty if it is not known.
        intended: Number of names by collection and attribute, such as ``("/Users", "userName")``.
        names: The names by collection and attribute.
        pending: The created resources that are not deleted yet, by URL or path.
    """

    def __init__(self, path: Path, run_prefix: str, base_url: str = "", *, resumed: bool = False) -> None:
        """Create the journal file of a run, or open an existing one.

        Raises:
            JournalError: The prefix is not that of a run, the file already exists, it cannot be written, or a
                run in progress uses it.
        """
        if not RUN_PREFIX.fullmatch(run_prefix):
            raise JournalError(
                f"The run prefix {run_prefix!r} is not valid: it does not have the form {draw_prefix()!r}, "
                "so resources of others may have it. Give the journal file that a run wrote."
            )
        self.path = path
        self.run_prefix = run_prefix
        self.base_url = base_url
        self.intended: Counter[tuple[str, str]] = Counter()
        self.names: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self.pending: dict[str, None] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._file = path.open("a" if resumed else "x", encoding="utf-8")
        except FileExistsError:
            raise JournalError(
                f"The journal {str(path)!r} of another run already exists. Use another file."
            ) from None
        except OSError as error:
            raise JournalError(
                f"The journal {str(path)!r} cannot be written: {error.strerror}. Check the permissions."
            ) from None
        _lock(self._file, path)
        if not resumed:
            self._write({"event": "run", "prefix": run_prefix, "base_url": base_url})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def discard(self) -> None:
        """Close the file and delete it: the run created nothing."""
        self.close()
        self.path.unlink(missing_ok=True)

    def intend(self, endpoint: str, attribute: str, *names: str) -> None:
        """Record the names of resources before a request that creates them.

        Args:
            endpoint: The collection, such as ``/Users``.
            attribute: The attribute with the name, such as ``userName``.
            names: The names.

        Raises:
            ValueError: A name does not begin with the run prefix, so the clean-up could not find it.
        """
        for name in names:
            if not name.casefold().startswith(self.run_prefix.casefold()):
                raise ValueError(f"{name!r} does not begin with the run prefix {self.run_prefix!r}")
        is_new = (endpoint, attribute) not in self.intended
        self._record({"event": "intend", "endpoint": endpoint, "attribute": attribute, "names": names})
        if is_new:
            os.fsync(self._file.fileno())

    def has(self, endpoint: str, prefix: str) -> bool:
        """Return whether a name with a prefix is recorded for a collection."""
        recorded = (names for (place, _), names in self.names.items() if place == endpoint)
        return any(name.startswith(prefix) for names in recorded for name in names)

    def longer_prefixes(self, endpoint: str, attribute: str, prefix: str) -> list[str]:
        """Return the prefixes that split the names with a prefix by the character after their common part."""
        names = [name for name in self.names[endpoint, attribute] if name.startswith(prefix)]
        shared = len(os.path.commonprefix(names))  # noqa: RUF071 - the common part of texts, not of paths
        return sorted({name[: shared + 1] for name in names if len(name) > shared})

    def created(self, path: str) -> None:
        """Record that a resource was created, by URL or path below the base URL."""
        if path not in self.pending:
            self._record({"event": "created", "path": path})

    def gone(self, path: str) -> None:
        """Record that a resource does not exist any more."""
        self._record({"event": "gone", "path": path})

    def _record(self, entry: dict[str, Any]) -> None:
        self._write(entry)
        self._apply(entry)

    def _write(self, entry: dict[str, Any]) -> None:
        self._file.write(json.dumps(entry) + "\n")
        self._file.flush()

    def _apply(self, entry: dict[str, Any]) -> None:
        match entry:
            case {"event": "intend", "endpoint": str(endpoint), "attribute": str(attribute), "names": names}:
                self.intended[endpoint, attribute] += len(names)
                self.names[endpoint, attribute].update(filter(_is_text, names))
            case {"event": "created", "path": str(path)}:
                self.pending[path] = None
            case {"event": "gone", "path": str(path)}:
                self.pending.pop(path, None)


def load(path: Path) -> Journal:
    """Return the journal of an earlier run, opened for writing.

    An incomplete last line of a killed run is ignored.

    Raises:
        JournalError: The file cannot be read, is not a journal, or is used by a run in progress.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise JournalError(f"The journal {str(path)!r} cannot be read: {error}. Check the path.") from None
    entries = [entry for line in lines if isinstance(entry := _parse(line), dict)]
    first = entries[0] if entries else {}
    if first.get("event") != "run" or not isinstance(first.get("prefix"), str):
        raise JournalError(f"{str(path)!r} is not the journal of a run. Give the file that a run wrote.")
    journal = Journal(path, first["prefix"], str(first.get("base_url") or ""), resumed=True)
    for entry in entries[1:]:
        journal._apply(entry)
    return journal


def _lock(file: IO[str], path: Path) -> None:
    """Lock a journal until it is closed or its process ends.

    Raises:
        JournalError: Another process has locked it.
    """
    if sys.platform == "win32":
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise JournalError(
            f"The run of the journal {str(path)!r} is still in progress. Wait until it ends and cleans up."
        ) from None
    except OSError:
        return  # the file system does not support locks


def _is_text(name: object) -> bool:
    return isinstance(name, str)


def _parse(line: str) -> Any:  # noqa: ANN401 - a JSON value
    try:
        return json.loads(line)
    except ValueError:
        return None
