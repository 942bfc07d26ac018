"""Unusual JSON encodings of a bulk request have the same meaning as the usual one."""

import json

import pytest
from hypothesis import given, settings

from conformance.exploration.binding import Binding
from conformance.exploration.json_encoding import UNKNOWN, encode, headers
from conformance.jobs.strategies import shapes
from conformance.oracle.bulk import JsonEncoding
from conformance.scim.bulk_request import Job, Operation
from tests.exploration.test_binding import KNOWN, build

JOB = Job(
    (
        Operation(
            "POST", "/Users", 'a"b', {"schemas": ["urn:a", "urn:b"], "userName": '"quoted" é \\ {"a": 1}'}
        ),
        Operation("DELETE", "/Users/1"),
    ),
    2,
)


def without(value):
    """Return a JSON value without parts that have no meaning: nulls, unknown members, the order of URNs."""
    if isinstance(value, dict):
        return {
            name: sorted(part) if name == "schemas" else without(part)
            for name, part in value.items()
            if part is not None and name not in UNKNOWN
        }
    return [without(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("encoding", [None, *JsonEncoding])
def test_encodings_are_equivalent(encoding):
    assert without(json.loads(encode(JOB, encoding))) == without(JOB.document())


@settings(max_examples=60, deadline=None, database=None)
@given(shapes(existing={label: known.kind for label, known in KNOWN.items()}))
def test_encodings_of_generated_requests_are_equivalent(shape):
    job = Binding(shape, KNOWN, "p-", build).job
    for encoding in JsonEncoding:
        assert without(json.loads(encode(job, encoding))) == without(job.document())


def test_encodings_differ():
    bodies = [
        encode(JOB, encoding)
        for encoding in JsonEncoding
        if encoding not in (JsonEncoding.CHARSET, JsonEncoding.ODD_IDS)
    ]
    assert len({*bodies, encode(JOB, None)}) == len(bodies) + 1


def test_reversed_encoding_keeps_the_order_of_operations():
    document = json.loads(encode(JOB, JsonEncoding.TURNED))
    assert [*document] == ["Operations", "failOnErrors", "schemas"]
    assert [operation["method"] for operation in document["Operations"]] == ["POST", "DELETE"]
    assert document["Operations"][0]["data"]["schemas"] == ["urn:b", "urn:a"]


def test_null_encoding_adds_nulls_for_absent_attributes():
    document = json.loads(encode(Job(JOB.operations), JsonEncoding.NULLS))
    assert document["failOnErrors"] is None
    assert document["Operations"][1] == {
        "method": "DELETE",
        "path": "/Users/1",
        "bulkId": None,
        "version": None,
        "data": None,
    }


def test_escaped_encoding_escapes_names_and_references():
    job = Job((Operation("POST", "/Groups", "a", {"members": [{"value": "bulkId:b"}]}),))
    raw = encode(job, JsonEncoding.ESCAPED)
    assert b'"bulkId' not in raw
    assert b'"Operations' not in raw


def test_only_the_charset_encoding_changes_headers():
    assert headers(JsonEncoding.CHARSET) == {"Content-Type": "application/scim+json; charset=utf-8"}
    assert all(
        headers(encoding) == {} for encoding in (None, *JsonEncoding) if encoding is not JsonEncoding.CHARSET
    )
