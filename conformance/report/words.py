"""What every output says in the same words: the verdict, and the block of one requirement."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from urllib.parse import quote

from conformance.report.model import Report
from conformance.requirements.catalogue import RFC_PAGES
from conformance.requirements.verdicts import RunVerdict, Verdict

OPEN = (Verdict.INCONCLUSIVE, Verdict.BLOCKED)
"""Verdicts of requirements that were to be judged and could not be."""

NOT_JUDGED = (Verdict.WAIVED, Verdict.NOT_APPLICABLE, Verdict.DESELECTED, Verdict.UNTESTED)
"""Verdicts of requirements that were not to be judged in this run."""

EXCHANGES_SHOWN = 6
"""Exchange numbers named in one block."""

LEFT_NAMED = 3
"""Resources that are named of those that are left behind for one reason."""

COMMAND_LIMIT = 1000
"""Characters of a curl command in a block; a longer one is left to ``report.html``."""

_HEADLINES = {
    RunVerdict.CONFORMANT: "Conformant",
    RunVerdict.CONFORMANT_WITH_WARNINGS: "Conformant, with warnings",
    RunVerdict.PARTIAL: "Partial",
    RunVerdict.NOT_CONFORMANT: "Not conformant",
    RunVerdict.VOID: "Void",
}


def count(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun, such as ``1 warning`` or ``3 warnings``."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or f'{noun}s'}"


def headline(report: Report) -> str:
    """Return the run's verdict in a word or three."""
    return _HEADLINES[RunVerdict(report["verdict"])]


def sentences(report: Report) -> str:
    """Return what the run's verdict rests on, and what it says nothing about."""
    said = [_ground(report)]
    if report["interrupted"]:
        said.append("The run did not come to its end.")
    deselected = report["summary"][Verdict.DESELECTED]
    if deselected:
        said.append(f"The selection left out {count(deselected, 'requirement')}.")
    if report["leftovers"]:
        resources = count(len(report["leftovers"]), "resource")
        said.append(f"On the server {resources} could not be deleted; `scim-conformance sweep` tries again.")
    return " ".join(said)


def left_behind(report: Report) -> list[str]:
    """Return what could not be deleted, in a line for each reason; ``report.json`` names every resource."""
    alike: dict[str, list[str]] = {}
    for text in report["leftovers"]:
        alike.setdefault(text.partition(": ")[2] or text, []).append(text)
    return [texts[0] if len(texts) == 1 else _alike(reason, texts) for reason, texts in alike.items()]


def _alike(reason: str, texts: Sequence[str]) -> str:
    named = [text.partition(": ")[0] for text in texts[:LEFT_NAMED]]
    if others := len(texts) - len(named):
        named.append(count(others, "other"))
    return f"{count(len(texts), 'resource')}: {reason} ({', '.join(named)})"


def _ground(report: Report) -> str:
    summary = report["summary"]
    still_open = sum(summary[verdict] for verdict in OPEN)
    match RunVerdict(report["verdict"]):
        case RunVerdict.VOID:
            return f"The run says nothing about the server: {report['problem']}"
        case RunVerdict.NOT_CONFORMANT:
            return (
                f"The server breaks {count(summary[Verdict.FAIL], 'requirement')}{_how_many_known(report)}."
            )
        case RunVerdict.PARTIAL if not summary[Verdict.PASS]:
            return "Nothing was seen to pass, so nothing is proved."
        case RunVerdict.PARTIAL if still_open:
            return f"Nothing broken was seen, but {count(still_open, 'requirement')} could not be judged."
        case RunVerdict.PARTIAL if not report["interrupted"]:
            return "Nothing broken was seen, but no requirement of Bulk was seen to be kept either."
        case RunVerdict.CONFORMANT_WITH_WARNINGS:
            return f"No requirement is broken, {count(summary[Verdict.WARN], 'requirement')} with a warning."
        case _:
            return f"{count(summary[Verdict.PASS], 'requirement')} seen to be kept, none to be broken."


