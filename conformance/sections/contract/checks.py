"""Checks of every response to a bulk request against the published contract."""

from collections.abc import Iterator

from conformance.check.observation import Observation, choice, expect, inapplicable, lenient
from conformance.check.registry import check
from conformance.contract.openapi import Contract
from conformance.exchange import Exchange, Place, Response
from conformance.trace.trace import Trace

SCIM_JSON = "application/scim+json"


def responses(trace: Trace) -> Iterator[tuple[Contract, Exchange, Response]]:
    """Iterate over the responses to bulk requests, each with its exchange and the contract."""
    exchanges = [bulk.exchange for bulk in trace.bulk_requests] + [probe.exchange for probe in trace.probes]
    for exchange in exchanges:
        if trace.contract and exchange.response:
            yield trace.contract, exchange, exchange.response


@check("CONTRACT-01")
def success_status_is_documented(trace: Trace) -> Iterator[Observation]:
    """The contract documents each status below 400 that a bulk request gets."""
    for contract, exchange, response in responses(trace):
        if response.status < 400:
            message = f"a bulk request gets HTTP {response.status}, which the contract does not document"
            known = contract.answer(response.status) is not None
            wanted = " | ".join(status for status in contract.answers if status.startswith(("2", "3")))
            yield expect(known, exchange, message, expected=f"HTTP {wanted}", got=f"HTTP {response.status}")


@check("CONTRACT-11")
def error_status_is_documented(trace: Trace) -> Iterator[Observation]:
    """The contract documents the error statuses, or the report notes those that it does not document."""
    for contract, exchange, response in responses(trace):
        if response.status >= 400 and contract.answer(response.status) is None:
            message = f"a bulk request gets HTTP {response.status}, which the contract does not document"
            yield choice(exchange, message)
        elif response.status >= 400:
            yield inapplicable(exchange, "the contract documents every error status that the server returned")


@check("CONTRACT-02")
def media_type_is_documented(trace: Trace) -> Iterator[Observation]:
    """The body of a response with a documented status has a documented media type."""
    for contract, exchange, response in responses(trace):
        documented = contract.answer(response.status)
        if documented is None or not documented.content:
            yield inapplicable(exchange, f"the contract documents no body for HTTP {response.status}")
            continue
        at = Place(exchange, header="content-type")
        expected = " | ".join(documented.content)
        got = response.media_type or "no media type"
        message = f"the response with HTTP {response.status} has {got}, which the contract does not document"
        if response.media_type == SCIM_JSON and not documented.takes(SCIM_JSON):
            yield lenient(at, message, expected=expected, got=got)
        else:
            yield expect(documented.takes(response.media_type), at, message, expected=expected, got=got)


def bodies(trace: Trace, *, success: bool) -> Iterator[Observation]:
    """Observe whether the bodies of success or of error responses match their documented schema."""
    for contract, exchange, response in responses(trace):
        if success != (response.status < 400):
            continue
        documented = contract.answer(response.status)
        schema = documented.schema(response.media_type) if documented else None
        if schema is None:
            yield inapplicable(exchange, f"the contract documents no schema for HTTP {response.status}")
            continue
        wrong = exchange.problem or schema.complaint(exchange.json)
        message = f"the body with HTTP {response.status} does not match its documented schema: {wrong}"
        got = wrong if exchange.problem else exchange.json
        at = exchange if exchange.problem else Place(exchange, response="")
        yield expect(not wrong, at, message, expected="a body that matches the documented schema", got=got)


@check("CONTRACT-03")
def success_body_matches_its_schema(trace: Trace) -> Iterator[Observation]:
    """The body of a success response is valid against the schema that the contract documents for it."""
    return bodies(trace, success=True)


@check("CONTRACT-04")
def error_body_matches_its_schema(trace: Trace) -> Iterator[Observation]:
    """The body of an error response is valid against the schema that the contract documents for it."""
    return bodies(trace, success=False)
