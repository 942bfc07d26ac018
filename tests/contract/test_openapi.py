"""Reading the contract of the Bulk operation from OpenAPI documents."""

import copy
import json
import shutil

import pytest
import yaml

from conformance.contract.openapi import ContractError, load
from conformance.package_data import schemas

SCAIKEY = schemas() / "scaikey" / "openapi.json"
DOCUMENT = json.loads(SCAIKEY.read_text(encoding="utf-8"))
CIRCULAR = {"$ref": "#/paths/~1api~1v1~1tenants~1{tenant_id}~1scim~1v2~1Bulk/post/responses/200"}
PATH = next(iter(DOCUMENT["paths"]))


@pytest.fixture
def contract(tmp_path):
    """Return a function that loads a document, as JSON unless another suffix is given."""

    def read(document, name="openapi.json"):
        path = tmp_path / name
        text = document if isinstance(document, str) else json.dumps(document)
        path.write_text(text, encoding="utf-8")
        return load(path)

    return read


@pytest.fixture
def rejection(contract):
    """Return a function that returns the error message for an invalid document."""

    def message(document, name="openapi.json"):
        with pytest.raises(ContractError) as error:
            contract(document, name)
        return str(error.value)

    return message


def changed(*steps, value):
    """Return the published document with one value changed."""
    document = copy.deepcopy(DOCUMENT)
    node = document
    for step in steps[:-1]:
        node = node[step]
    node[steps[-1]] = value
    return document


def minimal(schema, *, version="3.1.0", status="422", **components):
    """Return a document with one request schema."""
    body = {"content": {"application/scim+json": {"schema": schema}}}
    post = {"requestBody": body, "responses": {"200": {"description": "ok"}, status: {"description": "bad"}}}
    return {
        "openapi": version,
        "paths": {"/scim/v2/Bulk": {"post": post}},
        "components": {"schemas": components},
    }


def test_published_contract_is_loaded():
    found = load(SCAIKEY)
    assert found.path == "/api/v1/tenants/{tenant_id}/scim/v2/Bulk"
    assert list(found.answers) == ["200", "422"]
    assert found.answers["422"].takes("application/json")
    assert not found.answers["422"].takes("application/scim+json")
    assert found.refusals == ("422",)
    assert found.request.fits({"Operations": []})
    assert "'path' is a required property" in found.request.complaint({"Operations": [{"method": "POST"}]})


def test_yaml_document_is_loaded(contract):
    text = yaml.safe_dump(DOCUMENT).replace("'200':", "200:").replace("'422':", "422:")
    assert "  200:" in text
    found = contract(text, "openapi.yaml")
    assert list(found.answers) == ["200", "422"]
    assert found.request.complaint({}) == load(SCAIKEY).request.complaint({})


def test_date_in_yaml_is_a_string(contract):
    text = yaml.safe_dump(minimal({"enum": ["DAY"]})).replace("DAY", "2026-01-01")
    assert contract(text, "openapi.yml").request.fits("2026-01-01")


@pytest.mark.parametrize("path", ["/Bulk", "/scim/v2/bulk", "/v2/Bulk/", "/{tenant}/BULK"])
def test_bulk_path_is_found_in_any_letter_case(contract, path):
    document = minimal({"type": "object"})
    document["paths"] = {"/Users": {}, path: document["paths"]["/scim/v2/Bulk"]}
    assert contract(document).path == path


def test_references_are_resolved_wherever_openapi_permits_them(contract):
    document = minimal({"$ref": "#/components/schemas/Job"}, Job={"type": "object", "required": ["a/b~c"]})
    post = document["paths"]["/scim/v2/Bulk"]["post"]
    document["components"]["requestBodies"] = {"job": post["requestBody"]}
    document["components"]["responses"] = {"bad": {"content": {"application/json": {"schema": True}}}}
    post["requestBody"] = {"$ref": "#/components/requestBodies/job"}
    post["responses"]["422"] = {"$ref": "#/components/responses/bad"}
    found = contract(document)
    assert found.request.complaint({})
    assert found.answers["422"].takes("application/json")


@pytest.mark.parametrize("status", ["4XX", "4xx", "default"])
def test_range_of_statuses_documents_each_status(contract, status):
    found = contract(minimal({"type": "object"}, status=status))
    assert found.answer(418) is not None
    assert found.refuses(400)
    assert found.refuses(422)
    assert not found.refuses(500)
    assert not found.refuses(200)


def test_only_documented_statuses_are_refusals(contract):
    found = contract(minimal({"type": "object"}, status="400"))
    assert found.refusals == ("400",)
    assert found.refuses(400)
    assert not found.refuses(422)
    assert contract(minimal({"type": "object"}, status="401")).refusals == ()
    assert found.answer(207) is None


def test_media_types_are_compared_without_parameters_and_letter_case(contract):
    document = minimal({"type": "object"})
    post = document["paths"]["/scim/v2/Bulk"]["post"]
    post["responses"]["200"]["content"] = {"Application/SCIM+JSON; charset=utf-8": {}, "text/*": {}}
    answer = contract(document).answer(200)
    assert answer.takes("application/scim+json")
    assert answer.takes("text/plain")
    assert not answer.takes("application/json")


