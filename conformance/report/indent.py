"""Indent a JSON text for reading."""

import json
import re

_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s"\[\]{},:]+')


def indent_json(text: str, depth_limit: int = 24) -> str:
    """Return a JSON text with white space added for reading; all other characters stay unchanged.

    Decoding and encoding it again would hide duplicate keys and the notation of numbers. A text that is not
    JSON, or is nested deeper than ``depth_limit``, is returned unchanged.
    """
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text
    pieces: list[str] = []
    depth, opened = 0, False
    for piece in _PIECE.findall(text):
        closes = piece in ("]", "}")
        depth -= closes
        if opened is not closes:  # "[]" and "{}" stay on one line
            pieces.append("\n" + "  " * depth)
        pieces.append(piece)
        opened = piece in ("[", "{")
        depth += opened
        if depth > depth_limit:
            return text
        if piece == ",":
            pieces.append("\n" + "  " * depth)
        elif piece == ":":
            pieces.append(" ")
    return "".join(pieces)
