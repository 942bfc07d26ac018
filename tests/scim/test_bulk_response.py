"""Lenient reading of bulk responses."""

import json
from collections.abc import Mapping

import pytest

from conformance.exchange import Exchange, Place, Request, Response
from conformance.scim.bulk_request import Job, Operation
from conformance.scim.bulk_response import BulkResponse, read_status

OPERATIONS = (
    Operation("POST", "/Users", "a", {}),
    Operation("POST", "/Users", "b", {}),
    Operation("PATCH", "/Users/1", data={}),
    Operation("DELETE", "/Users/1"),
)
URL = "http://localhost/v2/Users/1"


@pytest.mark.parametrize(
    ("raw", "code", "form"),
    [
        ("201", 201, "string"),
        (201, 201, "number"),
        ({"code": "201"}, 201, "object"),
        ({"Code": 404}, 404, "object"),
        (None, None, "absent"),
        ("OK", None, "unreadable"),
        ("٢٠١", None, "unreadable"),
        (True, None, "unreadable"),
        (2010, None, "unreadable"),
        ({"code": {"code": {}}}, None, "unreadable"),
        ([], None, "unreadable"),
    ],
)
def test_status_is_read_in_every_form(raw: object, code: int | None, form: str) -> None:
    status = read_status(raw)
    assert (status.code, status.form) == (code, form)


def answer(body: object, status: int = 200, malformed: Mapping[int, object] | None = None) -> BulkResponse:
    request = Request("POST", "http://localhost/v2/Bulk", (), b"")
    response = Response(status, (), json.dumps(body).encode(), 1.0)
    return BulkResponse(Exchange(1, "bulk", request, response), Job(OPERATIONS, malformed=malformed or {}))


def test_result_is_matched_by_an_invalid_method_that_was_sent() -> None:
    sent: dict[int, object] = {0: {"method": "HEAD"}, 1: {"method": {"name": "POST"}}}
    results = [{"method": "DELETE"}, {"method": "PATCH"}, {"method": {"name": "POST"}}, {"method": "HEAD"}]
    answered = answer({"Operations": results}, malformed=sent).results
    assert [result.index for result in answered] == [3, 2, 1, 0]


@pytest.mark.parametrize("body", [None, [], "x", {}, {"Operations": None}, {"Operations": {"a": 1}}])
def test_body_that_is_not_a_bulk_response_has_no_results(body: object) -> None:
    assert answer(body).results == ()
    assert not answer(body).processed


def test_attribute_names_are_read_in_any_letter_case() -> None:
    results = answer({"operations": [{"BULKID": "b", "Status": "409", "Response": {"detail": "d"}}]}).results
    assert [(result.index, result.failed, result.error) for result in results] == [(1, True, {"detail": "d"})]


def test_error_inside_status_is_found() -> None:
    result = answer({"Operations": [{"status": {"code": "404", "response": {"detail": "d"}}}]}).results[0]
    assert result.response is None
    assert result.error == {"detail": "d"}


@pytest.mark.parametrize(
    ("path", "response"),
    [
        ((), ""),
        (("schemas",), "/schemas"),
        (("Operations", 1), "/operations/1"),
        (("Operations", 1, "status"), "/operations/1/Status"),
        (("Operations", 0, "status"), "/operations/0"),
        (("Operations", 2), "/operations"),
    ],
)
def test_place_in_a_response_is_a_pointer_to_the_deepest_existing_part(
    path: tuple[str | int, ...], response: str
) -> None:
    bulk = answer({"schemas": [], "operations": [{}, {"Status": "409"}]})
    assert bulk.at(*path) == Place(bulk.exchange, response=response)
