"""The command line: names, options and error messages; `conformance.commands` does the work."""

import sys
from collections.abc import Sequence

import click

from conformance import __version__
from conformance.cli.baseline import baseline
from conformance.cli.diff import diff
from conformance.cli.explain import explain
from conformance.cli.listing import list_
from conformance.cli.matrix import matrix, trend
from conformance.cli.render import render
from conformance.cli.replay import replay
from conformance.cli.run import run
from conformance.cli.serve import serve
from conformance.cli.statement import statement
from conformance.cli.sweep import sweep
from conformance.requirements.catalogue import CatalogueError
from conformance.section_packages import SectionPackageError
from conformance.settings import SettingsError

USAGE_ERROR = 3
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code of the process.

    Args:
        argv: The arguments after the program's name; those of the process when None.
    """
    try:
        return scim_conformance.main(argv, prog_name="scim-conformance", standalone_mode=False) or 0
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "scim-conformance"
        print(f"scim-conformance: {error.format_message()} See {command} --help.", file=sys.stderr)
        return USAGE_ERROR
    except (click.ClickException, SettingsError, CatalogueError, SectionPackageError) as error:
        print(f"scim-conformance: {error}", file=sys.stderr)
        return USAGE_ERROR
    except click.Abort:
        return INTERRUPTED


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="scim-conformance", message="%(prog)s %(version)s")
def scim_conformance() -> None:
    """Test the Bulk endpoint of a SCIM 2.0 server against RFC 7644."""


for command in (run, explain, replay, baseline, diff, matrix, trend, render, statement, list_, serve, sweep):
    scim_conformance.add_command(command)
