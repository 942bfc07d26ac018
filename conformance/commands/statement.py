"""``statement``: a statement of conformance, made of a report and held against it."""

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


def now() -> str:
    """Return the time at which a statement is issued."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def make(file: Path, issuer: Issuer, signatures: Sequence[Path], output: Path | None) -> None:
    """Write ``statement.json`` and ``statement.html``, and say what they state.

    Args:
        file: The report, or its directory.
        issuer: Who states it.
        signatures: Detached signatures of the report, which lie beside it.
        output: The directory to write to; None for that of the report.

    Raises:
        click.ClickException: The report cannot be used or contradicts itself, or nothing can be written.
    """
    source = file / "report.json" if file.is_dir() else file
    directory = output or source.parent
    for signature in signatures:
        if signature.resolve().parent != source.resolve().parent:
            raise click.UsageError(
                f"The signature {str(signature)!r} lies elsewhere than the report. Put it beside."
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
    print(
        f"{_stated(document)}\nStatement: {directory / 'statement.json'} and {directory / 'statement.html'}"
    )


def verify(file: Path, report_file: Path | None) -> int:
    """Say whether a statement is true of its report; return the exit code.

    Args:
        file: The statement.
        report_file: Its report, or the directory of that; None for the file beside the statement.
    """
    wrong = list(verification_errors(file, report_file))
    for sentence in wrong:
        print(f"Not verified: {sentence}")
    if not wrong:
        print(f"Verified: {_stated(load_statement(file))}")
    return WRONG if wrong else 0


def _stated(document: dict[str, Any]) -> str:
    """Return in one line what a statement says."""
    predicate = document["predicate"]
    issuer = predicate["issuer"]
    who = (
        f"{issuer['organization']} states of {issuer['product']} {issuer['version']}: {claim_text(document)}."
    )
    return one_line(f"{who} {predicate['ground']}")
