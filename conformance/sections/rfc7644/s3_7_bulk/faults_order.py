"""Faults in the order in which operations take effect."""

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.fault_bases import NamesOfBefore
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.scim_error import ScimError


@fault("deletes-last", breaks=("BULK-3.7-38",), aka=("L8",))
class DeletesLast(Behaviour):
    """The server applies DELETEs after all other operations."""

    def order(self, job: Job) -> list[Operation]:
        return sorted(super().order(job), key=lambda operation: operation.method == "DELETE")


@fault("long-jobs-backwards", breaks=("BULK-3.7-38",))
class LongJobsBackwards(Behaviour):
    """The server applies bulk requests of more than fifty operations in reverse order."""

    def order(self, job: Job) -> list[Operation]:
        operations = super().order(job)
        return operations[::-1] if len(operations) > 50 else operations


@fault("patches-last", breaks=("BULK-3.7-38",), aka=("L6",))
class PatchesLast(Behaviour):
    """The server applies PATCHes after all other operations."""

    def order(self, job: Job) -> list[Operation]:
        return sorted(super().order(job), key=lambda operation: operation.method == "PATCH")


# Also breaks BULK-3.7.3-07: a group before the last error that failOnErrors allows has no result.
@fault("regrouped-by-type", breaks=("BULK-3.7-38",), aka=("L6", "G30"), seen_in="Charon")
class RegroupedByType(Behaviour):
    """The server applies operations on users before those on groups."""

    def order(self, job: Job) -> list[Operation]:
        return sorted(super().order(job), key=lambda operation: not str(operation.path).startswith("/Users"))


# Also breaks BULK-3.7.2-15: a member is removed before it is added. RESOURCE-3.6-02: a name is not free yet.
@fault("last-one-first", breaks=("BULK-3.7-38",), aka=("L9",))
class LastOneFirst(Behaviour):
    """The server applies operations in reverse order."""

    def order(self, job: Job) -> list[Operation]:
        return super().order(job)[::-1]


@fault("old-name-stays-taken", breaks=("BULK-3.7-38",))
class OldNameStaysTaken(NamesOfBefore):
    """A userName that a user gives up in a bulk request stays taken until the request ends."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "POST" and str(operation.data.get("userName")).lower() in self.renamed(job):
            raise ScimError(409, "The userName is in use.", "uniqueness")
        return super().perform(job, operation)
