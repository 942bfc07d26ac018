"""Checks of rings: resolved, or given up with 409 and nothing left behind."""

from collections.abc import Iterator

from conformance.check.evidence import turned_away
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


def members_of_ring(run: BulkInteraction) -> tuple[Effect, ...]:
    """Return the operations that refer, directly or not, to themselves."""
    edges = {(ref.source, ref.target) for ref in run.references if ref.target is not None}
    reach = {
        index: {target for source, target in edges if source == index} for index in range(len(run.effects))
    }
    for _ in run.effects:
        for index, seen in reach.items():
            reach[index] = seen.union(*(reach[other] for other in seen))
    return tuple(effect for effect in run.effects if effect.index in reach[effect.index])


def given_up(run: BulkInteraction) -> bool:
    """Whether the ring, or the job with it, was refused by a 4xx."""
    status = run.exchange.status or 0
    whole = 400 <= status < 500 and not run.answer.processed
    return whole or any(effect.refused for effect in members_of_ring(run))


@check("BULK-3.7.1-01", *RINGS)
def ring_is_resolved_or_refused(trace: Trace) -> Iterator[Observation]:
    """Either each operation of the ring is done, or each is refused: nothing in between."""
    for run in trace.runs:
        if gap := turned_away(run.exchange):
            yield gap
            continue
        if run.exchange.failure or (run.exchange.status or 0) >= 500:
            yield inconclusive(run.exchange, "the job was not answered; see BULK-3.7.1-07")
            continue
        ring = members_of_ring(run)
        codes = [effect.code for effect in ring]
        whole = 400 <= (run.exchange.status or 0) < 500 and not run.answer.processed
        if any(run.resolved(reference) is False for reference in run.references):
            yield inconclusive(run.exchange, "the ring is stored otherwise; see BULK-3.7.1-04")
            continue
        same = all(effect.done for effect in ring) or all(effect.refused for effect in ring)
        if None in codes and not whole:
            yield inconclusive(run.exchange, next(effect.unclear for effect in ring if effect.code is None))
            continue
        got = f"statuses {codes}" if not whole else f"HTTP {run.exchange.status}"
        message = "the operations of a ring end differently"
        expected = "all done | each refused with 409"
        yield expect(whole or same, run.exchange, message, expected=expected, got=got)


@check("BULK-3.7.1-02", *RINGS)
def ring_choice(trace: Trace) -> Iterator[Observation]:
    """Whether the server resolves rings."""
    for run in trace.runs:
        if gap := turned_away(run.exchange):
            yield gap
            continue
        resolved = [run.resolved(reference) for reference in run.references]
        if run.exchange.status is not None and run.exchange.status < 500 and (given_up(run) or all(resolved)):
            yield choice(run.exchange, "rings are given up" if given_up(run) else "rings are resolved")


@check("BULK-3.7.1-03", *ALL)
def given_up_with_409(trace: Trace) -> Iterator[Observation]:
    """A refusal is a 409 of each operation; another 4xx and a refusal of the whole job are lenient."""
    for run in trace.runs:
        if gap := turned_away(run.exchange):
            yield gap
            continue
        if not given_up(run):
            yield inapplicable(run.exchange, "the ring is not given up")
            continue
        expected = "409 for each operation of the ring"
        if not run.answer.processed:
            got = f"HTTP {run.exchange.status} for the whole job"
            yield lenient(
                run.exchange, "the whole job is refused because of a ring", expected=expected, got=got
            )
            continue
        for effect in members_of_ring(run):
            if effect.refused and effect.code != 409:
                message = f"{effect.title} of a ring is refused with another code than 409"
                yield lenient(effect.exchange, message, expected=expected, got=effect.code)
            elif effect.refused:
                yield expect(True, effect.exchange, "", expected=expected, got=effect.code)


@check("BULK-3.7.1-04", *RINGS)
def resolved_ring_shows_real_ids(trace: Trace) -> Iterator[Observation]:
    """Every edge of a ring that is reported as done is stored."""
    for run in trace.runs:
        ring = {effect.index for effect in members_of_ring(run) if effect.done}
        if not ring and run.exchange.status is not None and run.exchange.status < 500:
            yield inapplicable(run.exchange, "the server gives rings up")
        for reference in run.references:
            if reference.source in ring and reference.target in ring:
                effect = run.effects[reference.source]
                got = [found.values(reference.attribute) for found in effect.stored]
                message = f"{effect.title} does not hold the id of {reference.bulk_id!r}"
                resolved = run.resolved(reference)
                if resolved is not None:
                    yield expect(resolved, run.exchange, message, expected="its permanent id", got=got)


@check("BULK-3.7.1-05", *ALL, "ring-that-cannot-be")
def ring_leaves_nothing_unreported(trace: Trace) -> Iterator[Observation]:
    """Of each operation of the ring, one resource exists if it is reported as done, and none otherwise."""
    for run in trace.runs:
        if run.exchange.problem or not run.after.complete:
            yield inconclusive(run.exchange, run.exchange.problem or "the store could not be searched")
            continue
        gap = turned_away(run.exchange)
        if gap and not any(effect.stored for effect in run.effects):
            yield gap
            continue
        for effect in run.effects:
            if effect.unclear and run.answer.processed:
                yield inconclusive(run.exchange, effect.unclear)
                continue
            number, wanted = len(effect.stored), int(effect.done)
            said = f"is reported as {'done' if wanted else 'not done'}" if effect.result else "has no result"
            message = f"{effect.title} {said} and is stored {number} times"
            yield expect(number == wanted, run.exchange, message, expected=f"{wanted} resources", got=number)


@check("BULK-3.7.1-06", "ring-beside-bystanders", "ring-of-managers", "self-managed-user")
def bystanders_are_done(trace: Trace) -> Iterator[Observation]:
    """Operations outside the ring are done; a whole job given up with nothing done is lenient."""
    for run in trace.runs:
        if gap := turned_away(run.exchange):
            yield gap
            continue
        ring = members_of_ring(run)
        for effect in (effect for effect in run.effects if effect not in ring):
            if run.exchange.failure or (run.exchange.status or 0) >= 500:
                yield inconclusive(run.exchange, "the job was not answered; see BULK-3.7.1-07")
            elif given_up(run) and not run.answer.processed and not effect.stored:
                message = "operations beside a ring are given up with it"
                got = f"HTTP {run.exchange.status} for the whole job"
                yield lenient(run.exchange, message, expected="done", got=got)
            elif effect.unclear and run.answer.processed:
                yield inconclusive(run.exchange, effect.unclear)
            else:
                message = f"{effect.title} has nothing to do with the ring and is not done"
                yield expect(effect.done, run.exchange, message, expected="done", got=effect.reported)


@check("BULK-3.7.1-07", *ALL)
def ring_is_answered(trace: Trace) -> Iterator[Observation]:
    """The job ends with an answer that is no server error."""
    for run in trace.runs:
        failure = run.exchange.failure
        if failure and failure.kind != "timeout":
            yield inconclusive(run.exchange, failure.detail)
        elif run.exchange.turned_away:
            yield inconclusive(run.exchange, f"the job is turned away with {run.exchange.status}")
        else:
            got = failure.detail if failure else f"HTTP {run.exchange.status}"
            message = "a ring is never answered" if failure else "a ring is answered with a server error"
            holds = failure is None and (run.exchange.status or 0) < 500
            yield expect(holds, run.exchange, message, expected="an answer below 500", got=got)
