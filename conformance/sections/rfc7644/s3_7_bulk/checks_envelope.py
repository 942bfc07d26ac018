"""Checks of the answer as a whole."""

from collections.abc import Iterator

from conformance.check.evidence import turned_away
from conformance.check.observation import Observation, choice, expect, inconclusive, lenient
from conformance.check.registry import check
from conformance.control import bulk_claim
from conformance.scenario.registry import BULK_CONTROL_REQUESTS
from conformance.scim.bulk_request import BULK_RESPONSE
from conformance.scim.document import attr, names_schema
from conformance.trace.interaction import BulkInteraction
from conformance.trace.trace import Trace

REFUSABLE = (
    *(
        "bulk-id-of-an-earlier-job",
        "dependant-before-its-failure",
        "duplicate-bulk-id",
        "fail-on-errors-huge",
    ),
    *("fail-on-errors-zero", "failure-behind-a-reference", "forward-manager-reference", "forward-reference"),
    *("forward-reference-in-patch", "post-without-bulk-id", "prefix-in-another-case", "race-for-a-name"),
    *(
        "reference-in-filter",
        "reference-in-path",
        "reference-of-another-type",
        "reference-to-a-duplicate-bulk-id",
    ),
    *("reference-with-its-url", "references-in-paths-of-put-and-delete", "references-in-text"),
    *("ring-by-a-later-patch", "undefined-reference", "unresolved-reference-ends-the-job"),
)
"""Scenarios of well-formed jobs that may be refused as a whole, under one reading at least.

Of rings BULK-3.7.1-07 speaks, of chains BULK-3.7.2-04."""


def answered(trace: Trace) -> Iterator[BulkInteraction]:
    """Iterate over the jobs that were processed and answered by a JSON object."""
    return (bulk for bulk in trace.bulk_requests if bulk.accepted and bulk.answer.document is not None)


@check("BULK-3.7-01", BULK_CONTROL_REQUESTS)
def some_bulk_request_is_processed(trace: Trace) -> Iterator[Observation]:
    """One of the control requests is processed: not every one of them gets the same error."""
    sent = tuple(trace.singles.values())
    if not sent:
        yield inconclusive(None, "no control request was sent")
        return
    last, status = sent[-1], bulk_claim.refusal(sent)
    if bulk_claim.processed(last):
        yield expect(True, last, "", expected="a processed bulk request", got="results")
    elif status is None or last.turned_away or len(sent) == 1:
        yield inconclusive(last, f"no verdict from POST /Bulk: it was answered {bulk_claim.said(last)}")
    else:
        message = f"Bulk is claimed, and each of {len(sent)} bulk requests gets the same error"
        got = bulk_claim.said(last)
        yield expect(False, last, message, expected="a processed bulk request", got=got)


@check("BULK-3.7-01", "every-method")
def bulk_answers_where_it_is_claimed(trace: Trace) -> Iterator[Observation]:
    """The endpoint exists and takes a POST."""
    for bulk in trace.bulk_requests:
        if bulk.exchange.failure:
            yield inconclusive(bulk.exchange, bulk.exchange.failure.detail)
            continue
        if gap := turned_away(bulk.exchange):
            yield gap
            continue
        there = bulk.exchange.status not in (404, 405, 501)
        message = "Bulk is claimed but POST /Bulk is not served"
        yield expect(
            there, bulk.exchange, message, expected="a processed job", got=f"HTTP {bulk.exchange.status}"
        )


@check("BULK-3.7-04")
def answer_names_its_schema(trace: Trace) -> Iterator[Observation]:
    """The BulkResponse URN stands in schemas."""
    for bulk in answered(trace):
        yield expect(
            names_schema(bulk.answer.document, BULK_RESPONSE),
            bulk.exchange,
            "the answer does not name the BulkResponse schema",
            expected=f'"schemas": ["{BULK_RESPONSE}"]',
            got=attr(bulk.answer.document, "schemas"),
        )


@check("BULK-3.7-06", "every-method")
def job_without_fail_on_errors_is_taken(trace: Trace) -> Iterator[Observation]:
    """A plain job without the attribute is not refused as a whole."""
    for bulk in trace.bulk_requests:
        if bulk.job and bulk.job.fail_on_errors is None and not bulk.rejectable and bulk.exchange.status:
            got = f"HTTP {bulk.exchange.status}"
            message = "a job without failOnErrors is refused"
            if bulk.exchange.status in (404, 405):
                yield inconclusive(bulk.exchange, "POST /Bulk is not served; see BULK-3.7-01")
                continue
            if bulk.exchange.turned_away:
                yield inconclusive(bulk.exchange, f"the job is turned away with {bulk.exchange.status}")
                continue
            refused = 400 <= bulk.exchange.status < 500 and not bulk.answer.processed
            yield expect(not refused, bulk.exchange, message, expected="a processed job", got=got)


