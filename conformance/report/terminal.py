"""What a run prints at its end: what was judged, what stayed open, warnings, failures by cause, the verdict.

What matters most comes last, where a reader's eye is. Everything is built from ``rich.text.Text``, never from
markup, and acting characters are shown as their codes: a server can neither colour nor move nor forge what a
person reads here. A colour that is hard to read on a light terminal or on a dark one has a ground of its own.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from conformance.report.baseline.words import told
from conformance.report.causes import Problem, problems
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
    left_behind,
    sentences,
    telling,
    with_verdict,
)
from conformance.requirements import catalogue
from conformance.requirements.verdicts import RunVerdict, Verdict

FOLD_LIMIT = 3
"""Requirements open for one reason that still get a line each."""

BLOCK_LIMIT = 20
"""Problems that are shown in full; the rest get a line each."""

OTHERS_LIMIT = 8
"""Requirements that are named below the one that tells most about a problem."""

EXPLAINED = 3
"""Requirements that the last lines offer to explain."""

TABLE_WIDTH = 64
"""Columns that the table of sections needs; a narrower terminal goes without it."""

_VALUE_LIMIT = 300
_RED, _YELLOW, _GREEN = "bold bright_white on red", "black on yellow", "black on green"
_STYLE = {
    Verdict.FAIL: _RED,
    Verdict.WARN: _YELLOW,
    Verdict.INCONCLUSIVE: "magenta",
    Verdict.BLOCKED: "magenta",
}
_RUN_STYLE = {
    RunVerdict.CONFORMANT: _GREEN,
    RunVerdict.CONFORMANT_WITH_WARNINGS: _YELLOW,
    RunVerdict.PARTIAL: "bold bright_white on magenta",
    RunVerdict.NOT_CONFORMANT: _RED,
    RunVerdict.VOID: _RED,
}


def show(
    report: Report, console: Console, directory: Path, *, replay: str = "", verbose: bool = False
) -> None:
    """Print everything about a run; a console without colour (``NO_COLOR``) gets the same words.

    Args:
        report: The run.
        console: Where it is printed.
        directory: Where the report is.
        replay: The command that plays the failures again; empty where the server is gone.
        verbose: Print every requirement, and of each failure what usually breaks it and how to mend that.
    """
    known = [entry for entry in report["requirements"] if excuse(entry)]
    new = [entry for entry in report["requirements"] if not excuse(entry)]
    causes = problems({**report, "requirements": new})
    failed = [each for each in causes if each.verdict is Verdict.FAIL]
    warned = [each for each in causes if each.verdict is Verdict.WARN]
    order = ", the gravest last" if len(failed) > 1 else ""
    blocks = [_block(each, replay, verbose=verbose) for each in failed[:BLOCK_LIMIT]]
    rest = [_lines(each) for each in failed[BLOCK_LIMIT:]]
    parts: dict[str, Sequence[RenderableType]] = {
        "All requirements": [_brief(entry) for entry in report["requirements"] if verbose],
        "Requirements by section": [verdict_table(report)] if console.width >= TABLE_WIDTH else [],
        "Left open": _folded(with_verdict(report, *OPEN)),
        "Known by the baseline": [_line(entry) for entry in known],
        "Warnings": [_lines(each) for each in warned[::-1]],
        f"To mend: {count(len(failed), 'problem')}{order}": [*blocks, *rest][::-1],
    }
    for title, lines in parts.items():
        if lines:
            console.print(Text(title, style="bold"))
            console.print(Group(*lines), crop=False)
            console.print()
    for line in told(report):
        console.print(Text(line), soft_wrap=True)
    console.print(verdict_line(report))
    console.print(_sent(report))
    console.print()
    console.print(_next(causes, directory, replay), crop=False)


def verdict_line(report: Report) -> Text:
    """Return the run's verdict in words."""
    style = _RUN_STYLE[RunVerdict(report["verdict"])]
    return Text.assemble((headline(report), style), f": {one_line(sentences(report))}")


def verdict_table(report: Report) -> Table:
    """Return a table of how many requirements of each section ended how; sections left out have no row."""
    table = Table(box=None, pad_edge=False)
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

    def cells(entries: Sequence[dict[str, Any]]) -> list[Text]:
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


