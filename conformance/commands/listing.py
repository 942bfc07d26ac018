"""``list``: what is required, what is played, and what the reference server can do wrong or otherwise."""

import json
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table

from conformance import sections
from conformance.check.registry import checks_of
from conformance.commands.extra import reference_extra
from conformance.requirements import catalogue
from conformance.scenario.registry import SCENARIOS


def requirements(*, as_json: bool, untested: bool) -> None:
    """Print the catalogue with the checks of each requirement.

    Args:
        as_json: Print JSON instead of a table.
        untested: Print only what cannot be tested.
    """
    sections.load()
    chosen = [entry for entry in catalogue.load() if not (untested and entry.testable)]
    if as_json:
        _print_json("requirements", map(_requirement, chosen))
    elif untested:
        _print_table(
            ("Requirement", "Level", "Title", "Why it is not tested"),
            ((entry.id, entry.level, entry.title, entry.untestable_because) for entry in chosen),
        )
    else:
        _print_table(
            ("Requirement", "Level", "Checks", "Title"),
            ((entry.id, entry.level, str(len(checks_of(entry.id))), entry.title) for entry in chosen),
        )


def scenarios(*, as_json: bool) -> None:
    """Print what can be played by itself, with the least effort at which a run plays it.

    Args:
        as_json: Print JSON instead of a table.
    """
    sections.load()
    if as_json:
        rows = (
            {"name": each.name, "summary": each.summary, "effort": each.effort, "needs": list(each.needs)}
            for each in SCENARIOS.values()
        )
        _print_json("scenarios", rows)
    else:
        _print_table(
            ("Scenario", "Effort", "What is sent"),
            ((each.name, each.effort, each.summary) for each in SCENARIOS.values()),
        )


def faults(*, as_json: bool) -> None:
    """Print what the reference server can be told to do wrong, with the requirements that it then breaks.

    Raises:
        click.ClickException: The reference server is not installed.
    """
    with reference_extra():
        from conformance.reference.registry import FAULTS
    if as_json:
        _print_json(
            "faults",
            (
                {
                    "name": fault.name,
                    "summary": fault.summary,
                    "aka": list(fault.aka),
                    "breaks": list(fault.breaks),
                    "profile": fault.profile,
                }
                for fault in FAULTS.values()
            ),
        )
    else:
        _print_table(
            ("Fault", "What it does", "Breaks"),
            ((fault.name, fault.summary, " ".join(fault.breaks)) for fault in FAULTS.values()),
        )


def variants(*, as_json: bool) -> None:
    """Print which liberties of the RFC the reference server can be told to take.

    Raises:
        click.ClickException: The reference server is not installed.
    """
    with reference_extra():
        from conformance.reference.registry import VARIANTS
    if as_json:
        rows = (
            {"name": each.name, "summary": each.summary, "profile": each.profile}
            for each in VARIANTS.values()
        )
        _print_json("variants", rows)
    else:
        _print_table(("Variant", "What it does"), ((each.name, each.summary) for each in VARIANTS.values()))


def _requirement(entry: catalogue.Requirement) -> dict[str, Any]:
    """Return the public form of a requirement."""
    return {
        "id": entry.id,
        "rfc": entry.rfc,
        "section": entry.section,
        "lines": list(entry.lines) if entry.lines else None,
        "level": entry.level,
        "title": entry.title,
        "testable": entry.testable,
        "why_not": entry.untestable_because,
        "checks": [check.name for check in checks_of(entry.id)],
    }


def _print_json(name: str, rows: Iterable[dict[str, Any]]) -> None:
    print(json.dumps({name: list(rows)}, indent=2, ensure_ascii=False))


def _print_table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Print rows under column names; only the first column is never broken."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for position, column in enumerate(columns):
        table.add_column(column, no_wrap=position == 0, overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console(markup=False, highlight=False).print(table)