@check("BULK-3.7-07")
def answer_has_no_fail_on_errors(trace: Trace) -> Iterator[Observation]:
    """The attribute stands in requests only; null is absent."""
    for bulk in answered(trace):
        value = attr(bulk.answer.document, "failOnErrors")
        message = "the answer carries failOnErrors"
        yield expect(value is None, bulk.exchange, message, expected="no failOnErrors", got=value)


@check("BULK-3.7-08")
def answer_lists_results(trace: Trace) -> Iterator[Observation]:
    """Operations is an array, and holds something when there was something to do."""
    for bulk in answered(trace):
        entries = attr(bulk.answer.document, "Operations")
        message = "the answer has no Operations array"
        listed = isinstance(entries, list)
        yield expect(listed, bulk.exchange, message, expected='"Operations": [...]', got=bulk.answer.document)


@check("BULK-3.7-10")
def no_result_is_invented(trace: Trace) -> Iterator[Observation]:
    """Every result belongs to an operation of its own."""
    for bulk in answered(trace):
        surplus = [result.document for result in bulk.answer.results if result.index is None]
        message = "a result belongs to no operation, or to one that has a result already"
        yield expect(not surplus, bulk.exchange, message, expected="one result per operation", got=surplus)


@check("BULK-3.7-10")
def operation_is_run_once(trace: Trace) -> Iterator[Observation]:
    """A POST that is reported as done has made one resource, not two."""
    for effect in trace.effects():
        judged = (
            effect.operation.creates
            and effect.done
            and effect.sole_operation_on_resource
            and not effect.malformed
        )
        if judged and effect.interaction.after.complete and effect.created:
            number = len(effect.created)
            message = f"{effect.title} made {number} resources"
            yield expect(number == 1, effect, message, expected="one resource", got=number)


@check("BULK-3.7-31")
def processed_job_answers_200(trace: Trace) -> Iterator[Observation]:
    """A job that has no reason to be refused answers 200; 4xx with all results is the lenient reading."""
    for bulk in trace.bulk_requests:
        nothing_to_do = trace.scenario in ("everything-fails", "put-to-an-unknown-id")
        if bulk.job is None or bulk.rejectable or nothing_to_do:
            continue  # a job in which everything fails has a requirement of its own, BULK-3.7.3-09
        failure, status = bulk.exchange.failure, bulk.exchange.status
        if failure and failure.kind != "timeout":
            yield inconclusive(bulk.exchange, failure.detail)
        elif bulk.exchange.turned_away:
            yield inconclusive(bulk.exchange, f"the job is turned away with {status}")
        elif bulk.answer.processed and status is not None and 400 <= status < 500:
            if any(result.failed for result in bulk.answer.results):
                yield lenient(
                    bulk.exchange, "a processed job answers an error", expected="200", got=f"HTTP {status}"
                )
                continue
            yield expect(
                False, bulk.exchange, "a job that was done answers an error", expected="200", got=status
            )
        else:
            got = failure.detail if failure else f"HTTP {status}"
            message = "the job is never answered" if failure else "a processed job does not answer 200"
            yield expect(status == 200, bulk.exchange, message, expected="200", got=got)


@check("BULK-3.7-31", *REFUSABLE)
def jobs_that_may_be_refused_are_no_server_errors(trace: Trace) -> Iterator[Observation]:
    """What may be refused is still no reason for a 5xx; 501 says that the server does not have it."""
    for bulk in trace.bulk_requests:
        status = bulk.exchange.status
        if status is None or status == 501 or bulk.exchange.turned_away:
            yield inconclusive(bulk.exchange, f"no verdict from {status or bulk.exchange.problem}")
            continue
        holds = status < 500 or bulk.answer.processed
        message = "a job that is well-formed makes the server fail"
        yield expect(holds, bulk.exchange, message, expected="200 or a 4xx", got=f"HTTP {status}")


@check("BULK-3.7-37")
def order_of_results(trace: Trace) -> Iterator[Observation]:
    """Which order the results come in."""
    for bulk in answered(trace):
        places = [result.index for result in bulk.answer.results if result.index is not None]
        if len(places) > 1:
            order = "the order of the operations" if places == sorted(places) else "another order"
            yield choice(bulk.exchange, f"results come in {order}")
