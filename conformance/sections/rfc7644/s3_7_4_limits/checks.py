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
    unread = any(run.label == SMALL and not run.accepted for run in trace.runs)
    return (run for run in trace.runs if run.label != SMALL and not unread)


def too_large(trace: Trace) -> Iterator[Observation]:
    """Observe that a job above a limit answers 413."""
    for run in above(trace):
        failure = run.exchange.failure
        if failure and failure.kind != "timeout":
            yield inconclusive(run.exchange, f"the connection ended before an answer: {failure.detail}")
        elif run.exchange.turned_away:
            yield inconclusive(run.exchange, f"the job is turned away with {run.exchange.status}")
        else:
            got = failure.detail if failure else f"HTTP {run.exchange.status}"
            message = f"a job above {run.label} does not answer 413"
            yield expect(run.exchange.status == 413, run.exchange, message, expected="413", got=got)


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
    for run in above(trace):
        if run.exchange.status != 413:
            yield inconclusive(run.exchange, f"a job above {run.label} was not answered 413")
            continue
        name, _, number = run.label.partition(" ")
        body = run.exchange.response.body.decode(errors="replace") if run.exchange.response else ""
        told = name.lower() in body.lower() or number in re.findall(
            r"\d+", re.sub(r"(?<=\d)[,._ ](?=\d{3})", "", body)
        )
        message = f"the answer to a job above {run.label} does not tell the limit"
        expected = f"{name} or {number} in the body"
        yield expect(told, run.exchange, message, expected=expected, got=run.exchange.json)


@check("BULK-3.7.4-06", "first-of-too-many-operations", *PAYLOAD)
def nothing_of_it_is_done(trace: Trace) -> Iterator[Observation]:
    """No user of a job that was refused for its size exists."""
    for run in above(trace):
        if run.exchange.status is not None and run.exchange.status < 400:
            yield inconclusive(run.exchange, "the job was not refused")
        elif (gap := turned_away(run.exchange)) and not run.after.resources:
            yield gap
        elif run.exchange.failure or not run.after.complete:
            yield inconclusive(run.exchange, run.exchange.problem or "the store could not be searched")
        else:
            got = [found.name for found in run.after.resources]
            message = f"a job above {run.label} is refused and done in part"
            yield expect(not got, run.exchange, message, expected="nothing stored", got=got)


def processed(trace: Trace) -> Iterator[Observation]:
    """Observe that a job of just the limit's size is processed."""
    for run in (run for run in trace.runs if run.label != CLEARING):
        failure = run.exchange.failure
        errors = sum((result.status.code or 0) >= 500 for result in run.answer.results)
        if failure and failure.kind != "timeout":
            yield inconclusive(run.exchange, failure.detail)
        elif gap := turned_away(run.exchange):
            yield gap
        elif errors:
            yield inconclusive(
                run.exchange, f"{errors} of {len(run.answer.results)} results are server errors"
            )
        else:
            got = failure.detail if failure else f"HTTP {run.exchange.status}"
            message = "a job of just the size that is allowed is refused"
            holds = run.exchange.status == 200 or run.answer.processed
            yield expect(holds, run.exchange, message, expected="a processed job", got=got)


@check("BULK-3.7.4-07", "as-many-operations-as-allowed")
def full_number_of_operations_is_processed(trace: Trace) -> Iterator[Observation]:
    """Just maxOperations operations."""
    return processed(trace)


@check("BULK-3.7.4-08", "as-many-bytes-as-allowed", "as-many-bytes-as-allowed-in-utf-8")
def full_number_of_bytes_is_processed(trace: Trace) -> Iterator[Observation]:
    """Just maxPayloadSize bytes."""
    return processed(trace)
