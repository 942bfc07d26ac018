"""The additions, changes and retirements of each version of the catalogue. No published id is reused.

The history records our own entries. The ids of other packages of sections are not in it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from conformance.requirements.catalogue import CatalogueError


@dataclass(frozen=True, slots=True)
class Retired:
    """An entry that the catalogue no longer has.

    Attributes:
        version: The first version of the catalogue without it.
        note: Why, and which entry replaces it.
    """

    version: str
    note: str


@dataclass(frozen=True, slots=True)
class History:
    """All versions of the catalogue.

    Attributes:
        versions: Their names, oldest first.
        introduced: For every id ever published, the version that added it.
        standing: The ids of the last version, each with its level and section.
        retired: The ids that the last version no longer has.
    """

    versions: tuple[str, ...]
    introduced: Mapping[str, str]
    standing: Mapping[str, tuple[str, str]]
    retired: Mapping[str, Retired]


def from_versions(versions: list[dict[str, Any]]) -> History:
    """Return the history of a list of versions.

    Args:
        versions: Tables with ``version``, ``added``, ``changed`` and ``retired``. Each added or changed entry
            is id, level and section, separated by spaces. ``retired`` has a note for each id.

    Raises:
        CatalogueError: A version adds an id that an earlier one has added, or changes or retires an id that
            the version before it does not have.
    """
    introduced: dict[str, str] = {}
    standing: dict[str, tuple[str, str]] = {}
    retired: dict[str, Retired] = {}
    for table in versions:
        version = table["version"]
        for line in table.get("added", ()):
            name, level, section = line.split()
            if name in introduced:
                raise CatalogueError(
                    f"history.toml: version {version} adds {name}, which version {introduced[name]} has "
                    "added. Choose a new id."
                )
            introduced[name], standing[name] = version, (level, section)
        for line in table.get("changed", ()):
            name, level, section = line.split()
            _require_standing(name, standing, version)
            standing[name] = level, section
        for name, note in table.get("retired", {}).items():
            _require_standing(name, standing, version)
            del standing[name]
            retired[name] = Retired(version, note)
    return History(tuple(table["version"] for table in versions), introduced, standing, retired)


def _require_standing(name: str, standing: Mapping[str, object], version: str) -> None:
    if name not in standing:
        raise CatalogueError(
            f"history.toml: version {version} changes or retires {name}, which the version before does not "
            "have. Correct the id."
        )


@cache
def load() -> History:
    """Read the history of our own entries from ``history.toml``."""
    text = (files("conformance.requirements") / "history.toml").read_text(encoding="utf-8")
    return from_versions(tomllib.loads(text)["catalogue"])
