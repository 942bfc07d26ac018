"""What the law permits a step to do, given what those before it left and what was reported of the others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conformance.oracle.bulk.job_model import (
    Absent,
    JobModel,
    JsonEncoding,
    Made,
    Method,
    OperationModel,
    Pointer,
    Version,
)
from conformance.oracle.bulk.result import Permission
from conformance.oracle.bulk.state import Server
from conformance.oracle.bulk.store import Store

PERMITTED, TOLERATED, FORBIDDEN = Permission.PERMITTED, Permission.TOLERATED, Permission.FORBIDDEN


@dataclass(frozen=True, slots=True)
class Rule:
    """What one circumstance permits.

    Attributes:
        success: How being done stands.
        refusal: How a 4xx stands.
        law: Id of the requirement that says so.
        why: The circumstance, in words.
        code: The code that a refusal should have; 0 for any in the 400 series.
        other: How a refusal with another code stands.
    """

    success: Permission
    refusal: Permission
    law: str
    why: str
    code: int = 0
    other: Permission = TOLERATED

    def refused_with(self, code: int) -> Permission:
        """Return how a refusal with a code stands."""
        return self.refusal if self.code in (0, code) else max(self.refusal, self.other)


UNCOUNTED = ("BULK-3.7.2-09", "BULK-3.7.1-01", "BULK-3.7-15", "BULK-3.7-16")
"""Requirements by which an operation fails for what it refers to, or for the form of its bulkId.

