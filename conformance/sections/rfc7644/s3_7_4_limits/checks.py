"""Checks of the limits: defined, enforced by 413 and not one too early."""

import re
from collections.abc import Iterator

from conformance.check.evidence import turned_away
from conformance.check.observation import Observation, choice, expect, inconclusive
from conformance.check.registry import check
from conformance.scenario.bulk_clean_up import CLEARING
from conformance.scim.document import attr
from conformance.sections.rfc7644.s3_7_4_limits.scenarios import SMALL
from conformance.trace.interaction import BulkInteraction
from conformance.trace.trace import Trace

OPERATIONS = ("one-operation-too-many", "first-of-too-many-operations")
PAYLOAD = ("one-byte-too-many", "one-byte-too-many-in-utf-8", "too-many-bytes-in-chunks")
LIMITS = ("maxOperations", "maxPayloadSize")


@check("BULK-3.7.4-01", "discovery")
def limits_are_defined(trace: Trace) -> Iterator[Observation]:
    """Limits that are told are above zero: who claims Bulk and takes no operation defines nothing."""
    config = trace.singles["config"]
    for name in LIMITS:
        limit = attr(attr(config.json, "bulk"), name)
        if limit is None:
            yield inconclusive(config, f"{name} is not told")
        else:
            positive = isinstance(limit, int) and not isinstance(limit, bool) and limit > 0
            yield expect(positive, config, f"{name} is no limit", expected="an integer above 0", got=limit)


@check("BULK-3.7.4-02", "discovery")
def limits_can_be_read(trace: Trace) -> Iterator[Observation]:
    """Whether ServiceProviderConfig tells the limits."""
    config = trace.singles["config"]
    if isinstance(config.json, dict):
        told = [name for name in LIMITS if attr(attr(config.json, "bulk"), name) is not None]
        yield choice(config, f"ServiceProviderConfig tells {' and '.join(told) or 'neither limit'}")


def above(trace: Trace) -> Iterator[BulkInteraction]:
    """Iterate over the jobs above a limit; not over one in chunks where the server reads no chunks at all."""
    unread = any(bulk.label == SMALL and not bulk.accepted for bulk in trace.bulk_requests)
    return (bulk for bulk in trace.bulk_requests if bulk.label != SMALL and not unread)


def too_large(trace: Trace) -> Iterator[Observation]:
    """Observe that a job above a limit answers 413."""
    for bulk in above(trace):
        failure = bulk.exchange.failure
        if failure and failure.kind != "timeout":
            yield inconclusive(bulk.exchange, f"the connection ended before an answer: {failure.detail}")
        elif bulk.exchange.turned_away:
            yield inconclusive(bulk.exchange, f"the job is turned away with {bulk.exchange.status}")
        else:
            got = failure.detail if failure else f"HTTP {bulk.exchange.status}"
            message = f"a job above {bulk.label} does not answer 413"
            yield expect(bulk.exchange.status == 413, bulk.exchange, message, expected="413", got=got)


@check("BULK-3.7.4-03", *OPERATIONS)
def too_many_operations_answer_413(trace: Trace) -> Iterator[Observation]:
    """One operation above maxOperations."""
    return too_large(trace)


@check("BULK-3.7.4-04", *PAYLOAD)
def too_many_bytes_answer_413(trace: Trace) -> Iterator[Observation]:
    """A body above maxPayloadSize, its length announced or not."""
    return too_large(trace)


@check("BULK-3.7.4-05", *OPERATIONS, *PAYLOAD)
def answer_tells_the_limit(trace: Trace) -> Iterator[Observation]:
    """The body of a 413 holds the name of the limit, or a number."""
    for bulk in above(trace):
        if bulk.exchange.status != 413:
            yield inconclusive(bulk.exchange, f"a job above {bulk.label} was not answered 413")
            continue
        name, _, number = bulk.label.partition(" ")
        body = bulk.exchange.response.body.decode(errors="replace") if bulk.exchange.response else ""
        told = name.lower() in body.lower() or number in re.findall(
            r"\d+", re.sub(r"(?<=\d)[,._ ](?=\d{3})", "", body)
        )
        message = f"the answer to a job above {bulk.label} does not tell the limit"
        expected = f"{name} or {number} in the body"
        yield expect(told, bulk.exchange, message, expected=expected, got=bulk.exchange.json)


@check("BULK-3.7.4-06", "first-of-too-many-operations", *PAYLOAD)
def nothing_of_it_is_done(trace: Trace) -> Iterator[Observation]:
    """No user of a job that was refused for its size exists."""
    for bulk in above(trace):
        if bulk.exchange.status is not None and bulk.exchange.status < 400:
            yield inconclusive(bulk.exchange, "the job was not refused")
        elif (gap := turned_away(bulk.exchange)) and not bulk.after.resources:
            yield gap
        elif bulk.exchange.failure or not bulk.after.complete:
            yield inconclusive(bulk.exchange, bulk.exchange.problem or "the store could not be searched")
        else:
            got = [found.name for found in bulk.after.resources]
            message = f"a job above {bulk.label} is refused and done in part"
            yield expect(not got, bulk.exchange, message, expected="nothing stored", got=got)


def processed(trace: Trace) -> Iterator[Observation]:
    """Observe that a job of just the limit's size is processed."""
    for bulk in (bulk for bulk in trace.bulk_requests if bulk.label != CLEARING):
        failure = bulk.exchange.failure
        errors = sum((result.status.code or 0) >= 500 for result in bulk.answer.results)
        if failure and failure.kind != "timeout":
            yield inconclusive(bulk.exchange, failure.detail)
        elif gap := turned_away(bulk.exchange):
            yield gap
        elif errors:
            yield inconclusive(
                bulk.exchange, f"{errors} of {len(bulk.answer.results)} results are server errors"
            )
        else:
            got = failure.detail if failure else f"HTTP {bulk.exchange.status}"
            message = "a job of just the size that is allowed is refused"
            holds = bulk.exchange.status == 200 or bulk.answer.processed
            yield expect(holds, bulk.exchange, message, expected="a processed job", got=got)


@check("BULK-3.7.4-07", "as-many-operations-as-allowed")
def full_number_of_operations_is_processed(trace: Trace) -> Iterator[Observation]:
    """Just maxOperations operations."""
    return processed(trace)


@check("BULK-3.7.4-08", "as-many-bytes-as-allowed", "as-many-bytes-as-allowed-in-utf-8")
def full_number_of_bytes_is_processed(trace: Trace) -> Iterator[Observation]:
    """Just maxPayloadSize bytes."""
    return processed(trace)
