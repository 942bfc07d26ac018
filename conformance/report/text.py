"""Make text that comes from a tested server safe to store and to display.

A server may send terminal escapes, bidirectional overrides or lone surrogates to fake what a reader sees.
No character is dropped: one that affects a terminal, a browser or an XML parser is shown as its escape.
"""

import json
import re
from typing import Any

TEXT_LIMIT = 2000
"""Most characters of one message, expected or actual value; the exchange contains the complete value."""

_HIDDEN = "\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
_SURROGATES = "\ud800-\udfff"
_TAGS = "\U000e0000-\U000e007f"
_ACTING = re.compile(f"[\x00-\x08\x0b-\x1f{_HIDDEN}{_SURROGATES}{_TAGS}]")
_ACTING_OR_BREAK = re.compile(f"[\x00-\x1f{_HIDDEN}{_SURROGATES}{_TAGS}]")


def _code(match: re.Match[str]) -> str:
    """Return the Python escape of one character."""
    return match.group().encode("unicode_escape").decode("ascii")


def _json_code(match: re.Match[str]) -> str:
    """Return the JSON escape of one character; a surrogate pair above the basic plane."""
    return json.dumps(match.group())[1:-1]


def visible(text: str) -> str:
    """Return the text with every control character except tab and line feed shown as its escape."""
    return _ACTING.sub(_code, text)


def one_line(text: str, limit: int = TEXT_LIMIT) -> str:
    """Return the text as one line of about ``limit`` characters, control characters as escapes."""
    return _ACTING_OR_BREAK.sub(_code, clip(text, limit))


def is_plain(text: str) -> bool:
    """Return True if the text is one line without control characters."""
    return not _ACTING_OR_BREAK.search(text)


def clip(text: str, limit: int = TEXT_LIMIT) -> str:
    """Return the text, cut after ``limit`` characters with a note of the whole length."""
    return text if len(text) <= limit else f"{text[:limit]}... [cut: {len(text)} characters]"


def dump(document: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return the document as JSON (RFC 8259) that is also safe to print.

    Control characters occur only in strings, where each is written as its JSON escape. So the value stays the
    same, and lone surrogates can be encoded as UTF-8.

    Raises:
        ValueError: The document contains a number that JSON does not allow, such as NaN.
    """
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
    return _ACTING.sub(_json_code, text) + "\n"
