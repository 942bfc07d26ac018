import json

import pytest

from conformance.report.place import Place, place

REQUEST = json.dumps({"Operations": [{"bulkId": "a", "data": {"value": "bulkId:b"}}, {"bulkId": "b"}]})
RESPONSE = json.dumps({"operations": [{"bulkId": "b", "status": 201}, {"bulkId": "a", "status": "404"}]})


def shown(message, got="", expected="", headers=None, request=REQUEST, response=RESPONSE):
    finding = {"message": message, "got": got, "expected": expected}
    found = place(finding, headers or {}, request, response)
    return [request[slice(*span)] for span in found.request], [
        response[slice(*span)] for span in found.response
    ]


def test_named_member_is_marked_in_the_result_of_its_operation():
    asked, answered = shown("the status of operation 1, POST /Users (bulkId 'b') is no string", "201")
    assert asked == ['{"bulkId": "b"}']
    assert answered == ['"status": 201']  # found by its bulkId, though it comes first


def test_result_is_marked_if_the_named_member_is_missing():
    _, answered = shown("the result of operation 1, POST /Users (bulkId 'b') has no location", "null")
    assert answered == ['{"bulkId": "b", "status": 201}']


def test_actual_value_is_marked():
    asked, _ = shown("operation 0, POST /Groups (bulkId 'a') stored a reference as text", '["bulkId:b"]')
    assert asked == ['"bulkId:b"']


def test_result_is_found_by_index_without_a_bulk_id():
    request = '{"Operations": [{"method": "DELETE"}, {"method": "DELETE"}]}'
    response = '{"Operations": [{"status": "204"}, {"status": "500"}]}'
    assert shown(
        "operation 1, DELETE /Users/1 is reported as 500", "500", request=request, response=response
    )[1] == ['{"status": "500"}']


def test_header_with_the_actual_value_is_marked():
    finding = {"message": "an answer is sent as text/html", "got": "text/html", "expected": ""}
    found = place(finding, {"Content-Type": "text/html; charset=utf-8", "Server": "x"}, "", "<html>")
    assert found == Place(headers=frozenset({"Content-Type"}))


@pytest.mark.parametrize(
    "got", ['{"detail": "too large", "n": 1.5}', '{"detail": "too la... (33 characters)']
)
def test_whole_body_is_marked_if_it_is_the_actual_value(got):
    body = '{\n  "detail": "too large",\n  "n": 1.5\n}'
    assert shown("the answer to a job above the limit does not tell it", got, response=body)[1] == [body]


@pytest.mark.parametrize(
    ("request_body", "response_body"),
    [
        ("", ""),
        ("{", '{"Operations": ['),
        ("[]", '{"Operations": 7}'),
        ("3", '{"Operations": {"0": []}}'),
        ("[" * 9999, "[" * 9999),
        (REQUEST, '{"Operations": [null, "text"]}'),
    ],
)
def test_status_line_is_marked_if_nothing_matches(request_body, response_body):
    finding = {"message": "operation 5, POST /Users has no result", "got": "null", "expected": "a result"}
    found = place(finding, {}, request_body, response_body)
    assert found == Place(status=True)
