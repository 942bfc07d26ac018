"""The counts of the comparison, and that the OpenAPI document for the fuzzer is correct."""

import httpx
import pytest
import yaml
from jsonschema import Draft202012Validator

from conformance.reference.server import ReferenceConfig, ReferenceServer
from tests.comparison.fuzzing import HERE
from tests.comparison.page import counted, sample

DOCUMENT = yaml.safe_load((HERE / "enriched.yaml").read_text(encoding="utf-8"))
CORE = "urn:ietf:params:scim:schemas:core:2.0:"
JOB = {
    "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
    "failOnErrors": 1,
    "Operations": [
        {
            "method": "POST",
            "path": "/Groups",
            "bulkId": "b",
            "data": {"schemas": [f"{CORE}Group"], "displayName": "team", "members": [{"value": "bulkId:a"}]},
        },
        {
            "method": "POST",
            "path": "/Users",
            "bulkId": "a",
            "data": {"schemas": [f"{CORE}User"], "userName": "somebody"},
        },
        {"method": "DELETE", "path": "/Users/bulkId:a"},
        {"method": "DELETE", "path": "/Users/bulkId:d"},
    ],
}


def problems(schema, document):
    validator = Draft202012Validator(
        {"$ref": f"#/components/schemas/{schema}", "components": DOCUMENT["components"]}
    )
    return [error.message for error in validator.iter_errors(document)]


@pytest.fixture(scope="module")
def answer():
    with ReferenceServer(ReferenceConfig(profile="scaikey")) as server:
        headers = {"Authorization": f"Bearer {server.token}"}
        return httpx.post(f"{server.base_url}/Bulk", json=JOB, headers=headers)


def test_enriched_document_describes_bulk_requests_and_responses(answer):
    assert problems("BulkRequest", JOB) == []
    assert problems("BulkResponse", answer.json()) == []


def test_enriched_document_rejects_a_wrong_response(answer):
    wrong = answer.json()
    wrong["Operations"][0]["location"] = None
    assert problems("BulkResponse", wrong)


def test_only_operations_in_bulk_responses_are_counted(answer):
    row = counted("ours", "", [answer.content, '{"id": "1"}', "no JSON", b""], [])
    assert (row.requests, row.operations, row.succeeded) == (4, 4, 3)


def test_sample_has_no_hanging_fault():
    assert len(sample(1)) > 70
    assert sample(8) == sample(1)[::8]
    assert not any(name.endswith("-hangs") for name in sample(1))
