"""The command ``explain``."""

import click


@click.command
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def explain(ids: tuple[str, ...], as_json: bool) -> None:
    """Explain requirements: what is asked, how it is tested, what usually breaks it, how to mend that."""
    from conformance.commands import explain as command

    command.explain(ids, as_json=as_json)
