"""Build the settings of a run from flags, environment and ini file."""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.settings.address import address, exclude_demo, require_write_permission
from conformance.settings.credentials import credentials, existing_file, headers
from conformance.settings.given import collect
from conformance.settings.identities import client_certificate, oauth, other_tenant, token
from conformance.settings.model import Settings
from conformance.settings.table import BY_KEY
from conformance.settings.values import read

_PLAIN = (
    *("allow_writes", "profile", "section", "level", "requirement", "scenario"),
    *("effort", "fail_on", "no_traces"),
    *("timeout", "settle", "rate", "max_requests", "max_payload", "max_response"),
)
_FILES = ("contract", "ca_bundle", "baseline")


def draw_seed() -> int:
    """Return a random seed."""
    return secrets.randbelow(2**32)


def resolve(
    flags: Mapping[str, Any],
    environ: Mapping[str, str],
    ini: Mapping[str, Any],
    drawn: int | None = None,
) -> Settings:
    """Return the settings of a run. The precedence, highest first, is: flag, environment, ini file.

    If two settings exclude each other (``url`` and ``app``, or two credentials), the one with the higher
    precedence is used. Two of the same precedence are an error.

    Args:
        flags: Values by `Setting.key`, as text or typed; None or an empty list is not given.
        environ: The environment, which also contains the secrets.
        ini: Values by `Setting.name` or by `Setting.ini`.
        drawn: The seed that is used for ``random``, so that several processes share it; None draws one.

    Raises:
        SettingsError: A setting is not valid. The message never shows a secret.
    """
    given = collect(flags, environ, ini)
    values = {key: read(setting, given.get(key)) for key, setting in BY_KEY.items()}
    bearer, basic = credentials(given, environ)
    if values["demo"]:
        exclude_demo(given)
    url, app = address(given, values)
    if url and not app:
        require_write_permission(url, values["allow_writes"])
    files: dict[str, Any] = {
        key: existing_file(values[key], given[key].place) if values[key] else None for key in _FILES
    }
    return Settings(
        url=url,
        app=app,
        demo=values["demo"],
        tenant=values["tenant"] or "",
        token=bearer,
        basic=basic,
        oauth=oauth(given, environ),
        client_certificate=client_certificate(given, environ, url),
        other_tenant=other_tenant(given, environ, url, app, allowed=values["allow_writes"]),
        weak_token=token(given, environ, "weak_token_env"),
        expired_token=token(given, environ, "expired_token_env"),
        headers=headers(values["header"], values["header_env"], environ),
        report=Path(values["report"]),
        seed=_seed(values["seed"], drawn),
        **files,
        **{key: values[key] for key in _PLAIN},
    )


def _seed(value: int | str, drawn: int | None) -> int:
    if isinstance(value, int):
        return value
    return draw_seed() if drawn is None else drawn
