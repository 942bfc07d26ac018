"""Tokens, passwords and headers, read from where the settings say and never shown."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from conformance.settings.given import Given, strongest
from conformance.settings.model import Header, Secret, SettingsError

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_TELLTALE = re.compile(r"auth|token|key|secret|cookie|passw|credential|session", re.IGNORECASE)
_FRAMING = frozenset({"content-length", "transfer-encoding", "connection"})


def credentials(
    given: Mapping[str, Given], environ: Mapping[str, str]
) -> tuple[Secret | None, Secret | None]:
    """Return the Bearer token and the Basic user:password; at most one is set."""
    key = chosen(given)
    if key is None or key == "oauth_token_url":
        return None, None
    entry = given[key]
    if key == "token_file":
        file = Path(str(entry.value).strip()).expanduser()
        if not file.is_file():  # it stays unsaid which: the token itself may stand in its place
            raise SettingsError(f"{entry.place} names a file, and there is no such file. Check the path.")
        return bearer(_printable(file.read_text("utf-8", "replace"), entry.place)), None
    text = variable(str(entry.value).strip(), entry.place, environ)
    if key == "token_env":
        return bearer(text), None
    if ":" not in text:
        raise SettingsError(f"{entry.place} names {entry.value}, which has no colon. Make it user:password.")
    return None, Secret(text)


def chosen(given: Mapping[str, Given]) -> str | None:
    """Return which of the settings that say who we are counts."""
    return strongest(given, "token_env", "token_file", "basic_env", "oauth_token_url")


def bearer(text: str) -> Secret:
    """Return the token alone; it is often kept together with the word that goes before it in the header."""
    return Secret(re.sub(r"^bearer\s+", "", text, flags=re.IGNORECASE))


def variable(name: str, place: str, environ: Mapping[str, str]) -> str:
    """Return the secret that a variable of the environment holds.

    Raises:
        SettingsError: It is not set, or holds what no header may carry.
    """
    if not environ.get(name):
        # A secret typed in place of a name must not be shown; what looks like a usual name may be.
        shown = f" {name}" if re.fullmatch(r"[A-Z]{1,20}(_[A-Z0-9]{1,20}){1,4}", name) else ""
        raise SettingsError(
            f"{place} names an environment variable{shown} that is not set. "
            "Set it, and give its name, never the secret itself."
        )
    return _printable(environ[name], place)


def _printable(text: str, place: str) -> str:
    """Return a text that may stand in a header; what it is stays unsaid."""
    text = text.strip()
    if not text or not text.isascii() or not text.isprintable():
        raise SettingsError(
            f"{place} leads to an empty text or one with characters that no header may carry. "
            "Check what it holds."
        )
    return text


def existing(name: str, place: str) -> Path:
    """Return the path of a file.

    Raises:
        SettingsError: There is no such file.
    """
    path = Path(name).expanduser()
    if not path.is_file():
        raise SettingsError(f"{place} is {name!r}, and there is no such file. Check the path.")
    return path


def headers(typed: Iterable[str], named: Iterable[str], environ: Mapping[str, str]) -> tuple[Header, ...]:
    """Return the headers for every request."""
    found = []
    for line in typed:
        name, colon, value = (part.strip() for part in line.partition(":"))
        if not colon:
            raise SettingsError('A --scim-header has no colon. Write it as "Name: value".')
        text = _printable(value, f"--scim-header {name}") if value else ""
        found.append(Header(_header_name(name), Secret(text), bool(_TELLTALE.search(name))))
    for line in named:
        name, equals, source = (part.strip() for part in line.partition("="))
        if not equals:
            raise SettingsError("A --scim-header-env has no equals sign. Write it as Name=VARIABLE.")
        found.append(
            Header(_header_name(name), Secret(variable(source, f"--scim-header-env {name}", environ)), True)
        )
    return tuple(found)


def _header_name(name: str) -> str:
    if not _TOKEN.fullmatch(name):
        raise SettingsError(f"{name!r} is no header name. Write letters, digits and hyphens.")
    if name.lower() in _FRAMING:
        raise SettingsError(f"The header {name} is set by the client itself. Leave it out.")
    return name
