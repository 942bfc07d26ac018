"""Reports for the browser tests: one with every verdict, one with only hostile texts, and a large one."""

import json
from typing import Any

from conformance.exchange import Exchange, Failure, Request, Response
from conformance.report.model import build
from conformance.report.record import RunRecord
from conformance.requirements.catalogue import Requirement
from conformance.requirements.finding import Evidence, Finding
from conformance.requirements.verdicts import Level, Verdict
from tests.made_up_run import BASE_URL, RUN

HOSTILE = (
    "<script>owned=1</script></script><script>owned=1</script></style><style>body{display:none}</style>"
    "<img src=//evil.example/a onerror=owned=1><svg onload=owned=1>"
    "<iframe srcdoc='<script>top.owned=1</script>'><meta http-equiv=refresh content='0;url=//evil.example'>"
    "<base href=//evil.example><link rel=stylesheet href=//evil.example/b><form action=//evil.example>"
    '<button autofocus onfocus=owned=1>" onmouseover=owned=1 autofocus onfocus=owned=1 x="\' onclick=owned=1 '
    "x='` javascript:owned=1 {{ 7 * 191 }} {% raw %} &lt;b&gt; ]]> <!-- \x1b[31mred\x1b]0;title\x07 \x9b2J "
    "\u202egnp.exe\u202c \ud800 \x00 \r"
)
"""Text that contains many ways to inject markup, script and control characters."""


def requirement(
    number: int, level: Level = Level.MUST, section: str = "3.7.2", **changes: Any
) -> Requirement:
    values = {
        "title": f"Reference number {number} to a later operation is resolved",
        "text": "The server replaces the reference by the id of the resource once that is created.",
    }
    place = {"rfc": 7644, "section": section, "lines": (2700 + number, 2703 + number), "level": level}
    return Requirement(**{"id": f"BULK-{section}-{number:02}", **place, **values, **changes})


def finding(entry: Requirement, verdict: Verdict, *exchanges: int, **changes: Any) -> Finding:
    values = {
        "message": "the status of operation 1, POST /Users (bulkId 'b') is not a string (2 of 9 examined)",
        "expected": '"201" | "204"',
        "got": "201",
        "examined": 9 if verdict is not Verdict.INCONCLUSIVE else 0,
    }
    return Finding(
        entry.id,
        "status_is_a_string",
        "forward-reference",
        verdict,
        evidence=tuple(Evidence(n, 1, "/Operations/1", "/Operations/1/status") for n in exchanges),
        **{**values, **changes},
    )


def exchange(n: int, operations: int = 2, **changes: Any) -> Exchange:
    sent = [
        {
            "method": "POST",
            "path": "/Users",
            "bulkId": chr(97 + index % 26),
            "data": {"userName": f"u{n}-{index}"},
        }
        for index in range(operations)
    ]
    results = [
        {
            "method": "POST",
            "bulkId": chr(97 + index % 26),
            "status": 201,
            "location": f"{BASE_URL}/Users/{n}-{index}",
        }
        for index in range(operations)
    ]
    headers = (("Content-Type", "application/scim+json"), ("Authorization", "[redacted]"))
    request = Request("POST", f"{BASE_URL}/Bulk", headers, json.dumps({"Operations": sent}).encode())
    response = Response(200, headers[:1], json.dumps({"Operations": results}).encode(), 12.3)
    return Exchange(**{"n": n, "purpose": "bulk", "request": request, "response": response, **changes})


def record(**changes: Any) -> dict[str, Any]:
    return build(RunRecord(**{**RUN, **changes}))


