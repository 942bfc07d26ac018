"""``report.sarif``: failures, warnings and notes as SARIF 2.1.0, for code scanning."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from conformance.report import words
from conformance.report.document import FindingEntry, Report, RequirementEntry
from conformance.report.markdown import escape
from conformance.report.text import TEXT_LIMIT, dump, visible
from conformance.requirements.verdicts import Level, Verdict

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

ARTIFACT = "report.json"
"""The file in which results are located. Code scanning requires one, and a server has no source file."""

_RULE_LEVEL = {Level.MUST: "error", Level.SHOULD: "warning", Level.MAY: "note", Level.ADVICE: "note"}
_RESULT_LEVEL = {Verdict.FAIL: "error", Verdict.WARN: "warning", Verdict.NOTE: "note"}


def sarif(report: Report) -> str:
    """Return the report as SARIF: requirements are its rules, findings its results.

    A known failure is suppressed. Inconclusive and blocked requirements and errors of this suite are
    notifications of the run, since code scanning has no kind of result for them.
    """
    text = dump(report)
    run = {
        "tool": {
            "driver": {
                "name": report["suite"]["name"],
                "version": report["suite"]["version"],
                "rules": [_rule(requirement) for requirement in report["requirements"]],
            }
        },
        "automationDetails": {"id": f"{report['suite']['name']}/{report['profile']}/"},
        "invocations": [_invocation(report)],
        "artifacts": [
            {
                "location": {"uri": ARTIFACT},
                "mimeType": "application/json",
                "hashes": {"sha-256": sha256(text.encode()).hexdigest()},
            }
        ],
        "results": list(_results(report, text.split("\n"))),
        "properties": {name: report[name] for name in ("verdict", "profile", "effort", "seed", "target")},
    }
    return dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(requirement: RequirementEntry) -> dict[str, Any]:
    level = Level(requirement["level"])
    url = words.section_url(requirement)
    text = " ".join(requirement["text"].split()) or requirement["title"]
    citation = escape(words.citation(requirement))
    paragraphs = [f"[{citation}]({url})" if url else citation, escape(text, TEXT_LIMIT)]
    paragraphs += [
        f"Reading {n}: {escape(each, TEXT_LIMIT)}" for n, each in enumerate(requirement["readings"], 1)
    ]
    advice = {"Usual cause": requirement.get("cause"), "Fix": requirement.get("fix")}
    paragraphs += [f"{label}: {escape(value, TEXT_LIMIT)}" for label, value in advice.items() if value]
    return {
        "id": requirement["id"],
        "shortDescription": {"text": _plain(requirement["title"])},
        "fullDescription": {"text": _plain(text)},
        "help": {
            "text": _plain(f"{words.citation(requirement)}. {text}"),
            "markdown": "\n\n".join(paragraphs),
        },
        **({"helpUri": url} if url else {}),
        "defaultConfiguration": {"level": _RULE_LEVEL[level]},
        "properties": {
            "tags": ["scim", level.lower()],
            "section": requirement["section"],
            "level": level,
            "verdict": requirement["verdict"],
        },
    }


def _results(report: Report, lines: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield a result for each failure, warning and note, located at the lines of ``report.json`` about it."""
    spans = zip(report["exchanges"], _spans(lines, "exchanges", (1, len(lines) - 1)), strict=True)
    places = {exchange["n"]: _location(span) for exchange, span in spans}
    seen: dict[str, int] = defaultdict(int)
    for index, requirement, finding, place in _findings(report, lines):
        name = "/".join([requirement["id"], finding["check"], finding["scenario"]])
        seen[name] += 1
        cited = [n for n in dict.fromkeys(finding["exchanges"][: words.EXCHANGES_SHOWN]) if n in places]
        yield {
            "ruleId": requirement["id"],
            "ruleIndex": index,
            "level": _RESULT_LEVEL[Verdict(finding["verdict"])],
            "message": {"text": _message(report, requirement, finding, cited)},
            "locations": [place | {"logicalLocations": [*_logical(requirement, finding)]}],
            "relatedLocations": [places[n] | {"id": n, "message": {"text": f"exchange {n}"}} for n in cited],
            # GitHub recognises a result of an earlier run by this field only.
            "partialFingerprints": {"primaryLocationLineHash": f"{_digest(name)}:{seen[name]}"},
            **_suppressed(finding),
            **_properties(finding),
        }


