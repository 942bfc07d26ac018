"""The command ``serve``."""

from pathlib import Path
from typing import Any

import click

from conformance.settings import SETTINGS

PROFILES = next(setting.choices for setting in SETTINGS if setting.name == "profile")


@click.command
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port; 0 takes a free one.  [default: 0]"
)
@click.option(
    "--profile", type=click.Choice(PROFILES), default=PROFILES[0], help="What it promises.", show_default=True
)
@click.option(
    "--fault", "faults", multiple=True, metavar="NAME", help="Break one requirement; may be repeated."
)
@click.option(
    "--variant", "variants", multiple=True, metavar="NAME", help="Take one liberty; may be repeated."
)
@click.option("--max-operations", type=click.IntRange(1), metavar="N", help="Most operations in a job.")
@click.option("--max-payload-size", type=click.IntRange(1), metavar="BYTES", help="Largest job.")
@click.option(
    "--tls-cert",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="PEM file of a certificate, to serve by https.",
)
@click.option(
    "--tls-key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="PEM file of its private key, where it is not in the same file.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON once it answers.")
def serve(port: int, as_json: bool, **config: Any) -> None:  # noqa: ANN401
    """Serve the reference server on 127.0.0.1 until it is interrupted."""
    from conformance.commands import serve as command

    command.serve(port, as_json=as_json, **config)
