"""Checks of the response as a whole: its status, its schema and its list of results."""

from collections.abc import Iterator

from conformance.check.bulk_evidence import not_served
from conformance.check.evidence import turned_away
from conformance.check.observation import Observation, choice, expect, inconclusive, lenient, quote, show
from conformance.check.registry import check
from conformance.control import bulk_claim
from conformance.scenario.registry import BULK_CONTROL_REQUESTS
from conformance.scim.bulk_request import BULK_RESPONSE
from conformance.scim.document import attr, names_schema
from conformance.trace.interaction import BulkInteraction
from conformance.trace.trace import Trace

REJECTABLE = (
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
"""Scenarios of well-formed bulk requests that at least one reading permits a server to reject as a whole.

BULK-3.7.1-07 covers circular references, and BULK-3.7.2-04 chains of references.
"""

EVERY_OPERATION_FAILS = ("everything-fails", "put-to-an-unknown-id")
"""Scenarios in which no operation can succeed; BULK-3.7.3-09 judges their status."""


def responses(trace: Trace) -> Iterator[BulkInteraction]:
    """Iterate over the processed bulk requests whose response is a JSON object."""
    return (bulk for bulk in trace.bulk_requests if bulk.accepted and bulk.answer.document is not None)


@check("BULK-3.7-01", BULK_CONTROL_REQUESTS)
def some_bulk_request_is_processed(trace: Trace) -> Iterator[Observation]:
    """At least one of the control requests is processed, or their errors differ."""
    sent = tuple(trace.singles.values())
    if not sent:
        yield inconclusive(None, "the run sent no control request to POST /Bulk")
        return
    last, status = sent[-1], bulk_claim.refusal(sent)
    expected = "a response with results"
    if bulk_claim.processed(last):
        yield expect(True, last, "", expected=expected, got="results")
    elif status is None or last.turned_away or len(sent) == 1:
        message = f"the control requests give no verdict; POST /Bulk last got {bulk_claim.said(last)}"
        yield inconclusive(last, message)
    else:
        got = bulk_claim.said(last)
        message = f"each of {len(sent)} bulk requests gets {got}, although the server claims to support Bulk"
        yield expect(False, last, message, expected=expected, got=got)


@check("BULK-3.7-01", "every-method")
def bulk_endpoint_exists(trace: Trace) -> Iterator[Observation]:
    """The server serves POST /Bulk."""
    for bulk in trace.bulk_requests:
        status = bulk.exchange.status
        if bulk.exchange.failure:
            yield inconclusive(bulk.exchange, bulk.exchange.failure.detail)
        elif gap := turned_away(bulk.exchange):
            yield gap
        else:
            message = f"POST /Bulk gets HTTP {status}, although the server claims to support Bulk"
            expected, got = "a processed bulk request", f"HTTP {status}"
            holds = status not in (404, 405, 501)
            yield expect(holds, bulk.exchange, message, expected=expected, got=got)


@check("BULK-3.7-04")
def response_names_its_schema(trace: Trace) -> Iterator[Observation]:
    """The schemas of the response contain the BulkResponse URN."""
    for bulk in responses(trace):
        schemas = attr(bulk.answer.document, "schemas")
        names = "no schemas" if schemas is None else f"the schemas {quote(schemas)}"
        message = f"the response has {names}, without the BulkResponse URN"
        holds = names_schema(bulk.answer.document, BULK_RESPONSE)
        expected = f'["{BULK_RESPONSE}"]'
        yield expect(holds, bulk.answer.at("schemas"), message, expected=expected, got=schemas)


@check("BULK-3.7-06", "every-method")
def bulk_request_without_fail_on_errors_is_processed(trace: Trace) -> Iterator[Observation]:
    """A valid bulk request without failOnErrors is not rejected as a whole."""
    for bulk in trace.bulk_requests:
        status = bulk.exchange.status
        if not bulk.job or bulk.job.fail_on_errors is not None or bulk.rejectable or not status:
            continue
        if gap := not_served(bulk) or turned_away(bulk.exchange):
            yield gap
            continue
        rejected = 400 <= status < 500 and not bulk.answer.processed
        message = f"the server rejects a bulk request without failOnErrors with HTTP {status}"
        expected, got = "a processed bulk request", f"HTTP {status}"
        yield expect(not rejected, bulk.exchange, message, expected=expected, got=got)


@check("BULK-3.7-07")
def response_has_no_fail_on_errors(trace: Trace) -> Iterator[Observation]:
    """The response has no failOnErrors; a null counts as absent."""
    for bulk in responses(trace):
        value = attr(bulk.answer.document, "failOnErrors")
        message = f"the response contains failOnErrors: {quote(value)}"
        place = bulk.answer.at("failOnErrors")
        yield expect(value is None, place, message, expected="no failOnErrors", got=value)


@check("BULK-3.7-08")
def response_has_operations(trace: Trace) -> Iterator[Observation]:
    """Operations in the response is an array."""
    for bulk in responses(trace):
        entries = attr(bulk.answer.document, "Operations")
        problem = "no Operations" if entries is None else f"Operations that is not an array: {quote(entries)}"
        place = bulk.answer.at("Operations")
        holds, got = isinstance(entries, list), bulk.answer.document
        yield expect(holds, place, f"the response has {problem}", expected='"Operations": [...]', got=got)


@check("BULK-3.7-10")
def each_result_belongs_to_one_operation(trace: Trace) -> Iterator[Observation]:
    """No operation has two results, and no result belongs to no operation."""
    for bulk in responses(trace):
        surplus = [result for result in bulk.results if result.index is None]
        place = bulk.answer.at("Operations", *(result.position for result in surplus[:1]))
        got = [result.document for result in surplus]
        first = show(got[0]) if got else ""
        message = f"a result belongs to no operation, or to one that already has a result: {first}"
        yield expect(not surplus, place, message, expected="one result for each operation", got=got)


@check("BULK-3.7-10")
def operation_is_run_once(trace: Trace) -> Iterator[Observation]:
    """A successful POST creates one resource."""
    for effect in trace.effects():
        judged = (
            effect.operation.creates
            and effect.done
            and effect.sole_operation_on_resource
            and not effect.malformed
        )
        if judged and effect.interaction.after.complete and effect.created:
            number = len(effect.created)
            message = f"{effect.title} creates {number} resources"
            yield expect(number == 1, effect, message, expected="1 resource", got=f"{number} resources")


@check("BULK-3.7-31")
def processed_bulk_request_returns_200(trace: Trace) -> Iterator[Observation]:
    """A valid bulk request gets 200; a 4xx with all results is the lenient reading if an operation failed."""
    for bulk in trace.bulk_requests:
        if bulk.job is None or bulk.rejectable or trace.scenario in EVERY_OPERATION_FAILS:
            continue
        failure, status = bulk.exchange.failure, bulk.exchange.status
        processed = bulk.answer.processed
        expected, got = "HTTP 200", failure.detail if failure else f"HTTP {status}"
        if failure and failure.kind != "timeout":
            yield inconclusive(bulk.exchange, failure.detail)
        elif gap := turned_away(bulk.exchange):
            yield gap
        elif processed and 400 <= (status or 0) < 500 and any(result.failed for result in bulk.results):
            message = f"a processed bulk request in which an operation failed gets HTTP {status}"
            yield lenient(bulk.exchange, message, expected=expected, got=got)
        else:
            kind = "processed" if processed else "valid"
            message = f"a {kind} bulk request gets {got}"
            yield expect(status == 200, bulk.exchange, message, expected=expected, got=got)


@check("BULK-3.7-31", *REJECTABLE)
def well_formed_bulk_request_causes_no_server_error(trace: Trace) -> Iterator[Observation]:
    """A bulk request that may be rejected gets no 5xx, except for 501: the server does not implement it."""
    for bulk in trace.bulk_requests:
        status = bulk.exchange.status
        if status is None:
            yield inconclusive(bulk.exchange, f"POST /Bulk: {bulk.exchange.problem}")
        elif gap := turned_away(bulk.exchange):
            yield gap
        elif status == 501:
            yield inconclusive(bulk.exchange, "HTTP 501 says that the server does not implement the request")
        else:
            holds = status < 500 or bulk.answer.processed
            message = f"the server responds to a well-formed bulk request with HTTP {status}"
            yield expect(holds, bulk.exchange, message, expected="HTTP 200 or a 4xx", got=f"HTTP {status}")


@check("BULK-3.7-37")
def order_of_results(trace: Trace) -> Iterator[Observation]:
    """The report notes the order of the results."""
    for bulk in responses(trace):
        indexes = [result.index for result in bulk.results if result.index is not None]
        if len(indexes) > 1:
            order = "the order of the operations" if indexes == sorted(indexes) else "another order"
            yield choice(bulk.answer.at("Operations"), f"results come in {order}")
