"""Profiles: what a target has published that deviates from the RFC, as data."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files


class ProfileError(Exception):
    """A profile cannot be used; the message says why and what to do next."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A requirement that the published contract contradicts.

    Attributes:
        requirement: Id of the catalogue entry.
        contract: What the contract says instead, in a sentence.
        status: The waiver holds for answers with this HTTP status; None for any.
        media_type: The waiver holds for answers of this media type; empty for any.
    """

    requirement: str
    contract: str
    status: int | None = None
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """A named set of deviations from the RFC.

    Attributes:
        name: What ``--scim-profile`` takes.
        title: What it is, in a few words.
        waivers: The deviations.
    """

    name: str
    title: str
    waivers: tuple[Waiver, ...] = ()

    def waiver(self, requirement: str) -> Waiver | None:
        """Return the waiver of a requirement, None where the RFC holds."""
        return next((waiver for waiver in self.waivers if waiver.requirement == requirement), None)


def load(name: str) -> Profile:
    """Read a profile of the package.

    Raises:
        ProfileError: There is none of that name, or it is malformed.
    """
    folder = files("conformance.law") / "profiles"
    known = sorted(
        file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")
    )
    if name not in known:
        raise ProfileError(f"There is no profile {name!r}. Choose one of: {', '.join(known)}.")
    document = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
    try:
        waivers = tuple(Waiver(**table) for table in document.get("waiver", ()))
        return Profile(name, document["title"], waivers)
    except (KeyError, TypeError) as error:
        raise ProfileError(f"Profile {name} is malformed: {error}. Mend law/profiles/{name}.toml.") from error
