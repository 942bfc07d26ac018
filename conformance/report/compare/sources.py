"""Any number of reports, found by files and folders, each with a name that tells it from the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.report.model import Report
from conformance.report.saved import ReportError, load

REPORT = "report.json"


@dataclass(frozen=True, slots=True)
class Source:
    """One of several reports.

    Attributes:
        name: What it is called: its folder or its file, and as much above it as it takes to be unlike others.
        report: The report, without its exchanges.
    """

    name: str
    report: Report


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found.

    Attributes:
        sources: The reports.
        skipped: Why files of a folder were left out that are called like reports and are none.
    """

    sources: Sequence[Source]
    skipped: Sequence[str]


def gather(paths: Iterable[Path]) -> Gathered:
    """Return the reports of files and folders, in the order in which they are given.

    A folder with a ``report.json`` is that report; of any other, every ``report.json`` at any depth is taken,
    and each ``.json`` file in it that is a report.

    Raises:
        ReportError: A file that was named is no report, or there is none at all.
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
        raise ReportError("There is no report. Name report.json files, or folders that hold some.")
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
    """Return the shortest ends of the paths that tell them apart."""
    stems = [file.parent if file.name == REPORT else file.with_suffix("") for file in files]
    return [_shortest(stem, [other for other in stems if other != stem]) for stem in stems]


def _shortest(stem: Path, others: Sequence[Path]) -> str:
    for length in range(1, len(stem.parts)):
        end = stem.parts[-length:]
        if all(other.parts[-length:] != end for other in others):
            return "/".join(end)
    return str(stem)
