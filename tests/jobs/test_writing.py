"""Unusual writings of a job say the same as the usual one."""

import json

import pytest
from hypothesis import given, settings

from conformance.jobs.binding import Binding
from conformance.jobs.job import Job, Operation
from conformance.jobs.strategies import shapes
from conformance.jobs.writing import UNKNOWN, encode, headers
from conformance.law.oracle import Writing
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
    """Return a JSON value without what means nothing: nulls, unknown members, the order of URNs."""
    if isinstance(value, dict):
        return {
            name: sorted(part) if name == "schemas" else without(part)
            for name, part in value.items()
            if part is not None and name not in UNKNOWN
        }
    return [without(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("writing", [None, *Writing])
def test_a_job_means_the_same_in_each_writing(writing):
    assert without(json.loads(encode(JOB, writing))) == without(JOB.document())


@settings(max_examples=60, deadline=None, database=None)
@given(shapes(existing={label: known.kind for label, known in KNOWN.items()}))
def test_generated_jobs_mean_the_same_in_each_writing(shape):
    job = Binding(shape, KNOWN, "p-", build).job
    for writing in Writing:
        assert without(json.loads(encode(job, writing))) == without(job.document())


def test_each_writing_is_another_one():
    bodies = [
        encode(JOB, writing) for writing in Writing if writing not in (Writing.CHARSET, Writing.ODD_IDS)
    ]
    assert len({*bodies, encode(JOB, None)}) == len(bodies) + 1


def test_members_are_turned_round_and_operations_are_not():
    document = json.loads(encode(JOB, Writing.TURNED))
    assert [*document] == ["Operations", "failOnErrors", "schemas"]
    assert [operation["method"] for operation in document["Operations"]] == ["POST", "DELETE"]
    assert document["Operations"][0]["data"]["schemas"] == ["urn:b", "urn:a"]


def test_nulls_stand_where_nothing_would():
    document = json.loads(encode(Job(JOB.operations), Writing.NULLS))
    assert document["failOnErrors"] is None
    assert document["Operations"][1] == {
        "method": "DELETE",
        "path": "/Users/1",
        "bulkId": None,
        "version": None,
        "data": None,
    }


def test_no_name_and_no_reference_is_legible_among_escapes():
    job = Job((Operation("POST", "/Groups", "a", {"members": [{"value": "bulkId:b"}]}),))
    raw = encode(job, Writing.ESCAPED)
    assert b'"bulkId' not in raw
    assert b'"Operations' not in raw


def test_the_charset_alone_asks_for_a_header():
    assert headers(Writing.CHARSET) == {"Content-Type": "application/scim+json; charset=utf-8"}
    assert all(headers(writing) == {} for writing in (None, *Writing) if writing is not Writing.CHARSET)
