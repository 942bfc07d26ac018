"""Pairs of a single request and an operation of a bulk request, and which of their parts are comparable."""

import json
from typing import Any

import pytest

from conformance.exchange import Exchange, Request, Response
from conformance.scim.bulk_request import Job, Operation
from conformance.scim.bulk_response import BulkResponse
from conformance.scim.fitting import numbers_of
from conformance.scim.resource_types import DEFAULT_RESOURCE_TYPES
from conformance.sections.rfc7644.s3_3_resources.table import ROWS
from conformance.trace.interaction import BulkInteraction
from conformance.trace.single_pair import SinglePair
from conformance.trace.snapshot import Snapshot, StoredResource


def exchange(status: int, body: object) -> Exchange:
    request = Request("POST", "http://localhost/v2/Users", (), b"")
    return Exchange(1, "single", request, Response(status, (), json.dumps(body).encode(), 1.0))


def stored(name: str, resource_id: str, **attributes: Any) -> StoredResource:
    document = {"id": resource_id, "userName": name, **attributes}
    return StoredResource(
        f"/Users/{resource_id}", document, exchange(200, document), DEFAULT_RESOURCE_TYPES.users
    )


def pair(
    *found: StoredResource, alone: int = 201, job: str = "201", permitted: tuple[int, ...] = ()
) -> SinglePair:
    operation = Operation("POST", "/Users", "b", {"userName": "Job@x"})
    results = {"Operations": [{"method": "POST", "bulkId": "b", "status": job}]}
    answer = BulkResponse(exchange(200, results), Job((operation,)))
    run = BulkInteraction(answer, Snapshot(), Snapshot(found))
    sent = frozenset(("username", "id", "emails", "nickname"))
    return SinglePair(
        "POST", exchange(alone, {}), run, 0, ("Alone@x", "Job@x"), sent, permitted, "RESOURCE-3.3-04"
    )


def test_names_ids_nulls_order_and_added_values_are_not_compared() -> None:
    found = pair(
        stored("Alone@x", '1"2', emails=[{"value": "alone@x"}, {"value": "b"}], nickName=None, etag=1),
        stored("Job@x", "3", emails=[{"value": "b"}, {"value": "job@x", "type": None}], etag=2),
    )
    alone, job = found.shown
    assert alone == job
    assert alone is not None


def test_only_ids_are_made_equal_and_not_similar_text() -> None:
    found = pair(
        stored("Alone@x", "2", nickName="v2.0", emails=[{"$ref": "http://h/Users/2"}]),
        stored("Job@x", "31", nickName="v2.0", emails=[{"$ref": "http://h/Users/31"}]),
    )
    assert found.shown[0] == found.shown[1]


def test_numbers_derived_from_names_are_not_compared() -> None:
    alone, job = (numbers_of(name) for name in ("Alone@x", "Job@x"))
    found = pair(stored("Alone@x", "1", nickName=[*alone]), stored("Job@x", "3", nickName=[*job]))
    assert found.shown[0] == found.shown[1]
    exchanged = pair(stored("Alone@x", "1", nickName=[*job]), stored("Job@x", "3", nickName=[*alone]))
    assert exchanged.shown[0] != exchanged.shown[1]


@pytest.mark.parametrize("other", [{"nickName": "b"}, {}, {"nickName": "a", "emails": [{"value": "b"}]}])
def test_different_value_is_a_difference(other: dict[str, Any]) -> None:
    alone, job = pair(stored("Alone@x", "1", nickName="a"), stored("Job@x", "3", **other)).shown
    assert alone != job


def test_missing_resource_is_none() -> None:
    assert pair(stored("Alone@x", "1")).shown[1] is None
    assert pair().shown == (None, None)


@pytest.mark.parametrize(
    ("alone", "job", "permitted", "reason"),
    [
        (500, "201", (), "gets 500"),
        (429, "201", (), "gets 429"),
        (409, "201", (201,), "violates RESOURCE-3.3-04"),
        (200, "201", (), "gets 200, not a status of POST"),
        (201, "done", (201,), "has no status"),
        (201, "201", (201,), ""),
        (400, "201", (), ""),
    ],
)
def test_reason_why_two_responses_cannot_be_compared(
    alone: int, job: str, permitted: tuple[int, ...], reason: str
) -> None:
    unjudged = pair(alone=alone, job=job, permitted=permitted).unjudged
    assert reason in unjudged
    assert bool(unjudged) is bool(reason)


def test_rows_have_different_descriptions() -> None:
    assert len({row.what for row in ROWS}) == len(ROWS)