Whether such a failure counts for failOnErrors may be read in two ways."""


DISPUTED: Mapping[JsonEncoding | None, str] = {
    JsonEncoding.NULLS: "CORE-2.5-01",
    JsonEncoding.UNKNOWN: "BULK-3.7-52",
    JsonEncoding.ODD_IDS: "BULK-3.7.2-05",
}
"""Requirements by which writings that need not be understood had better be."""


def plain(done: str = "BULK-3.7-33") -> Rule:
    """Return what holds where nothing stands in the way."""
    return Rule(PERMITTED, FORBIDDEN, done, "nothing stands in its way")


def circumstances(
    shape: JobModel, index: int, store: Store, made: frozenset[int], server: Server
) -> Iterator[Rule]:
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
        yield Rule(PERMITTED, PERMITTED, "BULK-3.7-38", "it is not known what an earlier operation on it did")
    if step.flawed:
        # What a PUT leaves out may be taken as not asserted (RFC 7644 section 3.5.1), and stay as it is.
        done = FORBIDDEN if step.creates else TOLERATED
        yield Rule(done, PERMITTED, "BULK-3.7.3-05", "its data lacks the required name")
    if not server.own_way.isdisjoint(step.values):
        yield Rule(PERMITTED, PERMITTED, "BULK-3.7-61", "a single request with such a value has its own way")
    if step.refers and (step.method, step.kind) in server.refers_not:
        yield Rule(
            PERMITTED, PERMITTED, "BULK-3.7-61", "a single request that refers to something is refused too"
        )
    if step.creates:
        yield from _creation(shape, index, store, server)
    else:
        yield from _change(shape, index, store, made, server)
    for pointer in step.refers:
        yield from _reference(shape, index, pointer, store, made)
    if law := DISPUTED.get(shape.encoding):
        yield Rule(PERMITTED, TOLERATED, law, f"the job is written {shape.encoding}")


def _creation(shape: JobModel, index: int, store: Store, server: Server) -> Iterator[Rule]:
    step = shape.steps[index]
    name = step.name or ""
    if step.kind in server.unique and store.holder(step.kind, name):
        yield Rule(FORBIDDEN, PERMITTED, "RESOURCE-3.3-01", "its name is taken", 409, FORBIDDEN)
    elif step.kind not in server.unique and store.holder(step.kind, name):
        yield Rule(PERMITTED, PERMITTED, "RESOURCE-3.3-01", "its name is taken, which some servers allow")
    elif store.freed(step.kind, name) and server.reuses_names is not True:
        yield Rule(PERMITTED, TOLERATED, "RESOURCE-3.6-02", "a deleted resource had its name")
    if step.bulk_id is None:
        yield Rule(PERMITTED, PERMITTED, "BULK-3.7-15", "it is a POST without bulkId")
    elif len(shape.definers[step.bulk_id]) > 1:
        yield Rule(PERMITTED, PERMITTED, "BULK-3.7-16", "another POST has its bulkId")


def _change(
    shape: JobModel, index: int, store: Store, made: frozenset[int], server: Server
) -> Iterator[Rule]:
    step = shape.steps[index]
    if isinstance(step.on, Made):
        target = shape.definer(step.on)
        if target is None:
            yield Rule(TOLERATED, PERMITTED, "BULK-3.7.2-08", "its path names a bulkId that is not clear")
        elif shape.steps[target].kind != step.kind:
            yield Rule(FORBIDDEN, PERMITTED, "ERROR-3.12-11", "its path names a resource of another type")
        elif target not in made:
            yield Rule(FORBIDDEN, PERMITTED, "BULK-3.7.2-09", "its path names what was not created")
        elif target > index:
            yield Rule(PERMITTED, PERMITTED, "BULK-3.7.2-11", "its path names what a later operation creates")
        else:
            yield Rule(PERMITTED, TOLERATED, "BULK-3.7.2-11", "its path names a bulkId")
    label = store.label_of(step.on)
    if isinstance(step.on, Absent) or (label is not None and not store.holds(label)):
        gone = "RESOURCE-3.5.1-01" if step.method is Method.PUT else "ERROR-3.12-11"
        yield Rule(FORBIDDEN, PERMITTED, gone, "there is no such resource")
    elif step.version:
        yield from _versioned(step, label, store, server)


def _versioned(step: OperationModel, label: str | None, store: Store, server: Server) -> Iterator[Rule]:
    kept = step.kind in server.keeps_text
    changed = label is not None and (store.changed(label) or (kept and store.reworded(label)))
    if step.version is Version.STALE or changed:
        if server.versions:
            yield Rule(FORBIDDEN, PERMITTED, "VERSION-3.14-02", "its version is stale", code=412)
        else:
            yield Rule(
                PERMITTED, PERMITTED, "VERSION-3.14-02", "its version is stale, versions are not claimed"
            )
    elif label is not None and store.disturbed(label):
        why = "an earlier operation may have changed it, or what it shows of others"
        yield Rule(PERMITTED, PERMITTED, "VERSION-3.14-02", why, code=412)


def _reference(
    shape: JobModel, index: int, pointer: Pointer, store: Store, made: frozenset[int]
) -> Iterator[Rule]:
    label = store.label_of(pointer)
    if label is not None and store.deleted(label):
        yield Rule(PERMITTED, PERMITTED, "BULK-3.7.2-01", "it refers to a resource that is deleted")
    elif isinstance(pointer, Absent):
        yield Rule(PERMITTED, PERMITTED, "BULK-3.7.2-01", "it refers to an id that nobody has")
    if not isinstance(pointer, Made):
        return
    definers = shape.definers.get(pointer.bulk_id, ())
    if not definers:
        yield Rule(TOLERATED, PERMITTED, "BULK-3.7.2-08", f"nobody defines bulkId {pointer.bulk_id!r}")
    elif len(definers) > 1:
        both = made.issuperset(definers)
        stands = FORBIDDEN if both else PERMITTED
        yield Rule(stands, PERMITTED, "BULK-3.7-46", f"bulkId {pointer.bulk_id!r} is not clear")
    elif definers[0] not in made:
        yield _of_failed(shape, index, definers[0])
    elif shape.in_ring(index):
        yield Rule(PERMITTED, PERMITTED, "BULK-3.7.1-03", "it stands in a ring", code=409)
    elif definers[0] > index:
        yield Rule(PERMITTED, TOLERATED, "BULK-3.7.2-04", "it refers to a later operation")
    elif shape.steps[index].kind == "User" != shape.steps[definers[0]].kind:
        yield Rule(PERMITTED, PERMITTED, "BULK-3.7.2-01", "it refers to what is no user as its manager")
    else:
        yield Rule(PERMITTED, FORBIDDEN, "BULK-3.7.2-01", "it refers to what was created before it")


def _of_failed(shape: JobModel, index: int, definer: int) -> Rule:
    """Return what holds for a reference to a POST that created nothing; in a ring that is a conflict."""
    why = f"what has bulkId {shape.steps[definer].bulk_id!r} was not created"
    if definer not in shape.reach[definer]:
        return Rule(FORBIDDEN, PERMITTED, "BULK-3.7.2-09", why)
    together = index in shape.reach[definer]
    flawed = any(shape.steps[other].flawed for other in shape.reach[definer])
    return Rule(FORBIDDEN, PERMITTED, "BULK-3.7.1-01", why, 409 if together and not flawed else 0)
