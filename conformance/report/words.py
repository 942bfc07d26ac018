"""Texts that all report formats share: the verdict of the run and the facts about one requirement."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from urllib.parse import quote

from conformance.report import classes
from conformance.report.document import ClassEntry, FindingEntry, Report, RequirementEntry
from conformance.requirements.catalogue import RFC_PAGES
from conformance.requirements.verdicts import RunVerdict, Verdict

OPEN = (Verdict.INCONCLUSIVE, Verdict.BLOCKED)
"""Verdicts of requirements that the run tested without a result."""

NOT_JUDGED = (Verdict.WAIVED, Verdict.NOT_APPLICABLE, Verdict.DESELECTED, Verdict.UNTESTED)
"""Verdicts of requirements that this run did not test."""

EXCHANGES_SHOWN = 6
"""Exchange numbers that are listed for one finding."""

LEFTOVERS_NAMED = 3
"""Resources that are listed for each reason why a resource was not deleted."""

COMMAND_LIMIT = 1000
"""Longest curl command in characters; a longer one is only in ``report.html``."""

CURL = "Reproduce"
"""Label of the curl command in `details`."""

LONG_CURL = "Command"
"""Label in `details` of the note that the curl command is too long."""

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


def verdict_line(report: Report) -> str:
    """Return all that is said of the run's verdict, in one line."""
    return f"{headline(report)}. {sentences(report)}"


def headline(report: Report) -> str:
    """Return the run's verdict and the classes that it holds for, such as ``Conformant: core, patch``."""
    return headline_of(report["verdict"], report.get("classes", []))


def headline_of(verdict: str, judged: Sequence[ClassEntry]) -> str:
    """Return the headline for a run's verdict and the classes that were judged."""
    text, held = _HEADLINES[RunVerdict(verdict)], classes.decisive(verdict, judged)
    return f"{text}: {held}" if held else text


def sentences(report: Report) -> str:
    """Return what became of the other classes, what the verdict rests on, and what it says nothing about."""
    said = [*classes.others(report), _ground(report)]
    if report["interrupted"]:
        said.append("The run did not come to its end.")
    deselected = report["summary"][Verdict.DESELECTED]
    if deselected:
        said.append(f"The selection left out {count(deselected, 'requirement')}.")
    if report["leftovers"]:
        resources = count(len(report["leftovers"]), "resource")
        said.append(f"On the server {resources} could not be deleted; `scim-conformance sweep` tries again.")
    return " ".join(said)


def leftover_lines(report: Report) -> list[str]:
    """Return the resources that were not deleted, one line per reason; ``report.json`` lists all of them."""
    by_reason: dict[str, list[str]] = {}
    for text in report["leftovers"]:
        by_reason.setdefault(text.partition(": ")[2] or text, []).append(text)
    return [
        texts[0] if len(texts) == 1 else _leftovers_with(reason, texts) for reason, texts in by_reason.items()
    ]


def _leftovers_with(reason: str, texts: Sequence[str]) -> str:
    named = [text.partition(": ")[0] for text in texts[:LEFTOVERS_NAMED]]
    if others := len(texts) - len(named):
        named.append(count(others, "other"))
    return f"{count(len(texts), 'resource')}: {reason} ({', '.join(named)})"


