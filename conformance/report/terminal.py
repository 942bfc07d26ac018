"""The terminal output at the end of a run: counts, requirements without a result, problems, the verdict.

The most important lines come last, next to the prompt. All text is built from ``rich.text.Text``, never from
rich markup, and control characters are shown as escapes, so a server cannot change what the user reads. A
colour that is hard to read on a light or on a dark terminal has a background colour of its own.
"""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from conformance.report.baseline.words import summary_lines
from conformance.report.causes import Problem
from conformance.report.document import Report, RequirementEntry
from conformance.report.target import target_name
from conformance.report.text import one_line
from conformance.report.triage import Triage, triage
from conformance.report.words import (
    CURL,
    LONG_CURL,
    NOT_JUDGED,
    OPEN,
    by_section,
    citation,
    count,
    details,
    explanation,
    fix_first,
    headline,
    known_reason,
    leftover_lines,
    sentences,
    with_verdict,
)
from conformance.requirements.verdicts import RunVerdict, Verdict

FOLD_LIMIT = 3
"""Requirements without a result for the same reason that still get a line each."""

BLOCK_LIMIT = 20
"""Problems that are shown in full; the rest get a line each."""

OTHERS_LIMIT = 8
"""Further requirements that are listed for one problem."""

EXPLAINED = 3
"""Requirements in the suggested ``explain`` command."""

TABLE_WIDTH = 69
"""Columns that the table of sections needs; it is left out on a narrower terminal."""

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
    """Print the results of a run, with its target in the first and in the last line.

    A console without colour (``NO_COLOR``) shows the same text.

    Args:
        report: The report of the run.
        console: The console to print to.
        directory: The directory of the report.
        replay: The command that replays the failures; empty if the server no longer runs.
        verbose: Print every requirement, and for each problem the usual cause and the fix.
    """
    console.print(_target(report), soft_wrap=True)
    found = triage(report)
    order = ", the most severe last" if len(found.to_fix) > 1 else ""
    blocks = [_block(report, each, replay, verbose=verbose) for each in found.to_fix[:BLOCK_LIMIT]]
    rest = [_lines(each) for each in found.to_fix[BLOCK_LIMIT:]]
    parts: dict[str, Sequence[RenderableType]] = {
        "All requirements": [_brief(entry) for entry in report["requirements"] if verbose],
        "Requirements by section": [verdict_table(report)] if console.width >= TABLE_WIDTH else [],
        "No result (inconclusive or blocked)": _folded(report),
        "Known failures (baseline)": [_line(entry) for entry in found.known],
        found.review_title: [_lines(each) for each in found.to_review[::-1]],
        f"{found.fix_title}{order}": [*blocks, *rest][::-1],
    }
    for title, lines in parts.items():
        if lines:
            console.print(Text(title, style="bold"))
            console.print(Group(*lines), crop=False)
            console.print()
    for line in summary_lines(report):
        console.print(Text(line), soft_wrap=True)
    console.print(verdict_line(report))
    console.print(_sent(report))
    console.print()
    console.print(_next(found, directory, replay), crop=False)
    console.print(_target(report), soft_wrap=True)


def show_verdict(report: Report, console: Console) -> None:
    """Print the verdict of a run and its target, after the summary of its baseline."""
    if lines := summary_lines(report):
        for line in (_target(report), *map(Text, lines)):
            console.print(line, soft_wrap=True)
    console.print(verdict_line(report).append(f" Target: {one_line(target_name(report))}"), soft_wrap=True)


def verdict_line(report: Report) -> Text:
    """Return the verdict of the run as a sentence."""
    style = _RUN_STYLE[RunVerdict(report["verdict"])]
    return Text.assemble((one_line(headline(report)), style), f". {one_line(sentences(report))}")


def verdict_table(report: Report) -> Table:
    """Return a table that counts verdicts by section; a section that was deselected has no row."""
    table = Table(box=None, pad_edge=False)
    table.add_column("section")
    columns = {
        "fail": (Verdict.FAIL,),
        "warn": (Verdict.WARN,),
        "pass": (Verdict.PASS,),
        "note": (Verdict.NOTE,),
        "no result": OPEN,
        "not tested": NOT_JUDGED,
    }
    for name in columns:
        table.add_column(name, justify="right")

    def cells(entries: Sequence[RequirementEntry]) -> list[Text]:
        numbers = [sum(entry["verdict"] in verdicts for entry in entries) for verdicts in columns.values()]
        return [
            Text(str(number or "."), style=_STYLE.get(verdicts[0], "") if number else "dim")
            for number, verdicts in zip(numbers, columns.values(), strict=True)
        ]

    for section, requirements in by_section(report["requirements"]):
        if all(entry["verdict"] == Verdict.DESELECTED for entry in requirements):
            continue
        table.add_row(one_line(section), *cells(requirements))
    table.add_section()
    table.add_row("all", *cells(report["requirements"]), style="bold")
    return table


