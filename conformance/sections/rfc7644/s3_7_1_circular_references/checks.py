"""Checks of rings: resolved, or given up with 409 and nothing left behind."""

from collections.abc import Iterator

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


def members_of_ring(bulk: BulkInteraction) -> tuple[Effect, ...]:
    """Return the operations that refer, directly or not, to themselves."""
    edges = {(ref.source, ref.target) for ref in bulk.references if ref.target is not None}
    reach = {
        index: {target for source, target in edges if source == index} for index in range(len(bulk.effects))
    }
    for _ in bulk.effects:
        for index, seen in reach.items():
            reach[index] = seen.union(*(reach[other] for other in seen))
    return tuple(effect for effect in bulk.effects if effect.index in reach[effect.index])


def given_up(bulk: BulkInteraction) -> bool:
    """Whether the ring, or the job with it, was refused by a 4xx."""
    status = bulk.exchange.status or 0
    whole = 400 <= status < 500 and not bulk.answer.processed
    return whole or any(effect.refused for effect in members_of_ring(bulk))


@check("BULK-3.7.1-01", *RINGS)
def ring_is_resolved_or_refused(trace: Trace) -> Iterator[Observation]:
    """Either each operation of the ring is done, or each is refused: nothing in between."""
    for bulk in trace.bulk_requests:
        if gap := turned_away(bulk.exchange):
            yield gap
            continue
        if bulk.exchange.failure or (bulk.exchange.status or 0) >= 500:
            yield inconclusive(bulk.exchange, "the job was not answered; see BULK-3.7.1-07")
            continue
        ring = members_of_ring(bulk)
        codes = [effect.code for effect in ring]
        whole = 400 <= (bulk.exchange.status or 0) < 500 and not bulk.answer.processed
        if any(bulk.resolved(reference) is False for reference in bulk.references):
            yield inconclusive(bulk.exchange, "the ring is stored otherwise; see BULK-3.7.1-04")
            continue
        same = all(effect.done for effect in ring) or all(effect.refused for effect in ring)
        if None in codes and not whole:
            yield inconclusive(bulk.exchange, next(effect.unclear for effect in ring if effect.code is None))
            continue
        got = f"statuses {codes}" if not whole else f"HTTP {bulk.exchange.status}"
        message = "the operations of a ring end differently"
        expected = "all done | each refused with 409"
        yield expect(whole or same, bulk.exchange, message, expected=expected, got=got)


@check("BULK-3.7.1-02", *RINGS)
def ring_choice(trace: Trace) -> Iterator[Observation]:
    """Whether the server resolves rings."""
    for bulk in trace.bulk_requests:
        if gap := turned_away(bulk.exchange):
            yield gap
            continue
        resolved = [bulk.resolved(reference) for reference in bulk.references]
        if (
            bulk.exchange.status is not None
            and bulk.exchange.status < 500
            and (given_up(bulk) or all(resolved))
        ):
            yield choice(bulk.exchange, "rings are given up" if given_up(bulk) else "rings are resolved")


@check("BULK-3.7.1-03", *ALL)
def given_up_with_409(trace: Trace) -> Iterator[Observation]:
    """A refusal is a 409 of each operation; another 4xx and a refusal of the whole job are lenient."""
    for bulk in trace.bulk_requests:
        if gap := turned_away(bulk.exchange):
            yield gap
            continue
        if not given_up(bulk):
            yield inapplicable(bulk.exchange, "the ring is not given up")
            continue
        expected = "409 for each operation of the ring"
        if not bulk.answer.processed:
            got = f"HTTP {bulk.exchange.status} for the whole job"
            yield lenient(
                bulk.exchange, "the whole job is refused because of a ring", expected=expected, got=got
            )
            continue
        for effect in members_of_ring(bulk):
            if effect.refused and effect.code != 409:
                message = f"{effect.title} of a ring is refused with another code than 409"
                yield lenient(effect, message, expected=expected, got=effect.code)
            elif effect.refused:
                yield expect(True, effect, "", expected=expected, got=effect.code)


