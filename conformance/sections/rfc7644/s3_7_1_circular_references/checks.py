"""Checks of circular references: the server resolves them, or rejects them with 409 and stores nothing."""

from collections.abc import Iterator

from conformance.check.bulk_evidence import unreported
from conformance.check.evidence import turned_away, unclear
from conformance.check.observation import Observation, choice, expect, inapplicable, inconclusive, lenient
from conformance.check.registry import check
from conformance.trace.interaction import BulkInteraction, Effect
from conformance.trace.trace import Trace

RINGS = (
    "ring-of-two-groups",
    "ring-of-three-groups",
    "ring-of-twelve-groups",
    "ring-of-managers",
    "ring-beside-bystanders",
    "ring-with-a-tail",
)
ALL = (*RINGS, "group-in-itself", "self-managed-user")


def operations_of_ring(bulk: BulkInteraction) -> tuple[Effect, ...]:
    """Return the operations that refer to themselves, directly or through others."""
    edges = {(ref.source, ref.target) for ref in bulk.references if ref.target is not None}
    reach = {
        index: {target for source, target in edges if source == index} for index in range(len(bulk.effects))
    }
    for _ in bulk.effects:
        for index, seen in reach.items():
            reach[index] = seen.union(*(reach[other] for other in seen))
    return tuple(effect for effect in bulk.effects if effect.index in reach[effect.index])


def rejected(bulk: BulkInteraction) -> bool:
    """Return whether the circular reference, or the whole bulk request, was rejected with a 4xx."""
    status = bulk.exchange.status or 0
    whole = 400 <= status < 500 and not bulk.answer.processed
    return whole or any(effect.refused for effect in operations_of_ring(bulk))


@check("BULK-3.7.1-01", *RINGS)
def ring_is_resolved_or_refused(trace: Trace) -> Iterator[Observation]:
    """Either every operation of the circular reference succeeds, or every one is rejected."""
    for bulk in trace.bulk_requests:
        if gap := turned_away(bulk.exchange):
            yield gap
            continue
        if bulk.exchange.failure or (bulk.exchange.status or 0) >= 500:
            why = "the server did not process the bulk request"
            yield inconclusive(bulk.exchange, why, depends_on="BULK-3.7.1-07")
            continue
        ring = operations_of_ring(bulk)
        codes = [effect.code for effect in ring]
        whole = 400 <= (bulk.exchange.status or 0) < 500 and not bulk.answer.processed
        if any(bulk.resolved(reference) is False for reference in bulk.references):
            why = "the circular reference is not stored as it was sent"
            yield inconclusive(bulk.exchange, why, depends_on="BULK-3.7.1-04")
            continue
        same = all(effect.done for effect in ring) or all(effect.refused for effect in ring)
        if None in codes and not whole:
            yield next(unclear(effect) for effect in ring if effect.code is None)
            continue
        got = f"statuses {codes}" if not whole else f"HTTP {bulk.exchange.status}"
        message = "a part of the operations of a circular reference succeeds, and a part fails"
        expected = "all succeed | each is rejected with 409"
        yield expect(whole or same, bulk.exchange, message, expected=expected, got=got)


@check("BULK-3.7.1-02", *RINGS)
def server_resolves_or_rejects(trace: Trace) -> Iterator[Observation]:
    """The report notes whether the server resolves circular references."""
    for bulk in trace.bulk_requests:
        if gap := turned_away(bulk.exchange):
            yield gap
            continue
        resolved = [bulk.resolved(reference) for reference in bulk.references]
        if (
            bulk.exchange.status is not None
            and bulk.exchange.status < 500
            and (rejected(bulk) or all(resolved))
        ):
            what = "rejected" if rejected(bulk) else "resolved"
            yield choice(bulk.exchange, f"circular references are {what}")


@check("BULK-3.7.1-03", *ALL)
def rejected_with_409(trace: Trace) -> Iterator[Observation]:
    """A rejection is a 409 for each operation; another 4xx, or one for the whole request, is lenient."""
    for bulk in trace.bulk_requests:
        if gap := turned_away(bulk.exchange) or unreported(bulk):
            yield gap
            continue
        if not rejected(bulk):
            yield inapplicable(bulk.exchange, "the server does not reject the circular reference")
            continue
        expected = "409 for each operation of the circular reference"
        if not bulk.answer.processed:
            got = f"HTTP {bulk.exchange.status} for the whole bulk request"
            message = "the whole bulk request is rejected because of a circular reference"
            yield lenient(bulk.exchange, message, expected=expected, got=got)
            continue
        for effect in operations_of_ring(bulk):
            if effect.refused and effect.code != 409:
                message = f"{effect.title} of a circular reference gets {effect.code}, not 409"
                yield lenient(effect.at("status"), message, expected=expected, got=effect.code)
            elif effect.refused:
                yield expect(True, effect.at("status"), "", expected=expected, got=effect.code)


