"""What each version of the catalogue brought: an id that was published is never given to anything else."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from conformance.requirements.catalogue import CatalogueError


@dataclass(frozen=True, slots=True)
class Retired:
    """An entry that is no more.

    Attributes:
        version: The version of the catalogue that it is gone from.
        note: Why, and what stands in its place.
    """

    version: str
    note: str


@dataclass(frozen=True, slots=True)
class History:
    """All versions of the catalogue, told from the first to the last.

    Attributes:
        versions: Their names, oldest first.
        introduced: For every id ever published, the version that brought it.
        standing: The ids that stand in the last version, each with its level and section.
        retired: The ids that do not stand any more.
    """

    versions: tuple[str, ...]
    introduced: Mapping[str, str]
    standing: Mapping[str, tuple[str, str]]
    retired: Mapping[str, Retired]


def tell(versions: list[dict[str, Any]]) -> History:
    """Return the history that the versions add up to.

    Args:
        versions: Tables with the ``version``; what was ``added`` and ``changed``, each as id, level and
            section with blanks between; and what was ``retired``, a note for each id.

    Raises:
        CatalogueError: An id is given twice, or something is changed or retired that does not stand.
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
                    f"version {version} adds {name}, which version {introduced[name]} brought; take a free id"
                )
            introduced[name], standing[name] = version, (level, section)
        for line in table.get("changed", ()):
            name, level, section = line.split()
            _must_stand(name, standing, version)
            standing[name] = level, section
        for name, note in table.get("retired", {}).items():
            _must_stand(name, standing, version)
            del standing[name]
            retired[name] = Retired(version, note)
    return History(tuple(table["version"] for table in versions), introduced, standing, retired)


def _must_stand(name: str, standing: Mapping[str, object], version: str) -> None:
    if name not in standing:
        raise CatalogueError(
            f"version {version} changes or retires {name}, which does not stand; mend the id"
        )


@cache
def load() -> History:
    """Return the history of the catalogue, as ``history.toml`` beside this module tells it."""
    text = (files("conformance.requirements") / "history.toml").read_text(encoding="utf-8")
    return tell(tomllib.loads(text)["catalogue"])
