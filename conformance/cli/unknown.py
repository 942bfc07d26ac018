"""The error for a name that does not exist."""

from collections.abc import Collection
from typing import NoReturn

import click

from conformance.nearest import did_you_mean


def refuse_unknown(kind: str, name: str, known: Collection[str], listing: str) -> NoReturn:
    """Refuse a name that does not exist.

    Args:
        kind: What the name stands for, such as ``fault``.
        name: The given name.
        known: All names that exist.
        listing: The command that lists them.

    Raises:
        click.UsageError: Always; the message offers the nearest names.
    """
    context = click.get_current_context(silent=True)
    raise click.UsageError(
        f"There is no {kind} {name!r}.{did_you_mean(name, known)} '{listing}' shows them all.", context
    )
