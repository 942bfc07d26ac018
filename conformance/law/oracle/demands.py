"""What the law permits a step to do, given what those before it left and what was reported of the others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conformance.law.oracle.model import Server
from conformance.law.oracle.ruling import Stand
from conformance.law.oracle.shape import Absent, Made, Method, Pointer, Shape, Step, Version, Writing
from conformance.law.oracle.store import Store

LAWFUL, LENIENT, UNLAWFUL = Stand.LAWFUL, Stand.LENIENT, Stand.UNLAWFUL


@dataclass(frozen=True, slots=True)
class Demand:
    """What one circumstance permits.

    Attributes:
        success: How being done stands.
        refusal: How a 4xx stands.
        law: Id of the requirement that says so.
        why: The circumstance, in words.
        code: The code that a refusal should have; 0 for any in the 400 series.
        other: How a refusal with another code stands.
    """

    success: Stand
    refusal: Stand
    law: str
    why: str
    code: int = 0
    other: Stand = LENIENT

    def refused_with(self, code: int) -> Stand:
        """Return how a refusal with a code stands."""
        return self.refusal if self.code in (0, code) else max(self.refusal, self.other)


UNCOUNTED = ("BULK-3.7.2-09", "BULK-3.7.1-01", "BULK-3.7-15", "BULK-3.7-16")
"""Requirements by which an operation fails for what it refers to, or for the form of its bulkId.

