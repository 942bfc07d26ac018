"""``diff``, ``matrix`` and ``trend``: several reports side by side."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from conformance.report.compare import diff as two
from conformance.report.compare import matrix as many
from conformance.report.compare import trend as over_time
from conformance.report.compare.sources import Source, gather
from conformance.report.model import Report
from conformance.report.saved import ReportError, load
from conformance.report.text import dump
from conformance.report.write import write_text

_ENDS = {"markdown": ".md", "html": ".html"}

Makers = Mapping[str, Callable[[Sequence[Source]], str]]


def diff(old: Path, new: Path, *, as_json: bool) -> int:
    """Print what changed from one report to another; return 1 where something regressed.

    Raises:
        click.ClickException: One of the two is no report.
    """
    older, newer = _report(old), _report(new)
    text = dump(two.document(older, newer)) if as_json else two.markdown(older, newer)
    click.echo(text, nl=False)
    return int(two.has_regressions(older, newer))


def _report(path: Path) -> Report:
    try:
        return load(path)
    except ReportError as error:
        raise click.ClickException(str(error)) from None


def matrix(paths: Sequence[Path], form: str | None, output: Path | None) -> None:
    """Write servers by requirements.

    Args:
        paths: Reports, their directories, or folders of such.
        form: ``markdown`` or ``html``; None goes by the output's name.
        output: A file, or a directory that gets both forms; None for standard output.

    Raises:
        click.ClickException: Something is no report, or the output cannot be written.
    """
    _write("matrix", {"markdown": many.markdown, "html": many.html}, paths, form, output)


def trend(paths: Sequence[Path], form: str | None, output: Path | None) -> None:
    """Write how a server fares over time; see `matrix` for the arguments.

    Raises:
        click.ClickException: Something is no report, or the output cannot be written.
    """
    _write("trend", {"markdown": over_time.markdown, "html": over_time.html}, paths, form, output)


def _write(name: str, makers: Makers, paths: Sequence[Path], form: str | None, output: Path | None) -> None:
    try:
        found = gather(paths)
    except ReportError as error:
        raise click.ClickException(str(error)) from None
    for why in found.skipped:
        print(f"Left out: {why}", file=sys.stderr)
    if output is None:
        click.echo(makers[form or "markdown"](found.sources), nl=False)
        return
    try:
        for file, each in _files(name, form, output).items():
            write_text(file, makers[each](found.sources))
    except OSError as error:
        raise click.ClickException(f"{str(output)!r} cannot be written: {error.strerror}.") from None


def _files(name: str, form: str | None, output: Path) -> dict[Path, str]:
    """Return the files to write with the form of each.

    Raises:
        OSError: The directory cannot be made.
    """
    if output.suffix and not output.is_dir():
        by_end = {end: each for each, end in _ENDS.items()}
        return {output: form or by_end.get(output.suffix.lower(), "markdown")}
    output.mkdir(parents=True, exist_ok=True)
    return {output / f"{name}{end}": each for each, end in _ENDS.items() if form in (None, each)}
