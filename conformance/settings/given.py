"""The given value of each setting, and which one has precedence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.nearest import did_you_mean
from conformance.settings.model import SettingsError
from conformance.settings.table import BY_KEY, SETTINGS


@dataclass(frozen=True, slots=True)
class Given:
    """The given value of a setting.

    Attributes:
        value: The value.
        rank: The precedence of the place; the lowest rank has precedence.
        place: The flag, variable or ini key, for messages.
    """

    value: Any
    rank: int
    place: str


def collect(flags: Mapping[str, Any], environ: Mapping[str, str], ini: Mapping[str, Any]) -> dict[str, Given]:
    """Return the given settings by key, each from the place with the highest precedence.

    Raises:
        SettingsError: There is no setting of a given name, or a value is empty: an unset variable in a script
            must not select a default.
    """
    from_file = {_known(name): value for name, value in ini.items()}
    from_flags = {_known(name, "flag"): value for name, value in flags.items() if value not in ((), [])}
    given: dict[str, Given] = {}
    for key, setting in BY_KEY.items():
        for rank, (value, place) in enumerate(
            (
                (from_flags.get(key), setting.flag),
                (environ.get(setting.env), f"the environment variable {setting.env}"),
                (from_file.get(key), f"{setting.name} in the ini file"),
            )
        ):
            if value is None:
                continue
            if _empty(value):
                raise SettingsError(f"{place} is empty. Give it a value, or leave it out.")
            given.setdefault(key, Given(value, rank, place))
    return given


def _known(name: str, what: str = "ini key") -> str:
    """Return the key of a setting from its name.

    Raises:
        SettingsError: There is no such setting; the message suggests a similar name.
    """
    key = name.replace("-", "_").removeprefix("scim_")
    if key in BY_KEY:
        return key
    names = [setting.name for setting in SETTINGS]
    hint = did_you_mean(key.replace("_", "-"), names) or f" The settings are {', '.join(names)}."
    raise SettingsError(f"There is no {what} {name!r}.{hint}")


def _empty(value: Any) -> bool:  # noqa: ANN401 - whatever a parser returns
    if isinstance(value, list | tuple):
        return not value or any(map(_empty, value))
    return isinstance(value, str) and not value.strip()


def strongest(given: Mapping[str, Given], *keys: str) -> str | None:
    """Return the key of the given setting with the highest precedence among those that exclude each other.

    Raises:
        SettingsError: Two of them are given in places of the same rank.
    """
    found = sorted((key for key in keys if key in given), key=lambda key: given[key].rank)
    if len(found) > 1 and given[found[0]].rank == given[found[1]].rank:
        raise SettingsError(
            f"{given[found[0]].place} and {given[found[1]].place} exclude each other. Leave one out."
        )
    return found[0] if found else None
