"""``allure-results/``: the report as Allure results, from which Allure generates a site."""

import json
from datetime import datetime
from hashlib import md5
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from conformance.report import words
from conformance.report.document import ExchangeEntry, FindingEntry, Report, RequirementEntry
from conformance.report.markdown import escape
from conformance.report.target import target_name
from conformance.report.text import TEXT_LIMIT, dump, one_line, visible
from conformance.report.wire import as_text
from conformance.requirements.verdicts import Level, Verdict

SEVERITY = {
    Level.MUST: "critical",
    Level.SHOULD: "normal",
    Level.MAY: "minor",
    Level.ADVICE: "trivial",
}
"""Allure's severity for each level."""

_ATTACHED = 3
"""Most exchanges that are attached to one result."""

_STATUS = {Verdict.FAIL: "failed", Verdict.PASS: "passed", Verdict.WARN: "passed", Verdict.NOTE: "passed"}


def labels(rfc: int | None, section: str, level: str) -> dict[str, str]:
    """Return the values of Allure's labels ``severity``, ``epic`` and ``feature``, by name."""
    return {
        "severity": SEVERITY[Level(level)],
        "epic": f"RFC {rfc}" if rfc else "Published contract",
        "feature": f"Section {section}" if rfc else "Bulk",
    }


def allure(report: Report) -> dict[str, str]:
    """Return the Allure result files by name.

    Each finding is a result. A selected requirement without findings is one result. Allure has no warnings:
    a warning is ``passed`` with the tag ``warn``. A known failure is ``skipped`` with its reason.
    """
    exchanges = {exchange["n"]: exchange for exchange in report["exchanges"]}
    files = {"environment.properties": _environment(report)}
    attached: set[int] = set()
    for requirement in report["requirements"]:
        if requirement["verdict"] == Verdict.DESELECTED:
            continue
        for finding in requirement["findings"] or [_placeholder(requirement)]:
            shown = [exchanges[n] for n in finding["exchanges"][:_ATTACHED] if n in exchanges]
            result = _result(report, requirement, finding, shown)
            files[f"{result['uuid']}-result.json"] = dump(result)
            attached.update(exchange["n"] for exchange in shown)
    if report["problem"] or report["interrupted"]:
        result = _unfinished(report)
        files[f"{result['uuid']}-result.json"] = dump(result)
    return files | {_source(n): visible(as_text(exchanges[n])) for n in sorted(attached)}


def _placeholder(requirement: RequirementEntry) -> FindingEntry:
    """Return a finding for a requirement that has none."""
    return {
        "check": "",
        "scenario": "",
        "verdict": requirement["verdict"],
        "message": requirement["reason"],
        "expected": "",
        "got": "",
        "examined": 0,
        "exchanges": [],
        "curl": "",
    }


def _result(
    report: Report, requirement: RequirementEntry, finding: FindingEntry, shown: list[ExchangeEntry]
) -> dict[str, Any]:
    verdict = Verdict(finding["verdict"])
    name = f"{requirement['id']} {requirement['title']}"
    where = f" ({finding['scenario']})" if finding["scenario"] else ""
    place = labels(requirement["rfc"], requirement["section"], requirement["level"])
    url = words.section_url(requirement)
    return {
        **_identity(report, [requirement["id"], finding["check"], finding["scenario"]]),
        "name": visible(name + where),
        "status": _STATUS.get(verdict, "skipped") if "known" not in finding else "skipped",
        "statusDetails": {
            "message": _message(report, requirement, finding),
            "trace": visible(finding["curl"]),
        },
        "stage": "finished",
        "description": escape(" ".join(requirement["text"].split()), TEXT_LIMIT),
        **_times(report, shown),
        "labels": [
            *({"name": label, "value": visible(value)} for label, value in place.items()),
            {"name": "story", "value": visible(name)},
            {"name": "parentSuite", "value": visible(place["epic"])},
            {"name": "suite", "value": visible(place["feature"])},
            {"name": "subSuite", "value": visible(name)},
            {"name": "tag", "value": verdict},
            {"name": "tag", "value": requirement["level"]},
            {"name": "framework", "value": report["suite"]["name"]},
        ],
        "links": [{"type": "link", "name": words.citation(requirement), "url": url}] if url else [],
        "parameters": [
            {"name": name, "value": visible(value)}
            for name, value in (("check", finding["check"]), ("scenario", finding["scenario"]))
            if value
        ],
        "attachments": [
            {"name": f"exchange {exchange['n']}", "source": _source(exchange["n"]), "type": "text/plain"}
            for exchange in shown
        ],
    }


def _identity(report: Report, path: list[str]) -> dict[str, str]:
    """Return the ids by which Allure distinguishes results and recognises them in the next run."""
    name = visible("/".join(filter(None, path)))
    history = md5(name.encode(), usedforsecurity=False).hexdigest()
    url = f"{report['target']['base_url']} {report['started']} {name}"
    return {
        "uuid": str(uuid5(NAMESPACE_URL, visible(url))),
        "historyId": history,
        "testCaseId": history,
        "fullName": name,
    }


def _message(report: Report, requirement: RequirementEntry, finding: FindingEntry) -> str:
    """Return the message with the expected and actual value, the place, and what to repair first."""
    lines = [f"known: {finding['known']['reason']}"] if "known" in finding else []
    lines.append(finding["message"])
    if first := words.fix_first(report, requirement, finding):
        lines.append(first)
    for label, value in (
        ("Expected", finding["expected"]),
        ("Actual", finding["got"]),
        ("Place", words.place(finding)),
    ):
        if value:
            lines.append(f"{label}: {value}")
    return visible("\n".join(lines))


def _times(report: Report, shown: list[ExchangeEntry]) -> dict[str, int]:
    """Return start and end of the first exchange, in milliseconds since 1970."""
    first = shown[0] if shown else None
    sent = datetime.fromisoformat(first.get("sent", report["started"]) if first else report["started"])
    start = int(sent.timestamp() * 1000)
    elapsed = first["response"]["elapsed_ms"] if first and first["response"] else 0
    return {"start": start, "stop": start + int(elapsed)}


def _unfinished(report: Report) -> dict[str, Any]:
    """Return the result that represents a run that did not finish."""
    return {
        **_identity(report, ["the run itself"]),
        "name": "the run itself",
        "status": "broken",
        "statusDetails": {"message": visible(words.sentences(report))},
        "stage": "finished",
        **_times(report, []),
        "labels": [{"name": "framework", "value": report["suite"]["name"]}],
    }


def _source(n: int) -> str:
    return f"exchange-{n}-attachment.txt"


def _environment(report: Report) -> str:
    """Return the environment of the run as a Java properties file."""
    facts = {"target": target_name(report)}
    facts |= {name: str(report[name]) for name in ("verdict", "profile", "effort", "seed")}
    facts |= {name: report["suite"][name] for name in ("version", "catalogue")}
    return "".join(f"{name} = {_property(value)}\n" for name, value in facts.items())


def _property(value: str) -> str:
    """Return a value escaped for a properties file, whose escapes JSON has as well."""
    return json.dumps(one_line(value))[1:-1]