def _folded(entries: list[dict[str, Any]]) -> list[RenderableType]:
    """Return a line for each requirement, and one for many that are open for the same reason."""
    alike: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for entry in entries:
        alike.setdefault((entry["verdict"], entry["reason"] or entry["id"]), []).append(entry)
    lines: list[RenderableType] = []
    for (verdict, reason), group in alike.items():
        if len(group) > FOLD_LIMIT:
            table = _grid()
            table.add_row(_badge(verdict), f"{count(len(group), 'requirement')}: {one_line(reason)}")
            lines.append(table)
        else:
            lines += [_line(entry) for entry in group]
    return lines


def _badge(verdict: str) -> Text:
    return Text().append(verdict.upper(), style=_STYLE.get(Verdict(verdict), "dim"))


def _heading(requirement: dict[str, Any]) -> Table:
    name = f"{one_line(requirement['id'])}  {one_line(requirement['title'])}"
    table = _grid()
    table.add_row(_badge(requirement["verdict"]), Text(name, style="bold"))
    return table


def _grid(style: str = "") -> Table:
    """Return a table of short words, in a style, each with what it stands for."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style=style, no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _brief(requirement: dict[str, Any]) -> Text:
    badge = _badge(requirement["verdict"])
    badge.pad_right(15 - len(badge))
    return badge.append(f"{one_line(requirement['id']):17}{one_line(requirement['title'])}")


def _line(requirement: dict[str, Any]) -> RenderableType:
    text = Text(f"{law(requirement)}: ", style="dim")
    text.append(one_line(found(requirement), _VALUE_LIMIT), style="not dim")
    if known := excuse(requirement):
        text.append(f"\nKnown: {one_line(known, _VALUE_LIMIT)}", style="not dim")
    return Group(_heading(requirement), Padding(text, (0, 0, 0, 6)))


def _lines(problem: Problem) -> RenderableType:
    return Group(*map(_line, problem.requirements))


def _block(problem: Problem, replay: str, *, verbose: bool) -> RenderableType:
    """Return all there is to say about a problem: its leading requirement, and what else breaks with it."""
    table = _grid(style="dim")
    command = []
    for label, text in block(problem.lead):
        if label == "Send again":
            command = [_command(f"  {text}")]
        elif label == "Command" and replay:
            command = [_command(f"  {replay} --exchange {telling(problem.lead)[0]['exchanges'][0]}")]
        else:
            table.add_row(
                label, Text(one_line(text, _VALUE_LIMIT), style="bold" if label == "Actual" else "")
            )
    if verbose and problem.lead["id"] in catalogue.load():
        entry = catalogue.load()[problem.lead["id"]]
        table.add_row("Cause", Text(entry.cause))
        table.add_row("Mend", Text(entry.fix))
    others: list[RenderableType] = [_heading(each) for each in problem.others[:OTHERS_LIMIT]]
    if left := len(problem.others) - len(others):
        others.append(f"and {count(left, 'other requirement')}")
    if others:
        table.add_row("With it", Group(*others))
    return Group(Text(), _heading(problem.lead), Padding(table, (0, 0, 0, 2)), *command)


def _command(text: str) -> Text:
    """Return a command that is left to the terminal to wrap, so that it can be copied whole."""
    return Text(one_line(text), no_wrap=True, overflow="ignore")


def _sent(report: Report) -> Text:
    """Return how much was sent, and what is left behind."""
    text = Text(
        f"{count(report['requests'], 'request')} with {count(report['operations'], 'Bulk operation')} "
        f"in {report['duration_s']:.1f} s, seed {report['seed']}",
        style="dim",
    )
    for line in left_behind(report):
        text.append(f"\nLeft behind: {one_line(line)}", style="not dim")
    return text


def _next(causes: Sequence[Problem], directory: Path, replay: str) -> RenderableType:
    """Return what to read and what to type next."""
    ids = " ".join(one_line(each.lead["id"]) for each in causes[:EXPLAINED])
    lines = {
        "Report": str(directory / "report.html"),
        "Explain": f"scim-conformance explain {ids}" if ids else "",
        "Replay": f"{replay}  # and the options of this run" if ids and replay else "",
    }
    return Group(*(_command(f"{label:9}{text}") for label, text in lines.items() if text))
