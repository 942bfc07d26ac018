"""Bodies that a server can send and that must not cost more than they are worth."""

import json

import pytest

from conformance.exchange import MOST_LEVELS, MOST_VALUES, Response, decode


def nested(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


def test_documents_are_read_down_to_a_depth_that_does_not_depend_on_where_we_stand():
    assert decode(nested(MOST_LEVELS)).problem == ""
    for levels in (MOST_LEVELS + 1, 900, 200_000):
        assert decode(nested(levels)).problem == "the body is nested too deeply to be read"


def test_brackets_in_a_text_are_no_depth():
    text = "[" * 2 * MOST_LEVELS
    assert decode(json.dumps({"displayName": text}).encode()).value == {"displayName": text}


def test_a_body_of_very_many_values_is_not_decoded():
    assert str(MOST_VALUES) in decode(b"[" + b"0," * MOST_VALUES + b"0]").problem


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (rb'{"id": "a\ud800"}', {"id": "a\ufffd"}),
        (rb'{"a\udc00": ["\ud800\ud800"]}', {"a\ufffd": ["\ufffd\ufffd"]}),
        (rb'"\ud83d\ude00"', "\U0001f600"),
        (rb'"\\ud800"', r"\ud800"),
    ],
)
def test_half_a_character_becomes_one_that_can_be_written(body, value):
    assert decode(body).value == value
    json.dumps(decode(body).value, ensure_ascii=False).encode()


def test_what_a_body_weighs_covers_what_is_decoded_from_it():
    assert Response(200, (), b"[" + b"{}," * 1000 + b"0]", 1.0).weight > 1000 * 72 + 3000


def test_what_is_not_decoded_weighs_what_it_is():
    assert Response(200, (), nested(1000), 1.0).weight == 2000


def test_a_shortened_response_is_no_document():
    response = Response(200, (), b"[" + b" " * 9000 + b"]", 1.0)
    assert response.json.problem == ""
    assert response.shortened().json.problem == "the body is larger than the limit"
