"""Checks of bodies that are not a bulk request."""

from collections.abc import Iterator

from conformance.check.bulk_evidence import no_evidence
from conformance.check.evidence import turned_away
from conformance.check.observation import Observation, expect, inconclusive, lenient
from conformance.check.registry import check
from conformance.trace.trace import Trace

JUDGED_ELSEWHERE = ("schemas", "Operations missing", "Operations null", "Operations empty", "deep")
"""Beginnings of the labels of bodies that BULK-3.7-32 does not cover: they are JSON.

BULK-3.7-03 judges schemas, and BULK-3.7-09 Operations.
"""

LENIENT_PARSER = ("second document", "trailing comma", "invalid UTF-8", "NaN", "Operations an object")
"""Beginnings of the labels of bodies that a parser may accept (RFC 7159 section 9)."""


def _rejected(trace: Trace, member: str) -> Iterator[Observation]:
    """Observe whether the server rejects a body in which this member is malformed."""
    for bulk in trace.bulk_requests:
        status = bulk.exchange.status
        if not bulk.label.startswith(member):
            continue
        if gap := no_evidence(bulk, "ERROR-3.12-08"):
            yield gap
            continue
        message = f"the server accepts a malformed bulk request ({bulk.label}) with HTTP {status}"
        holds = status is not None and status >= 400
        yield expect(holds, bulk.exchange, message, expected="HTTP 400", got=f"HTTP {status}")


@check("BULK-3.7-03", "malformed-envelopes")
def missing_schema_is_rejected(trace: Trace) -> Iterator[Observation]:
    """A body without the BulkRequest URN in schemas is rejected."""
    return _rejected(trace, "schemas")


@check("BULK-3.7-09", "malformed-envelopes")
def missing_operations_are_rejected(trace: Trace) -> Iterator[Observation]:
    """A body whose Operations are missing, empty or not an array is rejected."""
    return _rejected(trace, "Operations")


@check("BULK-3.7-32", "malformed-bodies", "malformed-envelopes")
def body_that_is_not_a_bulk_request_gets_an_error(trace: Trace) -> Iterator[Observation]:
    """A body that cannot be read as a bulk request gets no 2xx."""
    for bulk in trace.bulk_requests:
        status = bulk.exchange.status
        if bulk.label.startswith(JUDGED_ELSEWHERE):
            continue
        got = f"HTTP {status}"
        message = f"a body that is not a bulk request ({bulk.label}) gets {got}"
        if status is None:
            yield inconclusive(bulk.exchange, bulk.exchange.problem, depends_on="ERROR-3.12-08")
        elif gap := turned_away(bulk.exchange):
            yield gap
        elif status < 300 and bulk.label.startswith(LENIENT_PARSER):
            yield lenient(bulk.exchange, message, expected="HTTP 400", got=got)
        else:
            yield expect(status >= 400, bulk.exchange, message, expected="a 4xx or 5xx status", got=got)