def _findings(
    report: Report, lines: Sequence[str]
) -> Iterator[tuple[int, RequirementEntry, FindingEntry, dict[str, Any]]]:
    """Yield index and requirement, finding and location of each failure, warning and note."""
    spans = _spans(lines, "requirements", (1, len(lines) - 1))
    for index, (requirement, within) in enumerate(zip(report["requirements"], spans, strict=True)):
        for finding, span in zip(requirement["findings"], _spans(lines, "findings", within), strict=True):
            if finding["verdict"] in _RESULT_LEVEL:
                yield index, requirement, finding, _location(span)


def _digest(name: str) -> str:
    return sha256(name.encode(errors="replace")).hexdigest()[:16]


def _spans(lines: Sequence[str], key: str, within: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield first and last line (from 1) of each item of a list.

    Args:
        lines: The lines of ``report.json``, each indented by one space for each level.
        key: The name of the list in its object.
        within: First and last line (from 1) of that object; its braces have these lines.
    """
    first, last = within
    indent = len(lines[first - 1]) - len(lines[first - 1].lstrip()) + 1
    opening = f'{" " * indent}"{key}": ['
    start = next((n for n in range(first, last) if lines[n] == opening), last)
    item = " " * (indent + 1)
    for n in range(start + 1, last):
        if not lines[n].startswith(item):
            return
        if lines[n][indent + 1] == " ":
            continue
        if lines[n][indent + 1] not in "]}":
            start = n
        if not lines[n].endswith(("{", "[")):
            yield start + 1, n + 1


def _location(span: tuple[int, int]) -> dict[str, Any]:
    """Return first and last line as a location in ``report.json``."""
    region = {"startLine": span[0], "endLine": span[1]}
    return {"physicalLocation": {"artifactLocation": {"uri": ARTIFACT, "index": 0}, "region": region}}


def _logical(requirement: RequirementEntry, finding: FindingEntry) -> Iterator[dict[str, str]]:
    """Yield the check of a finding, and the part of an exchange that shows it."""
    path = [words.citation(requirement), requirement["id"], finding["scenario"], finding["check"]]
    yield {
        "name": visible(finding["check"]),
        "fullyQualifiedName": visible("/".join(filter(None, path))),
        "kind": "function",
    }
    if place := words.place(finding):
        yield {"fullyQualifiedName": visible(place), "kind": "value"}


def _properties(finding: FindingEntry) -> dict[str, Any]:
    """Return the simplest evidence of a finding and the requirements that it depends on."""
    values = {
        "evidence": finding.get("evidence", [])[: words.EXCHANGES_SHOWN],
        "dependsOn": finding.get("depends_on", []),
    }
    shown = {name: value for name, value in values.items() if value}
    return {"properties": shown} if shown else {}


def _message(report: Report, requirement: RequirementEntry, finding: FindingEntry, cited: list[int]) -> str:
    """Return the message with expected and actual value, the place and links to the exchanges."""
    lines = [_plain(finding["message"])]
    if first := words.fix_first(report, requirement, finding):
        lines.append(_plain(first))
    for label, value in (
        ("Expected", finding["expected"]),
        ("Actual", finding["got"]),
        ("Place", words.place(finding)),
    ):
        if value:
            lines.append(f"{label}: {_plain(value)}")
    if cited:
        noun = "Exchange" if len(cited) == 1 else "Exchanges"
        lines.append(f"{noun}: {', '.join(f'[{n}]({n})' for n in cited)}.")
    return "\n".join(lines)


def _suppressed(finding: FindingEntry) -> dict[str, Any]:
    known = finding.get("known")
    if not known:
        return {}
    return {"suppressions": [{"kind": "external", "justification": visible(known["reason"])}]}


def _invocation(report: Report) -> dict[str, Any]:
    notifications = [
        {
            "associatedRule": {"id": requirement["id"], "index": index},
            "level": "warning",
            "message": {"text": _plain(f"{requirement['verdict']}: {words.reason(report, requirement)}")},
        }
        for index, requirement in enumerate(report["requirements"])
        if requirement["verdict"] in words.OPEN
    ]
    if report["problem"] or report["interrupted"]:
        whole = {"level": "error", "message": {"text": _plain(words.sentences(report))}}
        notifications.append(whole)
    return {
        "executionSuccessful": not (report["problem"] or report["interrupted"]),
        "startTimeUtc": report["started"].replace("+00:00", "Z"),
        "toolExecutionNotifications": notifications,
    }


def _plain(text: str) -> str:
    """Return a text escaped for SARIF: it has no placeholders and no links."""
    return visible(text).replace("{", "{{").replace("}", "}}").replace("](", "]\\(")
