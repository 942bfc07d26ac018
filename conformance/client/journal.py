"""What a run creates, written down before it is sent, so that even a killed run can be cleaned up after."""

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
"""What the names of a run begin with: nothing else is ever deleted, whatever a journal says."""

FILES = "scimconf-*journal.jsonl"
"""What journals are called in a report directory, as a pattern."""


def draw_prefix() -> str:
    """Return the prefix of a new run."""
    return f"scimconf-{secrets.token_hex(4)}-"


class JournalError(Exception):
    """A journal cannot be used; the message says why and what to do next."""


class Journal:
    """The names that a run gives, and the resources that it knows to have created.

    Each entry has left this process before the method that writes it returns. What a clean-up cannot do
    without, the prefix and the collections, is on the disk by then; to wait for the disk at each name of a
    large job would take longer than the job.

    Attributes:
        path: The file: one JSON object a line.
        run_prefix: What every name of the run begins with.
        base_url: The server it is about; empty where that is not known.
        intended: How many names were given in each collection and attribute, such as
            ``("/Users", "userName")``.
        names: Those names, by collection and attribute.
        pending: The resources known to have been created and not to be gone, by URL or path.
    """

    def __init__(self, path: Path, run_prefix: str, base_url: str = "", *, resumed: bool = False) -> None:
        """Begin a file for a run.

        Raises:
            JournalError: The prefix is none of a run, so it might be that of somebody else's names; the file
                is there already: what another run left behind must not be forgotten; or a run in progress
                writes on it.
        """
        if not RUN_PREFIX.fullmatch(run_prefix):
            raise JournalError(
                f"The run prefix {run_prefix!r} is none that a run gives to its names, such as "
                f"{draw_prefix()!r}, so other resources may carry it. Name the file that the run wrote."
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
                f"The journal {str(path)!r} is that of another run. Give each run a file of its own."
            ) from None
        except OSError as error:
            raise JournalError(
                f"The journal {str(path)!r} cannot be written: {error.strerror}. Check who may write there."
            ) from None
        _claim(self._file, path)
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

    def intend(self, endpoint: str, attribute: str, *names: str) -> None:
        """Write down the names of resources that are about to be created.

        Args:
            endpoint: The collection, such as ``/Users``.
            attribute: The attribute that carries the name, such as ``userName``.
            names: The names.

        Raises:
            ValueError: A name does not begin with the run prefix, so the resource could not be found again.
        """
        for name in names:
            if not name.casefold().startswith(self.run_prefix.casefold()):
                raise ValueError(f"{name!r} does not begin with the run prefix {self.run_prefix!r}")
        is_new = (endpoint, attribute) not in self.intended
        self._note({"event": "intend", "endpoint": endpoint, "attribute": attribute, "names": names})
        if is_new:
            os.fsync(self._file.fileno())

    def narrower(self, endpoint: str, attribute: str, prefix: str) -> list[str]:
        """Return longer prefixes that together fit all names longer than what those with a prefix share."""
        names = [name for name in self.names[endpoint, attribute] if name.startswith(prefix)]
        shared = len(os.path.commonprefix(names))  # noqa: RUF071 - of characters it is
        return sorted({name[: shared + 1] for name in names if len(name) > shared})

    def created(self, path: str) -> None:
        """Write down where a resource was created, as URL or path below the base URL."""
        if path not in self.pending:
            self._note({"event": "created", "path": path})

    def gone(self, path: str) -> None:
        """Write down that a resource is there no more."""
        self._note({"event": "gone", "path": path})

    def _note(self, entry: dict[str, Any]) -> None:
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
    """Return the journal that a run left behind, ready to be written on.

    A last line that was cut off when the run was killed is passed over.

    Raises:
        JournalError: There is no such file, or it is no journal.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise JournalError(f"The journal {str(path)!r} cannot be read: {error}. Check the path.") from None
    entries = [entry for line in lines if isinstance(entry := _parse(line), dict)]
    first = entries[0] if entries else {}
    if first.get("event") != "run" or not isinstance(first.get("prefix"), str):
        raise JournalError(f"{str(path)!r} is no journal of a run. Name the file that the run wrote.")
    journal = Journal(path, first["prefix"], str(first.get("base_url") or ""), resumed=True)
    for entry in entries[1:]:
        journal._apply(entry)
    return journal


def _claim(file: IO[str], path: Path) -> None:
    """Keep others from a journal until it is closed, or its process ends in any way.

    Raises:
        JournalError: It is somebody else's already.
    """
    if sys.platform == "win32":
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise JournalError(
            f"The run that writes the journal {str(path)!r} is still in progress. It cleans up at its end."
        ) from None
    except OSError:
        return  # there are file systems without locks


def _is_text(name: object) -> bool:
    return isinstance(name, str)


def _parse(line: str) -> Any:  # noqa: ANN401 - a JSON value
    try:
        return json.loads(line)
    except ValueError:
        return None
