"""Write the report directory."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from conformance.report.formats import BY_RUN, Format
from conformance.report.model import Report

_ENDS = ("-result.json", "-container.json", "-attachment.txt")
"""How the names of files end that only one run has, so that those of an earlier one do not stay."""


def write_report(report: Report, directory: Path, formats: Iterable[Format] = BY_RUN) -> Path:
    """Write forms of a report, by default those that each run writes; return the path of ``report.json``.

    Each file appears whole or not at all.

    Raises:
        OSError: The directory or a file cannot be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for form in formats:
        made = form.make(report)
        if isinstance(made, str):
            write_text(directory / form.file, made)
        else:
            _write_all(directory / form.file, made)
    return directory / "report.json"


def write_text(path: Path, text: str) -> None:
    """Put a file in place in one step, so that no reader meets half of it.

    Raises:
        OSError: It cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_text(text, encoding="utf-8", newline="\n")
    unfinished.replace(path)


def _write_all(directory: Path, texts: Mapping[str, str]) -> None:
    """Write the files of a directory, in place of those of an earlier run."""
    directory.mkdir(exist_ok=True)
    for old in directory.iterdir():
        if old.name.endswith(_ENDS) and old.name not in texts:
            old.unlink()
    for name, text in texts.items():
        write_text(directory / name, text)
