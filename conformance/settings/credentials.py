"""Read tokens, passwords and headers from environment variables and files; no message shows a secret."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from conformance.settings.given import Given, strongest
from conformance.settings.model import Header, Secret, SettingsError

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_SECRET_NAME = re.compile(r"auth|token|key|secret|cookie|passw|credential|session", re.IGNORECASE)
_FRAMING = frozenset({"content-length", "transfer-encoding", "connection"})


def credentials(
    given: Mapping[str, Given], environ: Mapping[str, str]
) -> tuple[Secret | None, Secret | None]:
    """Return the Bearer token and the Basic ``user:password``; at most one of them is set.

    Raises:
        SettingsError: The credential cannot be read or is not valid.
    """
    key = chosen_credential(given)
    if key is None or key == "oauth_token_url":
        return None, None
    entry = given[key]
    if key == "token_file":
        file = Path(str(entry.value).strip()).expanduser()
        if not file.is_file():  # the message does not show the path: it may be the token itself
            raise SettingsError(f"{entry.place} is the path of a file that does not exist. Check the path.")
        return bearer(_printable(file.read_text("utf-8", "replace"), entry.place)), None
    text = variable(str(entry.value).strip(), entry.place, environ)
    if key == "token_env":
        return bearer(text), None
    if ":" not in text:
        raise SettingsError(
            f"The value of {entry.value} ({entry.place}) has no colon. Set it to user:password."
        )
    return None, Secret(text)


def chosen_credential(given: Mapping[str, Given]) -> str | None:
    """Return the credential setting that has precedence; None if none is given."""
    return strongest(given, "token_env", "token_file", "basic_env", "oauth_token_url")


def bearer(text: str) -> Secret:
    """Return a token without the word ``Bearer``, with which it is often stored."""
    return Secret(re.sub(r"^bearer\s+", "", text, flags=re.IGNORECASE))


def variable(name: str, place: str, environ: Mapping[str, str]) -> str:
    """Return the secret in an environment variable.

    Raises:
        SettingsError: The variable is not set, or its value is not valid in a header.
    """
    if not environ.get(name):
        # A user may give the secret instead of a name. So only a text that looks like a name is shown.
        shown = f" {name}" if re.fullmatch(r"[A-Z]{1,20}(_[A-Z0-9]{1,20}){1,4}", name) else ""
        raise SettingsError(
            f"{place} names an environment variable{shown} that is not set. "
            "Set the variable, and give its name, not the secret itself."
        )
    return _printable(environ[name], place)


def _printable(text: str, place: str) -> str:
    """Return a secret without surrounding white space.

    Raises:
        SettingsError: The secret is not valid in a header. The message does not show it.
    """
    text = text.strip()
    if not text or not text.isascii() or not text.isprintable():
        raise SettingsError(
            f"The value that {place} refers to is empty or has characters that are not valid in a header. "
            "Check the value."
        )
    return text


def existing_file(name: str, place: str) -> Path:
    """Return the path of a file.

    Raises:
        SettingsError: The file does not exist.
    """
    path = Path(name).expanduser()
    if not path.is_file():
        raise SettingsError(f"{place} is {name!r}, but there is no such file. Check the path.")
    return path


def headers(typed: Iterable[str], named: Iterable[str], environ: Mapping[str, str]) -> tuple[Header, ...]:
    """Return the headers for every request.

    Args:
        typed: Headers as ``Name: value``.
        named: Headers as ``Name=VARIABLE``.
        environ: The environment.

    Raises:
        SettingsError: A header is not valid, or its variable is not set.
    """
    found = []
    for line in typed:
        name, colon, value = (part.strip() for part in line.partition(":"))
        if not colon:
            raise SettingsError('A --scim-header has no colon. Write it as "Name: value".')
        text = _printable(value, f"--scim-header {name}") if value else ""
        found.append(Header(_header_name(name), Secret(text), bool(_SECRET_NAME.search(name))))
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
        raise SettingsError(f"{name!r} is not a valid header name. Use letters, digits and hyphens.")
    if name.lower() in _FRAMING:
        raise SettingsError(f"scim-conformance sets the header {name} itself. Remove it from the settings.")
    return name
