"""Reading a report that was saved: it is a file that somebody sent, and is trusted no more than a server."""

from base64 import b64decode
from datetime import datetime
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match

from conformance.exchange import Exchange, Failure, Request, Response, decode
from conformance.package_data import schemas
from conformance.report.body import Body
from conformance.report.model import SUITE, Report
from conformance.report.text import dump, one_line

SIZE_LIMIT = 128 << 20
"""Bytes of a report that are read."""

MOMENTS = FormatChecker(())
"""Checks the format ``date-time``, which jsonschema knows only with a further library."""


@MOMENTS.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


class ReportError(Exception):
    """A file is no report that can be used; the message says why and what to do next."""


def read(file: Path) -> bytes:
    """Return the content of a file.

    Raises:
        ReportError: It cannot be read, or is too large.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise ReportError(
            f"{str(file)!r} cannot be read: {error.strerror}. Name the report.json of a run."
        ) from None
    if len(content) > SIZE_LIMIT:
        raise ReportError(f"{str(file)!r} is larger than {SIZE_LIMIT >> 20} MiB and was not read.")
    return content


def load(path: Path) -> Report:
    """Return a report, valid under ``schemas/report.schema.json``.

    Args:
        path: ``report.json``, or the directory that it is in.

    Raises:
        ReportError: It cannot be read, is too large, is no JSON, or no report of this suite.
    """
    file = path / "report.json" if path.is_dir() else path
    decoded = decode(read(file))
    if decoded.problem:
        raise ReportError(f"{str(file)!r} is no report: {decoded.problem}. Name the report.json of a run.")
    report = decoded.value
    suite = report.get("suite") if isinstance(report, dict) else None
    if not isinstance(suite, dict) or suite.get("name") != SUITE:
        raise ReportError(f"{str(file)!r} is no report of {SUITE}. Name the report.json of a run.")
    wrong = best_match(Draft202012Validator(schema("report"), format_checker=MOMENTS).iter_errors(report))
    if wrong:
        place = "/".join(map(str, wrong.absolute_path)) or "the whole"
        raise ReportError(
            f"{str(file)!r} is no valid report: {one_line(place, 200)}: {one_line(wrong.message, 300)}. "
            f"It says to be of version {one_line(str(suite.get('version')), 40)}; run that one, or test anew."
        )
    try:
        dump(report)
    except (ValueError, RecursionError):
        raise ReportError(
            f"{str(file)!r} holds a number too large or a value too deep to be written."
        ) from None
    return dict(report)


def schema(name: str) -> Any:  # noqa: ANN401 - a JSON value
    """Return one of the published schemas of our own, such as that of a ``report``."""
    return decode((schemas() / f"{name}.schema.json").read_bytes()).value


def is_whole(body: Body | None) -> bool:
    """Tell whether a body was kept, and kept to its end."""
    return body is not None and (isinstance(body, str) or not body["cut"])


def exchange_of(entry: dict[str, Any]) -> Exchange:
    """Return an exchange as it was before it was written down, as far as it was; see `is_whole`."""
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
        raise ReportError(f"A body in the report is no base64 ({error}). The report was changed.") from None
