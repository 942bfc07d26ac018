"""The progress of a run: a bar in a terminal, a few lines in a log."""

import os
import sys
from typing import Protocol

import pytest
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.theme import Theme

QUARTERS = 4
_PLAIN = Theme({"progress.download": "none", "progress.elapsed": "none"})
"""Numbers in the terminal's own colour: green and yellow are hard to read on a light ground."""


class Display(Protocol):
    """A place that shows progress."""

    def show(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` cases are judged."""

    def close(self) -> None:
        """Remove what must not stay on the screen."""


class Bar:
    """A bar on a terminal, removed at the end."""

    def __init__(self) -> None:
        # A descriptor of its own: pytest redirects the usual one while a test runs.
        self._file = os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding="utf-8", errors="replace")
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        console = Console(file=self._file, theme=_PLAIN)
        self._progress = Progress(*columns, console=console, transient=True)
        self._task = self._progress.add_task("testing", total=None)
        self._progress.start()

    def show(self, done: int, total: int) -> None:
        """Draw the bar."""
        self._progress.update(self._task, completed=done, total=total)

    def close(self) -> None:
        """Remove the bar."""
        self._progress.stop()
        self._file.close()


class Lines:
    """A line after each quarter, for a log or a pipe."""

    def __init__(self) -> None:
        self._file = os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding="utf-8", errors="replace")
        self._quarters = 0

    def show(self, done: int, total: int) -> None:
        """Print a line when another quarter is done."""
        quarters = done * QUARTERS // total
        if quarters > self._quarters:
            self._quarters = quarters
            print(f"{quarters * 100 // QUARTERS:3} %  {done} of {total} cases", file=self._file, flush=True)

    def close(self) -> None:
        """Leave the lines where they are."""
        self._file.close()


def display() -> Display:
    """Return the display that suits standard error."""
    return Bar() if sys.stderr.isatty() else Lines()


class ProgressPlugin:
    """A pytest plugin that counts the cases of a run.

    Args:
        shown_on: The display; it is closed at the end of the run.
    """

    def __init__(self, shown_on: Display) -> None:
        self._display = shown_on
        self._done = 0
        self._total = 0

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Take the number of cases from pytest."""
        self._total = len(session.items) or self._total

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """Take the number of cases from a process of pytest-xdist."""
        self._total = len(ids)

    def pytest_runtest_logfinish(self) -> None:
        """Count one case; deferred cases come after the last one."""
        self._done = min(self._done + 1, self._total)
        self._display.show(self._done, self._total)

    def pytest_unconfigure(self) -> None:
        """Close the display."""
        self._display.close()