def test_nullable_and_exclusive_bounds_of_3_0_are_converted(contract):
    numbers = {"type": "integer", "minimum": 1, "exclusiveMinimum": True, "nullable": True}
    schema = {"type": "object", "properties": {"n": numbers, "m": {"$ref": "#/components/schemas/M"}}}
    request = contract(minimal(schema, version="3.0.3", M={"type": "string", "nullable": True})).request
    assert request.fits({"n": None, "m": None})
    assert request.fits({"n": 2})
    assert not request.fits({"n": 1})
    assert not request.fits({"m": 1})


def test_exclusive_bound_that_is_false_is_inclusive(contract):
    schema = {"type": "integer", "maximum": 5, "exclusiveMaximum": False}
    request = contract(minimal(schema, version="3.0.0")).request
    assert request.fits(5)
    assert not request.fits(6)


def test_members_may_have_names_of_keywords(contract):
    members = {"$ref": {"type": "string"}, "nullable": {"type": "boolean"}, "example": {"type": "string"}}
    schema = {"type": "object", "properties": members, "example": {"$ref": "https://x.example/Users/1"}}
    for version in ("3.0.0", "3.1.0"):
        request = contract(minimal(schema, version=version)).request
        assert request.fits({"$ref": "a", "nullable": True, "example": "b"})
        assert not request.fits({"$ref": 1})


def test_schema_may_refer_to_itself(contract):
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}}
    request = contract(minimal({"$ref": "#/components/schemas/Node"}, Node=node)).request
    assert request.fits({"next": {"next": {}}})
    deep = {}
    for _ in range(900):
        deep = {"next": deep}
    assert request.complaint(deep) == "it is nested too deeply to be compared with the schema"


@pytest.mark.parametrize("inline", [True, False])
def test_read_only_and_write_only_members_apply_to_one_direction(contract, inline):
    resource = {
        "type": "object",
        "required": ["id", "password", "userName"],
        "properties": {
            "id": {"type": "string", "readOnly": True},
            "password": {"type": "string", "writeOnly": True},
            "userName": {"type": "string"},
        },
    }
    user = resource if inline else {"$ref": "#/components/schemas/User"}
    document = minimal(user, User=resource)
    answer = document["paths"]["/scim/v2/Bulk"]["post"]["responses"]["200"]
    answer["content"] = {"application/json": {"schema": user}}
    found = contract(document)
    assert found.request.fits({"userName": "u", "password": "p"})
    assert not found.request.fits({"userName": "u"})
    answered = found.answer(200).schema("application/json")
    assert answered.fits({"userName": "u", "id": "1"})
    assert not answered.fits({"userName": "u"})


@pytest.mark.parametrize(
    ("document", "name", "reason"),
    [
        ("{", "a.json", "neither JSON nor YAML"),
        ("a: [b", "a.yaml", "neither JSON nor YAML (line 1)"),
        ("- 1", "a.yaml", "it has no member openapi"),
        ({"swagger": "2.0"}, "a.json", "it is Swagger 2.0"),
        ({"openapi": "4.0.0"}, "a.json", "its openapi is '4.0.0'"),
        ({"openapi": "3.1.0", "paths": {"/Users": {}}}, "a.json", "Its paths: /Users."),
        ({"openapi": "3.1.0"}, "a.json", "Its paths: none."),
        ({"openapi": "3.1.0", "paths": {"/Bulk": {"get": {}}}}, "a.json", "Its paths: /Bulk."),
        (changed("paths", "/v9/Bulk", value=DOCUMENT["paths"][PATH]), "a.json", "several Bulk paths"),
        (
            minimal({"$ref": "#/components/schemas/Gone"}),
            "a.json",
            "The reference '#/components/schemas/Gone'",
        ),
        (minimal({"$ref": "https://x.example/s.json"}), "a.json", "is to another document"),
        (minimal({"$ref": "other.yaml#/Job"}), "a.json", "The reference 'other.yaml#/Job'"),
        (changed("paths", PATH, "post", "responses", "200", value=CIRCULAR), "a.json", "are circular"),
        (minimal({"type": "strin"}), "a.json", "'strin' is not valid"),
        (minimal({"pattern": "["}), "a.json", "malformed"),
    ],
)
def test_invalid_contract_is_rejected_with_the_reason(rejection, document, name, reason):
    message = rejection(document, name)
    assert reason in message
    assert message.endswith(".")


def test_missing_file_is_named(tmp_path):
    with pytest.raises(ContractError, match=r"nowhere\.json' cannot be read"):
        load(tmp_path / "nowhere.json")


def test_contract_is_read_without_network_access(tmp_path, monkeypatch):
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("a reference was fetched"))
    copied = shutil.copy(SCAIKEY, tmp_path / "copy.json")
    assert load(copied).request.complaint({})