@check("BULK-3.7.1-04", *RINGS)
def resolved_ring_shows_real_ids(trace: Trace) -> Iterator[Observation]:
    """Every edge of a ring that is reported as done is stored."""
    for bulk in trace.bulk_requests:
        ring = {effect.index for effect in members_of_ring(bulk) if effect.done}
        if not ring and bulk.exchange.status is not None and bulk.exchange.status < 500:
            yield inapplicable(bulk.exchange, "the server gives rings up")
        for reference in bulk.references:
            if reference.source in ring and reference.target in ring:
                effect = bulk.effects[reference.source]
                got = [found.values(reference.attribute) for found in effect.stored]
                message = f"{effect.title} does not hold the id of {reference.bulk_id!r}"
                resolved = bulk.resolved(reference)
                if resolved is not None:
                    yield expect(resolved, bulk.exchange, message, expected="its permanent id", got=got)


@check("BULK-3.7.1-05", *ALL, "ring-that-cannot-be")
def ring_leaves_nothing_unreported(trace: Trace) -> Iterator[Observation]:
    """Of each operation of the ring, one resource exists if it is reported as done, and none otherwise."""
    for bulk in trace.bulk_requests:
        if bulk.exchange.problem or not bulk.after.complete:
            yield inconclusive(bulk.exchange, bulk.exchange.problem or "the store could not be searched")
            continue
        gap = turned_away(bulk.exchange)
        if gap and not any(effect.stored for effect in bulk.effects):
            yield gap
            continue
        for effect in bulk.effects:
            if effect.unclear and bulk.answer.processed:
                yield unclear(effect)
                continue
            number, wanted = len(effect.stored), int(effect.done)
            said = f"is reported as {'done' if wanted else 'not done'}" if effect.result else "has no result"
            message = f"{effect.title} {said} and is stored {number} times"
            yield expect(number == wanted, bulk.exchange, message, expected=f"{wanted} resources", got=number)


@check("BULK-3.7.1-06", "ring-beside-bystanders", "ring-of-managers", "self-managed-user")
def bystanders_are_done(trace: Trace) -> Iterator[Observation]:
    """Operations outside the ring are done; a whole job given up with nothing done is lenient."""
    for bulk in trace.bulk_requests:
        if gap := turned_away(bulk.exchange):
            yield gap
            continue
        ring = members_of_ring(bulk)
        for effect in (effect for effect in bulk.effects if effect not in ring):
            if bulk.exchange.failure or (bulk.exchange.status or 0) >= 500:
                yield inconclusive(bulk.exchange, "the job was not answered; see BULK-3.7.1-07")
            elif given_up(bulk) and not bulk.answer.processed and not effect.stored:
                message = "operations beside a ring are given up with it"
                got = f"HTTP {bulk.exchange.status} for the whole job"
                yield lenient(bulk.exchange, message, expected="done", got=got)
            elif effect.unclear and bulk.answer.processed:
                yield unclear(effect)
            else:
                message = f"{effect.title} has nothing to do with the ring and is not done"
                yield expect(effect.done, bulk.exchange, message, expected="done", got=effect.reported)


@check("BULK-3.7.1-07", *ALL)
def ring_is_answered(trace: Trace) -> Iterator[Observation]:
    """The job ends with an answer that is no server error."""
    for bulk in trace.bulk_requests:
        failure = bulk.exchange.failure
        if failure and failure.kind != "timeout":
            yield inconclusive(bulk.exchange, failure.detail)
        elif bulk.exchange.turned_away:
            yield inconclusive(bulk.exchange, f"the job is turned away with {bulk.exchange.status}")
        else:
            got = failure.detail if failure else f"HTTP {bulk.exchange.status}"
            message = "a ring is never answered" if failure else "a ring is answered with a server error"
            holds = failure is None and (bulk.exchange.status or 0) < 500
            yield expect(holds, bulk.exchange, message, expected="an answer below 500", got=got)
