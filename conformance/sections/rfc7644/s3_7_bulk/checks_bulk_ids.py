"""Checks of which bulkIds are taken, and for how long they hold."""

from collections.abc import Iterator

from conformance.check.evidence import turned_away
from conformance.check.observation import Observation, choice, expect, inconclusive
from conformance.check.registry import check
from conformance.trace.trace import Trace


@check("BULK-3.7-15", "post-without-bulk-id")
def post_without_bulk_id(trace: Trace) -> Iterator[Observation]:
    """What the server does with a POST that has no bulkId."""
    for bulk in trace.bulk_requests:
        if bulk.exchange.status is None or bulk.exchange.status >= 500:
            yield inconclusive(
                bulk.exchange, f"no verdict from {bulk.exchange.status or bulk.exchange.problem}"
            )
        elif gap := turned_away(bulk.exchange):
            yield gap
        else:
            taken = "accepted" if any(effect.done for effect in bulk.effects) else "refused"
            yield choice(bulk.exchange, f"a POST without bulkId is {taken}")


@check("BULK-3.7-16", "duplicate-bulk-id", "reference-to-a-duplicate-bulk-id")
def duplicate_bulk_ids_are_refused(trace: Trace) -> Iterator[Observation]:
    """Not both POSTs of one bulkId are done."""
    for bulk in trace.bulk_requests:
        pairs = [effect for effect in bulk.effects if effect.operation.bulk_id == "twin"]
        if bulk.exchange.status is None or bulk.exchange.status >= 500:
            yield inconclusive(
                bulk.exchange, f"no verdict from {bulk.exchange.status or bulk.exchange.problem}"
            )
            continue
        if gap := turned_away(bulk.exchange):
            yield gap
            continue
        both = all(effect.done and effect.stored for effect in pairs)
        message = "two POSTs with the same bulkId are both done"
        yield expect(not both, bulk.exchange, message, expected="a 4xx for one at least", got="both created")


@check("BULK-3.7-46", "reference-to-a-duplicate-bulk-id")
def ambiguous_references_are_not_resolved(trace: Trace) -> Iterator[Observation]:
    """Where both twins are done, the group that refers to their bulkId is refused."""
    for bulk in trace.bulk_requests:
        if gap := turned_away(bulk.exchange):
            yield gap
            continue
        *pairs, circle = bulk.effects
        if bulk.exchange.status is None or bulk.exchange.status >= 500:
            yield inconclusive(
                bulk.exchange, f"no verdict from {bulk.exchange.status or bulk.exchange.problem}"
            )
            continue
        both = all(effect.done and effect.stored for effect in pairs)
        message = f"{circle.title} refers to a bulkId that two resources have, and is done"
        holds = not (both and circle.done)
        yield expect(holds, bulk.exchange, message, expected="a 4xx", got=circle.reported)


@check("BULK-3.7-17", "bulk-id-of-an-earlier-job")
def bulk_id_ends_with_its_job(trace: Trace) -> Iterator[Observation]:
    """A later job does not reach what an earlier one called by that bulkId."""
    earlier = [found for bulk in trace.bulk_requests[:1] for found in bulk.effects[0].stored]
    for bulk in trace.bulk_requests[1:]:
        later = bulk.effects[0].stored
        if not earlier or bulk.exchange.status is None:
            yield inconclusive(bulk.exchange, "the earlier job created nothing that could be reached")
            continue
        values = [value for found in later for value in found.values(found.kind.members)]
        message = "a bulkId of an earlier job is resolved"
        yield expect(earlier[0].id not in values, bulk.exchange, message, expected="not resolved", got=values)
