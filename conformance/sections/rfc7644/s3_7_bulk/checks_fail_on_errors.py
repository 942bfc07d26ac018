"""Checks of failOnErrors: when a job ends, and which values are taken."""

from collections.abc import Iterator
from dataclasses import replace

from conformance.check.evidence import turned_away
from conformance.check.observation import Observation, choice, expect, inconclusive, lenient
from conformance.check.registry import check
from conformance.sections.rfc7644.s3_7_bulk.checks_processing import done, sent_text
from conformance.trace.interaction import Effect
from conformance.trace.trace import Trace


@check("BULK-3.7-34", "one-error-ends-the-job", "two-errors-end-the-job", "errors-of-every-kind")
def errors_end_the_job(trace: Trace) -> Iterator[Observation]:
    """Nothing behind the n-th error is done, be it told or not; what is told before it is about the order."""
    for bulk in trace.bulk_requests:
        limit = bulk.job.fail_on_errors if bulk.job else None
        failed = [effect for effect in bulk.effects if effect.result and effect.result.failed]
        if not bulk.accepted or limit is None or len(failed) < limit:
            yield inconclusive(
                bulk.exchange, f"{len(failed)} operations are reported as failed, too few to end the job"
            )
            continue
        last = failed[limit - 1]
        for effect in bulk.effects[last.index + 1 :]:
            if effect.result and last.result and effect.result.position < last.result.position:
                yield inconclusive(effect, f"{effect.title} was run before; see BULK-3.7-38")
                continue
            message = f"{effect.title} was run although failOnErrors {limit} had been reached before it"
            got = _done_behind(effect)
            yield expect(got == "not done", effect, message, expected="not done", got=got)


def _done_behind(effect: Effect) -> str:
    """Return what became of an operation behind the end of its job.

    A change that is reported may have been made before the errors, which is a matter of BULK-3.7-38.
    """
    if effect.operation.creates:
        return "done" if effect.done or effect.created else "not done"
    now = effect.stored[0] if effect.stored else None
    if effect.done or effect.previous is None or not (now or effect.interaction.after.complete):
        return "not done"
    if effect.operation.method == "DELETE":
        return "not done" if now else "done, and not told"
    wanted = sent_text(effect)
    changed = now is not None and wanted is not None and now.text == wanted != effect.previous.text
    return "done, and not told" if changed else "not done"


@check("BULK-3.7-34", "malformed-operation-ends-the-job")
def malformed_operations_count_as_errors(trace: Trace) -> Iterator[Observation]:
    """An operation that is refused for its form counts as well; not counting it is lenient."""
    for bulk in trace.bulk_requests:
        behind = bulk.effects[2]
        if not bulk.accepted or not bulk.effects[1].refused:
            yield inconclusive(bulk.exchange, "the malformed operation was not reported as failed by itself")
        elif behind.done or behind.created:
            message = "an operation that is refused for its form does not count for failOnErrors"
            yield lenient(bulk.exchange, message, expected="the job ends at it", got=behind.reported)
        else:
            yield expect(True, bulk.exchange, "", expected="the job ends at it", got=behind.reported)


@check("BULK-3.7-38", "one-error-ends-the-job")
def errors_are_met_in_turn(trace: Trace) -> Iterator[Observation]:
    """What stands before the first error is done; another order of errors is lenient."""
    for bulk in trace.bulk_requests:
        first = bulk.effects[0]
        if not bulk.accepted:
            yield inconclusive(bulk.exchange, "the job was not processed")
        elif first.stored:
            yield expect(True, bulk.exchange, "", expected="done", got=first.reported)
        elif bulk.after.complete and not first.done:
            message = f"{first.title} is not done because a later operation failed first"
            yield lenient(bulk.exchange, message, expected="done", got=first.reported)


@check("BULK-3.7-35", "fewer-errors-than-accepted", "two-errors-end-the-job")
def fewer_errors_leave_the_job_running(trace: Trace) -> Iterator[Observation]:
    """What stands before the error that reaches the limit is done."""
    for bulk in trace.bulk_requests:
        for effect in bulk.effects if bulk.accepted else ():
            bulk_id = effect.operation.bulk_id or ""
            if bulk_id == "between" or bulk_id.startswith("good"):
                yield done(effect, "is not done although failOnErrors had not been reached")


