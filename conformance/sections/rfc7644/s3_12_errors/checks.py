"""Checks of the form in which errors are told, in whole answers and in single results."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.check.observation import Observation, expect, inconclusive
from conformance.check.registry import check
from conformance.exchange import Exchange
from conformance.scim.bulk_request import ERROR
from conformance.scim.bulk_response import BulkResponse
from conformance.scim.document import attr, names_schema
from conformance.trace.trace import Trace

KEYWORDS = frozenset(
    {"invalidFilter", "tooMany", "uniqueness", "mutability", "invalidSyntax", "invalidPath", "noTarget"}
    | {"invalidValue", "invalidVers", "sensitive"}
)
"""The keywords of table 9."""


@dataclass(frozen=True, slots=True)
class Told:
    """An error as it was told: the body of an answer, or the response of a result.

    Attributes:
        document: The Error, as far as there is one.
        code: The status code of the answer or result that it belongs to.
        where: What it is the error of, for messages.
        whole: It is the body of an answer.
    """

    document: Any
    code: int
    where: str
    exchange: Exchange
    whole: bool


def errors(trace: Trace) -> Iterator[Told]:
    """Iterate over the errors of a trace: answers of /Bulk that are one, and failed results."""
    yield from _bulk_errors(trace)
    for bulk in trace.bulk_requests:
        status = bulk.exchange.status
        if status is not None and status >= 400 and not bulk.answer.processed:
            where = f"the answer to {bulk.label or 'a job'}"
            yield Told(bulk.exchange.json, status, where, bulk.exchange, whole=True)
        for result in bulk.answer.results:
            if result.failed and result.status.code is not None and isinstance(result.error, dict):
                where = f"the result of operation {result.index}"
                yield Told(result.error, result.status.code, where, bulk.exchange, whole=False)


def _bulk_errors(trace: Trace) -> Iterator[Told]:
    for method, exchange in trace.singles.items():
        at_bulk = exchange.request.url.rstrip("/").endswith("/Bulk")
        results = BulkResponse(exchange, None).results  # a bulk response may have an error status
        if at_bulk and exchange.status is not None and exchange.status >= 400 and not results:
            where = f"the answer to {method} /Bulk"
            yield Told(exchange.json, exchange.status, where, exchange, whole=True)


def claimed(trace: Trace) -> Iterator[Told]:
    """Iterate over the errors meant as SCIM Errors: what is none at all breaks ERROR-3.12-02 alone."""
    return filter(_claimed, errors(trace))


def _claimed(error: Told) -> bool:
    return names_schema(error.document, ERROR) or attr(error.document, "status") is not None


def _no_errors(trace: Trace) -> Iterator[Observation]:
    """Say where errors were told, but none that can be looked into."""
    for error in errors(trace):
        if not _claimed(error):
            yield inconclusive(error.exchange, f"{error.where} is no SCIM Error; see ERROR-3.12-02")


@check("ERROR-3.12-01")
def errors_have_a_json_body(trace: Trace) -> Iterator[Observation]:
    """An answer with an error code is a JSON object."""
    for error in errors(trace):
        if error.whole:
            response = error.exchange.response
            got = error.exchange.problem or error.document
            got = f"{response.media_type or 'no media type'}: {got}" if response else got
            holds = isinstance(error.document, dict)
            yield expect(
                holds, error.exchange, f"{error.where} is no JSON object", expected="a SCIM Error", got=got
            )


@check("ERROR-3.12-02")
def errors_name_their_schema(trace: Trace) -> Iterator[Observation]:
    """Each Error holds the Error URN in schemas."""
    for error in errors(trace):
        if isinstance(error.document, dict):
            named = names_schema(error.document, ERROR)
            message = f"{error.where} does not name the Error schema"
            yield expect(
                named, error.exchange, message, expected=f'"schemas": ["{ERROR}"]', got=error.document
            )


@check("ERROR-3.12-03")
def errors_have_their_status_as_text(trace: Trace) -> Iterator[Observation]:
    """Each Error has a status, and it is a string."""
    yield from _no_errors(trace)
    for error in claimed(trace):
        status = attr(error.document, "status")
        message = f"{error.where} has no status that is a string"
        expected = f'"status": "{error.code}"'
        yield expect(isinstance(status, str), error.exchange, message, expected=expected, got=status)


@check("ERROR-3.12-04")
def errors_agree_with_their_answer(trace: Trace) -> Iterator[Observation]:
    """The status in an Error is the status of the answer or result it belongs to."""
    yield from _no_errors(trace)
    for error in errors(trace):
        status = attr(error.document, "status")
        if status is not None:
            message = f"{error.where} has another status inside than outside"
            holds = str(status) == str(error.code)
            yield expect(holds, error.exchange, message, expected=f'"{error.code}"', got=status)


@check("ERROR-3.12-05")
def scim_types_are_known(trace: Trace) -> Iterator[Observation]:
    """A scimType that is given is a keyword of table 9."""
    yield from _no_errors(trace)
    for error in claimed(trace):
        keyword = attr(error.document, "scimType")
        message = f"{error.where} has a scimType of its own"
        known = keyword is None or keyword in KEYWORDS
        yield expect(known, error.exchange, message, expected=" | ".join(sorted(KEYWORDS)), got=keyword)


@check("ERROR-3.12-06")
def details_are_text(trace: Trace) -> Iterator[Observation]:
    """A detail that is given is a string."""
    yield from _no_errors(trace)
    for error in claimed(trace):
        detail = attr(error.document, "detail")
        message = f"{error.where} has a detail that is no text"
        holds = detail is None or isinstance(detail, str)
        yield expect(holds, error.exchange, message, expected="a string", got=detail)
