"""Decoding response bodies that are invalid, deeply nested or very large."""

import json

import pytest

from conformance.exchange import MOST_LEVELS, MOST_VALUES, Response, decode


def nested(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


def test_nesting_limit_does_not_depend_on_the_call_stack():
    assert decode(nested(MOST_LEVELS)).problem == ""
    for levels in (MOST_LEVELS + 1, 900, 200_000):
        assert decode(nested(levels)).problem == "the body is nested too deeply to be read"


def test_brackets_in_a_string_are_not_nesting():
    text = "[" * 2 * MOST_LEVELS
    assert decode(json.dumps({"displayName": text}).encode()).value == {"displayName": text}


def test_body_with_too_many_values_is_not_decoded():
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
def test_lone_surrogate_becomes_the_replacement_character(body, value):
    assert decode(body).value == value
    json.dumps(decode(body).value, ensure_ascii=False).encode()


def test_weight_includes_decoded_values():
    assert Response(200, (), b"[" + b"{}," * 1000 + b"0]", 1.0).weight > 1000 * 72 + 3000


def test_weight_of_an_undecoded_body_is_its_size():
    assert Response(200, (), nested(1000), 1.0).weight == 2000


def test_shortened_response_is_not_decoded():
    response = Response(200, (), b"[" + b" " * 9000 + b"]", 1.0)
    assert response.json.problem == ""
    assert response.shortened().json.problem == "the body is larger than the limit"