def varied() -> dict[str, Any]:
    """Return a report with every verdict and level, a long body, a binary body and a missing response."""
    levels = list(Level)
    entries = [requirement(number, levels[(number - 1) % 4]) for number in range(1, 13)]
    ring = requirement(13, section="3.7.3", readings=("a string", "a number (warning)"))
    declared = Requirement("CONTRACT-01", None, "contract", None, Level.MUST, "What the contract says")
    verdicts = [Verdict.FAIL, Verdict.FAIL, Verdict.WARN, Verdict.NOTE, Verdict.INCONCLUSIVE, Verdict.PASS]
    settled = [Verdict.BLOCKED, Verdict.WAIVED, Verdict.NOT_APPLICABLE, Verdict.DESELECTED]
    timeout = Failure("timeout", "no complete response within 5 seconds")
    return record(
        requirements=[*entries, ring, declared],
        findings=[
            *(finding(entry, verdict, 2) for entry, verdict in zip(entries, verdicts, strict=False)),
            finding(entries[0], Verdict.FAIL, 2, 3),
            finding(ring, Verdict.FAIL, 4, message="the bulk request got no response", got="no response"),
            finding(declared, Verdict.WARN, 5),
        ],
        settled={entries[6 + n].id: (verdict, f"because of {verdict}") for n, verdict in enumerate(settled)},
        exchanges=[
            exchange(1, purpose="discovery"),
            exchange(2),
            exchange(3, operations=200),
            exchange(4, response=None, failure=timeout),
            exchange(5, response=Response(200, (), b"\xff\xfe\x00", 1.0)),
            *(exchange(n) for n in range(6, 20)),
        ],
        leftovers=[f"{BASE_URL}/Users/17"],
        contract="openapi.yaml, POST /v2/Bulk",
        selection={"section": ["3.7.2"]},
    )


def hostile() -> dict[str, Any]:
    """Return a report in which every free text is hostile, including those that a server does not control."""
    entries = [
        Requirement(f"{n}{HOSTILE}", 7644, HOSTILE, (1, 2), Level.MUST, HOSTILE, HOSTILE, readings=(HOSTILE,))
        for n in range(5)
    ]
    texts = {"message": f"operation 0 {HOSTILE}", "expected": f"409 | {HOSTILE}", "got": f'"{HOSTILE}"'}
    verdicts = [Verdict.FAIL, Verdict.WARN, Verdict.NOTE, Verdict.INCONCLUSIVE]
    document = json.dumps({"Operations": [{HOSTILE: HOSTILE}]}).encode()
    raw = HOSTILE.encode("utf-8", "surrogatepass")
    headers = ((HOSTILE, HOSTILE), ("Content-Type", HOSTILE))
    request = Request(HOSTILE, HOSTILE, headers, document)
    return record(
        base_url=HOSTILE,
        profile=HOSTILE,
        contract=HOSTILE,
        problem=HOSTILE,
        suite_version=HOSTILE,
        requirements=entries,
        findings=[
            Finding(
                entry.id, HOSTILE, HOSTILE, verdict, **texts, examined=1, evidence=(Evidence(n), Evidence(3))
            )
            for n, (entry, verdict) in enumerate(zip(entries, verdicts, strict=False), start=1)
        ],
        settled={entries[4].id: (Verdict.WAIVED, HOSTILE)},
        exchanges=[
            exchange(1, request=request, response=Response(200, headers, document, 1.0), scenario=HOSTILE),
            exchange(2, request=request, response=Response(500, headers, raw, 1.0)),
            exchange(3, request=request, response=None, failure=Failure(HOSTILE, HOSTILE)),
            exchange(4, request=request, response=Response(200, headers, raw * 12, 1.0)),
        ],
        capabilities={HOSTILE: [HOSTILE, {HOSTILE: HOSTILE}]},
        leftovers=[HOSTILE, "javascript:owned=1"],
        selection={HOSTILE: [HOSTILE]},
    )


def large(requirements: int = 1000, exchanges: int = 1200) -> dict[str, Any]:
    """Return a report of the given size, in which one of twenty requirements fails."""
    sections = ["3.7", "3.7.1", "3.7.2", "3.7.3", "3.7.4", "3.12", "3.14"]
    levels = [Level.MUST, Level.MUST, Level.SHOULD, Level.MAY]
    size = -(-requirements // len(sections))
    entries = [
        requirement(n % size, levels[n % 4], sections[n // size], title=f"Requirement number {n} of many")
        for n in range(requirements)
    ]
    verdicts = [Verdict.FAIL, Verdict.WARN, Verdict.NOTE, Verdict.INCONCLUSIVE, *[Verdict.PASS] * 16]
    return record(
        requirements=entries,
        findings=[
            finding(entry, verdicts[n % 20], *(1 + (7 * n + k) % exchanges for k in range(6)))
            for n, entry in enumerate(entries)
        ],
        exchanges=[exchange(n, operations=12) for n in range(1, exchanges + 1)],
    )