Whether such a failure counts for failOnErrors may be read in two ways."""


DISPUTED: Mapping[Writing | None, str] = {
    Writing.NULLS: "CORE-2.5-01",
    Writing.UNKNOWN: "BULK-3.7-52",
    Writing.ODD_IDS: "BULK-3.7.2-05",
}
"""Requirements by which writings that need not be understood had better be."""


def plain(done: str = "BULK-3.7-33") -> Demand:
    """Return what holds where nothing stands in the way."""
    return Demand(LAWFUL, UNLAWFUL, done, "nothing stands in its way")


def circumstances(
    shape: Shape, index: int, store: Store, made: frozenset[int], server: Server
) -> Iterator[Demand]:
    """Yield what bears upon a step; where nothing does, it has to be done.

    Args:
        shape: The job.
        index: Index of the step.
        store: What the steps before it have left.
        made: Indexes of the POSTs, earlier and later, that created something.
        server: What the server claims.
    """
    step = shape.steps[index]
    if store.doubts(step):
        yield Demand(LAWFUL, LAWFUL, "BULK-3.7-38", "it is not known what an earlier operation on it did")
    if step.flawed:
        # What a PUT leaves out may be taken as not asserted (RFC 7644 section 3.5.1), and stay as it is.
        done = UNLAWFUL if step.creates else LENIENT
        yield Demand(done, LAWFUL, "BULK-3.7.3-05", "its data lacks the required name")
    if not server.own_way.isdisjoint(step.values):
        yield Demand(LAWFUL, LAWFUL, "BULK-3.7-61", "a single request with such a value has its own way")
    if step.refers and (step.method, step.kind) in server.refers_not:
        yield Demand(
            LAWFUL, LAWFUL, "BULK-3.7-61", "a single request that refers to something is refused too"
        )
    if step.creates:
        yield from _creation(shape, index, store, server)
    else:
        yield from _change(shape, index, store, made, server)
    for pointer in step.refers:
        yield from _reference(shape, index, pointer, store, made)
    if law := DISPUTED.get(shape.writing):
        yield Demand(LAWFUL, LENIENT, law, f"the job is written {shape.writing}")


def _creation(shape: Shape, index: int, store: Store, server: Server) -> Iterator[Demand]:
    step = shape.steps[index]
    name = step.name or ""
    if step.kind in server.unique and store.holder(step.kind, name):
        yield Demand(UNLAWFUL, LAWFUL, "RESOURCE-3.3-01", "its name is taken", 409, UNLAWFUL)
    elif step.kind not in server.unique and store.holder(step.kind, name):
        yield Demand(LAWFUL, LAWFUL, "RESOURCE-3.3-01", "its name is taken, which some servers allow")
    elif store.freed(step.kind, name) and server.reuses_names is not True:
        yield Demand(LAWFUL, LENIENT, "RESOURCE-3.6-02", "a deleted resource had its name")
    if step.bulk_id is None:
        yield Demand(LAWFUL, LAWFUL, "BULK-3.7-15", "it is a POST without bulkId")
    elif len(shape.definers[step.bulk_id]) > 1:
        yield Demand(LAWFUL, LAWFUL, "BULK-3.7-16", "another POST has its bulkId")


def _change(shape: Shape, index: int, store: Store, made: frozenset[int], server: Server) -> Iterator[Demand]:
    step = shape.steps[index]
    if isinstance(step.on, Made):
        target = shape.definer(step.on)
        if target is None:
            yield Demand(LENIENT, LAWFUL, "BULK-3.7.2-08", "its path names a bulkId that is not clear")
        elif shape.steps[target].kind != step.kind:
            yield Demand(UNLAWFUL, LAWFUL, "ERROR-3.12-11", "its path names a resource of another type")
        elif target not in made:
            yield Demand(UNLAWFUL, LAWFUL, "BULK-3.7.2-09", "its path names what was not created")
        elif target > index:
            yield Demand(LAWFUL, LAWFUL, "BULK-3.7.2-11", "its path names what a later operation creates")
        else:
            yield Demand(LAWFUL, LENIENT, "BULK-3.7.2-11", "its path names a bulkId")
    label = store.label_of(step.on)
    if isinstance(step.on, Absent) or (label is not None and not store.holds(label)):
        gone = "RESOURCE-3.5.1-01" if step.method is Method.PUT else "ERROR-3.12-11"
        yield Demand(UNLAWFUL, LAWFUL, gone, "there is no such resource")
    elif step.version:
        yield from _versioned(step, label, store, server)


def _versioned(step: Step, label: str | None, store: Store, server: Server) -> Iterator[Demand]:
    kept = step.kind in server.keeps_text
    changed = label is not None and (store.changed(label) or (kept and store.reworded(label)))
    if step.version is Version.STALE or changed:
        if server.versions:
            yield Demand(UNLAWFUL, LAWFUL, "VERSION-3.14-02", "its version is stale", code=412)
        else:
            yield Demand(LAWFUL, LAWFUL, "VERSION-3.14-02", "its version is stale, versions are not claimed")
    elif label is not None and store.disturbed(label):
        why = "an earlier operation may have changed it, or what it shows of others"
        yield Demand(LAWFUL, LAWFUL, "VERSION-3.14-02", why, code=412)


def _reference(
    shape: Shape, index: int, pointer: Pointer, store: Store, made: frozenset[int]
) -> Iterator[Demand]:
    label = store.label_of(pointer)
    if label is not None and store.deleted(label):
        yield Demand(LAWFUL, LAWFUL, "BULK-3.7.2-01", "it refers to a resource that is deleted")
    elif isinstance(pointer, Absent):
        yield Demand(LAWFUL, LAWFUL, "BULK-3.7.2-01", "it refers to an id that nobody has")
    if not isinstance(pointer, Made):
        return
    definers = shape.definers.get(pointer.bulk_id, ())
    if not definers:
        yield Demand(LENIENT, LAWFUL, "BULK-3.7.2-08", f"nobody defines bulkId {pointer.bulk_id!r}")
    elif len(definers) > 1:
        both = made.issuperset(definers)
        stands = UNLAWFUL if both else LAWFUL
        yield Demand(stands, LAWFUL, "BULK-3.7-46", f"bulkId {pointer.bulk_id!r} is not clear")
    elif definers[0] not in made:
        yield _of_failed(shape, index, definers[0])
    elif shape.in_ring(index):
        yield Demand(LAWFUL, LAWFUL, "BULK-3.7.1-03", "it stands in a ring", code=409)
    elif definers[0] > index:
        yield Demand(LAWFUL, LENIENT, "BULK-3.7.2-04", "it refers to a later operation")
    elif shape.steps[index].kind == "User" != shape.steps[definers[0]].kind:
        yield Demand(LAWFUL, LAWFUL, "BULK-3.7.2-01", "it refers to what is no user as its manager")
    else:
        yield Demand(LAWFUL, UNLAWFUL, "BULK-3.7.2-01", "it refers to what was created before it")


def _of_failed(shape: Shape, index: int, definer: int) -> Demand:
    """Return what holds for a reference to a POST that created nothing; in a ring that is a conflict."""
    why = f"what has bulkId {shape.steps[definer].bulk_id!r} was not created"
    if definer not in shape.reach[definer]:
        return Demand(UNLAWFUL, LAWFUL, "BULK-3.7.2-09", why)
    together = index in shape.reach[definer]
    flawed = any(shape.steps[other].flawed for other in shape.reach[definer])
    return Demand(UNLAWFUL, LAWFUL, "BULK-3.7.1-01", why, 409 if together and not flawed else 0)
