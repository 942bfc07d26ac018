"""Render the pages of published reports from their report.json files alone.

``python -m tests.interop.publish reports`` renders the pages. With ``--from interop-report`` it first copies
the reports of ``make interop``, unchanged.
"""

import argparse
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from conformance.report import markdown
from conformance.report.compare import matrix
from conformance.report.compare.sources import Source, gather
from conformance.report.saved import load

REPORT = "report.json"
COUNTED = ("pass", "fail", "warn", "note", "inconclusive")


def copy_reports(origin: Path, root: Path) -> None:
    """Copy each report below ``origin`` into the folder of its suite's version."""
    for file in sorted(origin.glob(f"*/{REPORT}")):
        version = load(file)["suite"]["version"]
        folder = root / version / file.parent.name
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, folder / REPORT)


def pages(root: Path) -> Mapping[Path, str]:
    """Return the text of every page, by its path below ``root``."""
    versions = sorted({file.parent.parent.name for file in root.glob(f"*/*/{REPORT}")}, reverse=True)
    rendered = {Path("README.md"): "\n".join(_index(root, versions)) + "\n"}
    for version in versions:
        sources = gather([root / version]).sources
        rendered[Path(version, "matrix.md")] = matrix.markdown(sources)
        rendered[Path(version, "matrix.html")] = matrix.html(sources)
        for file in sorted((root / version).glob(f"*/{REPORT}")):
            rendered[file.parent.relative_to(root) / "summary.md"] = markdown.markdown(load(file))
    return rendered


def _index(root: Path, versions: Sequence[str]) -> Iterator[str]:
    yield "# Published reports"
    yield ""
    yield from (
        "Reports about servers of other projects. `make interop` tested them over loopback, with seed 0 and",
        "standard effort. Each `report.json` is the unchanged output of its run. All other files here are",
        "rendered from it by `python -m tests.interop.publish reports`. A test repeats that and",
        "compares. `tests/interop/findings/` has the reviewed findings of each server.",
        "",
        "To test all servers again, run `make interop`. To test one, start it by hand as described in",
        "`tests/interop/README.md`. To view a report as a page:",
        "",
        "    scim-conformance render reports/VERSION/SERVER --format html -o report.html",
    )
    for version in versions:
        yield ""
        yield f"## Suite {version}"
        yield ""
        yield f"All servers in one table: [matrix.md]({version}/matrix.md) or `{version}/matrix.html`."
        yield ""
        yield f"| server | tested on | verdict | {' | '.join(COUNTED)} | requests | seconds |"
        yield "|---|---|---|" + "---|" * (len(COUNTED) + 2)
        for source in gather([root / version]).sources:
            yield _row(version, source)


def _row(version: str, source: Source) -> str:
    report = source.report
    counts = (report["summary"].get(verdict, 0) for verdict in COUNTED)
    cells = (
        f"[{source.name}]({version}/{source.name}/summary.md)",
        report["started"][:10],
        report["verdict"],
        *counts,
        report["requests"],
        round(report["duration_s"]),
    )
    return f"| {' | '.join(map(str, cells))} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Copy the reports of ``--from``, if it is given, and write all pages."""
    parser = argparse.ArgumentParser(prog="python -m tests.interop.publish", description=__doc__)
    parser.add_argument("root", type=Path, help="folder of the published reports")
    parser.add_argument("--from", dest="origin", type=Path, help="folder of reports to copy first")
    options = parser.parse_args(arguments)
    if options.origin:
        copy_reports(options.origin, options.root)
    for path, text in pages(options.root).items():
        (options.root / path).write_text(text, encoding="utf-8")
        print(options.root / path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
