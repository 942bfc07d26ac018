import base64

from conformance.report.body import BODY_LIMIT, body_text, body_value


def test_utf_8_body_is_stored_as_text():
    assert body_value('{"name":"Zoë"}'.encode()) == '{"name":"Zoë"}'
    assert body_value(b"") == ""


def test_body_that_is_not_utf_8_is_stored_as_base64():
    kept = body_value(b"\xff\x00")
    assert kept == {"base64": "/wA=", "size": 2, "cut": False}
    assert "not UTF-8, the body has 2 bytes" in body_text(kept)


def test_large_body_is_cut_and_its_size_is_stored():
    kept = body_value(b"x" * (BODY_LIMIT + 1))
    assert kept == {"text": "x" * BODY_LIMIT, "size": BODY_LIMIT + 1, "cut": True}
    assert f"the body has {BODY_LIMIT + 1} bytes" in body_text(kept)


def test_body_of_exactly_the_limit_is_complete():
    assert body_value(b"x" * BODY_LIMIT) == "x" * BODY_LIMIT


def test_character_at_the_cut_is_left_out():
    assert body_value("aé".encode() * 3, limit=5) == {"text": "aéa", "size": 9, "cut": True}


def test_body_with_an_incomplete_character_is_not_utf_8():
    assert body_value("é".encode()[:1]) == {"base64": "ww==", "size": 1, "cut": False}


def test_large_body_that_is_not_utf_8_is_cut():
    kept = body_value(b"\xff" * 10, limit=4)
    assert base64.b64decode(kept["base64"]) == b"\xff" * 4
    assert (kept["size"], kept["cut"]) == (10, True)


def test_missing_body_has_a_note():
    assert "not stored" in body_text(None)
