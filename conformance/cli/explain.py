"""``explain``: everything that is known about a requirement, for the developer of a server."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import click
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.text import Text

from conformance import sections
from conformance.check.registry import Check, checks_of
from conformance.cli.extra import reference_extra
from conformance.cli.unknown import refuse_unknown
from conformance.requirements import catalogue
from conformance.requirements.catalogue import Requirement
from conformance.requirements.verdicts import Level
from conformance.scenario.registry import SCENARIOS

Explanation = dict[str, Any]
"""What ``--json`` prints of one requirement."""


@click.command("explain")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(ids: tuple[str, ...], as_json: bool) -> None:
    """Explain requirements: what they ask, how they are tested, how to fix a failure.

    An ID may be written in any letter case.
    """
    sections.load()
    known = catalogue.load()
    for name in ids:
        if name.upper() not in known:
            refuse_unknown("requirement", name, [entry.id for entry in known], "scim-conformance list")
    explanations = [explanation(known[name]) for name in dict.fromkeys(map(str.upper, ids))]
    if as_json:
        print(json.dumps({"requirements": explanations}, indent=2, ensure_ascii=False))
        return
    console = Console(highlight=False)
    for each in explanations:
        console.print(page(each), crop=False)


def explanation(entry: Requirement) -> Explanation:
    """Return what is known about a requirement.

    ``faults`` is None if the reference server is not installed.
    """
    checks = sorted(checks_of(entry.id), key=_comes_late)
    played = dict.fromkeys(name for check in checks for name in check.scenarios)
    return {
        "id": entry.id,
        "title": entry.title,
        "level": entry.level,
        "keyword": entry.keyword,
        "source": entry.source,
        "lines": list(entry.lines) if entry.lines else None,
        "url": entry.url,
        "text": entry.text,
        "readings": list(entry.readings),
        "gates": list(entry.requires),
        "why_not": entry.untestable_because,
        "depends_on": [{"id": name, "title": catalogue.load()[name].title} for name in entry.depends_on],
        "checks": [
            {
                "name": check.name,
                "summary": check.summary,
                "scenarios": list(check.scenarios),
                "watches_all": check.watches_all,
            }
            for check in checks
        ],
        "scenarios": [
            {"name": name, "summary": SCENARIOS[name].summary, "effort": SCENARIOS[name].effort}
            for name in played
        ],
        "cause": entry.cause,
        "mend": entry.fix,
        "faults": _faults(entry.id) if entry.testable else [],
    }


def _comes_late(check: Check) -> bool:
    return any(SCENARIOS[name].last for name in check.scenarios)


def _faults(requirement_id: str) -> list[dict[str, str]] | None:
    """Return the faults of the reference server that break a requirement."""
    try:
        with reference_extra():
            from conformance.reference.registry import FAULTS
    except click.ClickException:
        return None
    return [
        {"name": fault.name, "summary": fault.summary, "profile": fault.profile}
        for fault in FAULTS.values()
        if requirement_id in fault.breaks
    ]


def page(known: Explanation) -> RenderableType:
    """Return an explanation as text for a terminal of any width."""
    parts: list[RenderableType] = [
        _Indented(Text(f"{known['id']}  {known['title']}", style="bold"), 0),
        _Indented(Text(_source(known)), 0),
        *([Text(known["url"], style="dim", no_wrap=True, overflow="ignore")] if known["url"] else ()),
    ]
    optional = known["level"] == Level.MAY
    for title, lines in (
        ("Requirement", _requirement(known)),
        ("Why it is not tested", _indented(known["why_not"])),
        ("Test: requests", _requests(known)),
        ("Test: checks", _checks(known)),
        ("Depends on", _dependencies(known)),
        ("What decides it" if optional else "Usual root cause", _indented(known["cause"])),
        ("What to choose" if optional else "How to fix it", _indented(known["mend"])),
        ("Servers that fail it", _failing_servers(known)),
    ):
        if shown := list(lines):
            parts += [Text(), Text(title, style="bold"), *shown]
    return Group(*parts, Text())


def _source(known: Explanation) -> str:
    """Return the level of a requirement and its place in the RFC."""
    place = f"{known['level']}, {known['source']}"
    if not known["lines"]:
        return place
    first, last = known["lines"]
    return f"{place}, " + (f"line {first}" if first == last else f"lines {first} to {last}")


def _requirement(known: Explanation) -> Iterator[RenderableType]:
    yield from _indented(known["text"])
    if known["readings"]:
        yield from _indented("Permitted:")
        for reading in known["readings"]:
            yield from _indented(f"- {reading}", 4)
    if known["gates"]:
        yield from _indented(f"It applies to servers that claim: {', '.join(known['gates'])}.")


def _dependencies(known: Explanation) -> Iterator[RenderableType]:
    """Yield the requirements of which a failure leads to a failure of this one."""
    for entry in known["depends_on"]:
        yield from _indented(f"{entry['id']}  {entry['title']}")
    if known["depends_on"]:
        it = "it fails" if len(known["depends_on"]) == 1 else "one of them fails"
        yield from _indented(f"If {it}, fix that first.")


def _requests(known: Explanation) -> Iterator[RenderableType]:
    for scenario in known["scenarios"]:
        effort = "Only with --effort thorough." if scenario["effort"] == "thorough" else ""
        yield from _named(scenario["name"], scenario["summary"], effort)


def _checks(known: Explanation) -> Iterator[RenderableType]:
    for check in known["checks"]:
        where = "every exchange" if check["watches_all"] else ", ".join(check["scenarios"])
        yield from _named(check["name"], check["summary"], f"Watches {where}.")
    if known["checks"]:
        yield from _shell(f"scim-conformance run URL --requirement {known['id']}")


def _failing_servers(known: Explanation) -> Iterator[RenderableType]:
    if known["faults"] is None:
        yield from _indented("'explain' shows how to start one once the reference server is installed:")
        yield from _shell("pip install 'scim-conformance[reference]'")
        return
    for fault in known["faults"]:
        profile = "" if fault["profile"] == "rfc7644" else f" --profile {fault['profile']}"
        yield from _shell(f"scim-conformance serve --fault {fault['name']}{profile}")
        yield from _indented(_plain(fault["summary"]), 4)


def _named(name: str, *sentences: str) -> Iterator[RenderableType]:
    """Yield a name and, below it, sentences about it."""
    yield _Indented(Text(name, style="italic"), 2)
    for sentence in sentences:
        yield from _indented(_plain(sentence), 4)


def _shell(line: str) -> Iterator[RenderableType]:
    """Yield a command that the terminal wraps, so that it can be copied whole."""
    yield Text(f"  {line}", no_wrap=True, overflow="ignore")


def _indented(text: str, by: int = 2) -> Iterator[RenderableType]:
    if text:
        yield _Indented(Text(text), by)


@dataclass(frozen=True, slots=True)
class _Indented:
    """Text with an indent; unlike rich's padding it leaves no blanks at the end of a line."""

    text: Text
    by: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        for line in self.text.wrap(console, options.max_width - self.by):
            line.rstrip()
            yield Text(" " * self.by) + line


def _plain(docstring: str) -> str:
    """Return a sentence of a docstring without its markup."""
    return docstring.replace("``", "")
