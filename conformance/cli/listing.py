"""``list``: requirements, scenarios, and the faults and variants of the reference server."""

import json
import shutil
from collections.abc import Iterable
from typing import Any

import click

from conformance import sections
from conformance.check.registry import checks_of
from conformance.cli.extra import reference_extra
from conformance.requirements import catalogue
from conformance.scenario.registry import SCENARIOS


@click.command("list")
@click.argument(
    "what",
    default="requirements",
    type=click.Choice(["requirements", "scenarios", "faults", "variants"]),
    metavar="[WHAT]",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--untested", is_flag=True, help="List only requirements that cannot be tested, with the reason."
)
def command(what: str, as_json: bool, untested: bool) -> None:
    """List requirements, scenarios, or faults or variants of the reference server.

    WHAT is requirements (the default), scenarios, faults or variants.
    """
    if what == "requirements":
        _list_requirements(as_json=as_json, untested=untested)
        return
    if untested:
        raise click.UsageError(f"--untested lists requirements, but WHAT is {what}. Leave one of them out.")
    listing = {"scenarios": _list_scenarios, "faults": _list_faults, "variants": _list_variants}[what]
    listing(as_json=as_json)


def _list_requirements(*, as_json: bool, untested: bool) -> None:
    """Print the catalogue with the checks of each requirement."""
    sections.load()
    chosen = [entry for entry in catalogue.load() if not (untested and entry.testable)]
    if as_json:
        _print_json("requirements", map(_requirement, chosen))
    elif untested:
        _print_table(
            ("Requirement", "Level", "Title, and why it is not tested"),
            ((entry.id, entry.level, f"{entry.title}: {entry.untestable_because}") for entry in chosen),
        )
    else:
        _print_table(
            ("Requirement", "Level", "Checks", "Title"),
            ((entry.id, entry.level, str(len(checks_of(entry.id))), entry.title) for entry in chosen),
        )


def _list_scenarios(*, as_json: bool) -> None:
    """Print the scenarios, each with the least effort at which a run plays it."""
    sections.load()
    if as_json:
        rows = (
            {"name": each.name, "summary": each.summary, "effort": each.effort, "needs": list(each.needs)}
            for each in SCENARIOS.values()
        )
        _print_json("scenarios", rows)
    else:
        _print_table(
            ("Scenario", "Effort", "What it sends"),
            ((each.name, each.effort, each.summary) for each in SCENARIOS.values()),
        )


def _list_faults(*, as_json: bool) -> None:
    """Print the faults of the reference server, each with the requirements that it breaks.

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
            ("Fault", "What it does, and what it breaks"),
            ((fault.name, f"{fault.summary} {' '.join(fault.breaks)}") for fault in FAULTS.values()),
        )


def _list_variants(*, as_json: bool) -> None:
    """Print the variants of the reference server: permitted behaviour that differs from its default.

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
    """Print rows under column names; the text of the last column wraps."""
    table = [columns, *rows]
    widths = [max(map(len, column)) for column in list(zip(*table, strict=True))[:-1]]
    formatter = click.HelpFormatter(width=shutil.get_terminal_size().columns)
    formatter.write_dl(
        [
            ("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[-1])
            for row in table
        ],
        col_max=sum(widths) + 2 * len(widths),
    )
    click.echo(formatter.getvalue(), nl=False)
