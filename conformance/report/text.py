"""Text that a tested server had a hand in, made safe to store and to show.

A server may answer with terminal escapes, bidirectional overrides or lone surrogates to forge what a reader
sees. Nothing is dropped: what could act on a terminal, a browser or an XML parser is shown as its code.
"""

import json
import re
from typing import Any

TEXT_LIMIT = 2000
"""Characters kept of one message, expectation or value; the whole stands in the exchange it came from."""

_HIDDEN = "\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
_SURROGATES = "\ud800-\udfff"
_TAGS = "\U000e0000-\U000e007f"
_ACTING = re.compile(f"[\x00-\x08\x0b-\x1f{_HIDDEN}{_SURROGATES}{_TAGS}]")
_ACTING_OR_BREAK = re.compile(f"[\x00-\x1f{_HIDDEN}{_SURROGATES}{_TAGS}]")


def _code(match: re.Match[str]) -> str:
    """Return the code that Python would write for one character."""
    return match.group().encode("unicode_escape").decode("ascii")


def _json_code(match: re.Match[str]) -> str:
    """Return the escape that JSON has for one character, a surrogate pair above the basic plane."""
    return json.dumps(match.group())[1:-1]


def visible(text: str) -> str:
    """Return the text with every acting character but tab and line feed shown as its code."""
    return _ACTING.sub(_code, text)


def one_line(text: str, limit: int = TEXT_LIMIT) -> str:
    """Return the text as one visible line of at most about ``limit`` characters."""
    return _ACTING_OR_BREAK.sub(_code, clip(text, limit))


def is_plain(text: str) -> bool:
    """Tell whether the text can stand in one line anywhere as it is."""
    return not _ACTING_OR_BREAK.search(text)


def clip(text: str, limit: int = TEXT_LIMIT) -> str:
    """Return the text, cut after ``limit`` characters with a marker that names the whole length."""
    return text if len(text) <= limit else f"{text[:limit]}... [cut: {len(text)} characters]"


def dump(document: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return the document as JSON (RFC 8259) that is also safe to print.

    Acting characters only occur inside its strings, so each can be written as its escape: the value stays the
    same and lone surrogates survive an encoding to UTF-8.

    Raises:
        ValueError: The document holds a number that JSON has not, such as NaN.
    """
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
    return _ACTING.sub(_json_code, text) + "\n"
