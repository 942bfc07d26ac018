"""Build ``report.json`` from the record of a run. Every other report format is a function of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from conformance.exchange import Exchange, Headers, Response
from conformance.report.body import body_value
from conformance.report.curl import curl
from conformance.report.document import (
    ClassEntry,
    EvidenceEntry,
    ExchangeEntry,
    FindingEntry,
    Report,
    RequirementEntry,
    ResponseEntry,
    TargetEntry,
)
from conformance.report.record import RunRecord
from conformance.report.text import clip
from conformance.requirements.catalogue import Requirement
from conformance.requirements.finding import Evidence, Finding
from conformance.requirements.judgement import ClassResult, claims, class_results, run_verdict
from conformance.requirements.verdicts import Verdict, combine

SUITE = "scim-conformance"

_BODIES_KEPT = frozenset({"discovery", "prepare", "bulk"})
_SEEN = frozenset({Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.NOTE})


def build(record: RunRecord) -> Report:
    """Return the document of ``report.json`` for one run."""
    by_requirement: dict[str, list[Finding]] = defaultdict(list)
    for finding in record.findings:
        by_requirement[finding.requirement].append(finding)
    curls = _curls(record)
    requirements = [
        requirement_entry(
            requirement, by_requirement[requirement.id], record.settled.get(requirement.id), curls
        )
        for requirement in record.requirements
    ]
    verdicts = [Verdict(entry["verdict"]) for entry in requirements]
    judged = zip(record.requirements, verdicts, strict=True)
    classes = class_results(judged, claims(record.capabilities))
    verdict = run_verdict(classes, problem=record.problem, interrupted=record.interrupted)
    return {
        "suite": {
            "name": SUITE,
            "version": record.suite_version,
            "catalogue": record.catalogue_version,
        },
        "verdict": verdict.value,
        "classes": [_class(result) for result in classes],
        "problem": clip(record.problem),
        "interrupted": record.interrupted,
        "profile": record.profile,
        "contract": record.contract,
        "effort": record.effort,
        "seed": record.seed,
        "selection": _plain(record.selection),
        "target": _target(record),
        "capabilities": _plain(record.capabilities),
        "started": _moment(record.started, "seconds"),
        "duration_s": round(record.duration_s, 3),
        "requests": record.requests,
        "operations": record.operations,
        "leftovers": list(record.leftovers),
        "summary": {verdict.value: verdicts.count(verdict) for verdict in Verdict},
        "requirements": requirements,
        "exchanges": _exchanges(record),
    }


def _target(record: RunRecord) -> TargetEntry:
    target: TargetEntry = {"base_url": record.base_url}
    if record.app:
        target["app"] = record.app
    if record.demo:
        target["demo"] = True
    return target


def _class(result: ClassResult) -> ClassEntry:
    """Return what a report says of a conformance class."""
    counts = result.counts
    return {
        "name": result.name,
        "verdict": result.verdict.value,
        "claimed": result.claimed,
        "reason": clip(result.reason),
        "passed": counts.get(Verdict.PASS, 0),
        "failed": counts.get(Verdict.FAIL, 0),
        "warned": counts.get(Verdict.WARN, 0),
        "left_open": counts.get(Verdict.INCONCLUSIVE, 0) + counts.get(Verdict.BLOCKED, 0),
    }


def requirement_entry(
    requirement: Requirement,
    findings: Sequence[Finding],
    settled: tuple[Verdict, str] | None = None,
    curls: Mapping[int, str] | None = None,
) -> RequirementEntry:
    """Return what a report says of a requirement.

    Args:
        requirement: The requirement.
        findings: Its findings.
        settled: Its verdict and the reason, if that was settled beforehand.
        curls: The curl command of each exchange that is the first one of a finding.
    """
    verdict, reason = settled or _judge(requirement, findings)
    return {
        "id": requirement.id,
        "rfc": requirement.rfc,
        "section": requirement.section,
        "section_title": requirement.section_title,
        "lines": list(requirement.lines) if requirement.lines else None,
        "level": requirement.level.value,
        "title": requirement.title,
        "text": requirement.text,
        "readings": list(requirement.readings),
        "cause": requirement.cause,
        "fix": requirement.fix,
        "depends_on": list(requirement.depends_on),
        "testable": requirement.testable,
        "verdict": verdict.value,
        "reason": clip(reason),
        "findings": [_finding(finding, curls or {}) for finding in findings],
    }


def _judge(requirement: Requirement, findings: Sequence[Finding]) -> tuple[Verdict, str]:
    """Return the verdict of a requirement without a settled one, and the reason if it has no result."""
    verdict = combine(finding.verdict for finding in findings)
    if verdict is Verdict.UNTESTED:
        return verdict, requirement.untestable_because or "no check of this run tests it"
    if verdict in _SEEN:
        return verdict, ""
    return verdict, next(finding.message for finding in findings if finding.verdict is verdict)


def _finding(finding: Finding, curls: Mapping[int, str]) -> FindingEntry:
    first = finding.exchanges[0] if finding.exchanges else 0
    return {
        "check": finding.check,
        "scenario": finding.scenario,
        "verdict": finding.verdict.value,
        "message": clip(finding.message),
        "expected": clip(finding.expected),
        "got": clip(finding.got),
        "examined": finding.examined,
        "exchanges": list(finding.exchanges),
        "evidence": [_evidence(each) for each in finding.evidence],
        "depends_on": list(finding.depends_on),
        "curl": curls.get(first, ""),
    }


def _evidence(evidence: Evidence) -> EvidenceEntry:
    """Return the part of an exchange that shows a finding."""
    entry: EvidenceEntry = {"exchange": evidence.exchange}
    if evidence.operation is not None:
        entry["operation"] = evidence.operation
    if evidence.request is not None:
        entry["request"] = evidence.request
    if evidence.response is not None:
        entry["response"] = evidence.response
    if evidence.header:
        entry["header"] = evidence.header
    return entry


def _cited(record: RunRecord) -> set[int]:
    return {n for finding in record.findings for n in finding.exchanges}


def _curls(record: RunRecord) -> dict[int, str]:
    """Return the curl command of each exchange that is the first one of a finding."""
    first = {finding.exchanges[0] for finding in record.findings if finding.exchanges}
    return {exchange.n: curl(exchange.request) for exchange in record.exchanges if exchange.n in first}


def _exchanges(record: RunRecord) -> list[ExchangeEntry]:
    """Return the exchanges for the report.

    A clean-up exchange is left out unless a finding cites it. All other requests are stored, so that a reader
    can follow the run. The response body is stored if a finding cites the exchange, and always for discovery,
    preparation and Bulk: replaying a bulk request needs the ids in those bodies.
    """
    cited = _cited(record)
    entries = []
    for exchange in record.exchanges:
        if exchange.n in cited or exchange.purpose != "clean-up":
            kept = exchange.n in cited or exchange.purpose in _BODIES_KEPT
            entry = exchange_entry(exchange, keep_response_body=kept)
            if exchange.n in record.shapes:
                entry["shape"] = record.shapes[exchange.n]
            entries.append(entry)
    return entries


def exchange_entry(exchange: Exchange, *, keep_response_body: bool = True) -> ExchangeEntry:
    """Return the JSON of an exchange in a report, with or without the body of its response."""
    request, response, failure = exchange.request, exchange.response, exchange.failure
    entry: ExchangeEntry = {
        "n": exchange.n,
        "purpose": exchange.purpose,
        "scenario": exchange.scenario,
        "request": {
            "method": request.method,
            "url": request.url,
            "headers": _headers(request.headers),
            "body": body_value(request.body),
        },
        "response": _response(response, keep_body=keep_response_body) if response else None,
        "failure": {"kind": failure.kind, "detail": clip(failure.detail)} if failure else None,
    }
    if exchange.sent:
        entry["sent"] = _moment(exchange.sent, "milliseconds")
    return entry


def _response(response: Response, *, keep_body: bool) -> ResponseEntry:
    return {
        "status": response.status,
        "headers": _headers(response.headers),
        "body": body_value(response.body) if keep_body else None,
        "elapsed_ms": round(response.elapsed_ms, 1),
        "truncated": response.truncated,
    }


def _moment(moment: datetime, precision: str) -> str:
    return moment.astimezone(UTC).isoformat(timespec=precision)


def _headers(headers: Headers) -> dict[str, str]:
    """Return headers by name; repeated headers are joined by commas (RFC 9110 section 5.3)."""
    joined: dict[str, str] = {}
    spelled: dict[str, str] = {}
    for name, value in headers:
        key = spelled.setdefault(name.lower(), name)
        joined[key] = clip(f"{joined[key]}, {value}" if key in joined else value)
    return joined


def _plain(value: Any, depth: int = 12) -> Any:  # noqa: ANN401 - JSON values
    """Return a value that can always be written as JSON.

    A value from a server may be nested deeply, very long, or a number that JSON does not allow.
    """
    if isinstance(value, str):
        return clip(str(value))
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and isfinite(value)):
        return value
    if isinstance(value, Mapping) and depth:
        return {clip(str(key)): _plain(item, depth - 1) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset) and depth:
        return [_plain(item, depth - 1) for item in value]
    return clip(repr(value)) if depth else "[cut: nested too deeply]"
