"""A long text in parts: what is shown at once, with its marks, and what is folded away around it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from conformance.report.place import Span

SHOWN = 32
"""Rows of a text that are shown at once."""

BEFORE = 6
"""Rows that are shown before the first mark."""

WORTH = 8
"""Rows that are worth folding away."""

_ROW = re.compile(r"[^\n]{1,400}\n?|\n")


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a text.

    Attributes:
        rows: How many they are.
        folded: Whether they are shown on demand only.
        runs: Their text in pieces, and whether each is marked.
    """

    rows: int
    folded: bool
    runs: tuple[tuple[str, bool], ...]


def excerpt(text: str, marks: Iterable[Span] = ()) -> list[Part]:
    """Return the whole text in one part if it is short, else in up to three.

    Args:
        text: Any text; a line of many characters counts as several rows.
        marks: Places in it to mark. What is shown begins a little before the first one.
    """
    ends = [row.end() for row in _ROW.finditer(text)]
    spans = sorted(marks)
    first = sum(end <= spans[0][0] for end in ends) if spans else 0
    begin = max(first - BEFORE, 0)
    if begin < WORTH:
        begin = 0
    end = begin + SHOWN
    if len(ends) - end < WORTH:
        end = len(ends)
    cuts = [(0, begin, True), (begin, end, False), (end, len(ends), True)]
    offsets = [0, *ends]
    return [
        Part(stop - start, folded, tuple(_runs(text, offsets[start], offsets[stop], spans)))
        for start, stop, folded in cuts
        if stop > start
    ]


def _runs(text: str, begin: int, end: int, spans: list[Span]) -> Iterator[tuple[str, bool]]:
    """Yield a stretch of the text in pieces; a mark that overlaps an earlier one is left out."""
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
