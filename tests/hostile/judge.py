"""The assertions for a run against a hostile server."""

import json
import re
from collections.abc import Iterator
from functools import cache

from jsonschema import Draft202012Validator

from conformance.package_data import schemas
from tests import written
from tests.hostile.modes import Mode
from tests.hostile.play import MEBIBYTES, Played

VERDICTS = {1: "not-conformant", 2: "partial"}
"""The documented verdict for an exit code; a run that tests nothing is partial, too."""

FORMS = ("3.8", "3.12")
"""Sections about the form of responses, which a server can meet without processing a request."""

ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that control a terminal or change the direction of text."""


def complaints(played: Played) -> Iterator[str]:
    """Yield one sentence for each assertion that a run violates."""
    if played.exit_code not in played.mode.exit_codes:
        yield f"exit code {played.exit_code} instead of {played.mode.exit_codes}: {played.output[-2000:]}"
    if played.mebibytes >= MEBIBYTES:
        yield f"the process used {played.mebibytes:.0f} MiB of memory"
    if played.visits:
        yield f"the run connected to another origin {played.visits} times"
    if "Traceback" in played.output:
        yield f"the output has a traceback: {played.output[-2000:]}"
    if found := ACTING.search(played.output):
        yield f"{found.group()!r} was written to the terminal"
    yield from _report(played)
    for file in sorted(path for path in played.directory.rglob("*") if path.is_file()):
        content = written.content(file)
        if played.secret.encode() in content:
            yield f"{file.name} contains the token"
        if found := ACTING.search(content.decode("utf-8", "surrogateescape")):
            yield f"{file.name} contains {found.group()!r}"


def _report(played: Played) -> Iterator[str]:
    if not (played.directory / "report.json").exists():
        yield "there is no report"
        return
    report = played.report
    yield from (f"report.json: {error.message[:300]}" for error in _schema().iter_errors(report))
    if report["verdict"] != VERDICTS.get(played.exit_code, "partial"):
        yield f"the verdict is {report['verdict']} with exit code {played.exit_code}"
    if report["problem"]:
        yield f"the run is void: {report['problem']}"
    for entry in played.passing():
        cited = [exchange for finding in entry["findings"] for exchange in _cited(finding, report)]
        if not any(_proves(exchange, entry, played.mode) for exchange in cited):
            yield f"{entry['id']} passes: {[finding['message'] for finding in entry['findings']]}"


def _proves(exchange: dict, requirement: dict, mode: Mode) -> bool:
    """Return whether an exchange with a hostile server can show that it meets a requirement.

    A server that is hostile to bulk requests alone processes single requests. Sections 3.8 and 3.12 are about
    the form of any response and of any error.
    """
    single = mode.single_requests_work and not exchange["request"]["url"].endswith("/Bulk")
    return _readable(exchange["response"]) and (mode.works or single or requirement["section"] in FORMS)


def _cited(finding: dict, report: dict) -> list[dict]:
    """Return the exchanges that a passing finding cites."""
    numbers = {*finding["exchanges"]} if finding["verdict"] == "pass" else set()
    return [exchange for exchange in report["exchanges"] if exchange["n"] in numbers]


def _readable(response: dict | None) -> bool:
    if not response or response["status"] >= 500 or response["truncated"]:
        return False
    body = response["body"]
    if isinstance(body, dict):
        return "text" in body  # shortened in the report; truncated bodies are smaller
    try:
        return body is None or body == "" or json.loads(body) is not None
    except ValueError:
        return False


@cache
def _schema() -> Draft202012Validator:
    return Draft202012Validator(json.loads((schemas() / "report.schema.json").read_text("utf-8")))
