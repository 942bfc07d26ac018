"""Verify a statement by its report. Neither file is trusted."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from conformance.exchange import decode
from conformance.report.saved import DATE_TIME_CHECKER, ReportError, load, read, schema
from conformance.report.statement.audit import inconsistencies
from conformance.report.statement.document import Issuer, checksum, statement
from conformance.report.text import dump, one_line
from conformance.requirements import catalogue


class StatementError(Exception):
    """A file is not a valid statement; the message says why."""


def load_statement(file: Path) -> dict[str, Any]:
    """Return a statement, validated by ``schemas/statement.schema.json`` and by its checksum.

    Raises:
        ReportError: The file cannot be read.
        StatementError: The file is not a valid statement, or was changed after it was written.
    """
    content = read(file)
    decoded = decode(content)
    if decoded.problem:
        raise StatementError(f"{str(file)!r} is not a statement: {decoded.problem}.")
    document = decoded.value
    validator = Draft202012Validator(schema("statement"), format_checker=DATE_TIME_CHECKER)
    if wrong := best_match(validator.iter_errors(document)):
        place = "/".join(map(str, wrong.absolute_path)) or "top level"
        raise StatementError(
            f"{str(file)!r} is not a statement: {one_line(place, 200)}: {one_line(wrong.message, 300)}."
        )
    if checksum(document) != document["predicate"]["checksum"] or dump(document).encode() != content:
        raise StatementError(f"{str(file)!r} was changed after it was written: its checksum does not match.")
    return dict(document)


def verification_errors(file: Path, report_file: Path | None) -> Iterator[str]:
    """Yield a sentence for each error of a statement; none if the statement is true.

    Args:
        file: The statement.
        report_file: Its report; None for the file in the same directory that the statement names.
    """
    try:
        document = load_statement(file)
        (subject,) = document["subject"]
        report_file = report_file or file.with_name(subject["name"])
        if report_file.is_dir():
            report_file /= "report.json"
        digest = sha256(read(report_file)).hexdigest()
        if digest != subject["digest"]["sha256"]:
            yield f"{str(report_file)!r} is not the report of the statement: its SHA-256 is {digest}."
            return
        report = load(report_file)
    except (ReportError, StatementError) as error:
        yield str(error)
        return
    yield from inconsistencies(report, catalogue.load())
    predicate = document["predicate"]
    signatures = {each["name"]: each["digest"]["sha256"] for each in predicate["signatures"]}
    issuer = Issuer(**predicate["issuer"])
    expected = statement(report, subject["name"], digest, issuer, signatures)["predicate"]
    for name, value in expected.items():
        if dump(predicate.get(name)) != dump(value) and name != "checksum":  # in Python, 1 == True
            yield f"The value of {name!r} in the statement does not match the report."
    for name, value in signatures.items():
        yield from _of_signature(report_file.with_name(name), value)


def _of_signature(file: Path, digest: str) -> Iterator[str]:
    try:
        if sha256(read(file)).hexdigest() != digest:
            yield f"{str(file)!r} is not the signature of the statement: its SHA-256 does not match."
    except ReportError:
        yield f"The signature file {file.name!r} is missing. Put it in the directory of the report."
