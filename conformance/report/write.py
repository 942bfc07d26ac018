"""Write the report directory."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from conformance.report.document import Report
from conformance.report.formats import BY_RUN, Format

_ENDS = ("-result.json", "-container.json", "-attachment.txt")
"""File name endings of Allure results, which have other names in each run; old ones are deleted."""


def write_report(report: Report, directory: Path, formats: Iterable[Format] = BY_RUN) -> Path:
    """Write a report in several formats and return the path of ``report.json``.

    Args:
        report: The report.
        directory: The directory, which is created if it does not exist.
        formats: The formats; by default those that each run writes.

    Raises:
        OSError: The directory or a file cannot be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for form in formats:
        content = form.make(report)
        if isinstance(content, str):
            write_text(directory / form.file, content)
        else:
            _write_all(directory / form.file, content)
    return directory / "report.json"


def write_text(path: Path, text: str) -> None:
    """Write a file and rename it into place, so that a reader never sees a part of it.

    Raises:
        OSError: The file cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_text(text, encoding="utf-8", newline="\n")
    unfinished.replace(path)


def _write_all(directory: Path, texts: Mapping[str, str]) -> None:
    """Write the files of a directory and delete those of an earlier run."""
    directory.mkdir(exist_ok=True)
    for old in directory.iterdir():
        if old.name.endswith(_ENDS) and old.name not in texts:
            old.unlink()
    for name, text in texts.items():
        write_text(directory / name, text)