def _folded(report: Report) -> list[RenderableType]:
    """Return a line for each requirement without a result, or one for many with the same reason."""
    by_reason: dict[tuple[str, str, str], list[RequirementEntry]] = {}
    for entry in with_verdict(report, *OPEN):
        key = entry["verdict"], entry["reason"] or entry["id"], fix_first(report, entry)
        by_reason.setdefault(key, []).append(entry)
    lines: list[RenderableType] = []
    for (verdict, reason, first), group in by_reason.items():
        if len(group) > FOLD_LIMIT:
            table = _grid()
            text = f"{count(len(group), 'requirement')}: {one_line(reason)}"
            table.add_row(_badge(verdict), f"{text}\n{one_line(first)}" if first else text)
            lines.append(table)
        else:
            lines += [_line(entry, first) for entry in group]
    return lines


def _badge(verdict: str) -> Text:
    return Text().append(verdict.upper(), style=_STYLE.get(Verdict(verdict), "dim"))


def _heading(verdict: str, text: str) -> Table:
    """Return a verdict followed by the text that it is about."""
    table = _grid()
    table.add_row(_badge(verdict), Text(one_line(text, _VALUE_LIMIT), style="bold"))
    return table


def _name(requirement: RequirementEntry) -> str:
    return f"{requirement['id']}  {requirement['title']}"


def _grid(style: str = "") -> Table:
    """Return a table of two columns: a label in the given style, and its text."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style=style, no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _brief(requirement: RequirementEntry) -> Text:
    badge = _badge(requirement["verdict"])
    badge.pad_right(15 - len(badge))
    return badge.append(f"{one_line(requirement['id']):17}{one_line(requirement['title'])}")


def _line(requirement: RequirementEntry, first: str = "") -> RenderableType:
    """Return the message about one requirement, with its rule and what to repair first below."""
    text = Text(f"{one_line(_name(requirement))} ({citation(requirement)})", style="dim")
    if known := known_reason(requirement):
        text.append(f"\nKnown: {one_line(known, _VALUE_LIMIT)}", style="not dim")
    if first:
        text.append(f"\n{one_line(first, _VALUE_LIMIT)}", style="not dim")
    heading = _heading(requirement["verdict"], explanation(requirement) or _name(requirement))
    return Group(heading, Padding(text, (0, 0, 0, 6)))


def _lines(problem: Problem) -> RenderableType:
    return Group(*map(_line, problem.requirements))


def _block(report: Report, problem: Problem, replay: str, *, verbose: bool) -> RenderableType:
    """Return one problem: its message, its rule, the details and the other requirements that it affects."""
    table = _grid(style="dim")
    command = []
    for label, text in details(report, problem.lead, problem.finding):
        if label == CURL:
            command = [_command(f"  {text}")]
        elif label == LONG_CURL and replay:
            command = [_command(f"  {replay} --exchange {problem.finding['exchanges'][0]}")]
        else:
            table.add_row(
                label, Text(one_line(text, _VALUE_LIMIT), style="bold" if label == "Actual" else "")
            )
    for label, advice in (("Cause", problem.lead.get("cause")), ("Fix", problem.lead.get("fix"))):
        if verbose and advice:
            table.add_row(label, Text(one_line(advice, _VALUE_LIMIT)))
    others: list[RenderableType] = [
        _heading(each["verdict"], _name(each)) for each in problem.others[:OTHERS_LIMIT]
    ]
    if left := len(problem.others) - len(others):
        others.append(f"and {count(left, 'other requirement')}")
    if others:
        table.add_row("Also affects", Group(*others))
    heading = _heading(problem.lead["verdict"], problem.finding["message"])
    return Group(Text(), heading, Padding(table, (0, 0, 0, 2)), *command)


def _command(text: str) -> Text:
    """Return a command as one line, which only the terminal wraps, so that it can be copied."""
    return Text(one_line(text), no_wrap=True, overflow="ignore")


def _sent(report: Report) -> Text:
    """Return how much was sent, and which resources were not deleted."""
    text = Text(
        f"{count(report['requests'], 'request')} with {count(report['operations'], 'Bulk operation')} "
        f"in {report['duration_s']:.1f} s, seed {report['seed']}",
        style="dim",
    )
    for line in leftover_lines(report):
        text.append(f"\nNot deleted: {one_line(line)}", style="not dim")
    return text


def _target(report: Report) -> Text:
    return _command(f"{'Target':9}{target_name(report)}")


def _next(found: Triage, directory: Path, replay: str) -> RenderableType:
    """Return the file to read and the commands to run next."""
    problems = [*found.to_fix, *found.to_review]
    ids = " ".join(one_line(each.lead["id"]) for each in problems[:EXPLAINED])
    lines = {
        "Report": str(directory / "report.html"),
        "Explain": f"scim-conformance explain {ids}" if ids else "",
        "Replay": f"{replay}  # add the options of this run" if ids and replay else "",
    }
    return Group(*(_command(f"{label:9}{text}") for label, text in lines.items() if text))