def _how_many_known(report: Report) -> str:
    failed = with_verdict(report, Verdict.FAIL)
    known = sum(bool(excuse(entry)) for entry in failed)
    if not known:
        return ""
    return ", all of them known" if known == len(failed) else f", {known} of them known"


def with_verdict(report: Report, *verdicts: Verdict) -> list[dict[str, Any]]:
    """Return the requirements that ended in one of the verdicts, in the order of the catalogue."""
    return [entry for entry in report["requirements"] if entry["verdict"] in verdicts]


def by_section(report: Report) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the requirements by where they stand, such as ``RFC 7644 section 3.7.2``, in catalogue order."""
    groups = groupby(report["requirements"], key=_section)
    return [(section, list(requirements)) for section, requirements in groups]


def _section(requirement: dict[str, Any]) -> str:
    if requirement["rfc"] is None:
        return "Published contract"
    return f"RFC {requirement['rfc']} section {requirement['section']}"


def heading(requirement: dict[str, Any]) -> str:
    """Return what its section is about; empty where the report does not say."""
    if requirement["rfc"] is None:
        return "Published contract"
    return str(requirement.get("section_title", ""))


def law(requirement: dict[str, Any]) -> str:
    """Return where the requirement stands and how strongly it binds."""
    return f"{_section(requirement)}, {requirement['level']}"


def law_url(requirement: dict[str, Any]) -> str:
    """Return where the RFC editor shows the section; empty where no RFC requires it."""
    if requirement["rfc"] is None:
        return ""
    return (
        f"{RFC_PAGES}/rfc{requirement['rfc']}.html#section-{quote(requirement['section'], errors='replace')}"
    )


def telling(requirement: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the findings that decided the requirement's verdict."""
    return [finding for finding in requirement["findings"] if finding["verdict"] == requirement["verdict"]]


def found(requirement: dict[str, Any]) -> str:
    """Return the sentence that says what was found, or why nothing was."""
    findings = telling(requirement)
    return str(findings[0]["message"] if findings else requirement["reason"])


def excuse(requirement: dict[str, Any]) -> str:
    """Return what the baseline says of a requirement that failed or warned; empty where something is news."""
    findings = telling(requirement)
    if not findings or any("known" not in finding for finding in findings):
        return ""
    known = findings[0]["known"]
    until = f"until {known['expires']}" if "expires" in known else ""
    more = ", ".join(filter(None, [known.get("issue"), until]))
    return f"{known['reason']} ({more})" if more else str(known["reason"])


def block(requirement: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what there is to say about one requirement, as labels with their text.

    The first telling finding stands for all: it was found first, and the others are in the report.
    """
    lines = [("Law", law(requirement)), ("Known", excuse(requirement))]
    if requirement["reason"]:
        lines.append(("Reason", requirement["reason"]))
    findings = telling(requirement)
    if not findings:
        return [(label, text) for label, text in lines if text]
    first = findings[0]
    lines += [
        ("Expected", first["expected"]),
        ("Actual", first["got"]),
        ("Found", "" if first["message"] == requirement["reason"] else first["message"]),
        ("Seen by", _seen_by(first, len(findings) - 1)),
        _command(first["curl"]),
    ]
    return [(label, text) for label, text in lines if text]


def _command(curl: str) -> tuple[str, str]:
    if len(curl) > COMMAND_LIMIT:
        return "Command", "too long to show here; report.html has it, under this requirement"
    return "Send again", curl


def _seen_by(finding: dict[str, Any], others: int) -> str:
    seen = [finding["check"] + (f" in {finding['scenario']}" if finding["scenario"] else "")]
    if finding["exchanges"]:
        seen.append(numbers(finding["exchanges"]))
    if others:
        seen.append(count(others, "more finding"))
    return "; ".join(seen)


def numbers(exchanges: Sequence[int]) -> str:
    """Return the numbers of the first exchanges, and how many more there are."""
    first = ", ".join(str(n) for n in exchanges[:EXCHANGES_SHOWN])
    more = len(exchanges) - EXCHANGES_SHOWN
    noun = "exchange" if len(exchanges) == 1 else "exchanges"
    return f"{noun} {first} and {more} more" if more > 0 else f"{noun} {first}"
