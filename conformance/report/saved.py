"""Load a saved report. The file may come from anyone, so its content is validated like that of a server."""

from base64 import b64decode
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match

from conformance.exchange import Exchange, Failure, Request, Response, decode
from conformance.package_data import schemas
from conformance.report.body import Body
from conformance.report.document import ExchangeEntry, Report
from conformance.report.model import SUITE
from conformance.report.text import dump, one_line

SIZE_LIMIT = 128 << 20
"""Largest report in bytes that is read."""

DATE_TIME_CHECKER = FormatChecker(())
"""Checks the format ``date-time``, for which jsonschema needs a further library."""


@DATE_TIME_CHECKER.checks("date-time", raises=ValueError)
def _is_date_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


class ReportError(Exception):
    """A file is not a usable report. The message says why and what to do next."""


def read(file: Path) -> bytes:
    """Return the content of a file.

    Raises:
        ReportError: The file cannot be read or is too large.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise ReportError(
            f"{str(file)!r} cannot be read: {error.strerror}. Give the path of a report.json."
        ) from None
    if len(content) > SIZE_LIMIT:
        raise ReportError(
            f"{str(file)!r} is larger than {SIZE_LIMIT >> 20} MiB, the limit. Give the path of a report.json."
        )
    return content


def load(path: Path) -> Report:
    """Return a report, validated by ``schemas/report.schema.json``.

    Args:
        path: ``report.json``, or the directory that contains it.

    Raises:
        ReportError: The file cannot be read, is too large, or is not a valid report of this suite.
    """
    file = path / "report.json" if path.is_dir() else path
    decoded = decode(read(file))
    if decoded.problem:
        raise ReportError(
            f"{str(file)!r} is not a report: {decoded.problem}. Give the path of a report.json."
        )
    report = decoded.value
    suite = report.get("suite") if isinstance(report, dict) else None
    if not isinstance(suite, dict) or suite.get("name") != SUITE:
        raise ReportError(f"{str(file)!r} is not a report of {SUITE}. Give the path of a report.json.")
    validator = Draft202012Validator(schema("report"), format_checker=DATE_TIME_CHECKER)
    wrong = best_match(validator.iter_errors(report))
    if wrong:
        place = "/".join(map(str, wrong.absolute_path)) or "top level"
        raise ReportError(
            f"{str(file)!r} is not a valid report: {one_line(place, 200)}: {one_line(wrong.message, 300)}. "
            f"It was written by {SUITE} {one_line(str(suite.get('version')), 40)}; use that version, or test "
            "the server again."
        )
    try:
        dump(report)
    except (ValueError, RecursionError):
        raise ReportError(
            f"{str(file)!r} contains a number that is too large or a value that is nested too deeply. "
            "Test the server again."
        ) from None
    return cast(Report, report)


def schema(name: str) -> Any:  # noqa: ANN401 - a JSON value
    """Return one of the published schemas by name, such as ``report``."""
    return decode((schemas() / f"{name}.schema.json").read_bytes()).value


def is_whole(body: Body | None) -> bool:
    """Return True if the report contains the complete body."""
    return body is not None and (isinstance(body, str) or not body["cut"])


def exchange_of(entry: ExchangeEntry) -> Exchange:
    """Return the exchange of a report entry. A body may be incomplete; see `is_whole`."""
    request, response, failure = entry["request"], entry["response"], entry["failure"]
    return Exchange(
        entry["n"],
        entry["purpose"],
        Request(
            request["method"], request["url"], tuple(request["headers"].items()), _content(request["body"])
        ),
        response
        and Response(
            response["status"],
            tuple(response["headers"].items()),
            _content(response["body"]),
            response["elapsed_ms"],
            response["truncated"],
        ),
        failure and Failure(failure["kind"], failure["detail"]),
        entry["scenario"],
        datetime.fromisoformat(entry["sent"]) if "sent" in entry else None,
    )


def _content(body: Body | None) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode(errors="surrogatepass")
    if "text" in body:
        return str(body["text"]).encode(errors="surrogatepass")
    try:
        return b64decode(body["base64"], validate=True)
    except ValueError as error:
        raise ReportError(
            f"A body in the report is not valid base64 ({error}). The report was edited; use the original."
        ) from None
