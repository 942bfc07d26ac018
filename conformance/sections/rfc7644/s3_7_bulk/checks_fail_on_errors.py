"""Checks of failOnErrors: when it ends a bulk request, and which values the server accepts."""

from collections.abc import Iterator
from dataclasses import replace

from conformance.check.bulk_evidence import no_evidence, not_processed
from conformance.check.evidence import unclear
from conformance.check.observation import Observation, choice, expect, inconclusive, lenient
from conformance.check.registry import check
from conformance.sections.rfc7644.s3_7_bulk.checks_order import sent_text
from conformance.sections.rfc7644.s3_7_bulk.checks_processing import succeeds
from conformance.trace.interaction import Effect
from conformance.trace.trace import Trace


@check("BULK-3.7-34", "one-error-ends-the-job", "two-errors-end-the-job", "errors-of-every-kind")
def errors_end_the_bulk_request(trace: Trace) -> Iterator[Observation]:
    """No operation after the n-th error is processed, whether it has a result or not."""
    for bulk in trace.bulk_requests:
        limit = bulk.job.fail_on_errors if bulk.job else None
        failed = [effect for effect in bulk.effects if effect.result and effect.result.failed]
        if gap := not_processed(bulk):
            yield gap
            continue
        if limit is None or len(failed) < limit:
            message = f"{len(failed)} operations are reported as failed, fewer than failOnErrors {limit}"
            yield inconclusive(bulk.exchange, message)
            continue
        last = failed[limit - 1]
        for effect in bulk.effects[last.index + 1 :]:
            if effect.result and last.result and effect.result.position < last.result.position:
                message = f"{effect.title} has its result before that of {last.title}"
                yield inconclusive(effect, message, depends_on="BULK-3.7-38")
                continue
            processed = _was_processed(effect)
            message = f"{effect.title} is processed although failOnErrors {limit} was reached before it"
            got = f"processed, {effect.reported}" if processed else "not processed"
            yield expect(not processed, effect, message, expected="not processed", got=got)


def _was_processed(effect: Effect) -> bool:
    """Return whether an operation after the end of its bulk request was processed.

    A reported change may have been made before the errors, which BULK-3.7-38 judges.
    """
    if effect.operation.creates:
        return effect.done or bool(effect.created)
    now = effect.stored[0] if effect.stored else None
    if effect.done or effect.previous is None or not (now or effect.interaction.after.complete):
        return False
    if effect.operation.method == "DELETE":
        return now is None
    wanted = sent_text(effect)
    return now is not None and wanted is not None and now.text == wanted != effect.previous.text


@check("BULK-3.7-34", "malformed-operation-ends-the-job")
def malformed_operations_count_as_errors(trace: Trace) -> Iterator[Observation]:
    """A rejected malformed operation counts as an error; not counting it is the lenient reading."""
    for bulk in trace.bulk_requests:
        _, malformed, later = bulk.effects
        if gap := not_processed(bulk):
            yield gap
        elif malformed.unclear:
            yield unclear(malformed)
        elif not malformed.refused:
            message = f"{malformed.title} has no method and is not rejected: {malformed.reported}"
            yield inconclusive(malformed, message, depends_on="BULK-3.7-12")
        elif later.done or later.created:
            message = f"{later.title} is processed although a malformed operation reached failOnErrors 1"
            yield lenient(later, message, expected="not processed", got=f"processed, {later.reported}")
        else:
            yield expect(True, later, "", expected="not processed", got=later.reported)


@check("BULK-3.7-34", "dependant-before-its-failure")
def failed_dependencies_end_the_bulk_request(trace: Trace) -> Iterator[Observation]:
    """Nothing runs after the first error; a failed operation and its dependant as two errors are lenient."""
    for bulk in trace.bulk_requests:
        failed = [effect for effect in bulk.effects if effect.result and effect.result.failed]
        later = bulk.effects[-1]
        if gap := not_processed(bulk):
            yield gap
        elif not failed:
            yield inconclusive(bulk.exchange, "no operation is reported as failed")
        elif len(failed) == 2 and later.result is None and not later.created:
            message = f"{failed[0].title} and {failed[1].title} both fail, although failOnErrors is 1"
            got = ", ".join(f"{effect.title}: {effect.reported}" for effect in failed)
            yield lenient(failed[1], message, expected="one error", got=got)
        else:
            message = f"{later.title} is processed although failOnErrors 1 was reached before it"
            processed = bool(later.created) or later.done
            got = f"processed, {later.reported}" if processed else "not processed"
            yield expect(not processed, later, message, expected="not processed", got=got)


@check("BULK-3.7-34", "unresolved-reference-ends-the-job")
def undefined_references_end_the_bulk_request(trace: Trace) -> Iterator[Observation]:
    """Nothing runs after an undefined reference; deferring its operation to the end is lenient."""
    for bulk in trace.bulk_requests:
        group, *others = bulk.effects
        if gap := not_processed(bulk):
            yield gap
            continue
        if not (group.result and group.result.failed):
            yield inconclusive(group, f"{group.title} has an undefined reference and {group.reported}")
            continue
        later = [effect for effect in others if effect.created or effect.done]
        expected = "no operation processed after it"
        if later:
            message = (
                f"{later[0].title} is processed although {group.title} has an undefined reference "
                "and failOnErrors is 1"
            )
            got = ", ".join(f"{effect.title}: {effect.reported}" for effect in later)
            yield lenient(later[0], message, expected=expected, got=got)
        else:
            yield expect(True, group, "", expected=expected, got=expected)


