"""What a run does for the GitHub workflow that it is a step of."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from conformance.report.github import annotations, command
from conformance.report.markdown import markdown
from conformance.report.model import Report

SUMMARY_LIMIT = 1024 * 1024
"""Bytes that GitHub takes as the summary of a step; it shows none of a larger one."""


def is_here() -> bool:
    """Tell whether this process is part of a GitHub workflow."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


@contextmanager
def unheard() -> Iterator[None]:
    """Keep the workflow from taking for commands what is printed meanwhile: a server has a say in it."""
    token = token_hex(16)
    if is_here():
        print(f"::stop-commands::{token}", flush=True)
    try:
        yield
    finally:
        if is_here():
            print(f"::{token}::", flush=True)


def announce(report: Report) -> None:
    """Annotate the workflow with what a run found, and add ``summary.md`` to the summary of its step."""
    if not is_here():
        return
    for line in annotations(report):
        print(line)
    if file := os.environ.get("GITHUB_STEP_SUMMARY"):
        _summarise(report, Path(file))


def complain(message: str) -> None:
    """Annotate the workflow with why nothing was tested."""
    if is_here():
        print(command("error", "scim-conformance", message))


def _summarise(report: Report, file: Path) -> None:
    """Append to the summary of the step; where that cannot be, say so and go on."""
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
