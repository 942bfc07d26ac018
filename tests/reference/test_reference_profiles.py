"""The two profiles: errors of the RFC, and errors of the published SCIM Bulk API."""

import json
from functools import partial

import jsonschema
import pytest
from fastapi.encoders import jsonable_encoder

from conformance.package_data import schemas
from conformance.reference import models

BULK = models.BULK_REQUEST
NO_JSON = {
    "empty": b"",
    "truncated": b'{"schemas": [',
    "NaN": b'{"failOnErrors": NaN, "Operations": []}',
    "not UTF-8": b'{"schemas": ["\xff"]}',
    "5,000 deep": b'{"deep": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    "two documents": b"{}{}",
}
NO_OBJECT = {"array": b"[]", "text": b'"x"', "number": b"7", "null": b"null"}


@pytest.fixture
def contract():
    return json.loads((schemas() / "scaikey" / "openapi.json").read_text())


@pytest.fixture
def published(serve):
    return serve(profile="scaikey")


@pytest.mark.parametrize("body", [*NO_JSON.values(), *NO_OBJECT.values()], ids=[*NO_JSON, *NO_OBJECT])
def test_invalid_body_returns_400_in_the_rfc_profile(client, body):
    response = client.send("POST", "/Bulk", body)
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/scim+json"
    assert response.json()["schemas"] == [models.ERROR]
    assert (response.json()["status"], response.json()["scimType"]) == ("400", "invalidSyntax")


@pytest.mark.parametrize("body", [*NO_JSON.values(), *NO_OBJECT.values()], ids=[*NO_JSON, *NO_OBJECT])
def test_invalid_body_returns_422_in_the_contract_profile(published, contract, body):
    response = published.send("POST", "/Bulk", body)
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/json"
    jsonschema.validate(response.json(), {**contract, "$ref": "#/components/schemas/HTTPValidationError"})
    assert [problem["loc"] for problem in response.json()["detail"]] == [["body"]]


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({}, ["Operations"]),
        ({"Operations": None}, ["Operations"]),
        ({"Operations": {}}, ["Operations"]),
        ({"Operations": [], "schemas": "x"}, ["schemas"]),
        ({"Operations": [], "failOnErrors": "many"}, ["failOnErrors"]),
        ({"Operations": [7]}, ["Operations", 0]),
        ({"Operations": [{"path": "/Users"}]}, ["Operations", 0, "method"]),
        (
            {"Operations": [{"method": "POST", "path": "/Users"}, {"method": "PUT"}]},
            ["Operations", 1, "path"],
        ),
        ({"Operations": [{"method": "PUT", "path": "/Users/1", "data": []}]}, ["Operations", 0, "data"]),
        ({"Operations": [{"method": "PUT", "path": "/Users/1", "bulkId": {}}]}, ["Operations", 0, "bulkId"]),
    ],
    ids=str,
)
def test_validation_error_names_the_invalid_location(published, document, place):
    response = published.post("/Bulk", document)
    assert response.status_code == 422
    assert [problem["loc"] for problem in response.json()["detail"]] == [["body", *place]]


def test_request_that_violates_the_contract_changes_nothing(published, user):
    assert published.bulk(user("a"), {"path": "/Users"}).status_code == 422
    assert published.stored("/Users") == {}


def test_operation_that_the_contract_permits_gets_a_result(published, user):
    statuses = published.statuses(user("a"), {"method": "FETCH", "path": "/Users"}, user("b"))
    assert statuses == ["201", "400", "201"]


def test_contract_responses_have_null_for_absent_attributes(published, contract, user, missing):
    response = published.bulk(user("a"), missing())
    assert response.headers["Content-Type"] == "application/json"
    jsonschema.validate(response.json(), {**contract, "$ref": "#/components/schemas/SCIMBulkResponse"})
    assert response.json()["Operations"][1]["bulkId"] is None


def described(node, known):
    """Return the rules of a JSON Schema, with references resolved and without descriptions.

    A default of null says no more than that the field may be absent.
    """
    if isinstance(node, list):
        return sorted((described(each, known) for each in node), key=partial(json.dumps, sort_keys=True))
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return described(known[node["$ref"].rsplit("/", 1)[1]], known)
    return {
        name: described(value, known)
        for name, value in node.items()
        if name not in ("$defs", "title", "description") and (name, value) != ("default", None)
    }


@pytest.mark.parametrize(
    "name",
    [
        "SCIMBulkRequest",
        "SCIMBulkOperation",
        "SCIMBulkResponse",
        "SCIMBulkResponseOperation",
        "HTTPValidationError",
    ],
)
def test_models_agree_with_the_published_contract_field_by_field(contract, name):
    wanted = contract["components"]["schemas"]
    made = getattr(models, name).model_json_schema()
    assert described(made, made.get("$defs", {})) == described(wanted[name], wanted)


def test_served_openapi_document_equals_the_contract(published, contract):
    served = jsonable_encoder(published.app.openapi())
    (path,) = contract["paths"]
    ours, theirs = served["paths"][path]["post"], contract["paths"][path]["post"]
    assert served["paths"].keys() == contract["paths"].keys()
    assert ours["summary"] == theirs["summary"]
    assert ours["requestBody"] == theirs["requestBody"]
    for status, response in theirs["responses"].items():
        assert ours["responses"][status]["content"] == response["content"]
    assert [each["name"] for each in ours["parameters"]] == [each["name"] for each in theirs["parameters"]]