@check("BULK-3.7-43", "fail-on-errors-zero")
def fail_on_errors_zero_is(trace: Trace) -> Iterator[Observation]:
    """What the server takes a limit of no errors for; to run nothing and answer 200 is lenient."""
    for bulk in trace.bulk_requests:
        if gap := turned_away(bulk.exchange):
            yield gap
            continue
        before, _, behind = bulk.effects
        if bulk.exchange.status is None or bulk.exchange.status >= 500:
            yield inconclusive(
                bulk.exchange, f"no verdict from {bulk.exchange.status or bulk.exchange.problem}"
            )
        elif bulk.exchange.status < 300 and not any(each.done or each.created for each in (before, behind)):
            message = "a job with failOnErrors 0 is answered as one that was processed, and nothing of it is"
            yield lenient(bulk.exchange, message, expected="no limit | like 1 | refused", got=before.reported)
        elif not bulk.answer.processed:
            yield choice(bulk.exchange, f"failOnErrors 0 answers HTTP {bulk.exchange.status} without results")
        elif before.done:
            what = "is no limit" if behind.done else "is like 1, or ends the job at once"
            yield choice(bulk.exchange, f"failOnErrors 0 {what}")


@check("BULK-3.7-10", "fail-on-errors-zero")
def successes_end_no_job(trace: Trace) -> Iterator[Observation]:
    """Where failOnErrors 0 is taken for no limit or for 1, the job does not end at a success."""
    for bulk in trace.bulk_requests:
        before, duplicate, behind = bulk.effects
        if bulk.accepted and before.done and not behind.created and not behind.done:
            message = "the job ends after an operation that succeeded"
            holds = duplicate.result is not None
            yield expect(holds, bulk.exchange, message, expected="a result", got=duplicate.reported)


def _accepted(trace: Trace) -> Iterator[Observation]:
    for bulk in trace.bulk_requests:
        if gap := turned_away(bulk.exchange):
            yield gap
            continue
        if bulk.exchange.status is None or bulk.exchange.status >= 500:
            yield inconclusive(
                bulk.exchange, f"no verdict from {bulk.exchange.status or bulk.exchange.problem}"
            )
        else:
            got = f"HTTP {bulk.exchange.status}"
            message = f"a job with {bulk.label} is refused"
            yield expect(bulk.accepted, bulk.exchange, message, expected="a processed job", got=got)


@check("BULK-3.7-44", "fail-on-errors-huge")
def large_limits_are_taken(trace: Trace) -> Iterator[Observation]:
    """A limit that can never be reached is no reason to refuse; refusing one beyond 64 bits is lenient."""
    for bulk in trace.bulk_requests:
        limit = bulk.job.fail_on_errors if bulk.job else None
        if bulk.exchange.status == 400 and limit is not None and limit.bit_length() > 64:
            yield lenient(
                bulk.exchange, f"{bulk.label} is refused", expected="a processed job", got="HTTP 400"
            )
        else:
            yield from _accepted(replace(trace, bulk_requests=(bulk,)))


@check("BULK-3.7-45", "fail-on-errors-null")
def null_is_no_limit(trace: Trace) -> Iterator[Observation]:
    """A limit of null is no limit: the job is processed, and goes on behind an error."""
    yield from _accepted(trace)
    for bulk in trace.bulk_requests:
        first, duplicate, behind = bulk.effects
        if first.done and duplicate.refused:
            yield done(behind, f"is not done because another one failed, with {bulk.label}")


@check("BULK-3.7-05", "fail-on-errors-is-no-number")
def fail_on_errors_is_checked(trace: Trace) -> Iterator[Observation]:
    """A value that is no number of errors is refused."""
    for bulk in trace.bulk_requests:
        if gap := turned_away(bulk.exchange):
            yield gap
            continue
        status = bulk.exchange.status
        if status is None or status >= 500:
            yield inconclusive(bulk.exchange, f"no verdict from {status or bulk.exchange.problem}")
        else:
            message = f"failOnErrors {bulk.label} is accepted"
            idle = status < 300 and bulk.after.complete and not bulk.after.resources
            got = f"HTTP {status}{', and nothing of the job is done' if idle else ''}"
            yield expect(status >= 400, bulk.exchange, message, expected="400", got=got)
