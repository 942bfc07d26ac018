"""Makes the pages of published reports from their report.json and nothing else.

``python -m tests.interop.publish reports`` makes the pages; with ``--from interop-report`` it first takes the
reports of ``make interop`` over, as they are.
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


def take_over(origin: Path, root: Path) -> None:
    """Copy each report below ``origin`` into the folder of its suite's version."""
    for file in sorted(origin.glob(f"*/{REPORT}")):
        version = load(file)["suite"]["version"]
        home = root / version / file.parent.name
        home.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, home / REPORT)


def pages(root: Path) -> Mapping[Path, str]:
    """Return every page, by its place below ``root``."""
    versions = sorted({file.parent.parent.name for file in root.glob(f"*/*/{REPORT}")}, reverse=True)
    made = {Path("README.md"): "\n".join(_index(root, versions)) + "\n"}
    for version in versions:
        sources = gather([root / version]).sources
        made[Path(version, "matrix.md")] = matrix.markdown(sources)
        made[Path(version, "matrix.html")] = matrix.html(sources)
        for file in sorted((root / version).glob(f"*/{REPORT}")):
            made[file.parent.relative_to(root) / "summary.md"] = markdown.markdown(load(file))
    return made


def _index(root: Path, versions: Sequence[str]) -> Iterator[str]:
    yield "# Published reports"
    yield ""
    yield from (
        "Servers that others wrote, judged by `make interop` over loopback with seed 0 and standard effort.",
        "Each `report.json` is as the run wrote it; all else in this folder, this page too, is made of these",
        "files by `python -m tests.interop.publish reports`, which a test repeats. What a person makes of",
        "them stands in `tests/interop/findings/`.",
        "",
        "To judge one again, `make interop`, or start it by hand as `tests/interop/README.md` tells. To see",
        "one as a page: `scim-conformance render reports/VERSION/SERVER --format html -o report.html`.",
    )
    for version in versions:
        yield ""
        yield f"## Suite {version}"
        yield ""
        yield f"Side by side: [matrix.md]({version}/matrix.md), and as a page `{version}/matrix.html`."
        yield ""
        yield f"| server | judged on | verdict | {' | '.join(COUNTED)} | requests | seconds |"
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
    """Take reports over, where they are named, and write all pages."""
    parser = argparse.ArgumentParser(prog="python -m tests.interop.publish", description=__doc__)
    parser.add_argument("root", type=Path, help="folder of the published reports")
    parser.add_argument("--from", dest="origin", type=Path, help="folder of reports to take over first")
    given = parser.parse_args(arguments)
    if given.origin:
        take_over(given.origin, given.root)
    for place, text in pages(given.root).items():
        (given.root / place).write_text(text, encoding="utf-8")
        print(given.root / place)
    return 0


if __name__ == "__main__":
    sys.exit(main())
