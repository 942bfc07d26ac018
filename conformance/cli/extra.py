"""Commands that need the reference server, which the plain installation lacks."""

from collections.abc import Iterator
from contextlib import contextmanager

import click


@contextmanager
def reference_extra() -> Iterator[None]:
    """Import the reference server inside this context.

    Raises:
        click.ClickException: A library of the extra ``reference`` is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] == "conformance":
            raise
        raise click.ClickException(
            f"The reference server needs {error.name}, which is not installed. "
            "Run: pip install 'scim-conformance[reference]'"
        ) from None
