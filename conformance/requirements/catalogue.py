"""The catalogue: one entry per normative statement, read from ``sections/**/section.toml``."""

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from conformance.requirements.verdicts import Level

VERSION = "1"
"""Version of the catalogue; it grows when entries are added, ids never change their meaning."""

RFC_PAGES = "https://www.rfc-editor.org/rfc"
"""Where the RFCs can be read, each section at an anchor of its own."""


class CatalogueError(Exception):
    """The catalogue on disk is wrong; the message names the file, the entry and what to mend."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One normative statement.

    Attributes:
        id: Stable name, such as ``BULK-3.7.2-04``.
        rfc: Number of the RFC, such as 7644; None for what a published contract requires.
        section: Section number, such as ``3.7.2``; ``contract`` without an RFC.
        lines: First and last line of the statement in the RFC's text file, from 1; None without an RFC.
        level: How strongly it binds.
        keyword: The RFC's own word for that, such as ``REQUIRED``; empty where a definition or an
            example binds.
        actor: Who has to keep it, ``server`` or ``client``.
        title: What is required, in one line of our words.
        text: What is required and how we read it, in a few sentences.
        requires: Features that must be claimed for it to apply, such as ``bulk`` or ``etag``.
        readings: Where the text is ambiguous: the readings we accept, strictest first.
        untestable_because: Why it cannot be seen from outside; empty when it is tested.
        cause: What goes wrong in servers that break it; empty when it is not tested.
        fix: What to change in such a server; empty when it is not tested.
    """

    id: str
    rfc: int | None
    section: str
    lines: tuple[int, int] | None
    level: Level
    title: str
    text: str = ""
    keyword: str = ""
    actor: str = "server"
    requires: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    untestable_because: str = ""
    cause: str = ""
    fix: str = ""

    def __post_init__(self) -> None:
        """Refuse a sentence of an RFC without its place, and a place without an RFC.

        Raises:
            TypeError: One of the two is given alone.
        """
        if (self.rfc is None) != (self.lines is None):
            raise TypeError("rfc and lines go together")

    @property
    def source(self) -> str:
        """Where it stands, such as ``RFC 7644 section 3.7.2``."""
        return "Published contract" if self.rfc is None else f"RFC {self.rfc} section {self.section}"

    @property
    def url(self) -> str:
        """Its section on the RFC Editor's page; empty without an RFC."""
        return "" if self.rfc is None else f"{RFC_PAGES}/rfc{self.rfc}.html#section-{self.section}"

    @property
    def testable(self) -> bool:
        """Whether a check can see it from outside."""
        return not self.untestable_because


class Catalogue:
    """All requirements, in the order of their sections.

    Args:
        requirements: The entries, by id.
    """

    def __init__(self, requirements: Mapping[str, Requirement]) -> None:
        self._requirements = requirements

    def __iter__(self) -> Iterator[Requirement]:
        """Iterate over the entries in the order of their sections."""
        return iter(self._requirements.values())

    def __len__(self) -> int:
        """Return the number of entries."""
        return len(self._requirements)

    def __contains__(self, requirement_id: object) -> bool:
        """Tell whether there is an entry of that id."""
        return requirement_id in self._requirements

    def __getitem__(self, requirement_id: str) -> Requirement:
        """Return an entry by its id.

        Raises:
            KeyError: There is none.
        """
        return self._requirements[requirement_id]


def _entry(where: str, shared: Mapping[str, Any], table: Mapping[str, Any]) -> Requirement:
    """Turn one TOML table into a requirement; what the file says once counts for each of its entries."""
    values = {"rfc": None, "lines": None, **shared, **table}
    unknown = values.keys() - {field.name for field in fields(Requirement)}
    if unknown:
        raise CatalogueError(f"{where}: {values.get('id')}: unknown key {sorted(unknown)[0]!r}; remove it")
    try:
        if values["lines"] is not None:
            first, last = values["lines"]
            values["lines"] = (int(first), int(last))
        values["level"] = Level(values["level"])
        for name in ("requires", "readings"):
            values[name] = tuple(values.get(name, ()))
        for name in ("text", "cause", "fix"):
            values[name] = " ".join(values.get(name, "").split())
        return Requirement(**values)
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogueError(f"{where}: {values.get('id')}: {error}; mend the entry") from error


def _section_key(requirement: Requirement) -> tuple[float, tuple[int, ...], str]:
    """Sort by RFC and section; what a published contract requires comes last."""
    if requirement.rfc is None:
        return math.inf, (), requirement.id
    return requirement.rfc, tuple(int(part) for part in requirement.section.split(".")), requirement.id


def _section_files(folder: Traversable) -> Iterator[Traversable]:
    """Yield every ``section.toml`` below a folder, in the order of their paths."""
    for entry in sorted(folder.iterdir(), key=lambda path: path.name):
        if entry.is_dir():
            yield from _section_files(entry)
        elif entry.name == "section.toml":
            yield entry


@cache
def load() -> Catalogue:
    """Read the catalogue from the section folders of the package.

    Raises:
        CatalogueError: A file is no TOML, an entry is malformed, or an id stands twice.
    """
    found: dict[str, Requirement] = {}
    for file in _section_files(files("conformance.sections")):
        where = "/".join(Path(str(file)).parts[-2:])
        try:
            document = tomllib.loads(file.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise CatalogueError(f"{where}: {error}; mend the file") from error
        entries = document.pop("requirement", [])
        for requirement in (_entry(where, document, table) for table in entries):
            if requirement.id in found:
                raise CatalogueError(
                    f"{where}: {requirement.id} stands twice; give the new one a free number"
                )
            found[requirement.id] = requirement
    return Catalogue({entry.id: entry for entry in sorted(found.values(), key=_section_key)})
