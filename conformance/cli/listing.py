"""The command ``list``."""

import click


@click.command("list")
@click.argument(
    "what",
    default="requirements",
    type=click.Choice(["requirements", "scenarios", "faults", "variants"]),
    metavar="[WHAT]",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--untested", is_flag=True, help="Only requirements that cannot be tested, with the reason.")
def list_(what: str, as_json: bool, untested: bool) -> None:
    """List requirements (default) or scenarios, or the faults or variants of the reference server."""
    from conformance.commands import listing

    if what == "requirements":
        listing.requirements(as_json=as_json, untested=untested)
    elif untested:
        raise click.UsageError(f"--untested is about requirements, not {what}; leave one of them out.")
    elif what == "scenarios":
        listing.scenarios(as_json=as_json)
    elif what == "faults":
        listing.faults(as_json=as_json)
    else:
        listing.variants(as_json=as_json)
