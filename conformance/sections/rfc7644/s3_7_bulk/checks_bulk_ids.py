"""Checks of which bulkIds are taken, and for how long they hold."""

from collections.abc import Iterator

from conformance.check.evidence import turned_away
from conformance.check.observation import Observation, choice, expect, inconclusive
from conformance.check.registry import check
from conformance.trace.trace import Trace


@check("BULK-3.7-15", "post-without-bulk-id")
def post_without_bulk_id(trace: Trace) -> Iterator[Observation]:
    """What the server does with a POST that has no bulkId."""
    for run in trace.runs:
        if run.exchange.status is None or run.exchange.status >= 500:
            yield inconclusive(run.exchange, f"no verdict from {run.exchange.status or run.exchange.problem}")
        elif gap := turned_away(run.exchange):
            yield gap
        else:
            taken = "accepted" if any(effect.done for effect in run.effects) else "refused"
            yield choice(run.exchange, f"a POST without bulkId is {taken}")


@check("BULK-3.7-16", "duplicate-bulk-id", "reference-to-a-duplicate-bulk-id")
def duplicate_bulk_ids_are_refused(trace: Trace) -> Iterator[Observation]:
    """Not both POSTs of one bulkId are done."""
    for run in trace.runs:
        pairs = [effect for effect in run.effects if effect.operation.bulk_id == "twin"]
        if run.exchange.status is None or run.exchange.status >= 500:
            yield inconclusive(run.exchange, f"no verdict from {run.exchange.status or run.exchange.problem}")
            continue
        if gap := turned_away(run.exchange):
            yield gap
            continue
        both = all(effect.done and effect.stored for effect in pairs)
        message = "two POSTs with the same bulkId are both done"
        yield expect(not both, run.exchange, message, expected="a 4xx for one at least", got="both created")


@check("BULK-3.7-46", "reference-to-a-duplicate-bulk-id")
def ambiguous_references_are_not_resolved(trace: Trace) -> Iterator[Observation]:
    """Where both twins are done, the group that refers to their bulkId is refused."""
    for run in trace.runs:
        if gap := turned_away(run.exchange):
            yield gap
            continue
        *pairs, circle = run.effects
        if run.exchange.status is None or run.exchange.status >= 500:
            yield inconclusive(run.exchange, f"no verdict from {run.exchange.status or run.exchange.problem}")
            continue
        both = all(effect.done and effect.stored for effect in pairs)
        message = f"{circle.title} refers to a bulkId that two resources have, and is done"
        holds = not (both and circle.done)
        yield expect(holds, run.exchange, message, expected="a 4xx", got=circle.reported)


@check("BULK-3.7-17", "bulk-id-of-an-earlier-job")
def bulk_id_ends_with_its_job(trace: Trace) -> Iterator[Observation]:
    """A later job does not reach what an earlier one called by that bulkId."""
    earlier = [found for run in trace.runs[:1] for found in run.effects[0].stored]
    for run in trace.runs[1:]:
        later = run.effects[0].stored
        if not earlier or run.exchange.status is None:
            yield inconclusive(run.exchange, "the earlier job created nothing that could be reached")
            continue
        values = [value for found in later for value in found.values(found.kind.members)]
        message = "a bulkId of an earlier job is resolved"
        yield expect(earlier[0].id not in values, run.exchange, message, expected="not resolved", got=values)