@check("BULK-3.7.1-04", *RINGS)
def resolved_ring_has_permanent_ids(trace: Trace) -> Iterator[Observation]:
    """Every reference between successful operations of a circular reference is stored as an id."""
    for bulk in trace.bulk_requests:
        ring = {effect.index for effect in operations_of_ring(bulk) if effect.done}
        if gap := turned_away(bulk.exchange) or unreported(bulk):
            yield gap
            continue
        if not ring and bulk.exchange.status is not None and bulk.exchange.status < 500:
            yield inapplicable(bulk.exchange, "the server rejects circular references")
        for reference in bulk.references:
            if reference.source in ring and reference.target in ring:
                effect = bulk.effects[reference.source]
                got = [found.values(reference.attribute) for found in effect.stored]
                message = f"{effect.title} is stored without the id of {reference.bulk_id!r}"
                resolved = bulk.resolved(reference)
                if resolved is not None:
                    yield expect(resolved, effect, message, expected="its permanent id", got=got)


@check("BULK-3.7.1-05", *ALL, "ring-that-cannot-be")
def ring_stores_what_it_reports(trace: Trace) -> Iterator[Observation]:
    """Each operation of a circular reference that succeeds stores one resource; any other stores none."""
    for bulk in trace.bulk_requests:
        if bulk.exchange.problem or not bulk.after.complete:
            yield inconclusive(
                bulk.exchange, bulk.exchange.problem or "the search for stored resources is incomplete"
            )
            continue
        gap = turned_away(bulk.exchange)
        if gap and not any(effect.stored for effect in bulk.effects):
            yield gap
            continue
        if gap := unreported(bulk):
            yield gap
            continue
        for effect in bulk.effects:
            if effect.unclear and bulk.answer.processed:
                yield unclear(effect)
                continue
            number, wanted = len(effect.stored), int(effect.done)
            reported = f"has {effect.reported}" if effect.result else "has no result"
            message = f"{effect.title} {reported} and is stored {number} times"
            yield expect(number == wanted, effect, message, expected=f"{wanted} resources", got=number)


@check("BULK-3.7.1-06", "ring-beside-bystanders", "ring-of-managers", "self-managed-user")
def other_operations_succeed(trace: Trace) -> Iterator[Observation]:
    """Operations outside the circular reference succeed; to reject the whole request is lenient."""
    for bulk in trace.bulk_requests:
        if gap := turned_away(bulk.exchange) or unreported(bulk):
            yield gap
            continue
        ring = operations_of_ring(bulk)
        for effect in (effect for effect in bulk.effects if effect not in ring):
            if bulk.exchange.failure or (bulk.exchange.status or 0) >= 500:
                why = "the server did not process the bulk request"
                yield inconclusive(bulk.exchange, why, depends_on="BULK-3.7.1-07")
            elif rejected(bulk) and not bulk.answer.processed and not effect.stored:
                message = f"{effect.title} is rejected with a circular reference that it is no part of"
                got = f"HTTP {bulk.exchange.status} for the whole bulk request"
                yield lenient(effect, message, expected="success", got=got)
            elif effect.unclear and bulk.answer.processed:
                yield unclear(effect)
            else:
                message = f"{effect.title} fails, but is no part of the circular reference"
                place = effect.at("status")
                yield expect(effect.done, place, message, expected="success", got=effect.reported)


@check("BULK-3.7.1-07", *ALL)
def ring_gets_a_response(trace: Trace) -> Iterator[Observation]:
    """The response to a bulk request with a circular reference is no server error."""
    for bulk in trace.bulk_requests:
        failure = bulk.exchange.failure
        if failure and failure.kind != "timeout":
            yield inconclusive(bulk.exchange, failure.detail)
        elif bulk.exchange.turned_away:
            yield inconclusive(bulk.exchange, f"HTTP {bulk.exchange.status} shows nothing about the request")
        else:
            got = failure.detail if failure else f"HTTP {bulk.exchange.status}"
            what = "does not respond" if failure else f"responds with HTTP {bulk.exchange.status}"
            message = f"the server {what} to a bulk request with a circular reference"
            holds = failure is None and (bulk.exchange.status or 0) < 500
            yield expect(
                holds, bulk.exchange, message, expected="a response with a status below 500", got=got
            )
