"""Write the report directory."""

from pathlib import Path

from conformance.report.html import html
from conformance.report.junit import junit
from conformance.report.markdown import markdown
from conformance.report.model import Report
from conformance.report.text import dump

WRITERS = {"junit.xml": junit, "summary.md": markdown, "report.html": html}
"""The files that are a function of ``report.json``, and the function."""


def write_report(report: Report, directory: Path) -> Path:
    """Write ``report.json`` and everything that follows from it; return the path of ``report.json``.

    ``report.json`` comes first, so that it is there whatever happens to the rest. Each file appears whole or
    not at all.

    Raises:
        OSError: The directory or a file cannot be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    document = directory / "report.json"
    _write(document, dump(report))
    for name, writer in WRITERS.items():
        _write(directory / name, writer(report))
    return document


def _write(path: Path, text: str) -> None:
    """Put a file in place in one step, so that no reader meets half of it."""
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_text(text, encoding="utf-8", newline="\n")
    unfinished.replace(path)
