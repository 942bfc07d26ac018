"""Faults in circular references."""

from collections.abc import Collection
from dataclasses import replace

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.fault_bases import ReferencesDropped, ReferencesKeptAsText, hang
from conformance.reference.graph import on_rings
from conformance.reference.job import Job, Operation, Outcome, Results
from conformance.reference.references import Reference, remove
from conformance.reference.scim_error import ScimError

Edges = dict[int, Collection[int]]


class _RefusedRing(Behaviour):
    """Rejects some operations of a bulk request with circular references."""

    code = 409

    def refuses(self, job: Job, ring: Collection[int]) -> Collection[int]:
        """Return the indexes of the rejected operations."""
        return ring

    def prepare(self, job: Job, edges: Edges) -> None:
        super().prepare(job, edges)
        ring = on_rings(edges)
        scim_error = ScimError(self.code, "The operation is part of a circular reference.")
        job.rejected |= dict.fromkeys(self.refuses(job, ring) if ring else (), scim_error)


@fault("ring-half-refused", breaks=("BULK-3.7.1-01",), aka=("F19", "F12"))
class RingHalfRefused(_RefusedRing):
    """The server rejects the last operation of a circular reference and applies the others."""

    def refuses(self, job: Job, ring: Collection[int]) -> Collection[int]:
        return [max(ring)] if len(ring) > 1 else ()

    def reject_dependant(self, job: Job, operation: Operation) -> Outcome:
        return self.perform(job, operation) if job.rejected else super().reject_dependant(job, operation)


@fault("ring-400", breaks=("BULK-3.7.1-03",), aka=("F7", "F2"), seen_in="SimpleIdServer, Jans, rustauth")
class Ring400(_RefusedRing):
    """The server rejects the operations of a circular reference with 400."""

    code = 400


def of_ring(behaviour: Behaviour, job: Job, operation: Operation, reference: Reference) -> bool:
    """Return whether a reference is part of a circular reference."""
    target = behaviour.target(job, operation, reference)
    return target is not None and {operation.index, target.index} <= on_rings(behaviour.edges(job))


@fault("ring-literal", breaks=("BULK-3.7.1-04",), aka=("F6", "F3"), seen_in="agent-bom, Charon")
class RingLiteral(ReferencesKeptAsText):
    """The server stores circular references as the text ``bulkId:...``."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return of_ring(self, job, operation, reference)


@fault("ring-loses-an-edge", breaks=("BULK-3.7.1-04",))
class RingLosesAnEdge(ReferencesDropped):
    """The server drops the reference that completes the circle."""

    def drops(self, job: Job, operation: Operation, reference: Reference) -> bool:
        closes = operation.index == max(on_rings(self.edges(job)), default=None)
        return closes and of_ring(self, job, operation, reference)


@fault("manager-ring-lost", breaks=("BULK-3.7.1-04",), aka=("F16",))
class ManagerRingLost(ReferencesDropped):
    """The server resolves circular references between groups and drops those between managers."""

    def drops(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return reference.attribute == "manager" and of_ring(self, job, operation, reference)


# Also breaks BULK-3.7-10 and BULK-3.7.1-04: the copy, too, is stored and is a member of the other group.
@fault("ring-phantom", breaks=("BULK-3.7.1-05",), aka=("F4", "F5"), seen_in="scimmy")
class RingPhantom(Behaviour):
    """The server creates one group of a circular reference twice; only one copy is reported."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        ring = sorted(on_rings(self.edges(job)))
        if operation.path == "/Groups" and operation.index in ring[1:2]:
            copy = job.tenant.single(self.single_request(job, self.resolve(job, job.operations[ring[0]])))
            members = [{"value": (copy.body or {})["id"]}]
            operation = replace(operation, data=operation.data | {"members": members})
        return super().perform(job, operation)


@fault("ring-409-leaves-state", breaks=("BULK-3.7.1-05",), aka=("F11", "F13"))
class Ring409LeavesState(_RefusedRing):
    """The server rejects the operations of a circular reference with 409 but creates one resource."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        for index in sorted(job.rejected)[:1]:
            sent = job.operations[index]
            job.tenant.single(self.single_request(job, remove(sent, self.references(sent))))
        return super().finished(job, results, savepoint)


@fault("broken-ring-kept-in-part", breaks=("BULK-3.7.1-05",))
class BrokenRingKeptInPart(Behaviour):
    """The server leaves a group without members if a circular reference cannot be resolved."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        ring = on_rings(self.edges(job))
        for operation, outcome in results:
            if outcome.failed and operation.index in ring and operation.path == "/Groups":
                job.tenant.single(self.single_request(job, remove(operation, self.references(operation))))
                break
        return super().finished(job, results, savepoint)


@fault("bystanders-fail-with-ring", breaks=("BULK-3.7.1-06",), aka=("F10",))
class BystandersFailWithRing(_RefusedRing):
    """The server rejects every operation of a bulk request with a circular reference with 409."""

    def refuses(self, job: Job, ring: Collection[int]) -> Collection[int]:
        return range(len(job.operations))


@fault("ring-409-whole-job-in-part-done", breaks=("BULK-3.7.1-06",), aka=("F10",), seen_in="i2scim")
class Ring409WholeJobInPartDone(_RefusedRing):
    """The server returns 409 for a circular reference after it applied the other operations."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        if job.rejected:
            raise ScimError(409, "The request has a circular reference.")
        return super().finished(job, results, savepoint)


@fault("self-reference-hangs", breaks=("BULK-3.7.1-07",), aka=("F1", "A35", "M15"), seen_in="scimmy")
class SelfReferenceHangs(Behaviour):
    """The server does not respond within 3 seconds if a resource refers to itself."""

    async def pause(self, job: Job) -> None:
        await super().pause(job)
        if any(index in targets for index, targets in self.edges(job).items()):
            await hang()


@fault("ring-hangs", breaks=("BULK-3.7.1-07",), aka=("F1",))
class RingHangs(Behaviour):
    """The server does not respond within 3 seconds to a circular reference of two or more resources."""

    async def pause(self, job: Job) -> None:
        await super().pause(job)
        if len(on_rings(self.edges(job))) > 1:
            await hang()


@fault("manager-ring-hangs", breaks=("BULK-3.7.1-07",), aka=("F16",), seen_in="scimmy")
class ManagerRingHangs(Behaviour):
    """The server does not respond within 3 seconds if users manage each other; it resolves groups."""

    async def pause(self, job: Job) -> None:
        await super().pause(job)
        if any(job.operations[index].path == "/Users" for index in on_rings(self.edges(job))):
            await hang()


@fault("ring-of-three-500", breaks=("BULK-3.7.1-07",), aka=("F8",), seen_in="i2scim")
class RingOfThree500(Behaviour):
    """The server returns 500 for a circular reference of more than two resources."""

    def prepare(self, job: Job, edges: Edges) -> None:
        super().prepare(job, edges)
        if len(on_rings(edges)) > 2:
            raise ScimError(500, "The references are nested too deeply.")
