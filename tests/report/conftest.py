import json

import pytest

from conformance.exchange import Exchange, Failure, Request, Response
from conformance.report.model import build
from conformance.report.record import RunRecord
from conformance.requirements.catalogue import Requirement
from conformance.requirements.finding import Evidence, Finding
from conformance.requirements.verdicts import Level, Verdict
from tests.made_up_run import BASE_URL, RUN

HOSTILE = (
    "</script><img src=x onerror=alert(1)> \x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J \u202egnp.exe\u202c "
    "\ud800 \x00 ]]> <!-- & | `tick` ``` [red]markup[/red] [link](https://evil.example) \r\nSet-X: 1 \ufffe"
)
"""Text that could affect an HTML page, a terminal, an XML parser and a Markdown renderer."""


def requirement(number=1, **changes):
    values = {
        "id": f"BULK-3.7.2-{number:02}",
        "rfc": 7644,
        "section": "3.7.2",
        "lines": (2700 + number, 2703 + number),
        "level": Level.MUST,
        "title": "A reference to a later operation is resolved",
        "text": "The server replaces the reference by the id of the resource once it is created.",
    }
    return Requirement(**{**values, **changes})


def finding(number=1, verdict=Verdict.PASS, **changes):
    values = {
        "requirement": f"BULK-3.7.2-{number:02}",
        "check": "forward_reference_is_resolved",
        "scenario": "forward-reference",
        "verdict": verdict,
        "message": "the member was stored as asked",
        "expected": "the id of the created user | 409",
        "got": "bulkId:qwerty",
        "examined": 1,
    }
    values["evidence"] = tuple(map(Evidence, changes.pop("exchanges", (2,))))
    return Finding(**{**values, **changes})


def exchange(n, purpose="bulk", body=b'{"Operations":[]}', answer=b'{"Operations":[]}', **changes):
    headers = (
        ("Authorization", "[redacted]"),
        ("Content-Type", "application/scim+json"),
        ("Content-Length", str(len(body))),
    )
    request = Request("POST", f"{BASE_URL}/Bulk", headers, body)
    response = Response(200, (("content-type", "application/scim+json"),), answer, 12.3456)
    values = {"n": n, "purpose": purpose, "request": request, "response": response}
    return Exchange(**{**values, "scenario": "forward-reference", **changes})


def unjudged(*, verdict=Verdict.FAIL):
    """Build a report whose second requirement is inconclusive because the first one fails."""
    findings = [
        finding(1, verdict, evidence=(Evidence(2, 1, "/Operations/1", "/Operations/1/status"),)),
        finding(2, Verdict.INCONCLUSIVE, examined=0, message="no status came", depends_on=("BULK-3.7.2-01",)),
    ]
    return build(record(requirements=[requirement(1), requirement(2)], findings=findings))


def record(**changes):
    values = {
        "requirements": [requirement()],
        "findings": [finding()],
        "exchanges": [exchange(1, "discovery"), exchange(2)],
    }
    return RunRecord(**{**RUN, **values, **changes})


@pytest.fixture
def make():
    """Builders of catalogue entries, findings, exchanges and records with valid defaults."""

    class Make:
        pass

    for builder in (requirement, finding, exchange, record, unjudged):
        setattr(Make, builder.__name__, staticmethod(builder))
    return Make


@pytest.fixture
def hostile():
    """The report of a run against a server that sends HOSTILE in every text that it controls."""
    texts = {"message": f"the member is {HOSTILE}", "expected": f"409 | {HOSTILE}", "got": HOSTILE}
    answer = json.dumps({"detail": HOSTILE}).encode()
    raw = HOSTILE.encode("utf-8", "surrogatepass")
    return build(
        record(
            requirements=[requirement(n, title="Nothing <b>breaks</b> | a `page`") for n in range(1, 6)],
            findings=[
                finding(1, Verdict.FAIL, **texts),
                finding(2, Verdict.WARN, **texts),
                finding(3, Verdict.NOTE, **texts),
                finding(4, Verdict.INCONCLUSIVE, examined=0, **texts),
            ],
            settled={"BULK-3.7.2-05": (Verdict.NOT_APPLICABLE, HOSTILE)},
            exchanges=[
                exchange(1, "discovery", answer=answer),
                exchange(2, body=raw, answer=raw),
                exchange(3, response=None, failure=Failure("reset", HOSTILE)),
            ],
            capabilities={"name": HOSTILE, HOSTILE: HOSTILE},
            leftovers=[f"{BASE_URL}/Users/{HOSTILE}"],
        )
    )
