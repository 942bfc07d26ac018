"""Checks that hold every answer to a job against the published contract."""

from collections.abc import Iterator

from conformance.contract.openapi import Answer, Contract
from conformance.engine.observation import Observation, choice, expect, lenient
from conformance.engine.registry import check
from conformance.engine.trace import Trace
from conformance.target.evidence import Exchange, Response

SCIM_JSON = "application/scim+json"


def answers(trace: Trace) -> Iterator[tuple[Contract, Exchange, Response]]:
    """Iterate over every answer to a job, with the contract it is to keep."""
    exchanges = [run.exchange for run in trace.runs] + [probe.exchange for probe in trace.probes]
    for exchange in exchanges:
        if trace.contract and exchange.response:
            yield trace.contract, exchange, exchange.response


def documented(trace: Trace) -> Iterator[tuple[Answer, Exchange, Response]]:
    """Iterate over the answers whose status is documented, with what is documented of it."""
    for contract, exchange, response in answers(trace):
        answer = contract.answer(response.status)
        if answer and answer.content:
            yield answer, exchange, response


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
            yield expect(True, exchange, "", expected="", got=response.status)


@check("CONTRACT-02")
def media_types_are_documented(trace: Trace) -> Iterator[Observation]:
    """The body of an answer with a documented status has a documented media type."""
    for answer, exchange, response in documented(trace):
        wanted = " | ".join(answer.content)
        message = f"an answer with status {response.status} has a media type that is not documented"
        if response.media_type == SCIM_JSON and not answer.takes(SCIM_JSON):
            yield lenient(exchange, message, expected=wanted, got=SCIM_JSON)
        else:
            got = response.media_type or "no media type"
            yield expect(answer.takes(response.media_type), exchange, message, expected=wanted, got=got)


def _bodies(trace: Trace, *, success: bool) -> Iterator[Observation]:
    """Observe whether the bodies of successes or of errors keep the schema that is documented for them."""
    for answer, exchange, response in documented(trace):
        schema = answer.schema(response.media_type)
        if schema and success == (response.status < 400):
            wrong = exchange.problem or schema.complaint(exchange.json)
            message = (
                f"the body of an answer with status {response.status} breaks its documented schema: {wrong}"
            )
            yield expect(
                not wrong, exchange, message, expected="the documented schema", got=exchange.json or wrong
            )


@check("CONTRACT-03")
def bodies_of_success_keep_their_schema(trace: Trace) -> Iterator[Observation]:
    """The body of a success validates against its schema."""
    return _bodies(trace, success=True)


@check("CONTRACT-04")
def bodies_of_errors_keep_their_schema(trace: Trace) -> Iterator[Observation]:
    """The body of an error validates against its schema."""
    return _bodies(trace, success=False)
