"""The output of a run that is a step of a GitHub workflow."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from conformance.report.document import Report
from conformance.report.github import annotations, command
from conformance.report.markdown import markdown

SUMMARY_LIMIT = 1024 * 1024
"""Most bytes of a step's summary: GitHub shows none of a larger one."""


def is_here() -> bool:
    """Return whether this process is part of a GitHub workflow."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


@contextmanager
def commands_stopped() -> Iterator[None]:
    """Stop workflow commands during this context: the printed text contains words of the server."""
    token = token_hex(16)
    if is_here():
        print(f"::stop-commands::{token}", flush=True)
    try:
        yield
    finally:
        if is_here():
            print(f"::{token}::", flush=True)


def announce(report: Report) -> None:
    """Annotate the workflow with the problems of a run; add ``summary.md`` to the summary of the step."""
    if not is_here():
        return
    for line in annotations(report):
        print(line)
    if file := os.environ.get("GITHUB_STEP_SUMMARY"):
        _summarise(report, Path(file))


def annotate_error(message: str) -> None:
    """Annotate the workflow with the reason why nothing was tested."""
    if is_here():
        print(command("error", "scim-conformance", message))


def _summarise(report: Report, file: Path) -> None:
    """Append to the summary of the step; print the reason if that is not possible."""
    content = f"{markdown(report)}\n".encode()
    why = "it would be larger than 1 MiB"
    try:
        with file.open("ab") as summary:
            if summary.tell() + len(content) <= SUMMARY_LIMIT:
                summary.write(content)
                return
    except OSError as error:
        why = str(error)
    print(f"scim-conformance: The step gets no summary: {why}. Read summary.md.", file=sys.stderr)
