"""The catalogue: one entry per normative statement, read from ``sections/**/section.toml``."""

import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from conformance.nearest import did_you_mean
from conformance.requirements.verdicts import Level
from conformance.section_packages import OWN, section_packages

VERSION = "1"
"""Version of our own entries. It grows when entries are added; an id never changes its meaning."""

RFC_PAGES = "https://www.rfc-editor.org/rfc"
"""The RFC Editor's HTML pages of the RFCs, with an anchor for each section."""


class CatalogueError(Exception):
    """A ``section.toml`` or the history is invalid; the message names the place and what to change."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One normative statement.

    Attributes:
        id: Stable name, such as ``BULK-3.7.2-04``.
        rfc: Number of the RFC, such as 7644; None for a requirement of a published contract.
        section: Section number, such as ``3.7.2``; ``contract`` without an RFC.
        lines: First and last line of the statement in the RFC's text file, from 1; None without an RFC.
        level: Its level, such as MUST.
        keyword: The RFC's word for the level, such as ``REQUIRED``; empty if a definition or an example
            states the requirement.
        actor: Who has to conform to it, ``server`` or ``client``.
        title: The requirement in one line.
        text: The requirement and our reading of it, in a few sentences.
        requires: Features that a server must claim for it to apply, such as ``bulk`` or ``etag``.
        readings: The readings that we accept if the text is ambiguous, strictest first.
        untestable_because: Why a client cannot test it; empty if it is tested.
        cause: The usual error in servers that violate it; empty if it is not tested.
        fix: What to change in such a server; empty if it is not tested.
        depends_on: Ids of requirements. If one of them fails, a failure of this one is a consequence.
        section_title: The title of its section, in our own words.
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
    depends_on: tuple[str, ...] = ()
    section_title: str = ""

    def __post_init__(self) -> None:
        """Reject an RFC without lines, and lines without an RFC.

        Raises:
            TypeError: Only one of the two is given.
        """
        if (self.rfc is None) != (self.lines is None):
            raise TypeError("rfc and lines go together")

    @property
    def source(self) -> str:
        """Its source, such as ``RFC 7644 section 3.7.2``."""
        return "Published contract" if self.rfc is None else f"RFC {self.rfc} section {self.section}"

    @property
    def qualified_section(self) -> str:
        """Its section with the RFC, such as ``7644/3.7.2``; the section alone without an RFC."""
        return qualified(self.rfc, self.section)

    @property
    def url(self) -> str:
        """Its section on the RFC Editor's page; empty without an RFC."""
        return "" if self.rfc is None else f"{RFC_PAGES}/rfc{self.rfc}.html#section-{self.section}"

    @property
    def testable(self) -> bool:
        """Whether a client can test it."""
        return not self.untestable_because


def qualified(rfc: int | None, section: str) -> str:
    """Return a section with its RFC, such as ``7644/3.7.2``; the section alone without an RFC."""
    return section if rfc is None else f"{rfc}/{section}"


class Catalogue:
    """All requirements, in the order of their sections.

    Args:
        requirements: The entries, by id.
    """

    def __init__(self, requirements: Mapping[str, Requirement]) -> None:
        self._requirements = requirements
        self._titles = {entry.qualified_section: entry.section_title for entry in requirements.values()}

    def __iter__(self) -> Iterator[Requirement]:
        """Iterate over the entries in the order of their sections."""
        return iter(self._requirements.values())

    def __len__(self) -> int:
        """Return the number of entries."""
        return len(self._requirements)

    def __contains__(self, requirement_id: object) -> bool:
        """Return True if there is an entry with that id."""
        return requirement_id in self._requirements

    def __getitem__(self, requirement_id: str) -> Requirement:
        """Return an entry by its id.

        Raises:
            KeyError: There is no entry with that id.
        """
        return self._requirements[requirement_id]

    def title_of(self, rfc: int | None, section: str) -> str:
        """Return the title of a section.

        Raises:
            KeyError: No entry is in this section.
        """
        return self._titles[qualified(rfc, section)]


_ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9.]+)+")
_SECTION = re.compile(r"\d+(\.\d+)*")


def _entry(where: str, defaults: Mapping[str, Any], table: Mapping[str, Any]) -> Requirement:
    """Return the requirement of a TOML table; the top-level keys of the file are its defaults."""
    values = {"rfc": None, "lines": None, **defaults, **table}
    where = f"{where}: {values.get('id', 'an entry without id')}"
    known = {field.name for field in fields(Requirement)} - {"section_title"}
    for name in values.keys() - known:
        raise CatalogueError(f"{where}: a requirement has no key {name!r}.{did_you_mean(name, known)}")
    for name in ("id", "section", "level", "title"):
        if not isinstance(values.get(name), str):
            raise CatalogueError(f"{where}: {name!r} is missing or not a string. Add it.")
    if not _ID.fullmatch(values["id"]):
        raise CatalogueError(f"{where}: this id is not valid. Write it in capitals, such as 'ACME-3.4-01'.")
    if (values["rfc"] is None) == bool(_SECTION.fullmatch(values["section"])):
        raise CatalogueError(
            f"{where}: section {values['section']!r} does not fit rfc {values['rfc']!r}. "
            "Write a number such as '3.7.2' with an RFC, and a name such as 'contract' without."
        )
    try:
        if values["lines"] is not None:
            first, last = values["lines"]
            values["lines"] = (int(first), int(last))
        values["level"] = Level(values["level"])
        for name in ("requires", "readings", "depends_on"):
            values[name] = tuple(values.get(name, ()))
        for name in ("text", "cause", "fix"):
            values[name] = " ".join(values.get(name, "").split())
        return Requirement(**values)
    except (AttributeError, TypeError, ValueError) as error:
        raise CatalogueError(f"{where}: {error}. Correct this value.") from error


