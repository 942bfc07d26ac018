"""Settings as options of a command."""

from typing import Any

import click

from conformance.settings import Setting

SPELLINGS: dict[str, Any] = {"token_normalize_func": lambda token: token.removeprefix("scim-")}
"""Context settings under which an option may also be spelled as in pytest, such as ``--scim-url``."""


def option(setting: Setting) -> click.Option:
    """Return the option for a setting; `conformance.settings` validates its value."""
    silent = setting.default is None or setting.kind == "switch"
    return click.Option(
        [f"--{setting.name}", setting.key],
        is_flag=setting.kind == "switch",
        default=None,
        multiple=setting.repeatable,
        metavar=setting.metavar or "|".join(setting.alternatives) or None,
        help=setting.help + ("" if silent else f"  [default: {setting.default}]"),
    )


def one_url(base_url: str | None, url: str | None) -> str | None:
    """Return the base URL, given as argument or as option; None if it is not given.

    Raises:
        click.UsageError: It is given twice, or the argument is empty.
    """
    if base_url is None:
        return url
    if not base_url.strip():
        raise click.UsageError("BASE_URL is empty. Check the variable that it comes from.")
    if url is not None:
        raise click.UsageError(f"Both BASE_URL ({base_url}) and --url ({url}) are given. Leave one out.")
    return base_url
