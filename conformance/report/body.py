"""Message bodies as JSON values."""

from base64 import b64encode
from codecs import getincrementaldecoder
from typing import Any

BODY_LIMIT = 16 * 1024
"""Bytes kept of one body."""

Body = str | dict[str, Any]
"""A whole UTF-8 body as text; anything else as ``{"text" or "base64", "size", "cut"}``."""


def body_value(body: bytes, limit: int = BODY_LIMIT) -> Body:
    """Return a body as it is kept in a report.

    Args:
        body: The bytes as sent or received.
        limit: Bytes to keep.

    Returns:
        The text where the body is UTF-8 and within the limit. Otherwise an object: ``text`` or ``base64``
        holds what is kept, ``size`` is the number of bytes of the whole body, and ``cut`` tells whether some
        are missing.
    """
    kept = body[:limit]
    cut = len(body) > limit
    try:
        text = getincrementaldecoder("utf-8")().decode(
            kept, final=not cut
        )  # a cut may go through a character
    except UnicodeDecodeError:
        return {"base64": b64encode(kept).decode("ascii"), "size": len(body), "cut": cut}
    return {"text": text, "size": len(body), "cut": True} if cut else text


def body_text(body: Body | None) -> str:
    """Return a kept body for reading, with a line that says what is missing or encoded."""
    if body is None:
        return "[not kept: no finding cites it]"
    if isinstance(body, str):
        return body
    if "text" in body:
        return f"{body['text']}\n[cut: the body has {body['size']} bytes]"
    cut = ", cut" if body["cut"] else ""
    return f"{body['base64']}\n[base64: not UTF-8, the body has {body['size']} bytes{cut}]"
