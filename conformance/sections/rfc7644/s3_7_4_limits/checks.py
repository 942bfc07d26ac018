"""Checks of the limits: published, enforced with 413, and not below the published number."""

import re
from collections.abc import Iterator

from conformance.check.evidence import turned_away
from conformance.check.observation import Observation, choice, expect, inconclusive, quote
from conformance.check.registry import check
from conformance.exchange import Place
from conformance.scenario.bulk_clean_up import CLEARING
from conformance.scim.document import attr, pointer
from conformance.sections.rfc7644.s3_7_4_limits.scenarios import SMALL
from conformance.trace.interaction import BulkInteraction
from conformance.trace.trace import Trace

OPERATIONS = ("one-operation-too-many", "first-of-too-many-operations")
PAYLOAD = ("one-byte-too-many", "one-byte-too-many-in-utf-8", "too-many-bytes-in-chunks")
LIMITS = ("maxOperations", "maxPayloadSize")

REQUIRES_413 = {"maxOperations": "BULK-3.7.4-03", "maxPayloadSize": "BULK-3.7.4-04"}
"""The requirement to respond with 413 to a bulk request above a limit."""


@check("BULK-3.7.4-01", "discovery")
def limits_are_positive_integers(trace: Trace) -> Iterator[Observation]:
    """A published limit is an integer above 0: a limit of 0 allows no bulk request."""
    config = trace.singles["config"]
    for name in LIMITS:
        limit = attr(attr(config.json, "bulk"), name)
        place = Place(config, response=pointer(config.json, "bulk", name))
        if limit is None:
            yield inconclusive(place, f"ServiceProviderConfig has no {name}")
        else:
            holds = isinstance(limit, int) and not isinstance(limit, bool) and limit > 0
            message = f"{name} is {quote(limit)}, not an integer above 0"
            yield expect(holds, place, message, expected="an integer above 0", got=limit)


@check("BULK-3.7.4-02", "discovery")
def limits_are_published(trace: Trace) -> Iterator[Observation]:
    """The report notes which limits ServiceProviderConfig publishes."""
    config = trace.singles["config"]
    if isinstance(config.json, dict):
        published = [name for name in LIMITS if attr(attr(config.json, "bulk"), name) is not None]
        message = f"ServiceProviderConfig publishes {' and '.join(published) or 'neither limit'}"
        yield choice(Place(config, response=pointer(config.json, "bulk")), message)


def above_a_limit(trace: Trace) -> Iterator[BulkInteraction]:
    """Iterate over the bulk requests above a limit.

    If the server rejects a small body without Content-Length, a large one says nothing about the limit.
    """
    chunks_rejected = any(bulk.label == SMALL and not bulk.accepted for bulk in trace.bulk_requests)
    return (bulk for bulk in trace.bulk_requests if bulk.label != SMALL and not chunks_rejected)


def _gets_413(trace: Trace) -> Iterator[Observation]:
    """Observe whether a bulk request above a limit gets 413."""
    for bulk in above_a_limit(trace):
        failure = bulk.exchange.failure
        if failure and failure.kind != "timeout":
            yield inconclusive(bulk.exchange, failure.detail)
        elif gap := turned_away(bulk.exchange):
            yield gap
        else:
            got = failure.detail if failure else f"HTTP {bulk.exchange.status}"
            message = f"a bulk request above {bulk.label} gets {got}"
            holds = bulk.exchange.status == 413
            yield expect(holds, bulk.exchange, message, expected="HTTP 413", got=got)


@check("BULK-3.7.4-03", *OPERATIONS)
def too_many_operations_get_413(trace: Trace) -> Iterator[Observation]:
    """A bulk request with one operation more than maxOperations gets 413."""
    return _gets_413(trace)


@check("BULK-3.7.4-04", *PAYLOAD)
def too_many_bytes_get_413(trace: Trace) -> Iterator[Observation]:
    """A body above maxPayloadSize gets 413, with and without Content-Length."""
    return _gets_413(trace)


@check("BULK-3.7.4-05", *OPERATIONS, *PAYLOAD)
def response_names_the_limit(trace: Trace) -> Iterator[Observation]:
    """The body of a 413 contains the name of the limit, or its number."""
    for bulk in above_a_limit(trace):
        name, _, number = bulk.label.partition(" ")
        if bulk.exchange.status != 413:
            message = f"a bulk request above {bulk.label} does not get HTTP 413"
            yield inconclusive(bulk.exchange, message, depends_on=REQUIRES_413[name])
            continue
        body = bulk.exchange.response.body.decode(errors="replace") if bulk.exchange.response else ""
        without_separators = re.sub(r"(?<=\d)[,._ ](?=\d{3})", "", body)
        named = name.lower() in body.lower() or number in re.findall(r"\d+", without_separators)
        message = (
            f"the response to a bulk request above {bulk.label} contains neither name nor number of the limit"
        )
        expected = f"{name} or {number} in the body"
        yield expect(named, bulk.answer.at(), message, expected=expected, got=body)


@check("BULK-3.7.4-06", "first-of-too-many-operations", *PAYLOAD)
def rejected_bulk_request_stores_nothing(trace: Trace) -> Iterator[Observation]:
    """No user of a bulk request that is rejected for its size is stored."""
    for bulk in above_a_limit(trace):
        status = bulk.exchange.status
        if status is not None and status < 400:
            message = f"a bulk request above {bulk.label} is not rejected: HTTP {status}"
            yield inconclusive(bulk.exchange, message, depends_on=REQUIRES_413[bulk.label.partition(" ")[0]])
        elif (gap := turned_away(bulk.exchange)) and not bulk.after.resources:
            yield gap
        elif bulk.exchange.failure or not bulk.after.complete:
            message = bulk.exchange.problem or "the search for stored users was incomplete"
            yield inconclusive(bulk.exchange, message)
        else:
            names = ", ".join(str(found.name) for found in bulk.after.resources)
            message = f"a bulk request above {bulk.label} is rejected with HTTP {status}, but stores {names}"
            got = f"{names} stored" if names else "nothing stored"
            yield expect(not names, bulk.exchange, message, expected="nothing stored", got=got)


def _is_processed(trace: Trace) -> Iterator[Observation]:
    """Observe whether a bulk request of exactly the size of the limit is processed."""
    for bulk in (bulk for bulk in trace.bulk_requests if bulk.label != CLEARING):
        failure = bulk.exchange.failure
        errors = sum((result.status.code or 0) >= 500 for result in bulk.results)
        if failure and failure.kind != "timeout":
            yield inconclusive(bulk.exchange, failure.detail)
        elif gap := turned_away(bulk.exchange):
            yield gap
        elif errors:
            message = f"{errors} of {len(bulk.results)} results are server errors"
            yield inconclusive(bulk.exchange, message)
        else:
            got = failure.detail if failure else f"HTTP {bulk.exchange.status}"
            message = f"a bulk request of exactly the permitted size gets {got}"
            holds = bulk.exchange.status == 200 or bulk.answer.processed
            yield expect(holds, bulk.exchange, message, expected="a processed bulk request", got=got)


@check("BULK-3.7.4-07", "as-many-operations-as-allowed")
def full_number_of_operations_is_processed(trace: Trace) -> Iterator[Observation]:
    """A bulk request with exactly maxOperations operations is processed."""
    return _is_processed(trace)


@check("BULK-3.7.4-08", "as-many-bytes-as-allowed", "as-many-bytes-as-allowed-in-utf-8")
def full_number_of_bytes_is_processed(trace: Trace) -> Iterator[Observation]:
    """A body of exactly maxPayloadSize bytes is processed."""
    return _is_processed(trace)
