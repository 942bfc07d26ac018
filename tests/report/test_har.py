import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jsonschema import Draft6Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT6

from conformance.exchange import Failure, Request
from conformance.report.har import har
from conformance.report.model import build

FOLDER = Path(__file__).parent / "schemas" / "har"
SCHEMAS = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.json")}
REGISTRY = Registry().with_resources(
    (name, Resource.from_contents(schema, default_specification=DRAFT6)) for name, schema in SCHEMAS.items()
)


def log_of(report):
    """Return the log of the HTTP archive of a report after validation."""
    document = json.loads(har(report))
    Draft6Validator(
        SCHEMAS["har.json"], registry=REGISTRY, format_checker=Draft6Validator.FORMAT_CHECKER
    ).validate(document)
    return document["log"]


def test_schema_rejects_an_invalid_archive(make):
    archive = json.loads(har(build(make.record())))
    del archive["log"]["entries"][0]["request"]["cookies"]
    assert not Draft6Validator(SCHEMAS["har.json"], registry=REGISTRY).is_valid(archive)


def test_each_exchange_is_an_entry_on_the_page_of_its_scenario(make):
    sent = datetime(2025, 3, 1, 12, 0, 1, 500_000, tzinfo=UTC)
    exchanges = [make.exchange(1, "discovery", scenario=""), make.exchange(2, sent=sent)]
    log = log_of(build(make.record(exchanges=exchanges)))
    assert [page["id"] for page in log["pages"]] == ["discovery", "forward-reference"]
    first, second = log["entries"]
    assert (first["pageref"], second["pageref"]) == ("discovery", "forward-reference")
    assert second["comment"] == "exchange 2, bulk"
    assert second["startedDateTime"] == "2025-03-01T12:00:01.500+00:00"
    assert second["time"] == second["timings"]["wait"] == 12.3
    assert second["request"]["postData"] == {
        "mimeType": "application/scim+json",
        "text": '{"Operations":[]}',
    }
    assert second["response"]["status"] == 200
    assert second["response"]["statusText"] == "OK"
    assert second["response"]["content"]["text"] == '{"Operations":[]}'
    assert second["response"]["bodySize"] == len('{"Operations":[]}')


def test_exchange_without_a_time_has_the_start_of_the_run(make):
    entry = log_of(build(make.record()))["entries"][0]
    assert entry["startedDateTime"] == "2025-03-01T12:00:00+00:00"


def test_secrets_stay_redacted(make):
    headers = log_of(build(make.record()))["entries"][0]["request"]["headers"]
    assert {"name": "Authorization", "value": "[redacted]"} in headers


def test_query_is_split_into_parameters(make):
    request = Request("GET", "https://scim.example.com/Users?filter=id%20pr&count=", (), b"")
    entry = log_of(build(make.record(exchanges=[make.exchange(2, request=request)])))["entries"][0]
    assert entry["request"]["queryString"] == [
        {"name": "filter", "value": "id pr"},
        {"name": "count", "value": ""},
    ]
    assert "postData" not in entry["request"]


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (b"\xff", {"text": "/w==", "encoding": "base64"}),
        ("ü".encode(), {"text": "ü"}),
        (b"x" * 99_999, {"text": "x" * 16_384, "comment": "cut: the body has 99999 bytes"}),
    ],
)
def test_body_is_kept_as_in_the_report(make, body, kept):
    entry = log_of(build(make.record(exchanges=[make.exchange(2, body=body, answer=body)])))["entries"][0]
    content = entry["response"]["content"]
    assert content == {"size": len(body), "mimeType": "application/scim+json", **kept}
    posted = entry["request"]["postData"]
    assert posted["text"] == kept["text"]
    assert posted.get("_encoding") == kept.get("encoding")


def test_missing_body_has_an_unknown_size(make):
    report = build(make.record(findings=[], exchanges=[make.exchange(2, "read")]))
    content = log_of(report)["entries"][0]["response"]["content"]
    assert content["size"] == -1
    assert "not stored" in content["comment"]


def test_request_without_a_response_has_status_0(make):
    lost = make.exchange(2, response=None, failure=Failure("timeout", "no answer within 30 s"))
    response = log_of(build(make.record(exchanges=[lost])))["entries"][0]["response"]
    assert response["status"] == 0
    assert response["comment"] == "timeout: no answer within 30 s"


def test_hostile_report_is_a_valid_archive(hostile):
    assert len(log_of(hostile)["entries"]) == 3
    assert "\x1b" not in har(hostile)
