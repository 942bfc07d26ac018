"""Checks of jobs in which references decide what runs first, and of when such a job ends."""

from collections.abc import Iterator

from conformance.check.observation import Observation, expect, inconclusive, lenient
from conformance.check.registry import check
from conformance.trace.trace import Trace


@check("BULK-3.7-34", "dependant-before-its-failure")
def failures_by_reference_count(trace: Trace) -> Iterator[Observation]:
    """Nothing runs behind the first error; a dependant and its cause as two errors are lenient."""
    for bulk in trace.bulk_requests:
        failed = [effect for effect in bulk.effects if effect.result and effect.result.failed]
        if not bulk.accepted or not failed:
            yield inconclusive(bulk.exchange, "the error that should end the job was not reported")
            continue
        behind = bulk.effects[-1]
        got = ", ".join(f"{effect.title}: {effect.reported}" for effect in failed)
        if len(failed) == 2 and behind.result is None and not behind.created:
            message = "an operation and the one that depends on it are two errors where one ends the job"
            yield lenient(bulk.exchange, message, expected="one error", got=got)
        else:
            message = f"{behind.title} is run although the job had ended"
            over = bool(behind.created) or behind.done
            yield expect(not over, bulk.exchange, message, expected="not run", got=behind.reported)


@check("BULK-3.7-34", "unresolved-reference-ends-the-job")
def unresolved_references_end_the_job(trace: Trace) -> Iterator[Observation]:
    """Nothing runs behind the reference; of a server that puts it off to the end all is lenient."""
    for bulk in trace.bulk_requests:
        circle, *others = bulk.effects
        if not bulk.accepted or not (circle.result and circle.result.failed):
            yield inconclusive(bulk.exchange, "the reference to nobody was not reported as an error")
            continue
        over = [effect for effect in others if effect.created or effect.done]
        got = ", ".join(f"{effect.title}: {effect.reported}" for effect in over)
        if over:
            message = "a reference that stands for nothing does not end the job"
            yield lenient(bulk.exchange, message, expected="nothing is run behind it", got=got)
        else:
            yield expect(True, bulk.exchange, "", expected="nothing is run behind it", got="nothing")


@check("BULK-3.7.3-07", "dependant-before-its-failure")
def what_was_put_off_has_a_result(trace: Trace) -> Iterator[Observation]:
    """Where a later operation is run first and ends the job, the earlier one leniently has no result."""
    for bulk in trace.bulk_requests:
        circle, member, _ = bulk.effects
        if not bulk.accepted or (circle.result is None and not (member.result and member.result.failed)):
            yield inconclusive(bulk.exchange, "the error that should end the job was not reported")
        elif circle.result is None and not circle.created:
            message = f"{circle.title} has no result, since a later operation was run before it"
            yield lenient(bulk.exchange, message, expected="a result", got="no result")
        else:
            holds = circle.result is not None
            message = f"{circle.title} is done and has no result"
            yield expect(holds, bulk.exchange, message, expected="a result", got=circle.reported)


@check("BULK-3.7-38", "race-for-a-name")
def the_first_of_two_wins_a_name(trace: Trace) -> Iterator[Observation]:
    """The user who stands first gets the name; the other, run first for a reference, is lenient."""
    for bulk in trace.bulk_requests:
        _, first, second = bulk.effects
        if first.unclear or second.unclear or first.done == second.done:
            yield inconclusive(bulk.exchange, first.unclear or second.unclear or "there is no one winner")
        elif second.done:
            message = f"{second.title} takes the name from the operation before it"
            yield lenient(bulk.exchange, message, expected="the first is done", got=second.reported)
        else:
            yield expect(True, bulk.exchange, "", expected="the first is done", got=first.reported)
