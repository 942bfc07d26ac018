"""Checks of bulkIds: which ones the server accepts, and where they are valid."""

from collections.abc import Iterator

from conformance.check.bulk_evidence import no_evidence, not_served, unreported
from conformance.check.evidence import unclear
from conformance.check.observation import Observation, choice, expect, inconclusive
from conformance.check.registry import check
from conformance.trace.trace import Trace


@check("BULK-3.7-15", "post-without-bulk-id")
def post_without_bulk_id(trace: Trace) -> Iterator[Observation]:
    """The report notes whether the server accepts a POST without bulkId."""
    for bulk in trace.bulk_requests:
        if gap := no_evidence(bulk, "BULK-3.7-31") or unreported(bulk):
            yield gap
            continue
        for effect in bulk.effects:
            yield choice(effect, f"a POST without bulkId is {'accepted' if effect.done else 'rejected'}")


@check("BULK-3.7-16", "duplicate-bulk-id", "reference-to-a-duplicate-bulk-id")
def duplicate_bulk_ids_are_rejected(trace: Trace) -> Iterator[Observation]:
    """At most one of two POSTs with the same bulkId creates a resource."""
    for bulk in trace.bulk_requests:
        if gap := no_evidence(bulk, "BULK-3.7-31"):
            yield gap
            continue
        first, second = (effect for effect in bulk.effects if effect.operation.bulk_id == "same")
        both = all(effect.done and effect.stored for effect in (first, second))
        message = f"{second.title} creates a resource, as does operation {first.index} with the same bulkId"
        expected = "a 4xx status for at least one of them"
        got = f"{first.reported} and {second.reported}"
        yield expect(not both, second, message, expected=expected, got=got)


@check("BULK-3.7-46", "reference-to-a-duplicate-bulk-id")
def ambiguous_references_are_not_resolved(trace: Trace) -> Iterator[Observation]:
    """If two POSTs with the same bulkId succeed, the group that refers to this bulkId is rejected."""
    for bulk in trace.bulk_requests:
        if gap := no_evidence(bulk, "BULK-3.7-31"):
            yield gap
            continue
        *pair, group = bulk.effects
        ambiguous = all(effect.done and effect.stored for effect in pair)
        message = f"{group.title} succeeds although it refers to a bulkId that two resources have"
        holds = not (ambiguous and group.done)
        yield expect(holds, group, message, expected="a 4xx status", got=group.reported)


@check("BULK-3.7-17", "bulk-id-of-an-earlier-job")
def bulk_id_is_valid_only_in_its_bulk_request(trace: Trace) -> Iterator[Observation]:
    """A reference does not reach a resource whose bulkId an earlier bulk request defined."""
    earlier = [effect for bulk in trace.bulk_requests[:1] for effect in bulk.effects]
    for bulk in trace.bulk_requests[1:]:
        if not earlier[0].stored:
            message = f"{earlier[0].title} of the earlier bulk request created no resource to refer to"
            yield inconclusive(earlier[0], message)
            continue
        if gap := no_evidence(bulk, "BULK-3.7-31"):
            yield gap
            continue
        later, target = bulk.effects[0], earlier[0].stored[0]
        members = [value for found in later.stored for value in found.values(found.resource_type.members)]
        message = (
            f"{later.title} contains the resource {target.id} whose bulkId an earlier bulk request defined"
        )
        expected, got = f"a member list without {target.id}", members
        yield expect(target.id not in members, later, message, expected=expected, got=got)


@check("BULK-3.7-50", "unusable-bulk-ids")
def invalid_bulk_ids_are_rejected(trace: Trace) -> Iterator[Observation]:
    """A POST whose bulkId is not a string, or is empty, creates nothing."""
    for bulk in trace.bulk_requests:
        if gap := not_served(bulk) or no_evidence(bulk, "ERROR-3.12-08"):
            yield gap
            continue
        if bulk.exchange.status != 200 and not bulk.answer.processed and len(bulk.effects) > 3:
            message = (
                f"the server rejects the whole bulk request with HTTP {bulk.exchange.status}, "
                "and several of its bulkIds are invalid"
            )
            yield inconclusive(bulk.exchange, message)
            continue
        for effect in bulk.effects[1:-1]:
            kind = effect.operation.bulk_id
            message = f"operation {effect.index}, a POST whose bulkId is {kind}, creates a resource"
            yield expect(not effect.created, effect, message, expected="a 4xx status", got=effect.reported)


@check("BULK-3.7-54", "bulk-id-on-other-methods")
def bulk_id_is_optional_for_put_and_delete(trace: Trace) -> Iterator[Observation]:
    """PUT and DELETE succeed with and without a bulkId, and neither makes the bulk request fail."""
    succeeding = {effect.operation.method for effect in trace.effects() if effect.done}
    for bulk in trace.bulk_requests:
        if bulk.lost and len(bulk.effects) == 1 and bulk.effects[0].operation.method in succeeding:
            effect = bulk.effects[0]
            method, sent = effect.operation.method, "with" if effect.operation.bulk_id else "without"
            message = (
                f"the whole bulk request fails for {effect.title}, sent {sent} a bulkId, "
                f"although another {method} succeeds"
            )
            got = f"HTTP {bulk.exchange.status}"
            yield expect(False, effect, message, expected="a result with a 2xx status", got=got)
    for effect in trace.effects():
        method, sent = effect.operation.method, "with" if effect.operation.bulk_id else "without"
        if effect.unclear and (effect.code is None or method not in succeeding):
            yield unclear(effect)
        elif method not in succeeding:
            message = f"{effect.title} fails, and so does every other {method}, with or without a bulkId"
            yield inconclusive(effect, message, depends_on="BULK-3.7-02")
        else:
            message = f"{effect.title}, sent {sent} a bulkId, fails although another {method} succeeds"
            yield expect(effect.done, effect, message, expected="a 2xx status", got=effect.reported)