@check("BULK-3.7.3-07", "dependant-before-its-failure")
def deferred_operation_has_a_result(trace: Trace) -> Iterator[Observation]:
    """If a later operation runs first and ends the bulk request, an earlier one without result is lenient."""
    for bulk in trace.bulk_requests:
        group, member, _ = bulk.effects
        if gap := not_processed(bulk):
            yield gap
        elif group.result is None and not (member.result and member.result.failed):
            message = f"neither {group.title} nor {member.title} is reported as failed"
            yield inconclusive(bulk.exchange, message)
        elif group.result is None and not group.created:
            message = f"{group.title} has no result because {member.title} ran and failed before it"
            yield lenient(group, message, expected="a result", got=group.reported)
        else:
            message = f"{group.title} is stored and has no result"
            holds = group.result is not None
            yield expect(holds, group, message, expected="a result", got=group.reported)


@check("BULK-3.7-35", "fewer-errors-than-accepted", "two-errors-end-the-job")
def fewer_errors_do_not_end_the_bulk_request(trace: Trace) -> Iterator[Observation]:
    """Operations before the error that reaches failOnErrors succeed."""
    for bulk in trace.bulk_requests:
        for effect in bulk.effects if bulk.accepted else ():
            bulk_id = effect.operation.bulk_id or ""
            if bulk_id == "between" or bulk_id.startswith("good"):
                yield succeeds(effect, "does not succeed although failOnErrors was not reached before it")


@check("BULK-3.7-43", "fail-on-errors-zero")
def fail_on_errors_zero(trace: Trace) -> Iterator[Observation]:
    """The report notes how the server reads failOnErrors 0; HTTP 200 without any result is lenient."""
    for bulk in trace.bulk_requests:
        if gap := no_evidence(bulk, "BULK-3.7-31"):
            yield gap
            continue
        before, _, later = bulk.effects
        status = bulk.exchange.status or 0
        if status < 300 and not any(effect.done or effect.created for effect in (before, later)):
            message = f"a bulk request with failOnErrors 0 gets HTTP {status}, and nothing is processed"
            expected = "no limit | like failOnErrors 1 | rejected"
            yield lenient(before, message, expected=expected, got=f"HTTP {status}, {before.reported}")
        elif not bulk.answer.processed:
            yield choice(bulk.exchange, f"a bulk request with failOnErrors 0 gets HTTP {status}, no results")
        elif before.done:
            meaning = "is no limit" if later.done else "ends the bulk request, like 1 or at once"
            yield choice(later, f"failOnErrors 0 {meaning}")


@check("BULK-3.7-10", "fail-on-errors-zero")
def successes_do_not_end_the_bulk_request(trace: Trace) -> Iterator[Observation]:
    """If the server processes a bulk request with failOnErrors 0, it does not end at a success."""
    for bulk in trace.bulk_requests:
        before, duplicate, later = bulk.effects
        if bulk.accepted and before.done and not later.created and not later.done:
            message = f"the bulk request ends after {before.title}, which succeeded"
            holds = duplicate.result is not None
            yield expect(holds, duplicate, message, expected="a result", got=duplicate.reported)


def _processed(trace: Trace) -> Iterator[Observation]:
    """Observe whether bulk requests with a valid failOnErrors are processed."""
    for bulk in trace.bulk_requests:
        if gap := no_evidence(bulk, "BULK-3.7-31"):
            yield gap
            continue
        got = f"HTTP {bulk.exchange.status}"
        message = f"a bulk request with {bulk.label} gets {got}"
        yield expect(bulk.accepted, bulk.exchange, message, expected="a processed bulk request", got=got)


@check("BULK-3.7-44", "fail-on-errors-huge")
def large_fail_on_errors_is_accepted(trace: Trace) -> Iterator[Observation]:
    """A value above the number of operations is accepted; rejecting one beyond 64 bits is lenient."""
    for bulk in trace.bulk_requests:
        limit = bulk.job.fail_on_errors if bulk.job else None
        if bulk.exchange.status == 400 and limit is not None and limit.bit_length() > 64:
            message = f"a bulk request with {bulk.label} gets HTTP 400"
            yield lenient(bulk.exchange, message, expected="a processed bulk request", got="HTTP 400")
        else:
            yield from _processed(replace(trace, bulk_requests=(bulk,)))


@check("BULK-3.7-45", "fail-on-errors-null")
def fail_on_errors_null_is_no_limit(trace: Trace) -> Iterator[Observation]:
    """A bulk request with failOnErrors null is processed, and continues after an error."""
    yield from _processed(trace)
    for bulk in trace.bulk_requests:
        first, duplicate, later = bulk.effects
        if first.done and duplicate.refused:
            yield succeeds(later, f"does not succeed after a failed operation, with {bulk.label}")


@check("BULK-3.7-05", "fail-on-errors-is-no-number")
def invalid_fail_on_errors_is_rejected(trace: Trace) -> Iterator[Observation]:
    """A failOnErrors that is not a number of errors is rejected."""
    for bulk in trace.bulk_requests:
        if gap := no_evidence(bulk, "ERROR-3.12-08"):
            yield gap
            continue
        status = bulk.exchange.status or 0
        message = f"the server accepts failOnErrors {bulk.label} with HTTP {status}"
        idle = status < 300 and bulk.after.complete and not bulk.after.resources
        got = f"HTTP {status}{', and nothing is stored' if idle else ''}"
        yield expect(status >= 400, bulk.exchange, message, expected="HTTP 400", got=got)
