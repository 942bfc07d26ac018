"""Profiles: documented deviations of a server from the RFC, as data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from conformance import package_data as resources
from conformance.nearest import did_you_mean
from conformance.requirements import catalogue

SUFFIX = ".toml"
"""Suffix of the file name of a profile."""

_FOLDER = files("conformance.requirements") / "profiles"


class ProfileError(Exception):
    """A profile cannot be used; the message says why and what to do next."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A requirement that the published contract contradicts.

    Attributes:
        requirement: Id of the catalogue entry.
        contract: The different rule of the contract, in a sentence.
        status: HTTP status of the responses that it applies to; None for any.
        media_type: Media type of the responses that it applies to; empty for any.
        failures: True if it waives failures as well as warnings. False if a lenient reading of the RFC
            permits what the contract declares: a failure then has another cause.
    """

    requirement: str
    contract: str
    status: int | None = None
    media_type: str = ""
    failures: bool = True


@dataclass(frozen=True, slots=True)
class Profile:
    """A named set of deviations from the RFC.

    Attributes:
        name: The value of ``--scim-profile``, or the file name without its suffix.
        title: A short description.
        waivers: The deviations.
        contract: The OpenAPI document that the target publishes; None for none.
    """

    name: str
    title: str
    waivers: tuple[Waiver, ...] = ()
    contract: Path | None = None

    def waiver(self, requirement: str) -> Waiver | None:
        """Return the waiver of a requirement; None if the RFC applies."""
        return next((waiver for waiver in self.waivers if waiver.requirement == requirement), None)


def names() -> list[str]:
    """Return the names of the package's own profiles."""
    return sorted(file.name.removesuffix(SUFFIX) for file in _FOLDER.iterdir() if file.name.endswith(SUFFIX))


def load(name: str) -> Profile:
    """Read a profile: one of the package by its name, or a file of the user by its path.

    A contract that the profile names is in the directory of that file, or among the published schemas.

    Raises:
        ProfileError: There is no such profile, or it is malformed.
    """
    known = names()
    if name in known:
        return _read(_FOLDER / f"{name}{SUFFIX}", name, resources.schemas())
    path = Path(name)
    if path.suffix.lower() == SUFFIX:
        return _read(path, path.stem, path.parent)
    choices = ", ".join(known)
    raise ProfileError(
        f"There is no profile {name!r}. Choose one of {choices}, or give the path of a {SUFFIX} file."
    )


def _read(file: Traversable, name: str, beside: Path) -> Profile:
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        return _profile(document, name, beside)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        reason = f"it has no {error}" if isinstance(error, KeyError) else error
        raise ProfileError(f"The profile {str(file)!r} is malformed: {reason}. Correct the file.") from error


def _profile(document: Mapping[str, Any], name: str, beside: Path) -> Profile:
    """Return the profile that a TOML document describes.

    Raises:
        KeyError: It has no title.
        TypeError: It contains anything but a title, a contract and waivers of existing requirements.
    """
    if unknown := document.keys() - {"title", "contract", "waiver"}:
        raise TypeError(f"unknown key {sorted(unknown)[0]!r}")
    waivers = tuple(Waiver(**table) for table in document.get("waiver", ()))
    ids = [entry.id for entry in catalogue.load()]
    for waiver in waivers:
        if waiver.requirement not in ids:
            hint = did_you_mean(str(waiver.requirement), ids)
            raise TypeError(f"it waives {waiver.requirement!r}, which is not a requirement.{hint}")
    contract = document.get("contract")
    return Profile(name, document["title"], waivers, None if contract is None else beside / contract)
