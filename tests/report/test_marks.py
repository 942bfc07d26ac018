"""What the evidence of a finding marks in the displayed bodies of an exchange."""

import json

import pytest

from conformance.report.marks import Marks, find, marks

REQUEST = json.dumps({"Operations": [{"method": "POST"}, {"method": "PUT", "data": {"a/b": 1, "c~d": [2]}}]})
RESPONSE = json.dumps({"Operations": [{"status": "201"}, {"location": "/Users/1", "status": 200}]}, indent=2)


def text(body, pointer):
    """Return the part of a body that a pointer names."""
    return body[slice(*find(body, pointer))]


@pytest.mark.parametrize(
    ("pointer", "part"),
    [
        ("/Operations/0", '{"method": "POST"}'),
        ("/Operations/1/method", '"method": "PUT"'),
        ("/Operations/1/data/a~1b", '"a/b": 1'),
        ("/Operations/1/data/c~0d/0", "2"),
    ],
)
def test_pointer_names_a_part_of_a_body(pointer, part):
    assert text(REQUEST, pointer) == part


def test_pointer_works_in_an_indented_body():
    assert text(RESPONSE, "/Operations/1/status") == '"status": 200'


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (RESPONSE, "/Operations/2"),
        (RESPONSE, "/Operations/0/location"),
        (RESPONSE, "/Operations/0/status/0"),
        ("<html>", "/Operations"),
        ("", "/Operations"),
        ('{"Operations": [{"status"', "/Operations/0"),
        ("[" * 100_000, "/0/0"),
    ],
)
def test_pointer_to_nothing_is_no_error(body, pointer):
    assert find(body, pointer) is None


def test_marks_are_where_the_evidence_points():
    evidence = {"exchange": 2, "operation": 1, "request": "/Operations/1", "response": "/Operations/1/status"}
    found = marks([evidence], REQUEST, RESPONSE)
    assert [REQUEST[slice(*span)] for span in found.request] == [text(REQUEST, "/Operations/1")]
    assert [RESPONSE[slice(*span)] for span in found.response] == ['"status": 200']
    assert not found.status


@pytest.mark.parametrize("evidence", [{}, {"response": ""}, {"response": "/nowhere"}, {"request": ""}])
def test_status_stands_for_a_whole_response(evidence):
    assert marks([{"exchange": 2, **evidence}], REQUEST, RESPONSE) == Marks(status=True)


def test_header_is_marked_in_any_letter_case():
    evidence = {"exchange": 2, "header": "Location"}
    assert marks([evidence], REQUEST, RESPONSE) == Marks(headers=frozenset({"location"}))


def test_without_evidence_nothing_is_marked():
    assert marks([], REQUEST, RESPONSE) == Marks()
