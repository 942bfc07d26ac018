"""The command ``diff``."""

from pathlib import Path

import click


@click.command
@click.argument("old", type=click.Path(exists=True, path_type=Path))
@click.argument("new", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON in place of Markdown.")
def diff(old: Path, new: Path, as_json: bool) -> int:
    """Tell what changed from the report OLD to the report NEW.

    Exit codes: 0 nothing regressed, 1 something did, 3 one of them is no report.
    """
    from conformance.commands import compare

    return compare.diff(old, new, as_json=as_json)
