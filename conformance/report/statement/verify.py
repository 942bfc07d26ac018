"""Whether a statement is true of its report. Both may come from anybody."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from conformance.exchange import decode
from conformance.report.saved import MOMENTS, ReportError, load, read, schema
from conformance.report.statement.audit import contradictions
from conformance.report.statement.document import Issuer, checksum, statement
from conformance.report.text import dump, one_line
from conformance.requirements import catalogue


class StatementError(Exception):
    """A file is no statement; the message says why."""


def load_statement(file: Path) -> dict[str, Any]:
    """Return a statement, valid under ``schemas/statement.schema.json`` and unchanged since it was made.

    Raises:
        ReportError: The file cannot be read.
        StatementError: It is no statement, or was changed.
    """
    content = read(file)
    decoded = decode(content)
    if decoded.problem:
        raise StatementError(f"{str(file)!r} is no statement: {decoded.problem}.")
    document = decoded.value
    validator = Draft202012Validator(schema("statement"), format_checker=MOMENTS)
    if wrong := best_match(validator.iter_errors(document)):
        place = "/".join(map(str, wrong.absolute_path)) or "the whole"
        raise StatementError(
            f"{str(file)!r} is no statement: {one_line(place, 200)}: {one_line(wrong.message, 300)}."
        )
    if checksum(document) != document["predicate"]["checksum"] or dump(document).encode() != content:
        raise StatementError(f"{str(file)!r} was changed after it was made: its checksum is another one.")
    return dict(document)


def complaints(file: Path, report_file: Path | None) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong with a statement; none where it is true.

    Args:
        file: The statement.
        report_file: Its report; None for the file beside the statement that it names.
    """
    try:
        document = load_statement(file)
        (subject,) = document["subject"]
        report_file = report_file or file.with_name(subject["name"])
        if report_file.is_dir():
            report_file /= "report.json"
        digest = sha256(read(report_file)).hexdigest()
        if digest != subject["digest"]["sha256"]:
            yield f"{str(report_file)!r} is not the report that was stated: its SHA-256 is {digest}."
            return
        report = load(report_file)
    except (ReportError, StatementError) as error:
        yield str(error)
        return
    yield from contradictions(report, catalogue.load())
    predicate = document["predicate"]
    signatures = {each["name"]: each["digest"]["sha256"] for each in predicate["signatures"]}
    true = statement(report, subject["name"], digest, Issuer(**predicate["issuer"]), signatures)["predicate"]
    for name, value in true.items():
        if dump(predicate[name]) != dump(value) and name != "checksum":  # in Python, 1 is True
            yield f"What the statement says under {name!r} is not what the report says."
    for name, value in signatures.items():
        yield from _of_signature(report_file.with_name(name), value)


def _of_signature(file: Path, digest: str) -> Iterator[str]:
    try:
        if sha256(read(file)).hexdigest() != digest:
            yield f"{str(file)!r} is not the signature that the statement names."
    except ReportError:
        yield f"The signature {file.name!r} that the statement names is not beside the report."
