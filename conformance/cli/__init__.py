"""The command line: a group that imports a command only when it is used."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import cast

import click

from conformance import __version__

USAGE_ERROR = 3
INTERRUPTED = 130

COMMANDS = {
    "run": "Test the server at BASE_URL, or with --demo the bundled reference server.",
    "explain": "Explain requirements: what they ask, how they are tested, how to fix a failure.",
    "replay": "Test again what failed or warned in REPORT, against the server at BASE_URL.",
    "baseline": "Write the failures of REPORT as known failures, for --scim-baseline.",
    "diff": "Show what changed from the report OLD to the report NEW.",
    "matrix": "Show reports side by side: servers by requirements.",
    "trend": "Show the reports of one server over time.",
    "render": "Write REPORT, a report.json or its directory, in other formats.",
    "statement": "Make a statement of conformance from REPORT, as JSON and as a page.",
    "list": "List requirements, scenarios, or faults or variants of the reference server.",
    "serve": "Serve the bundled reference server on 127.0.0.1 until it is interrupted.",
    "sweep": "Delete the resources that a killed run left on its server.",
}
"""The commands with their help lines: each is `command` in the module of its name."""

MODULES = {"list": "listing"}
"""Other names of modules: one named list would hide the built-in type."""


class LazyGroup(click.Group):
    """A group whose help needs no command: it imports a command's module when that command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command.

        Raises:
            click.UsageError: There is no command of that name.
        """
        if cmd_name not in COMMANDS:
            if ctx.resilient_parsing:  # click completes a command line
                return None
            from conformance.cli.unknown import refuse_unknown

            refuse_unknown("command", cmd_name, COMMANDS, "scim-conformance --help")
        return cast(click.Command, import_module(f"{__name__}.{MODULES.get(cmd_name, cmd_name)}").command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the commands with their help lines."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(__version__, prog_name="scim-conformance", message="%(prog)s %(version)s")
def scim_conformance() -> None:
    """Test a SCIM 2.0 server against RFC 7644, above all its Bulk endpoint."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code of the process.

    Args:
        argv: The arguments after the program's name; those of the process if None.
    """
    try:
        return scim_conformance.main(argv, prog_name="scim-conformance", standalone_mode=False) or 0
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "scim-conformance"
        return _refuse(f"{error.format_message()} See {command} --help.")
    except click.ClickException as error:
        return _refuse(str(error))
    except click.Abort:
        return INTERRUPTED
    except Exception as error:
        # Imported here, because the group's own help needs none of them.
        from conformance.requirements.catalogue import CatalogueError
        from conformance.section_packages import SectionPackageError
        from conformance.settings import SettingsError

        if isinstance(error, SettingsError | CatalogueError | SectionPackageError):
            return _refuse(str(error))
        raise


def _refuse(message: str) -> int:
    print(f"scim-conformance: {message}", file=sys.stderr)
    return USAGE_ERROR
