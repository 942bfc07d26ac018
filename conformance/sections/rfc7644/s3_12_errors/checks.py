"""Checks of the form of errors: in the response to a request, and in the result of an operation."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.check.evidence import single_requests
from conformance.check.observation import Observation, expect, inconclusive
from conformance.check.registry import check
from conformance.exchange import Exchange, Place
from conformance.scim.bulk_request import ERROR
from conformance.scim.bulk_response import BulkResponse, Result
from conformance.scim.document import attr, names_schema, pointer
from conformance.trace.interaction import BulkInteraction
from conformance.trace.trace import Trace

KEYWORDS = frozenset(
    {"invalidFilter", "tooMany", "uniqueness", "mutability", "invalidSyntax", "invalidPath", "noTarget"}
    | {"invalidValue", "invalidVers", "sensitive"}
)
"""The keywords of table 9."""

NOT_OFFERED = (404, 405, 501)
"""Statuses of a POST to /Bulk from a server that has no such endpoint."""


@dataclass(frozen=True, slots=True)
class ReportedError:
    """An error: the body of a response, or the response of a failed operation.

    Attributes:
        document: The Error; any JSON value, None if the body is not JSON.
        code: The status code of the response or result that contains it.
        subject: What contains it, for messages.
        place: What contains it, as evidence.
        whole: True if it is the body of a response.
    """

    document: Any
    code: int
    subject: str
    place: Place
    whole: bool

    def at(self, name: str) -> Place:
        """Return a member of the Error as the place that shows something."""
        inner = pointer(self.document, name)
        place = self.place
        return Place(place.exchange, place.operation, place.request, f"{place.response or ''}{inner}")

    @property
    def proves(self) -> bool:
        """Whether a correct error is evidence of conformance: a server error as a whole response is not."""
        return not self.whole or self.code < 500

    @property
    def has_form(self) -> bool:
        """Whether it is meant as a SCIM Error; anything else violates ERROR-3.12-02 alone."""
        return names_schema(self.document, ERROR) or attr(self.document, "status") is not None


def errors(trace: Trace) -> Iterator[ReportedError]:
    """Iterate over the errors of a trace: of single requests, of bulk requests, and of operations."""
    for exchange in trace.singles.values():
        if exchange.request.url.rstrip("/").endswith("/Bulk"):
            yield from _of_bulk_endpoint(exchange)
    for single in single_requests(trace):
        if single.exchange.status and single.exchange.status >= 400:
            request = f"{single.operation.method} {single.operation.path}"
            yield _whole(request, single.exchange, single.effects[0].at("response"))
    for bulk in trace.bulk_requests:
        status = bulk.exchange.status
        rejected = status is not None and status >= 400 and not bulk.exchange.turned_away
        if rejected and not bulk.answer.processed:
            request = f"a bulk request ({bulk.label})" if bulk.label else "a bulk request"
            yield _whole(request, bulk.exchange, bulk.answer.at())
        for result in bulk.answer.results:
            if result.failed and result.status.code is not None and isinstance(result.error, dict):
                yield _of_result(bulk, result, result.status.code)


def _whole(request: str, exchange: Exchange, place: Place) -> ReportedError:
    status = exchange.status or 0
    subject = f"the HTTP {status} response to {request}"
    return ReportedError(exchange.json, status, subject, place, whole=True)


def _of_bulk_endpoint(exchange: Exchange) -> Iterator[ReportedError]:
    """Yield the error of a request to /Bulk by itself; a server without Bulk may have no such endpoint."""
    method, response = exchange.request.method, BulkResponse(exchange, None)
    absent = exchange.turned_away or (method == "POST" and exchange.status in NOT_OFFERED)
    # A bulk response may have an error status.
    if exchange.status is not None and exchange.status >= 400 and not response.results and not absent:
        yield _whole(f"{method} /Bulk", exchange, response.at())


def _of_result(bulk: BulkInteraction, result: Result, code: int) -> ReportedError:
    part = "response" if result.response is not None else "status"
    path = (part,) if part == "response" else (part, "response")
    if result.index is not None and result.index < len(bulk.effects):
        effect = bulk.effects[result.index]
        return ReportedError(
            result.error, code, f"the result of {effect.title}", effect.at(*path), whole=False
        )
    place = bulk.answer.at("Operations", result.position, *path)
    return ReportedError(result.error, code, f"result {result.position}", place, whole=False)


def _examined(
    error: ReportedError, holds: bool, part: Place, message: str, *, expected: str, got: object
) -> Iterator[Observation]:
    """Observe an error, unless it is correct and proves nothing."""
    if error.proves or not holds:
        yield expect(holds, part, message, expected=expected, got=got)


def _without_form(trace: Trace) -> Iterator[Observation]:
    """Observe the errors that have no members to examine."""
    for error in errors(trace):
        if not error.has_form:
            yield inconclusive(
                error.place, f"{error.subject} is not a SCIM Error", depends_on="ERROR-3.12-02"
            )


def _with_form(trace: Trace) -> Iterator[ReportedError]:
    return (error for error in errors(trace) if error.has_form)


@check("ERROR-3.12-01")
def error_responses_are_json_objects(trace: Trace) -> Iterator[Observation]:
    """The body of an error response is a JSON object."""
    for error in errors(trace):
        if error.whole:
            response = error.place.exchange.response
            content = error.place.exchange.problem or error.document
            got = f"{response.media_type or 'no media type'}: {content}" if response else content
            message = f"{error.subject} is not a JSON object"
            holds = isinstance(error.document, dict)
            yield from _examined(
                error, holds, error.place, message, expected="a SCIM Error as a JSON object", got=got
            )


@check("ERROR-3.12-02")
def errors_name_the_error_schema(trace: Trace) -> Iterator[Observation]:
    """The schemas of an Error contain the Error URN."""
    for error in errors(trace):
        if isinstance(error.document, dict):
            message = f"{error.subject} does not name the Error schema"
            holds = names_schema(error.document, ERROR)
            expected = f'"schemas": ["{ERROR}"]'
            yield from _examined(
                error, holds, error.at("schemas"), message, expected=expected, got=error.document
            )


@check("ERROR-3.12-03")
def errors_contain_status_as_a_string(trace: Trace) -> Iterator[Observation]:
    """An Error has a status, and it is a string."""
    yield from _without_form(trace)
    for error in _with_form(trace):
        status = attr(error.document, "status")
        lacks = "has no status in its Error" if status is None else "has a status that is not a string"
        message = f"{error.subject} {lacks}"
        expected = f'"status": "{error.code}"'
        holds = isinstance(status, str)
        yield from _examined(error, holds, error.at("status"), message, expected=expected, got=status)


@check("ERROR-3.12-04")
def status_in_an_error_is_that_of_the_response(trace: Trace) -> Iterator[Observation]:
    """The status in an Error is that of the response or result that contains it."""
    yield from _without_form(trace)
    for error in errors(trace):
        status = attr(error.document, "status")
        if status is not None:
            message = f"{error.subject} has status {status!r} in its Error instead of {error.code}"
            holds = str(status) == str(error.code)
            yield from _examined(
                error, holds, error.at("status"), message, expected=f'"{error.code}"', got=status
            )


@check("ERROR-3.12-05")
def scim_types_are_defined_keywords(trace: Trace) -> Iterator[Observation]:
    """A scimType is one of the keywords in table 9."""
    yield from _without_form(trace)
    for error in _with_form(trace):
        keyword = attr(error.document, "scimType")
        message = f"{error.subject} has the scimType {keyword!r}, which the RFC does not define"
        holds = keyword is None or (isinstance(keyword, str) and keyword in KEYWORDS)
        expected = " | ".join(sorted(KEYWORDS))
        yield from _examined(error, holds, error.at("scimType"), message, expected=expected, got=keyword)


@check("ERROR-3.12-06")
def details_are_strings(trace: Trace) -> Iterator[Observation]:
    """A detail is a string."""
    yield from _without_form(trace)
    for error in _with_form(trace):
        detail = attr(error.document, "detail")
        message = f"{error.subject} has a detail that is not a string"
        holds = detail is None or isinstance(detail, str)
        yield from _examined(error, holds, error.at("detail"), message, expected="a string", got=detail)
