"""How far a run is, for whoever watches it in a terminal."""

import os
import sys

import pytest
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


def watched() -> bool:
    """Say whether anybody can see a progress bar."""
    return sys.stderr.isatty()


class ProgressBar:
    """A pytest plugin that draws a bar on standard error and removes it at the end."""

    def __init__(self) -> None:
        # A descriptor of its own: pytest redirects the usual one while a test runs.
        self._file = os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding="utf-8", errors="replace")
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=Console(file=self._file), transient=True)
        self._task = self._progress.add_task("testing", total=None)

    def pytest_sessionstart(self) -> None:
        """Show the bar."""
        self._progress.start()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Learn how much there is to do."""
        if session.items:
            self._progress.update(self._task, total=len(session.items))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """Learn how much there is to do from a process of pytest-xdist."""
        self._progress.update(self._task, total=len(ids))

    def pytest_runtest_logfinish(self) -> None:
        """Move on by one test."""
        self._progress.advance(self._task)

    def pytest_unconfigure(self) -> None:
        """Remove the bar."""
        self._progress.stop()
        self._file.close()
