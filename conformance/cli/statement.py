"""The command ``statement``."""

from pathlib import Path

import click


@click.command
@click.argument("report_file", metavar="REPORT", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--organization", metavar="NAME", help="Who states it.")
@click.option("--product", metavar="NAME", help="What was tested.")
@click.option("--version", metavar="VERSION", help="Version of the product.")
@click.option("--contact", metavar="CONTACT", help="Where questions go: an address, a URL.")
@click.option(
    "--signature",
    "signatures",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Detached signature of REPORT that lies beside it; may be repeated.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where to; else beside REPORT.",
)
@click.option(
    "--verify",
    metavar="STATEMENT",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tell whether STATEMENT is true of REPORT, by default the file beside it that it names.",
)
def statement(
    report_file: Path | None,
    signatures: tuple[Path, ...],
    output: Path | None,
    verify: Path | None,
    **issuer: str | None,
) -> int:
    """Make a statement of conformance of REPORT, as JSON and as a page.

    The JSON is an in-toto statement, for a signing tool of yours. It says no more than the report: a run that
    is partial, void or left something out is stated as that.

    With --verify: exit code 0 where the statement is true, 1 where it is not.
    """
    from conformance.commands import statement as command
    from conformance.report.statement.document import Issuer

    said = {name: value for name, value in issuer.items() if value is not None}
    if verify:
        if said or signatures or output:
            raise click.UsageError("--verify makes nothing. Give it a statement and its report, no more.")
        return command.verify(verify, report_file)
    missing = [f"--{name}" for name in issuer if name not in said]
    if report_file is None or missing:
        needed = ["REPORT"] * (report_file is None) + missing
        raise click.UsageError(f"A statement needs {', '.join(needed)} too.")
    command.make(report_file, Issuer(**said, issued=command.now()), signatures, output)
    return 0
