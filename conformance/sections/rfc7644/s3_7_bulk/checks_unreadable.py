"""Checks of bodies that are no job."""

from collections.abc import Iterator

from conformance.check.evidence import turned_away
from conformance.check.observation import Observation, expect, inconclusive, lenient
from conformance.check.registry import check
from conformance.trace.trace import Trace


@check("BULK-3.7-03", "malformed-envelopes")
def schema_of_the_request_is_checked(trace: Trace) -> Iterator[Observation]:
    """A job that does not name the BulkRequest schema is refused."""
    for bulk in trace.bulk_requests:
        if gap := turned_away(bulk.exchange):
            yield gap
            continue
        if (
            bulk.label.startswith("schemas")
            and bulk.exchange.status is not None
            and bulk.exchange.status < 500
        ):
            message = f"a job with {bulk.label} is accepted"
            refused = bulk.exchange.status >= 400
            yield expect(refused, bulk.exchange, message, expected="400", got=f"HTTP {bulk.exchange.status}")


@check("BULK-3.7-09", "malformed-envelopes")
def job_without_operations_is_refused(trace: Trace) -> Iterator[Observation]:
    """A job whose Operations are missing, empty or of another type is refused."""
    for bulk in trace.bulk_requests:
        if gap := turned_away(bulk.exchange):
            yield gap
            continue
        if (
            bulk.label.startswith("Operations")
            and bulk.exchange.status is not None
            and bulk.exchange.status < 500
        ):
            message = f"a job with {bulk.label} is accepted"
            refused = bulk.exchange.status >= 400
            yield expect(refused, bulk.exchange, message, expected="400", got=f"HTTP {bulk.exchange.status}")


@check("BULK-3.7-32", "malformed-bodies", "malformed-envelopes")
def no_job_no_success(trace: Trace) -> Iterator[Observation]:
    """What cannot be read as a job does not answer in the 200 series."""
    others = (
        "schemas",
        "Operations missing",
        "Operations null",
        "Operations empty",
        "deep",
    )  # BULK-3.7-03, BULK-3.7-09, and JSON all the same
    # A parser may accept what is no JSON (RFC 7159 section 9).
    tolerated = ("second document", "trailing comma", "invalid UTF-8", "NaN", "Operations an object")
    for bulk in trace.bulk_requests:
        status = bulk.exchange.status
        if bulk.label.startswith(others):
            continue
        if status is None:
            yield inconclusive(bulk.exchange, bulk.exchange.problem)
        elif gap := turned_away(bulk.exchange):
            yield gap
        elif status < 300 and bulk.label.startswith(tolerated):
            yield lenient(
                bulk.exchange, f"a body with {bulk.label} is accepted", expected="400", got=f"HTTP {status}"
            )
        else:
            message = f"a body that is no job ({bulk.label}) answers success"
            yield expect(
                status >= 400, bulk.exchange, message, expected="an error code", got=f"HTTP {status}"
            )
