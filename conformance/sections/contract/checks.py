"""Checks that hold every answer to a job against the published contract."""

from collections.abc import Iterator

from conformance.check.observation import Observation, choice, expect, inapplicable, lenient
from conformance.check.registry import check
from conformance.contract.openapi import Contract
from conformance.exchange import Exchange, Response
from conformance.trace.trace import Trace

SCIM_JSON = "application/scim+json"


def answers(trace: Trace) -> Iterator[tuple[Contract, Exchange, Response]]:
    """Iterate over every answer to a job, with the contract it is to keep."""
    exchanges = [bulk.exchange for bulk in trace.bulk_requests] + [probe.exchange for probe in trace.probes]
    for exchange in exchanges:
        if trace.contract and exchange.response:
            yield trace.contract, exchange, exchange.response


@check("CONTRACT-01")
def success_is_documented(trace: Trace) -> Iterator[Observation]:
    """No status of the 200 and 300 series is answered that is not documented."""
    for contract, exchange, response in answers(trace):
        if response.status < 400:
            message = "a job is answered with a status that the contract does not document"
            known = contract.answer(response.status) is not None
            wanted = " | ".join(status for status in contract.answers if status.startswith(("2", "3")))
            yield expect(known, exchange, message, expected=wanted, got=f"HTTP {response.status}")


@check("CONTRACT-11")
def errors_are_documented(trace: Trace) -> Iterator[Observation]:
    """Which error statuses are answered although they are not documented."""
    for contract, exchange, response in answers(trace):
        if response.status >= 400 and contract.answer(response.status) is None:
            yield choice(
                exchange, f"HTTP {response.status} is answered, which the contract does not document"
            )
        elif response.status >= 400:
            yield inapplicable(exchange, "each error that was answered has a documented status")


@check("CONTRACT-02")
def media_types_are_documented(trace: Trace) -> Iterator[Observation]:
    """The body of an answer with a documented status has a documented media type."""
    for contract, exchange, response in answers(trace):
        answer = contract.answer(response.status)
        if answer is None or not answer.content:
            yield inapplicable(exchange, f"the contract documents no body for HTTP {response.status}")
            continue
        wanted = " | ".join(answer.content)
        message = f"an answer with status {response.status} has a media type that is not documented"
        if response.media_type == SCIM_JSON and not answer.takes(SCIM_JSON):
            yield lenient(exchange, message, expected=wanted, got=SCIM_JSON)
        else:
            got = response.media_type or "no media type"
            yield expect(answer.takes(response.media_type), exchange, message, expected=wanted, got=got)


def bodies(trace: Trace, *, success: bool) -> Iterator[Observation]:
    """Observe whether the bodies of successes or of errors keep the schema that is documented for them."""
    for contract, exchange, response in answers(trace):
        if success != (response.status < 400):
            continue
        answer = contract.answer(response.status)
        schema = answer.schema(response.media_type) if answer else None
        if schema is None:
            yield inapplicable(exchange, f"the contract documents no schema for HTTP {response.status}")
            continue
        wrong = exchange.problem or schema.complaint(exchange.json)
        message = f"the body of an answer with status {response.status} breaks its documented schema: {wrong}"
        got = wrong if exchange.problem else exchange.json
        yield expect(not wrong, exchange, message, expected="the documented schema", got=got)


@check("CONTRACT-03")
def bodies_of_success_keep_their_schema(trace: Trace) -> Iterator[Observation]:
    """The body of a success validates against its schema."""
    return bodies(trace, success=True)


@check("CONTRACT-04")
def bodies_of_errors_keep_their_schema(trace: Trace) -> Iterator[Observation]:
    """The body of an error validates against its schema."""
    return bodies(trace, success=False)
