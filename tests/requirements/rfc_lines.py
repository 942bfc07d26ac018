"""Data about the texts of the RFCs that the tests need, without the texts.

``rfc/rfcNNNN.lines`` describes each line of the RFC's text file at the same line number: a short hash of the
line, the section whose heading it is, and the keywords (RFC 2119) in it. A blank line stays blank.
``rfc/rfcNNNN.phrases`` holds a hash of every run of `PHRASE` words, so that a test finds copied sentences.

To add an RFC, download https://www.rfc-editor.org/rfc/rfcNNNN.txt and run::

    python -m tests.requirements.rfc_lines path/to/rfcNNNN.txt

The line numbers in the catalogue count the lines of that file. To check that your copy of a text has the same
lines, run the command again: ``git diff`` then shows no change.
"""

import re
import sys
from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

DATA = Path(__file__).parent / "rfc"

PHRASE = 8
"""Words in a phrase. Eight consecutive words that are in an RFC and in the catalogue are a copy."""

LINE_DIGITS = 6
"""Hexadecimal digits of the hash of a line."""

PHRASE_BYTES = 5
"""Bytes of the hash of a phrase: with 40 bits, the chance of one false match in the catalogue is below 1%."""

KEYWORD = re.compile(
    r"\b(MUST(?:\s+NOT)?|SHALL(?:\s+NOT)?|SHOULD(?:\s+NOT)?|(?:NOT\s+)?RECOMMENDED|REQUIRED|MAY|OPTIONAL"
    r"|Not\s+valid\s+in)\b"  # these three words forbid a value in RFC 7644 section 3.7
)
HEADING = re.compile(r"(\d+(?:\.\d+)*)\.  \S")
PAGE_BREAK = re.compile(r"\f|RFC \d+ .* \d{4}$|.*\[Page \d+\]$")
WORD = re.compile(r"[\w:.-]*\w")


@dataclass
class Line:
    """One line of an RFC.

    Attributes:
        hash: Hash of its text; empty for a blank line.
        section: The section whose heading it is, such as ``3.7.2``; empty for another line.
        keywords: The keywords in it, in their order; one that spans two lines is in both.
    """

    hash: str = ""
    section: str = ""
    keywords: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Rfc:
    """The lines of one RFC and the hashes of its phrases."""

    lines: list[Line]
    phrases: frozenset[bytes]

    def cited(self, first: int, last: int) -> list[Line]:
        """Return the lines from the first to the last, counted from 1 and both included."""
        return self.lines[first - 1 : last]

    def section_of(self, number: int) -> str:
        """Return the section that contains a line.

        Raises:
            IndexError: It stands before the first section.
        """
        headings = self.headings()
        return headings[bisect([at for at, _ in headings], number) - 1][1]

    def headings(self) -> list[tuple[int, str]]:
        """Return line number and section of each heading, in the order of the text."""
        return [(number, line.section) for number, line in enumerate(self.lines, 1) if line.section]

    def range_of(self, section: str) -> range:
        """Return the line numbers of a section and those below it."""
        within = [(at, name.startswith(f"{section}.") or name == section) for at, name in self.headings()]
        first = next(at for at, inside in within if inside)
        return range(first, next(at for at, inside in within if at > first and not inside))

    def copied(self, text: str) -> list[str]:
        """Return the phrases of a text that also occur in the RFC."""
        return [phrase for phrase in phrases(text) if digest(phrase) in self.phrases]


def phrases(text: str) -> Iterator[str]:
    """Yield each run of `PHRASE` words of a text, in lower case and without punctuation."""
    words = WORD.findall(text.lower())
    return (" ".join(words[at : at + PHRASE]) for at in range(len(words) - PHRASE + 1))


def digest(phrase: str) -> bytes:
    """Return the hash of a phrase."""
    return sha256(phrase.encode()).digest()[:PHRASE_BYTES]


def describe(text: str) -> Rfc:
    """Return the data about the text of an RFC."""
    texts = text.split("\n")
    lines = [_line(each) for each in texts]
    for found in KEYWORD.finditer(text):
        first, last = (text.count("\n", 0, offset) for offset in found.span())
        for line in lines[first : last + 1]:
            line.keywords.append(" ".join(found[0].split()))
    whole = " ".join(each for each in texts if not PAGE_BREAK.match(each))
    return Rfc(lines, frozenset(map(digest, phrases(whole))))


def _line(text: str) -> Line:
    normal = " ".join(text.split())
    if not normal:
        return Line()
    heading = (
        HEADING.match(text) if "...." not in text else None
    )  # dots lead to a page in the table of contents
    return Line(sha256(normal.encode()).hexdigest()[:LINE_DIGITS], heading[1] if heading else "")


def write(number: int, rfc: Rfc, folder: Path = DATA) -> None:
    """Write the data of an RFC."""
    folder.mkdir(exist_ok=True)
    rows = (
        "\t".join([line.hash, *([f"section {line.section}"] if line.section else ()), *line.keywords])
        for line in rfc.lines
    )
    (folder / f"rfc{number}.lines").write_text("\n".join(rows), encoding="ascii")
    (folder / f"rfc{number}.phrases").write_bytes(b"".join(sorted(rfc.phrases)))


@cache
def read(number: int, folder: Path = DATA) -> Rfc:
    """Read the data of an RFC.

    Raises:
        FileNotFoundError: There is none of that RFC; the docstring of this module says how to add it.
    """
    rows = (folder / f"rfc{number}.lines").read_text(encoding="ascii").split("\n")
    hashes = (folder / f"rfc{number}.phrases").read_bytes()
    return Rfc(
        [_read(row) for row in rows],
        frozenset(hashes[at : at + PHRASE_BYTES] for at in range(0, len(hashes), PHRASE_BYTES)),
    )


def _read(row: str) -> Line:
    hash_, *marks = row.split("\t")
    section = marks.pop(0).removeprefix("section ") if marks and marks[0].startswith("section ") else ""
    return Line(hash_, section, marks)


def main(paths: Iterable[str], folder: Path = DATA) -> None:
    """Write the data of RFCs from their text files, which are named ``rfcNNNN.txt``."""
    for path in map(Path, paths):
        number = int(path.stem.removeprefix("rfc"))
        write(number, describe(path.read_text(encoding="utf-8")), folder)
        print(f"RFC {number}: {folder / path.stem}.lines and .phrases")


if __name__ == "__main__":
    main(sys.argv[1:])
