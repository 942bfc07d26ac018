"""``statement``: a statement of conformance, made from a report and verified against it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from conformance.report.saved import ReportError, load, read
from conformance.report.statement.audit import inconsistencies
from conformance.report.statement.document import Issuer, claim_text, statement
from conformance.report.statement.page import page
from conformance.report.statement.verify import load_statement, verification_errors
from conformance.report.text import dump, one_line
from conformance.report.write import write_text
from conformance.requirements import catalogue

WRONG = 1


@click.command("statement")
@click.argument("report_file", metavar="REPORT", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--organization", metavar="NAME", help="Organization that makes the statement.")
@click.option("--product", metavar="NAME", help="Product that was tested.")
@click.option("--version", metavar="VERSION", help="Version of the product.")
@click.option("--contact", metavar="CONTACT", help="Address or URL for questions.")
@click.option(
    "--signature",
    "signatures",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Detached signature of REPORT, in the same directory. May be repeated.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Directory to write to.  [default: that of REPORT]",
)
@click.option(
    "--verify",
    metavar="STATEMENT",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Verify STATEMENT against REPORT, or against the report in its directory that it names.",
)
def command(
    report_file: Path | None,
    signatures: tuple[Path, ...],
    output: Path | None,
    verify: Path | None,
    **issuer: str | None,
) -> int:
    """Make a statement of conformance from REPORT, as JSON and as a page.

    The JSON is an in-toto statement, ready for a signing tool. It claims no more than the report: a run that
    is partial, void or left requirements out is stated as such.

    With --verify, the exit code is 0 if the statement is true, and 1 if it is not.
    """
    given = {name: value for name, value in issuer.items() if value is not None}
    if verify:
        if given or signatures or output:
            raise click.UsageError("--verify writes nothing. Give it a statement and its report only.")
        return _verify(verify, report_file)
    missing = [f"--{name}" for name in issuer if name not in given]
    if report_file is None or missing:
        needed = ["REPORT"] * (report_file is None) + missing
        raise click.UsageError(f"A statement also needs {', '.join(needed)}.")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    _make(report_file, Issuer(**given, issued=now), signatures, output)
    return 0


def _make(file: Path, issuer: Issuer, signatures: Sequence[Path], output: Path | None) -> None:
    """Write ``statement.json`` and ``statement.html``, and print their claim.

    Args:
        file: The report, or its directory.
        issuer: The organization that makes the statement.
        signatures: Detached signatures of the report, in its directory.
        output: The directory to write to; None for that of the report.

    Raises:
        click.ClickException: The report cannot be used or contradicts itself, or nothing can be written.
    """
    source = file / "report.json" if file.is_dir() else file
    directory = output or source.parent
    for signature in signatures:
        if signature.resolve().parent != source.resolve().parent:
            raise click.UsageError(
                f"The signature {str(signature)!r} is not in the directory of the report. Move it there."
            )
    for name, text in asdict(issuer).items():
        if not text.strip() or len(text) > 300:
            raise click.UsageError(f"--{name} is {one_line(text, 40)!r}. Give 1 to 300 characters.")
    try:
        report = load(source)
        wrong = next(inconsistencies(report, catalogue.load()), "")
        if wrong:
            raise click.ClickException(f"{str(source)!r} cannot be stated: {wrong}")
        digests = {each.name: sha256(read(each)).hexdigest() for each in signatures}
        document = statement(report, source.name, sha256(read(source)).hexdigest(), issuer, digests)
        directory.mkdir(parents=True, exist_ok=True)
        write_text(directory / "statement.json", dump(document))
        write_text(directory / "statement.html", page(document))
    except ReportError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(
            f"Nothing can be written to {str(directory)!r}: {error.strerror}. Name another directory by -o."
        ) from None
    print(f"{_claim(document)}\nStatement: {directory / 'statement.json'} and {directory / 'statement.html'}")


def _verify(file: Path, report_file: Path | None) -> int:
    """Print whether a statement is true of its report; return the exit code.

    Args:
        file: The statement.
        report_file: Its report, or the directory of that; None for the file beside the statement.
    """
    wrong = list(verification_errors(file, report_file))
    for sentence in wrong:
        print(f"Not verified: {sentence}")
    if not wrong:
        print(f"Verified: {_claim(load_statement(file))}")
    return WRONG if wrong else 0


def _claim(document: dict[str, Any]) -> str:
    """Return the claim of a statement in one line."""
    predicate = document["predicate"]
    issuer = predicate["issuer"]
    product = f"{issuer['product']} {issuer['version']}"
    who = f"{issuer['organization']} states of {product}: {claim_text(document)}."
    return one_line(f"{who} {predicate['ground']}")
