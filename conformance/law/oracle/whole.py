"""When a job may be refused as a whole, and what must then be stored: nothing new."""

from collections.abc import Iterator

from conformance.law.oracle import stored
from conformance.law.oracle.demands import DISPUTED, Demand
from conformance.law.oracle.model import Seen, Server, State
from conformance.law.oracle.ruling import Breach, Ruling, Stand
from conformance.law.oracle.shape import Made, Shape
from conformance.law.oracle.store import Store

LAWFUL, LENIENT, UNLAWFUL = Stand.LAWFUL, Stand.LENIENT, Stand.UNLAWFUL


def refused_as_a_whole(shape: Shape, before: State, seen: Seen, server: Server) -> Ruling:
    """Rule on an outcome without results: no answer, a server error, or an error for the whole job."""
    ring = any(shape.in_ring(index) for index in range(len(shape.steps)))
    if seen.status is None or seen.status >= 500:
        law = "BULK-3.7.1-07" if ring else "BULK-3.7-31"
        got = seen.problem or f"HTTP {seen.status}"
        message = "the job ends in a server error" if seen.status else "the job is never answered"
        breach = Breach(law, UNLAWFUL, message, "an answer below 500", got)
        return Ruling((breach,), frozenset({law}))
    demand = min(_grounds(shape), key=lambda each: each.refusal, default=_no_ground())
    got = f"HTTP {seen.status} for the whole job"
    found: list[Breach] = []
    if demand.refusal is not LAWFUL:
        expected = "HTTP 200 and a result for each operation"
        found.append(
            Breach(demand.law, demand.refusal, f"the job is refused as a whole: {demand.why}", expected, got)
        )
    left = tuple(stored.breaches(shape, Store(shape, before, frozenset()), seen, server, frozenset()))
    breaches = (*found, *left)
    return Ruling(breaches, frozenset({demand.law, *(breach.requirement for breach in breaches)}))


def _no_ground() -> Demand:
    return Demand(UNLAWFUL, UNLAWFUL, "BULK-3.7-31", "nothing in it gives a reason")


def _grounds(shape: Shape) -> Iterator[Demand]:
    """Yield what in a job can be a reason to refuse all of it."""
    if shape.fail_on_errors == 0:
        yield Demand(LAWFUL, LAWFUL, "BULK-3.7-43", "failOnErrors is 0")
    if any(len(definers) > 1 for definers in shape.definers.values()):
        yield Demand(LAWFUL, LAWFUL, "BULK-3.7-16", "two POSTs have one bulkId")
    if law := DISPUTED.get(shape.writing):
        yield Demand(LENIENT, LENIENT, law, f"it is written {shape.writing}")
    for index, step in enumerate(shape.steps):
        if step.creates and step.bulk_id is None:
            yield Demand(LAWFUL, LAWFUL, "BULK-3.7-15", "a POST has no bulkId")
        if step.flawed:
            yield Demand(LENIENT, LENIENT, "BULK-3.7-33", "the data of an operation is invalid")
        for pointer in (*step.refers, step.on):
            if isinstance(pointer, Made) and pointer.bulk_id not in shape.definers:
                yield Demand(LENIENT, LENIENT, "BULK-3.7.2-08", "a reference leads to nothing")
        if shape.in_ring(index):
            yield Demand(LENIENT, LENIENT, "BULK-3.7.1-03", "operations refer to each other in a ring")
        elif any(target > index for target in shape.edges[index]):
            yield Demand(LENIENT, LENIENT, "BULK-3.7.2-04", "an operation refers to a later one")
        if isinstance(step.on, Made):
            yield Demand(LENIENT, LENIENT, "BULK-3.7.2-11", "a path names a bulkId")
