"""What is said of a name that nothing has."""

from collections.abc import Collection
from difflib import get_close_matches
from typing import NoReturn

import click


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
    spelt = {each.lower(): each for each in known}
    near = [spelt[each] for each in get_close_matches(name.lower(), spelt, n=3)]
    hint = f"Did you mean {' or '.join(near)}?" if near else f"'{listing}' shows them all."
    context = click.get_current_context(silent=True)
    raise click.UsageError(f"There is no {kind} {name!r}. {hint}", context)