def _titles(where: str, document: dict[str, Any]) -> dict[str, str]:
    """Remove the titles of sections from a file, ``title`` and the table ``titles``, and return them."""
    titles = dict(document.pop("titles", {}))
    if title := document.pop("title", ""):
        if "section" not in document:
            raise CatalogueError(f"{where}: 'title' needs the 'section' that it names. Add 'section'.")
        titles[qualified(document.get("rfc"), document["section"])] = title
    return titles


def _section_key(requirement: Requirement) -> tuple[float, tuple[int, ...], str]:
    """Sort by RFC and section; requirements of a published contract come last."""
    if requirement.rfc is None:
        return math.inf, (), requirement.id
    return requirement.rfc, tuple(int(part) for part in requirement.section.split(".")), requirement.id


def _section_files(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    """Yield every ``section.toml`` below a folder with its relative path, in the order of the paths."""
    for entry in sorted(folder.iterdir(), key=lambda path: path.name):
        path = f"{name}/{entry.name}"
        if entry.is_dir():
            yield from _section_files(entry, path)
        elif entry.name == "section.toml":
            yield path, entry


class _Reader:
    """Collects the entries of packages, one ``section.toml`` after the other."""

    def __init__(self) -> None:
        self.entries: dict[str, Requirement] = {}
        self._file_of: dict[str, str] = {}
        self._own_prefixes: dict[str, str] = {}
        self._titles: dict[str, str] = {}

    def add(self, package: str, folder: Traversable) -> None:
        """Add the entries of a package.

        Raises:
            CatalogueError: A file is malformed, or an entry or a title conflicts with another one.
        """
        titled: dict[str, tuple[str, str]] = {}
        for where, file in _section_files(folder, package):
            try:
                document = tomllib.loads(file.read_text(encoding="utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise CatalogueError(f"{where} is not valid TOML: {error}.") from error
            for section, title in _titles(where, document).items():
                other, elsewhere = titled.setdefault(section, (title, where))
                if other != title:
                    raise CatalogueError(
                        f"{where}: section {section} has the title {title!r}, but {other!r} in {elsewhere}. "
                        "Keep one of the two."
                    )
            for table in document.pop("requirement", []):
                self._add_entry(package, where, _entry(where, document, table))
        # If two packages name a section, the title of the first applies, which is ours.
        self._titles = {section: title for section, (title, _) in titled.items()} | self._titles

    def _add_entry(self, package: str, where: str, entry: Requirement) -> None:
        if entry.id in self.entries:
            raise CatalogueError(
                f"{where}: {entry.id} is already the id of an entry in {self._file_of[entry.id]}. "
                "Give one of them another id."
            )
        prefix = entry.id.partition("-")[0]
        if package == OWN:
            self._own_prefixes.setdefault(prefix, where)
        elif prefix in self._own_prefixes:
            raise CatalogueError(
                f"{where}: {entry.id} begins with {prefix}-, as the ids in {self._own_prefixes[prefix]} do. "
                "Choose a prefix of your own."
            )
        self.entries[entry.id] = entry
        self._file_of[entry.id] = where

    def catalogue(self) -> Catalogue:
        """Return the added entries, each with the title of its section.

        Raises:
            CatalogueError: A section has no title.
        """
        titled = {}
        for entry in sorted(self.entries.values(), key=_section_key):
            section = entry.qualified_section
            if section not in self._titles:
                raise CatalogueError(
                    f"{self._file_of[entry.id]}: {entry.id}: section {section} has no title. "
                    f'Add it to the table \'titles\': "{section}" = "...".'
                )
            titled[entry.id] = replace(entry, section_title=self._titles[section])
        for entry in titled.values():
            self._check_dependencies(entry)
        return Catalogue(titled)

    def _check_dependencies(self, entry: Requirement) -> None:
        """Reject an entry that depends on an unknown one, or on itself, directly or indirectly."""
        where = f"{self._file_of[entry.id]}: {entry.id}"
        waiting, reached = [*entry.depends_on], set[str]()
        while waiting:
            name = waiting.pop()
            if name not in self.entries:
                hint = did_you_mean(name, self.entries)
                raise CatalogueError(f"{where}: depends_on names {name!r}, which is not a requirement.{hint}")
            if name == entry.id:
                raise CatalogueError(
                    f"{where}: depends_on leads back to this entry. Remove one of the links."
                )
            if name not in reached:
                reached.add(name)
                waiting += self.entries[name].depends_on


def read(packages: Mapping[str, Traversable]) -> Catalogue:
    """Read the catalogue from the section folders of packages.

    Args:
        packages: The folder of each package by its name; `OWN` comes first if it is one of them.

    Raises:
        CatalogueError: A file or an entry is malformed, a section has no title, or two entries conflict.
    """
    reader = _Reader()
    for package, folder in packages.items():
        reader.add(package, folder)
    return reader.catalogue()


@cache
def load() -> Catalogue:
    """Read the catalogue from every installed package of sections.

    Raises:
        CatalogueError: A file or an entry is malformed, a section has no title, or two entries conflict.
        SectionPackageError: A package of sections cannot be imported.
    """
    return read({package.__name__: files(package) for package in section_packages()})


def own() -> Catalogue:
    """Read only our own entries, which `history.toml` records."""
    return read({OWN: files(OWN)})