def _ground(report: Report) -> str:
    summary = report["summary"]
    still_open = sum(summary[verdict] for verdict in OPEN)
    passed = f"{count(summary[Verdict.PASS], 'requirement')} passed, 0 failed"
    match RunVerdict(report["verdict"]):
        case RunVerdict.VOID:
            return f"The run says nothing about the server: {report['problem']}"
        case RunVerdict.NOT_CONFORMANT:
            return f"{count(summary[Verdict.FAIL], 'requirement')} failed{_how_many_known(report)}."
        case RunVerdict.PARTIAL if not summary[Verdict.PASS]:
            return "No requirement passed, so nothing is proved."
        case RunVerdict.PARTIAL if still_open:
            return f"No requirement failed, but {count(still_open, 'requirement')} could not be judged."
        case RunVerdict.PARTIAL if open_classes := classes.partial(report):
            unproved = "; ".join(f"{name}: {reason}" for name, reason in open_classes)
            return f"No requirement failed, but not every class is proved ({unproved})."
        case RunVerdict.PARTIAL if not report["interrupted"]:
            unproved = "core" if "classes" in report else "Bulk"
            return f"No requirement failed, but no requirement of {unproved} passed either."
        case RunVerdict.CONFORMANT_WITH_WARNINGS:
            return f"{passed}, {summary[Verdict.WARN]} with a warning."
        case _:
            return f"{passed}."


def _how_many_known(report: Report) -> str:
    failed = with_verdict(report, Verdict.FAIL)
    known = sum(bool(known_reason(entry)) for entry in failed)
    if not known:
        return ""
    return ", all of them known" if known == len(failed) else f", {known} of them known"


def with_verdict(report: Report, *verdicts: Verdict) -> list[RequirementEntry]:
    """Return the requirements that ended in one of the verdicts, in the order of the catalogue."""
    return [entry for entry in report["requirements"] if entry["verdict"] in verdicts]


def by_section(requirements: Iterable[RequirementEntry]) -> list[tuple[str, list[RequirementEntry]]]:
    """Return requirements by section, such as ``RFC 7644 section 3.7.2``, in their order."""
    return [(section, list(members)) for section, members in groupby(requirements, key=_section)]


def _section(requirement: RequirementEntry) -> str:
    if requirement["rfc"] is None:
        return "Published contract"
    return f"RFC {requirement['rfc']} section {requirement['section']}"


def heading(requirement: RequirementEntry) -> str:
    """Return the title of a requirement's section; empty if the report does not contain it."""
    if requirement["rfc"] is None:
        return "Published contract"
    return str(requirement.get("section_title", ""))


def citation(requirement: RequirementEntry) -> str:
    """Return section and level of a requirement, such as ``RFC 7644 section 3.7.2, MUST``."""
    return f"{_section(requirement)}, {requirement['level']}"


def section_url(requirement: RequirementEntry) -> str:
    """Return the URL of the section at the RFC editor; empty for a requirement of a published contract."""
    if requirement["rfc"] is None:
        return ""
    return (
        f"{RFC_PAGES}/rfc{requirement['rfc']}.html#section-{quote(requirement['section'], errors='replace')}"
    )


def deciding_findings(requirement: RequirementEntry) -> list[FindingEntry]:
    """Return the findings that decided the requirement's verdict."""
    return [finding for finding in requirement["findings"] if finding["verdict"] == requirement["verdict"]]


def explanation(requirement: RequirementEntry) -> str:
    """Return the message of the first deciding finding, or the reason why there is none."""
    findings = deciding_findings(requirement)
    return str(findings[0]["message"] if findings else requirement["reason"])


def known_reason(requirement: RequirementEntry) -> str:
    """Return the reason that the baseline gives for a failure or warning.

    Returns:
        The reason with issue and expiry date; empty if at least one deciding finding is not in the baseline.
    """
    findings = deciding_findings(requirement)
    if not findings or any("known" not in finding for finding in findings):
        return ""
    known = findings[0]["known"]
    until = f"until {known['expires']}" if "expires" in known else ""
    more = ", ".join(filter(None, [known.get("issue"), until]))
    return f"{known['reason']} ({more})" if more else str(known["reason"])


