"""What is said of a name that nothing has."""

from collections.abc import Collection
from typing import NoReturn

import click

from conformance.nearest import did_you_mean


def refuse_unknown(kind: str, name: str, known: Collection[str], listing: str) -> NoReturn:
    """Refuse a name.

    Args:
        kind: What it should have named, such as ``fault``.
        name: What was given.
        known: The names that there are.
        listing: The command that shows them all.

    Raises:
        click.UsageError: Always; the message offers the nearest names.
    """
    context = click.get_current_context(silent=True)
    raise click.UsageError(
        f"There is no {kind} {name!r}.{did_you_mean(name, known)} '{listing}' shows them all.", context
    )
