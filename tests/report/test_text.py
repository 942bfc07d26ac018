import json

import pytest

from conformance.report.indent import indent_json
from conformance.report.text import clip, dump, is_plain, one_line, visible

CONTROL = ["\x00", "\x1b", "\r", "\x7f", "\x9b", "\u200f", "\u202e", "\u2066", "\u2028", "\ufeff", "\uffff"]


@pytest.mark.parametrize("character", [*CONTROL, "\ud800", "\U000e0041"])
def test_control_character_is_shown_as_its_escape(character):
    assert visible(f"a{character}b").isascii()
    assert visible(f"a{character}b") != "ab"
    assert not is_plain(character)


def test_letters_of_any_script_and_line_breaks_stay_unchanged():
    assert visible("Zoë, 太郎\tภาษา\n") == "Zoë, 太郎\tภาษา\n"


def test_one_line_shows_line_breaks_as_escapes():
    assert one_line("a\n\tb") == r"a\n\tb"


def test_cut_text_names_the_whole_length():
    assert clip("x" * 30, 10) == "xxxxxxxxxx... [cut: 30 characters]"
    assert clip("x" * 10, 10) == "x" * 10


@pytest.mark.parametrize("text", [*CONTROL, "\ud800", "\udc00\ud800", "\U000e0041", "é\n"])
def test_dumped_text_can_be_encoded_and_read_back(text):
    dumped = dump({text: [text]})
    assert json.loads(dumped.encode("utf-8")) == {text: [text]}
    assert is_plain(dumped.replace("\n", ""))


def test_number_that_json_does_not_allow_is_rejected():
    with pytest.raises(ValueError, match="Out of range"):
        dump([float("nan")])


@pytest.mark.parametrize(
    "text",
    [
        '{"a":[],"b":{},"c":[1,{"d":"[{,:\\"]"}]}',
        '["[","{",",",":"]',
        '[ [ [ ] ] ,1.50e+1, "\\\\" ]',
        '"just a string"',
        "null",
    ],
)
def test_indenting_adds_only_white_space(text):
    indented = indent_json(text)
    assert json.loads(indented) == json.loads(text)
    assert "".join(indented.split()) == "".join(text.split())


def test_indenting_keeps_duplicate_keys_and_number_notation():
    assert indent_json('{"a":1.0,"a":1e0}') == '{\n  "a": 1.0,\n  "a": 1e0\n}'


@pytest.mark.parametrize("text", ['{"a":', "<html>", "[" * 30 + "]" * 30, "[" * 5000 + "]" * 5000])
def test_invalid_or_deeply_nested_json_stays_unchanged(text):
    assert indent_json(text) == text
