"""Convert the texts of flags, environment variables and files to typed values."""

import re
from collections.abc import Iterable
from typing import Any

from conformance.settings.credentials import existing_file
from conformance.settings.given import Given
from conformance.settings.model import SettingsError
from conformance.settings.table import Kind, Setting

_UNITS = {"": 1, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30}


def read(setting: Setting, given: Given | None) -> Any:  # noqa: ANN401 - as many types as kinds
    """Return the typed value of a setting; its default if it is not given.

    Raises:
        SettingsError: The value is not valid for the setting.
    """
    if given is None:
        return () if setting.repeatable else setting.default
    if not setting.repeatable:
        return _one(setting, given.value, given.place)
    parts = [given.value] if isinstance(given.value, str) else given.value
    if not isinstance(parts, Iterable):
        raise SettingsError(f"{given.place} is {parts!r}. Give a string or a list of strings.")
    texts = (text.strip() for part in parts for text in str(part).split(setting.separator))
    values = tuple(_one(setting, text, given.place) for text in texts if text)
    if not values:
        raise SettingsError(f"{given.place} is {given.value!r}, which has no value in it. Give one.")
    return values


def _one(setting: Setting, value: Any, place: str) -> Any:  # noqa: ANN401 - see above
    """Return one typed value."""
    if setting.kind == "switch":
        return _switch(value, place)
    if setting.kind == "text":
        return _choice(setting, value, place)
    word = str(value).strip().lower()
    if word in setting.choices:
        return word
    try:
        number = _number(setting.kind, value)
    except (ValueError, OverflowError):
        wanted = {"integer": "a whole number", "number": "a number", "size": "a number of bytes such as 8MiB"}
        words = "".join(f", or {word}" for word in setting.choices)
        raise SettingsError(f"{place} is {value!r}. Give {wanted[setting.kind]}{words}.") from None
    if setting.least is not None and number < setting.least:
        raise SettingsError(f"{place} is {value!r}. Give {setting.least:g} or more.")
    return number


def _switch(value: Any, place: str) -> bool:  # noqa: ANN401 - see above
    word = str(value).strip().lower()
    if word in ("1", "true", "yes", "on"):
        return True
    if word in ("0", "false", "no", "off"):
        return False
    raise SettingsError(f"{place} is {value!r}. Give true or false.")


def _choice(setting: Setting, value: Any, place: str) -> str:  # noqa: ANN401 - see above
    if not isinstance(value, str):
        raise SettingsError(f"{place} is {value!r}. Give a string.")
    if not setting.choices:
        return value.strip()
    if setting.suffix and value.strip().lower().endswith(setting.suffix):
        return str(existing_file(value.strip(), place))
    if value.strip().lower() not in setting.choices:
        file = f", or the path of a {setting.suffix} file" if setting.suffix else ""
        raise SettingsError(f"{place} is {value!r}. Give one of {', '.join(setting.choices)}{file}.")
    return value.strip().lower()


def _number(kind: Kind, value: Any) -> int | float:  # noqa: ANN401 - see above
    """Return a number.

    Raises:
        ValueError: The value is not a number of that kind.
    """
    text = "" if isinstance(value, bool) else str(value).strip().lower()
    if kind == "number":
        number = float(text)
        if number in (float("inf"), float("-inf")) or number != number:
            raise ValueError(text)
        return number
    match = re.fullmatch(r"(-?[0-9]{1,18})\s*([a-z]*)", text)
    if not match or match[2] not in _UNITS or (kind == "integer" and match[2]):
        raise ValueError(text)
    return int(match[1]) * _UNITS[match[2]]
