"""The command ``run``."""

from typing import Any

import click

from conformance.cli.options import SPELLINGS, one_url, option
from conformance.settings import SETTINGS


@click.command(
    context_settings=SPELLINGS,
    epilog="Every option that sets something may be spelled --scim-NAME too, as with pytest.",
)
@click.argument("base_url", required=False)
@click.option(
    "-n",
    "--workers",
    type=click.IntRange(1),
    metavar="N",
    help="Spread the run over N processes (needs pytest-xdist).",
)
@click.option("-q", "--quiet", is_flag=True, help="Print the verdict only.")
@click.option("-v", "--verbose", is_flag=True, help="Print every requirement, not only what needs attention.")
def run(base_url: str | None, workers: int | None, quiet: bool, verbose: bool, **flags: Any) -> int:  # noqa: ANN401
    """Run the suite against the server at BASE_URL, or against the embedded one.

    Exit codes: 0 conformant, 1 not conformant, 2 partial, 3 usage or configuration, 4 unreachable,
    5 error of the suite itself, 6 stale entries in the baseline, 130 interrupted.
    """
    from conformance.commands import run as command

    return command.run(
        {**flags, "url": one_url(base_url, flags["url"])}, workers, quiet=quiet, verbose=verbose
    )


run.params.extend(map(option, SETTINGS))
