"""Faults in the order in which operations take effect (survey L)."""

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.job import Job, Operation


@fault(
    "deletes-last",
    breaks=("BULK-3.7-38",),
    also_breaks={
        "BULK-3.7-34": "a user behind the last error allowed is done before it",
        "RESOURCE-3.6-02": "what was deleted still takes its name",
    },
    aka=("L8",),
)
class DeletesLast(Behaviour):
    """DELETEs are carried out after everything else."""

    def order(self, job: Job) -> list[Operation]:
        return sorted(super().order(job), key=lambda operation: operation.method == "DELETE")


@fault("long-jobs-backwards", breaks=("BULK-3.7-38",))
class LongJobsBackwards(Behaviour):
    """Jobs of more than fifty operations are carried out in reverse."""

    def order(self, job: Job) -> list[Operation]:
        operations = super().order(job)
        return operations[::-1] if len(operations) > 50 else operations


@fault(
    "patches-last",
    breaks=("BULK-3.7-38",),
    also_breaks={"BULK-3.7-34": "a user behind the last error allowed is done before it"},
    aka=("L6",),
)
class PatchesLast(Behaviour):
    """PATCHes are carried out after everything else."""

    def order(self, job: Job) -> list[Operation]:
        return sorted(super().order(job), key=lambda operation: operation.method == "PATCH")


@fault(
    "regrouped-by-type",
    breaks=("BULK-3.7-38",),
    also_breaks={
        "BULK-3.7-34": "a user behind the last error allowed is done before it",
        "BULK-3.7.3-07": "a group in front of the last error allowed is not run, and has no result",
    },
    aka=("L6", "G30"),
    seen_in="Charon",
)
class RegroupedByType(Behaviour):
    """Operations on users are carried out before those on groups."""

    def order(self, job: Job) -> list[Operation]:
        return sorted(super().order(job), key=lambda operation: not str(operation.path).startswith("/Users"))


@fault(
    "last-one-first",
    breaks=("BULK-3.7-38",),
    also_breaks={
        "BULK-3.7.3-07": "the operation that ends the job stands behind the others",
        "BULK-3.7-34": "operations behind the last error allowed are done",
        "BULK-3.7.2-11": "the operation with a bulkId in its path cannot succeed any more",
        "BULK-3.7.2-15": "a member is removed before it is added",
        "RESOURCE-3.6-02": "what was deleted still takes its name",
    },
    aka=("L9",),
)
class LastOneFirst(Behaviour):
    """Operations are carried out in reverse."""

    def order(self, job: Job) -> list[Operation]:
        return super().order(job)[::-1]
