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


def test_the_member_that_the_sentence_names_is_marked_in_the_result_of_its_operation():
    asked, answered = shown("the status of operation 1, POST /Users (bulkId 'b') is no string", "201")
    assert asked == ['{"bulkId": "b"}']
    assert answered == ['"status": 201']  # found by its bulkId, though it comes first


def test_what_is_missing_is_marked_by_what_it_is_missing_from():
    _, answered = shown("the result of operation 1, POST /Users (bulkId 'b') has no location", "null")
    assert answered == ['{"bulkId": "b", "status": 201}']


def test_a_value_that_was_seen_is_marked_where_it_stands():
    asked, _ = shown("operation 0, POST /Groups (bulkId 'a') stored a reference as text", '["bulkId:b"]')
    assert asked == ['"bulkId:b"']


def test_without_a_bulk_id_the_result_in_its_place_is_taken():
    request = '{"Operations": [{"method": "DELETE"}, {"method": "DELETE"}]}'
    response = '{"Operations": [{"status": "204"}, {"status": "500"}]}'
    assert shown(
        "operation 1, DELETE /Users/1 is reported as 500", "500", request=request, response=response
    )[1] == ['{"status": "500"}']


def test_a_header_that_was_seen_is_marked():
    finding = {"message": "an answer is sent as text/html", "got": "text/html", "expected": ""}
    found = place(finding, {"Content-Type": "text/html; charset=utf-8", "Server": "x"}, "", "<html>")
    assert found == Place(headers=frozenset({"Content-Type"}))


@pytest.mark.parametrize(
    "got", ['{"detail": "too large", "n": 1.5}', '{"detail": "too la... (33 characters)']
)
def test_a_body_that_was_seen_is_marked_as_a_whole(got):
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
def test_where_nothing_fits_the_answer_as_a_whole_is_meant(request_body, response_body):
    finding = {"message": "operation 5, POST /Users has no result", "got": "null", "expected": "a result"}
    found = place(finding, {}, request_body, response_body)
    assert found == Place(status=True)
