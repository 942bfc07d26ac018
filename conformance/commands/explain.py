"""``explain``: all that is known of a requirement, for whoever has to keep it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import click
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.text import Text

from conformance import sections
from conformance.check.registry import Check, checks_of
from conformance.commands.extra import reference_extra
from conformance.commands.unknown import refuse_unknown
from conformance.requirements import catalogue
from conformance.requirements.catalogue import Requirement
from conformance.requirements.verdicts import Level
from conformance.scenario.registry import SCENARIOS

Explanation = dict[str, Any]
"""What ``--json`` prints of one requirement."""


def explain(ids: Sequence[str], *, as_json: bool) -> None:
    """Print what there is to know about requirements.

    Args:
        ids: Their ids, in any letter case.
        as_json: Print JSON instead of text.

    Raises:
        click.UsageError: There is no requirement of an id.
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
    """Return what there is to know about a requirement.

    ``faults`` is None where the reference server is not installed.
    """
    checks = sorted(checks_of(entry.id), key=_is_played_late)
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
        "faults": _faults(entry.id),
    }


def _is_played_late(check: Check) -> bool:
    return any(SCENARIOS[name].last for name in check.scenarios)


def _faults(requirement_id: str) -> list[dict[str, str]] | None:
    """Return the faults of the reference server that exist to break a requirement."""
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


def page(told: Explanation) -> RenderableType:
    """Return an explanation as text for a terminal, of whatever width."""
    parts: list[RenderableType] = [
        _Indented(Text(f"{told['id']}  {told['title']}", style="bold"), 0),
        _Indented(Text(_place(told)), 0),
        *([Text(told["url"], style="dim", no_wrap=True, overflow="ignore")] if told["url"] else ()),
    ]
    free = told["level"] == Level.MAY
    for title, lines in (
        ("What is asked", _asked(told)),
        ("Why it is not tested", _indented(told["why_not"])),
        ("How it is tested: what is sent", _sent(told)),
        ("How it is tested: what is judged", _judged(told)),
        ("What decides it" if free else "What usually breaks it", _indented(told["cause"])),
        ("What to choose" if free else "How to mend it", _indented(told["mend"])),
        ("See it fail", _seen_to_fail(told)),
    ):
        if said := list(lines):
            parts += [Text(), Text(title, style="bold"), *said]
    return Group(*parts, Text())


def _place(told: Explanation) -> str:
    """Return where it stands and how strongly it binds."""
    place = f"{told['level']}, {told['source']}"
    if not told["lines"]:
        return place
    first, last = told["lines"]
    return f"{place}, " + (f"line {first}" if first == last else f"lines {first} to {last}")


def _asked(told: Explanation) -> Iterator[RenderableType]:
    yield from _indented(told["text"])
    if told["readings"]:
        yield from _indented("Permitted:")
        for reading in told["readings"]:
            yield from _indented(f"- {reading}", 4)
    if told["gates"]:
        yield from _indented(f"Asked of a server that claims: {', '.join(told['gates'])}.")


def _sent(told: Explanation) -> Iterator[RenderableType]:
    for scenario in told["scenarios"]:
        effort = "Played at --effort thorough only." if scenario["effort"] == "thorough" else ""
        yield from _named(scenario["name"], scenario["summary"], effort)


def _judged(told: Explanation) -> Iterator[RenderableType]:
    for check in told["checks"]:
        where = "every exchange" if check["watches_all"] else ", ".join(check["scenarios"])
        yield from _named(check["name"], check["summary"], f"Watches {where}.")
    if told["checks"]:
        yield from _command(f"scim-conformance run URL --requirement {told['id']}")


def _seen_to_fail(told: Explanation) -> Iterator[RenderableType]:
    if told["faults"] is None:
        yield from _indented("With the reference server installed, 'explain' names its faults that show it:")
        yield from _command("pip install 'scim-conformance[reference]'")
        return
    for fault in told["faults"]:
        profile = "" if fault["profile"] == "rfc7644" else f" --profile {fault['profile']}"
        yield from _command(f"scim-conformance serve --fault {fault['name']}{profile}")
        yield from _indented(_plain(fault["summary"]), 4)


def _named(name: str, *sentences: str) -> Iterator[RenderableType]:
    """Yield a name and, below it, what there is to say of it."""
    yield _Indented(Text(name, style="italic"), 2)
    for sentence in sentences:
        yield from _indented(_plain(sentence), 4)


def _command(line: str) -> Iterator[RenderableType]:
    """Yield a command that is left to the terminal to wrap, so that it can be copied whole."""
    yield Text(f"  {line}", no_wrap=True, overflow="ignore")


def _indented(text: str, by: int = 2) -> Iterator[RenderableType]:
    if text:
        yield _Indented(Text(text), by)


@dataclass(frozen=True, slots=True)
class _Indented:
    """Text that stands some columns further in; unlike rich's padding it leaves no blanks behind lines."""

    text: Text
    by: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        for line in self.text.wrap(console, options.max_width - self.by):
            line.rstrip()
            yield Text(" " * self.by) + line


def _plain(docstring: str) -> str:
    """Return a sentence of a docstring without its markup."""
    return docstring.replace("``", "")
