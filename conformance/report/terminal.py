"""What a run prints at its end: a block for each failure, a line for each warning, a table, a verdict.

Everything is built from ``rich.text.Text``, never from markup, and acting characters are shown as their
codes: a server can neither colour nor move nor forge what a person reads here.
"""

from pathlib import Path
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from conformance.law.verdicts import RunVerdict, Verdict
from conformance.report.baseline.words import told
from conformance.report.model import Report
from conformance.report.text import one_line
from conformance.report.words import (
    NOT_JUDGED,
    OPEN,
    block,
    by_section,
    count,
    excuse,
    found,
    headline,
    law,
    sentences,
    with_verdict,
)

FOLD_LIMIT = 3
"""Requirements open for one reason that still get a line each."""

BLOCK_LIMIT = 20
"""Failures that are shown in full; the rest get a line each."""

_VALUE_LIMIT = 300
_STYLE = {
    Verdict.FAIL: "bold red",
    Verdict.WARN: "yellow",
    Verdict.PASS: "green",
    Verdict.NOTE: "cyan",
    Verdict.INCONCLUSIVE: "magenta",
}
_RUN_STYLE = {
    RunVerdict.CONFORMANT: "bold green",
    RunVerdict.CONFORMANT_WITH_WARNINGS: "bold yellow",
    RunVerdict.PARTIAL: "bold magenta",
    RunVerdict.NOT_CONFORMANT: "bold red",
    RunVerdict.VOID: "bold red",
}


def show(report: Report, console: Console, directory: Path | None = None) -> None:
    """Print everything about a run; a console without colour (``NO_COLOR``) gets the same words."""
    console.print(failure_blocks(report), crop=False)
    console.print(verdict_table(report))
    if said := told(report):
        console.print(Text("\n" + "\n".join(said)), soft_wrap=True)
    console.print(closing_line(report, directory))


def failure_blocks(report: Report) -> RenderableType:
    """Return a block for each new failure, then a line for each that is known, warned or stayed open."""
    failed = with_verdict(report, Verdict.FAIL)
    news = [entry for entry in failed if not excuse(entry)]
    parts: list[RenderableType] = [_block(entry) for entry in news[:BLOCK_LIMIT]]
    parts += [_line(entry) for entry in (*news[BLOCK_LIMIT:], *filter(excuse, failed))]
    for verdicts in ((Verdict.WARN,), OPEN):
        lines = _folded(with_verdict(report, *verdicts))
        parts += [*lines, Text()] if lines else []
    return Group(*parts)


def _folded(entries: list[dict[str, Any]]) -> list[RenderableType]:
    """Return a line for each requirement, and one for many that are open for the same reason."""
    alike: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for entry in entries:
        alike.setdefault((entry["verdict"], entry["reason"] or entry["id"]), []).append(entry)
    lines: list[RenderableType] = []
    for (verdict, reason), group in alike.items():
        if len(group) > FOLD_LIMIT:
            text = Text(f"{verdict.upper():13}", style=_STYLE.get(Verdict(verdict), ""))
            lines.append(text.append(f"{count(len(group), 'requirement')}: {one_line(reason)}"))
        else:
            lines += [_line(entry) for entry in group]
    return lines


def verdict_table(report: Report) -> RenderableType:
    """Return a table of how many requirements of each section ended how; sections left out have no row."""
    table = Table(title="Requirements by section", title_justify="left", title_style="bold", box=None)
    table.add_column("law")
    columns = {
        "fail": (Verdict.FAIL,),
        "warn": (Verdict.WARN,),
        "pass": (Verdict.PASS,),
        "note": (Verdict.NOTE,),
        "open": OPEN,
        "not judged": NOT_JUDGED,
    }
    for name in columns:
        table.add_column(name, justify="right")

    def cells(entries: list[dict[str, Any]]) -> list[Text]:
        numbers = [sum(entry["verdict"] in verdicts for entry in entries) for verdicts in columns.values()]
        return [
            Text(str(number or "."), style=_STYLE.get(verdicts[0], "") if number else "dim")
            for number, verdicts in zip(numbers, columns.values(), strict=True)
        ]

    for section, requirements in by_section(report):
        if all(entry["verdict"] == Verdict.DESELECTED for entry in requirements):
            continue
        table.add_row(one_line(section), *cells(requirements))
    table.add_section()
    table.add_row("all", *cells(report["requirements"]), style="bold")
    return table


def verdict_line(report: Report) -> Text:
    """Return the run's verdict in words."""
    style = _RUN_STYLE[RunVerdict(report["verdict"])]
    return Text.assemble((headline(report), style), f": {one_line(sentences(report))}")


def closing_line(report: Report, directory: Path | None = None) -> RenderableType:
    """Return the run's verdict in words, how much was sent, and where the report is."""
    text = Text("\n").append(verdict_line(report))
    text.append(
        f"\n{count(report['requests'], 'request')} with {count(report['operations'], 'Bulk operation')} "
        f"in {report['duration_s']:.1f} s, seed {report['seed']}",
        style="dim",
    )
    for url in report["leftovers"]:
        text.append(f"\nLeft behind: {one_line(url)}", style="yellow")
    if directory:
        text.append(f"\nReport: {directory / 'report.html'}")
    return text


def _heading(requirement: dict[str, Any]) -> Text:
    verdict = Verdict(requirement["verdict"])
    text = Text(verdict.upper(), style=_STYLE.get(verdict, "dim"))
    text.append(f"  {one_line(requirement['id'])}  ", style="bold")
    return text.append(one_line(requirement["title"]), style="bold")


def _block(requirement: dict[str, Any]) -> RenderableType:
    said = block(requirement)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for label, text in said:
        if label != "Send again":
            style = {"Expected": "green", "Actual": "red"}.get(label, "")
            table.add_row(label, Text(one_line(text, _VALUE_LIMIT), style=style))
    parts: list[RenderableType] = [_heading(requirement), Padding(table, (0, 0, 0, 2))]
    parts += [_command(text) for label, text in said if label == "Send again"]
    return Group(*parts, Text())


def _command(text: str) -> Text:
    """Return a command that is left to the terminal to wrap, so that it can be copied whole."""
    return Text(f"  {one_line(text)}", style="dim", no_wrap=True, overflow="ignore")


def _line(requirement: dict[str, Any]) -> RenderableType:
    text = Text(f"{law(requirement)}: ", style="dim")
    text.append(one_line(found(requirement), _VALUE_LIMIT), style="not dim")
    if known := excuse(requirement):
        text.append(f"\nKnown: {one_line(known, _VALUE_LIMIT)}", style="not dim")
    return Group(_heading(requirement), Padding(text, (0, 0, 0, 6)))
