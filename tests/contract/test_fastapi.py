"""Violations and allowances derived from a contract, compared with an unmodified FastAPI application."""

import asyncio
import json
from enum import Enum
from typing import Annotated, Literal

import httpx
import pytest
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field

from conformance.contract.openapi import load
from conformance.contract.violations import allowances, violations
from conformance.reference.models import SCIMBulkRequest
from conformance.sections.contract.checks_request_schema import leads_to, places

OPERATION = {"method": "POST", "path": "/Users", "bulkId": "u", "version": "1", "data": {"userName": "u"}}
JOB = {"schemas": ["urn:x"], "failOnErrors": 2, "Operations": [dict(OPERATION) for _ in range(3)]}


class Method(Enum):
    POST = "POST"
    PUT = "PUT"


class Change(BaseModel):
    op: Literal["add", "remove"]
    path: str


class Resource(BaseModel):
    name: Annotated[str, Field(min_length=1, max_length=20)]


class Operation(BaseModel):
    model_config = ConfigDict(extra="forbid")
    method: Method
    path: Annotated[str, Field(pattern="^/")]
    data: Change | Resource | None = None


class Request(BaseModel):
    schemas: Annotated[list[str], Field(min_length=1, max_length=3)]
    limit: Annotated[int, Field(ge=0, lt=100, multiple_of=5)] = 0
    dry: bool = False
    contact: str | None = None
    Operations: Annotated[list[Operation], Field(min_length=1)]


STRICTER = {
    "schemas": ["urn:x"],
    "limit": 5,
    "Operations": [
        {"method": "POST", "path": "/Users", "data": {"name": "a"}},
        {"method": "PUT", "path": "/Users/1", "data": {"op": "add", "path": "name"}},
    ],
}


@pytest.fixture(params=[(SCIMBulkRequest, JOB), (Request, STRICTER)], ids=["published", "stricter"])
def served(request, tmp_path):
    """Return the contract of a plain application, a valid bulk request, and a function that sends a body."""
    model, document = request.param
    app = FastAPI()

    def bulk(body):
        return {"took": str(body)}

    bulk.__annotations__["body"] = model
    app.post("/Bulk")(bulk)
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(app.openapi()), encoding="utf-8")

    async def post(body):
        headers = {"Content-Type": "application/json"}
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            return await client.post("http://localhost/Bulk", content=json.dumps(body), headers=headers)

    def send(body):
        return asyncio.run(post(body))

    return load(file), document, send


def test_bulk_request_that_matches_the_contract_is_accepted(served):
    _, document, send = served
    assert send(document).status_code == 200


def test_each_violation_is_a_422_that_names_its_place(served):
    contract, document, send = served
    derived = [each for each in violations(contract.request, document) if not each.lax]
    assert len(derived) > 50
    for violation in derived:
        answer = send(violation.apply(document))
        assert answer.status_code == 422, violation.title
        assert contract.answer(422).schema("application/json").complaint(answer.json()) == ""
        found = places(answer.json())
        assert any(leads_to(each, ("body", *violation.place)) for each in found), (violation.title, found)


def test_lax_violations_are_accepted_by_fastapi(served):
    contract, document, send = served
    lax = [each for each in violations(contract.request, document) if each.lax]
    assert lax
    for violation in lax:
        answer = send(violation.apply(document))
        taken = answer.status_code == 200
        # pydantic converts the text "1" to 1; its other rules for the number still apply.
        assert taken or answer.json()["detail"][0]["type"] in ("multiple_of", "less_than"), violation.title


def test_bodies_that_the_contract_allows_are_accepted(served):
    contract, document, send = served
    allowed = allowances(contract.request, document)
    assert allowed
    for edit in allowed:
        assert send(edit.apply(document)).status_code == 200, edit.title
