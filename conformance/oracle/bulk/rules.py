"""The rules that apply to a step, given the store before it and the results of the other steps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conformance.oracle.bulk.job_model import (
    Absent,
    Created,
    JobModel,
    JsonEncoding,
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
    """The outcomes that one circumstance permits.

    Attributes:
        success: The permission of success.
        rejection: The permission of a 4xx.
        requirement: Id of the requirement that decides.
        why: The circumstance as a clause, for messages.
        code: The expected status code of a rejection; 0 for any in the 400 series.
        other: The permission of a rejection with another code.
    """

    success: Permission
    rejection: Permission
    requirement: str
    why: str
    code: int = 0
    other: Permission = TOLERATED

    def permission_of_code(self, code: int) -> Permission:
        """Return the permission of a rejection with a status code."""
        return self.rejection if self.code in (0, code) else max(self.rejection, self.other)


UNCOUNTED = ("BULK-3.7.2-09", "BULK-3.7.1-01", "BULK-3.7-15", "BULK-3.7-16")
"""Requirements for failures caused by a reference or by the form of a bulkId.

The RFC leaves open whether such a failure counts towards failOnErrors."""


DISPUTED_ENCODINGS: Mapping[JsonEncoding | None, str] = {
    JsonEncoding.NULLS: "CORE-2.5-01",
    JsonEncoding.UNKNOWN: "BULK-3.7-52",
    JsonEncoding.ODD_IDS: "BULK-3.7.2-05",
}
"""The requirements for encodings that the RFC does not require servers to accept."""


def plain(done: str = "BULK-3.7-33") -> Rule:
    """Return the rule for an operation that nothing prevents."""
    return Rule(PERMITTED, FORBIDDEN, done, "nothing in the request prevents it")


def circumstances(
    shape: JobModel, index: int, store: Store, made: frozenset[int], server: Server
) -> Iterator[Rule]:
    """Yield the rules that apply to a step; without any, the step has to succeed.

    Args:
        shape: The model of the bulk request.
        index: Index of the step.
        store: The store after the steps before it.
        made: Indexes of the POSTs, earlier and later, that created a resource.
        server: The capabilities of the server.
    """
    step = shape.steps[index]
    if store.doubts(step):
        yield Rule(
            PERMITTED,
            PERMITTED,
            "BULK-3.7-38",
            "the result of an earlier operation on its resource is not known",
        )
    if step.flawed:
        # A server may ignore attributes that a PUT omits (RFC 7644 section 3.5.1).
        done = FORBIDDEN if step.creates else TOLERATED
        yield Rule(done, PERMITTED, "BULK-3.7.3-05", "its data lacks the required name")
    if not server.own_way.isdisjoint(step.values):
        yield Rule(
            PERMITTED, PERMITTED, "BULK-3.7-61", "a single request with this value is rejected or changed too"
        )
    if step.refers and (step.method, step.kind) in server.refers_not:
        yield Rule(PERMITTED, PERMITTED, "BULK-3.7-61", "a single request with a reference is rejected too")
    if step.creates:
        yield from _creation(shape, index, store, server)
    else:
        yield from _change(shape, index, store, made, server)
    for pointer in step.refers:
        yield from _reference(shape, index, pointer, store, made)
    if requirement := DISPUTED_ENCODINGS.get(shape.encoding):
        yield Rule(PERMITTED, TOLERATED, requirement, f"the request is sent {shape.encoding}")


def _creation(shape: JobModel, index: int, store: Store, server: Server) -> Iterator[Rule]:
    step = shape.steps[index]
    name = step.name or ""
    if step.kind in server.unique and store.holder(step.kind, name):
        yield Rule(FORBIDDEN, PERMITTED, "RESOURCE-3.3-01", "its name is taken", 409, FORBIDDEN)
    elif step.kind not in server.unique and store.holder(step.kind, name):
        yield Rule(PERMITTED, PERMITTED, "RESOURCE-3.3-01", "its name is taken, which some servers permit")
    elif store.freed(step.kind, name) and server.reuses_names is not True:
        yield Rule(
            PERMITTED, TOLERATED, "RESOURCE-3.6-02", "an earlier operation deleted a resource with its name"
        )
    if step.bulk_id is None:
        yield Rule(PERMITTED, PERMITTED, "BULK-3.7-15", "it has no bulkId")
    elif len(shape.definers[step.bulk_id]) > 1:
        yield Rule(PERMITTED, PERMITTED, "BULK-3.7-16", "another POST has the same bulkId")


def _change(
    shape: JobModel, index: int, store: Store, made: frozenset[int], server: Server
) -> Iterator[Rule]:
    step = shape.steps[index]
    if isinstance(step.on, Created):
        target = shape.definer(step.on)
        if target is None:
            yield Rule(
                TOLERATED, PERMITTED, "BULK-3.7.2-08", "the bulkId in its path is undefined or ambiguous"
            )
        elif shape.steps[target].kind != step.kind:
            yield Rule(
                FORBIDDEN,
                PERMITTED,
                "ERROR-3.12-11",
                "the bulkId in its path belongs to another resource type",
            )
        elif target not in made:
            yield Rule(FORBIDDEN, PERMITTED, "BULK-3.7.2-09", "the resource in its path was not created")
        elif target > index:
            yield Rule(PERMITTED, PERMITTED, "BULK-3.7.2-11", "its path refers to a later operation")
        else:
            yield Rule(PERMITTED, TOLERATED, "BULK-3.7.2-11", "its path refers to a bulkId")
    label = store.label_of(step.on)
    if isinstance(step.on, Absent) or (label is not None and not store.holds(label)):
        gone = "RESOURCE-3.5.1-01" if step.method is Method.PUT else "ERROR-3.12-11"
        yield Rule(FORBIDDEN, PERMITTED, gone, "its resource does not exist")
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
                PERMITTED,
                PERMITTED,
                "VERSION-3.14-02",
                "its version is stale, but the server does not claim versions",
            )
    elif label is not None and store.disturbed(label):
        why = "an earlier operation may have changed its version"
        yield Rule(PERMITTED, PERMITTED, "VERSION-3.14-02", why, code=412)


def _reference(
    shape: JobModel, index: int, pointer: Pointer, store: Store, made: frozenset[int]
) -> Iterator[Rule]:
    label = store.label_of(pointer)
    if label is not None and store.deleted(label):
        yield Rule(PERMITTED, PERMITTED, "BULK-3.7.2-01", "it refers to a deleted resource")
    elif isinstance(pointer, Absent):
        yield Rule(PERMITTED, PERMITTED, "BULK-3.7.2-01", "it refers to an id that does not exist")
    if not isinstance(pointer, Created):
        return
    definers = shape.definers.get(pointer.bulk_id, ())
    if not definers:
        yield Rule(TOLERATED, PERMITTED, "BULK-3.7.2-08", f"no POST defines bulkId {pointer.bulk_id!r}")
    elif len(definers) > 1:
        both = made.issuperset(definers)
        success = FORBIDDEN if both else PERMITTED
        yield Rule(success, PERMITTED, "BULK-3.7-46", f"several POSTs define bulkId {pointer.bulk_id!r}")
    elif definers[0] not in made:
        yield _of_failed(shape, index, definers[0])
    elif shape.in_ring(index):
        yield Rule(PERMITTED, PERMITTED, "BULK-3.7.1-03", "it is part of a circular reference", code=409)
    elif definers[0] > index:
        yield Rule(PERMITTED, TOLERATED, "BULK-3.7.2-04", "it refers to a later operation")
    elif shape.steps[index].kind == "User" != shape.steps[definers[0]].kind:
        yield Rule(PERMITTED, PERMITTED, "BULK-3.7.2-01", "its manager is not a user")
    else:
        yield Rule(PERMITTED, FORBIDDEN, "BULK-3.7.2-01", "it refers to a resource that was created before")


def _of_failed(shape: JobModel, index: int, definer: int) -> Rule:
    """Return the rule for a reference to a POST that created nothing; a circular one is a conflict."""
    why = f"the resource with bulkId {shape.steps[definer].bulk_id!r} was not created"
    if definer not in shape.reach[definer]:
        return Rule(FORBIDDEN, PERMITTED, "BULK-3.7.2-09", why)
    together = index in shape.reach[definer]
    flawed = any(shape.steps[other].flawed for other in shape.reach[definer])
    return Rule(FORBIDDEN, PERMITTED, "BULK-3.7.1-01", why, 409 if together and not flawed else 0)
