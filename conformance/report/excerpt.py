"""Split a long text into a visible part, with marked places, and folded parts around it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from conformance.report.marks import Span

SHOWN = 32
"""Rows in the visible part."""

BEFORE = 6
"""Visible rows before the first mark."""

LEAST_FOLDED = 8
"""Fewest rows of a folded part."""

_ROW = re.compile(r"[^\n]{1,400}\n?|\n")


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive rows of a text.

    Attributes:
        rows: Number of rows.
        folded: True if the reader has to open the part.
        runs: The text in pieces, each with True if it is marked.
    """

    rows: int
    folded: bool
    runs: tuple[tuple[str, bool], ...]


def excerpt(text: str, marks: Iterable[Span] = ()) -> list[Part]:
    """Return a short text as one part, a long text as up to three parts.

    Args:
        text: Any text; a long line counts as several rows.
        marks: Places to mark. The visible part begins `BEFORE` rows before the first one.
    """
    ends = [row.end() for row in _ROW.finditer(text)]
    spans = sorted(marks)
    first = sum(end <= spans[0][0] for end in ends) if spans else 0
    begin = max(first - BEFORE, 0)
    if begin < LEAST_FOLDED:
        begin = 0
    end = begin + SHOWN
    if len(ends) - end < LEAST_FOLDED:
        end = len(ends)
    cuts = [(0, begin, True), (begin, end, False), (end, len(ends), True)]
    offsets = [0, *ends]
    return [
        Part(stop - start, folded, tuple(_runs(text, offsets[start], offsets[stop], spans)))
        for start, stop, folded in cuts
        if stop > start
    ]


def _runs(text: str, begin: int, end: int, spans: list[Span]) -> Iterator[tuple[str, bool]]:
    """Yield the text between two offsets in pieces; a mark that overlaps an earlier one is ignored."""
    at = begin
    for start, stop in spans:
        start, stop = max(start, begin), min(stop, end)
        if at <= start < stop:
            if at < start:
                yield text[at:start], False
            yield text[start:stop], True
            at = stop
    if at < end:
        yield text[at:end], False
