"""Bodies of HTTP messages as JSON values of a report."""

from base64 import b64encode
from codecs import getincrementaldecoder
from typing import TypedDict, final

BODY_LIMIT = 16 * 1024
"""Most bytes of one body that a report stores."""


@final
class CutText(TypedDict):
    """The first part of a UTF-8 body that is larger than the limit; ``size`` is that of the whole body."""

    text: str
    size: int
    cut: bool


@final
class Base64Body(TypedDict):
    """A body that is not UTF-8, or the first part of it; ``size`` is that of the whole body."""

    base64: str
    size: int
    cut: bool


Body = str | CutText | Base64Body
"""A complete UTF-8 body as a string; any other body as an object."""


def body_value(body: bytes, limit: int = BODY_LIMIT) -> Body:
    """Return a body as a JSON value for a report.

    Args:
        body: The bytes as sent or received.
        limit: Most bytes to store.

    Returns:
        The text if the body is UTF-8 and within the limit. Otherwise an object: ``text`` or ``base64`` is the
        stored part, ``size`` the number of bytes of the whole body, and ``cut`` is True if bytes are missing.
    """
    kept = body[:limit]
    cut = len(body) > limit
    try:
        text = getincrementaldecoder("utf-8")().decode(
            kept, final=not cut
        )  # the limit may cut a character in two
    except UnicodeDecodeError:
        return {"base64": b64encode(kept).decode("ascii"), "size": len(body), "cut": cut}
    return {"text": text, "size": len(body), "cut": True} if cut else text


def body_text(body: Body | None) -> str:
    """Return a body as text, with a note if it is missing, cut or encoded."""
    if body is None:
        return "[body not stored: no finding cites this exchange]"
    if isinstance(body, str):
        return body
    if "text" in body:
        return f"{body['text']}\n[cut: the body has {body['size']} bytes]"
    cut = ", cut" if body["cut"] else ""
    return f"{body['base64']}\n[base64: not UTF-8, the body has {body['size']} bytes{cut}]"