def details(
    report: Report, requirement: RequirementEntry, finding: FindingEntry | None = None
) -> list[tuple[str, str]]:
    """Return the facts about one requirement as pairs of label and text.

    The message of the finding is not among them: every format shows it as the headline.

    Args:
        report: The report.
        requirement: One of its requirements.
        finding: The deciding finding to show; None takes the first one.
    """
    findings = deciding_findings(requirement)
    lines = [
        ("Rule", f"{requirement['id']} {requirement['title']} ({citation(requirement)})"),
        ("Known", known_reason(requirement)),
        ("Fix first", ", ".join(broken_dependencies(report, requirement))),
    ]
    if not findings:
        lines.append(("Reason", requirement["reason"]))
        return [(label, text) for label, text in lines if text]
    shown = finding or findings[0]
    if requirement["reason"] != shown["message"]:
        lines.append(("Reason", requirement["reason"]))
    lines += [
        ("Expected", shown["expected"]),
        ("Actual", shown["got"]),
        ("Place", place(shown)),
        ("Check", _check(shown, len(findings) - 1)),
        _command(shown["curl"]),
    ]
    return [(label, text) for label, text in lines if text]


def place(finding: FindingEntry) -> str:
    """Return the part of its first exchange that shows a finding; empty if the whole exchange does.

    An example is ``exchange 12, operation 1, response /Operations/1/status``.
    """
    if not finding.get("evidence"):
        return ""
    shown = finding["evidence"][0]
    parts = []
    if "operation" in shown and shown.get("request"):
        parts.append(f"operation {shown['operation']}")
    if shown.get("response"):
        parts.append(f"response {shown['response']}")
    if "header" in shown:
        parts.append(f"response header {shown['header']}")
    return ", ".join([f"exchange {shown['exchange']}", *parts]) if parts else ""


def broken_dependencies(
    report: Report, requirement: RequirementEntry, finding: FindingEntry | None = None
) -> list[str]:
    """Return the ids of the failed and warned requirements that a requirement depends on.

    Args:
        report: The report.
        requirement: One of its requirements.
        finding: The finding whose dependencies are meant; None takes all deciding findings.
    """
    findings = [finding] if finding else deciding_findings(requirement)
    named = dict.fromkeys(id_ for each in findings for id_ in each.get("depends_on", ()))
    broken = {entry["id"] for entry in with_verdict(report, Verdict.FAIL, Verdict.WARN)} if named else set()
    return [id_ for id_ in named if id_ in broken and id_ != requirement["id"]]


def fix_first(report: Report, requirement: RequirementEntry, finding: FindingEntry | None = None) -> str:
    """Return `broken_dependencies` as a sentence, such as ``Fix BULK-3.7.3-01 first.``; or nothing."""
    broken = broken_dependencies(report, requirement, finding)
    return f"Fix {', '.join(broken)} first." if broken else ""


def reason(report: Report, requirement: RequirementEntry) -> str:
    """Return why a requirement has no result, and what to repair first."""
    first = fix_first(report, requirement)
    return f"{requirement['reason'].removesuffix('.')}. {first}" if first else requirement["reason"]


def _command(curl: str) -> tuple[str, str]:
    if len(curl) > COMMAND_LIMIT:
        return LONG_CURL, "too long to show here; see this requirement in report.html"
    return CURL, curl


def _check(finding: FindingEntry, others: int) -> str:
    """Return check, scenario and exchanges of a finding, and the number of further findings."""
    parts = [finding["check"] + (f" in {finding['scenario']}" if finding["scenario"] else "")]
    if finding["exchanges"]:
        parts.append(exchange_numbers(finding["exchanges"]))
    if others:
        parts.append(count(others, "more finding"))
    return "; ".join(parts)


def exchange_numbers(exchanges: Sequence[int]) -> str:
    """Return the first exchange numbers, such as ``exchanges 1, 2, 3, 4, 5, 6 and 4 more``."""
    first = ", ".join(str(n) for n in exchanges[:EXCHANGES_SHOWN])
    more = len(exchanges) - EXCHANGES_SHOWN
    noun = "exchange" if len(exchanges) == 1 else "exchanges"
    return f"{noun} {first} and {more} more" if more > 0 else f"{noun} {first}"
