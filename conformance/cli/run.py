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
@click.option(
    "--dry-run", is_flag=True, help="Print every request of the fixed scenarios and send none to the server."
)
@click.option("-q", "--quiet", is_flag=True, help="Print the verdict only.")
@click.option("-v", "--verbose", is_flag=True, help="Print every requirement, not only what needs attention.")
def run(
    base_url: str | None,
    workers: int | None,
    dry_run: bool,
    quiet: bool,
    verbose: bool,
    **flags: Any,  # noqa: ANN401
) -> int:
    """Test the server at BASE_URL, or with --demo the bundled reference server.

    Exit codes: 0 conformant, 1 not conformant, 2 partial, 3 usage or configuration, 4 unreachable,
    5 error of the suite itself, 6 stale entries in the baseline, 130 interrupted.
    """
    flags["url"] = one_url(base_url, flags["url"])
    if dry_run:
        if workers or quiet or verbose:
            raise click.UsageError("--dry-run prints requests and nothing else. Leave -n, -q and -v out.")
        from conformance.commands import dry_run as rehearsal

        return rehearsal.dry_run(flags)
    from conformance.commands import run as command

    return command.run(flags, workers, quiet=quiet, verbose=verbose)


run.params.extend(map(option, SETTINGS))
