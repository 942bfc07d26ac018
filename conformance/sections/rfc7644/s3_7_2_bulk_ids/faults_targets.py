"""Faults with references to later operations, to failed operations, or to undefined bulkIds."""

from collections.abc import Collection

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.fault_bases import ReferencesDropped, ReferencesKeptAsText, hang
from conformance.reference.graph import on_rings
from conformance.reference.job import Job, Operation, Outcome, Results
from conformance.reference.references import PREFIX, Kind, Reference, remove
from conformance.reference.scim_error import ScimError

FAR = 40
"""Operations after which the server forgets the target of a reference."""


@fault("far-reference-refused", breaks=("BULK-3.7.2-01",))
class FarReferenceRefused(Behaviour):
    """The server rejects a reference to an operation more than forty operations earlier."""

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        target = self.target(job, operation, reference)
        if target is not None and operation.index - target.index > FAR:
            raise ScimError(409, f"No POST of this request has the bulkId {reference.bulk_id!r}.")
        return super().target_id(job, operation, reference)


def forward(behaviour: Behaviour, job: Job, operation: Operation, reference: Reference) -> bool:
    """Return whether a reference points to a later operation and is not circular."""
    target = behaviour.target(job, operation, reference)
    later = target is not None and target.index > operation.index
    return later and operation.index not in on_rings(behaviour.edges(job))


@fault(
    "forward-reference-literal",
    breaks=("BULK-3.7.2-03",),
    aka=("E36",),
    seen_in="laravel-scim-server, agent-bom",
)
class ForwardReferenceLiteral(ReferencesKeptAsText):
    """The server stores a reference to a later operation as text."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return forward(self, job, operation, reference)


@fault("put-ahead-literal", breaks=("BULK-3.7.2-03",))
class PutAheadLiteral(ReferencesKeptAsText):
    """The server stores a reference to a later operation as text in a PUT."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        target = self.target(job, operation, reference)
        return operation.method == "PUT" and target is not None and target.index > operation.index


@fault("forward-reference-dropped", breaks=("BULK-3.7.2-04",))
class ForwardReferenceDropped(ReferencesDropped):
    """The server drops a reference to a later operation."""

    def drops(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return forward(self, job, operation, reference)


def looks_forward(behaviour: Behaviour, job: Job, operation: Operation) -> bool:
    """Return whether an operation refers to a later one, circular references excluded."""
    return any(forward(behaviour, job, operation, found) for found in behaviour.references(operation))


@fault("forward-reference-500", breaks=("BULK-3.7.2-04",), aka=("E35",))
class ForwardReference500(Behaviour):
    """The server reports 500 for an operation that refers to a later one."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if looks_forward(self, job, job.operations[operation.index]):
            raise KeyError(f"{PREFIX} is not known yet")
        return super().perform(job, operation)


@fault("forward-reference-hangs", breaks=("BULK-3.7.2-04",), aka=("E37",), seen_in="scimmy")
class ForwardReferenceHangs(Behaviour):
    """The server does not respond within 3 seconds to a bulk request with a forward reference."""

    async def pause(self, job: Job) -> None:
        await super().pause(job)
        if any(looks_forward(self, job, operation) for operation in job.operations):
            await hang()


CAP = 8
"""The most references to later operations that the server resolves."""


@fault("forward-references-capped", breaks=("BULK-3.7.2-04",), aka=("F9",), seen_in="SCIM-SDK")
class ForwardReferencesCapped(Behaviour):
    """The server returns 500 for more than eight references to later operations."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        if sum(looks_forward(self, job, operation) for operation in job.operations) > CAP:
            raise ScimError(500, "The references could not be resolved.")


@fault("undefined-literal", breaks=("BULK-3.7.2-08",), aka=("E39", "E38"), seen_in="agent-bom, Charon, sbx")
class UndefinedLiteral(ReferencesKeptAsText):
    """The server stores a reference to an undefined bulkId as text."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return self.target(job, operation, reference) is None


@fault("undefined-dropped", breaks=("BULK-3.7.2-08",))
class UndefinedDropped(ReferencesDropped):
    """The server drops a reference to an undefined bulkId."""

    def drops(self, job: Job, operation: Operation, reference: Reference) -> bool:
        undefined = self.target(job, operation, reference) is None
        return undefined and reference.kind is not Kind.PATH


@fault("undefined-500", breaks=("BULK-3.7.2-08",))
class Undefined500(Behaviour):
    """The server reports 500 for an operation that refers to an undefined bulkId."""

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        if self.target(job, operation, reference) is None:
            raise KeyError(reference.bulk_id)
        return super().target_id(job, operation, reference)


@fault("undefined-kills-job", breaks=("BULK-3.7.2-08",), aka=("E40",), seen_in="i2scim")
class UndefinedKillsJob(Behaviour):
    """The server rejects a bulk request with an undefined bulkId after it applied the rest."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        for operation in job.operations:
            for reference in self.references(operation):
                if self.target(job, operation, reference) is None:
                    raise ScimError(409, f"There is no bulkId {reference.bulk_id!r}.")
        return super().finished(job, results, savepoint)


@fault("undefined-literal-in-changes", breaks=("BULK-3.7.2-08",))
class UndefinedLiteralInChanges(ReferencesKeptAsText):
    """A PATCH stores a reference to an undefined bulkId as text."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        undefined = self.target(job, operation, reference) is None
        return undefined and operation.method == "PATCH" and reference.kind is Kind.VALUE


@fault("undefined-name-of-an-object", breaks=("BULK-3.7.2-08",))
class UndefinedNameOfAnObject(Behaviour):
    """The server resolves the undefined bulkId ``constructor`` to a member of its own objects."""

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        if reference.bulk_id == "constructor" and self.target(job, operation, reference) is None:
            return "Object"
        return super().target_id(job, operation, reference)


@fault("reference-to-failed-literal", breaks=("BULK-3.7.2-09",), aka=("E41",), seen_in="agent-bom")
class ReferenceToFailedLiteral(Behaviour):
    """The server stores a reference to a failed POST as text."""

    def reject_dependant(self, job: Job, operation: Operation) -> Outcome:
        return self.perform(job, job.operations[operation.index])


@fault("reference-to-failed-empty", breaks=("BULK-3.7.2-09",), aka=("E41",))
class ReferenceToFailedEmpty(Behaviour):
    """The server drops a reference to a failed POST."""

    def reject_dependant(self, job: Job, operation: Operation) -> Outcome:
        sent = job.operations[operation.index]
        return self.perform(job, remove(sent, self.references(sent)))


@fault("reference-to-failed-dangles", breaks=("BULK-3.7.2-09",))
class ReferenceToFailedDangles(Behaviour):
    """The server stores the id reserved for a later POST even if that POST fails."""

    def edges(self, job: Job) -> dict[int, Collection[int]]:
        return {
            source: {target for target in targets if target < source}
            for source, targets in super().edges(job).items()
        }
