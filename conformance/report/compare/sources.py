"""Load several reports from files and folders, each with a unique name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.report.document import Report
from conformance.report.saved import ReportError, load

REPORT = "report.json"


@dataclass(frozen=True, slots=True)
class Source:
    """One of several reports.

    Attributes:
        name: The shortest end of its path that no other report has.
        report: The report without its exchanges.
    """

    name: str
    report: Report


@dataclass(frozen=True, slots=True)
class Gathered:
    """The reports that were loaded.

    Attributes:
        sources: The reports.
        skipped: A sentence for each JSON file of a folder that is not a report.
    """

    sources: Sequence[Source]
    skipped: Sequence[str]


def gather(paths: Iterable[Path]) -> Gathered:
    """Load reports from files and folders, in the given order.

    A folder with a ``report.json`` is one report. In any other folder, every ``report.json`` at any depth is
    loaded, and each ``.json`` file directly in it that is a report.

    Raises:
        ReportError: A given file or a ``report.json`` is not a report, or no report was found.
    """
    found: dict[Path, Report] = {}
    skipped = []
    for path in paths:
        for file in _files(path):
            try:
                report = load(file)
            except ReportError as error:
                if file == path or file.name == REPORT:
                    raise
                skipped.append(str(error))
                continue
            found.setdefault(file.resolve(), report | {"exchanges": []})
    if not found:
        raise ReportError("No report was found. Give the paths of report.json files or of their folders.")
    names = _names(list(found))
    sources = [Source(name, report) for name, report in zip(names, found.values(), strict=True)]
    return Gathered(sources, skipped)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    if (path / REPORT).is_file():
        return [path / REPORT]
    return sorted({*path.rglob(REPORT), *path.glob("*.json")})


def _names(files: Sequence[Path]) -> list[str]:
    """Return the shortest unique end of each path."""
    stems = [file.parent if file.name == REPORT else file.with_suffix("") for file in files]
    return [_shortest(stem, [other for other in stems if other != stem]) for stem in stems]


def _shortest(stem: Path, others: Sequence[Path]) -> str:
    for length in range(1, len(stem.parts)):
        end = stem.parts[-length:]
        if all(other.parts[-length:] != end for other in others):
            return "/".join(end)
    return str(stem)
