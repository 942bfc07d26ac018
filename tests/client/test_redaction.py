"""Secrets are redacted in every encoding in which a server may return them."""

import base64
import html
import json
import re
from urllib.parse import quote, quote_plus

import pytest

from conformance.client.redaction import Redactor
from conformance.exchange import REDACTED

SECRET = "k3y+/=\"\\'<&>%~ pass"


@pytest.mark.parametrize(
    "spelled",
    [
        SECRET,
        json.dumps(SECRET)[1:-1],
        json.dumps(SECRET)[1:-1].replace("/", "\\/"),
        'k3y+\\/=\\"\\\\\\u0027\\u003c\\u0026\\u003e%~ pass',
        quote(SECRET),
        quote(SECRET, safe=""),
        quote_plus(SECRET),
        re.sub("%..", lambda code: code.group().lower(), quote(SECRET)),
        html.escape(SECRET),
        html.escape(SECRET, quote=False),
    ],
)
def test_secret_is_redacted_in_each_encoding(spelled):
    redactor = Redactor([SECRET])
    assert redactor.text(f"a {spelled} b") == f"a {REDACTED} b"
    assert redactor.body(f"a {spelled} b".encode()) == f"a {REDACTED} b".encode()
    assert redactor.headers([("X", spelled), (spelled, "x")]) == (("X", REDACTED), (REDACTED, "x"))


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("before", ["", "x", "user:", "Bearer ", "a longer text before it"])
@pytest.mark.parametrize("after", ["", "y", ":z", "and more"])
def test_secret_inside_of_base64_is_redacted(encode, before, after):
    coded = encode(f"{before}{SECRET}{after}".encode()).decode()
    left = Redactor([SECRET]).text(coded)
    assert REDACTED in left
    assert len(left.replace(REDACTED, "")) <= len(encode(f"{before}{after}".encode())) + 4


@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be"])
def test_secret_in_utf_16_is_redacted(coding):
    left = Redactor([SECRET]).body(f"a{SECRET}b".encode(coding))
    assert left.replace(b"\0", b"") == f"a{REDACTED}b".encode()


def test_short_text_is_not_redacted():
    assert Redactor(["abc"]).text("abc") == "abc"
