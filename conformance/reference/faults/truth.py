"""Faults in which what is reported is not what is stored (survey L)."""

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.job import Job, Operation, Outcome, Results
from conformance.reference.refusal import Refusal


@fault(
    "not-persisted",
    breaks=("BULK-3.7.3-10",),
    also_breaks={
        "BULK-3.7-23": "what is reported as done is not stored",
        "BULK-3.7-26": "the location leads to nothing, or to something else",
        "BULK-3.7-33": "operations beside a failed one are not done, or not reported as done",
        "BULK-3.7-38": "what stood before an error, or on the same resource, is not as it would be in turn",
        "BULK-3.7-61": "members of groups are not those that a single request leaves",
        "BULK-3.7.1-05": "resources of a ring are stored otherwise than reported",
        "BULK-3.7.2-05": "what is reported as done is not stored",
        "RESOURCE-3.6-01": "what was deleted is still there",
        "VERSION-3.14-04": "the version that is reported is not the one that is stored",
    },
    aka=("L4",),
    seen_in="SimpleIdServer #286",
)
class NotPersisted(Behaviour):
    """Every operation is reported as done and none is stored."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        job.tenant.storage.rollback(savepoint)
        return super().finished(job, results, savepoint)


@fault(
    "failed-but-done",
    breaks=("BULK-3.7.3-11",),
    also_breaks={
        "BULK-3.7.3-05": "the code is another one than the single request gets",
        "BULK-3.7-02": "operations that were done are not reported as done",
        "BULK-3.7.2-04": "the operation with the reference ahead ends in a server error",
        "BULK-3.7.2-11": "the operation with a bulkId in its path cannot succeed any more",
    },
    aka=("L5",),
    seen_in="sbx",
)
class FailedButDone(Behaviour):
    """A PATCH that is carried out is reported as failed."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        outcome = super().perform(job, operation)
        if operation.method == "PATCH":
            raise Refusal(500, "The resource could not be changed.")
        return outcome


@fault(
    "wiped-before-failing",
    breaks=("BULK-3.7.3-11",),
    also_breaks={
        "BULK-3.7-61": "what is stored is not what the single request stores",
        "VERSION-3.14-02": "an operation with a stale version leaves a change, or is reported as done",
    },
    aka=("L12",),
    seen_in="sbx",
)
class WipedBeforeFailing(Behaviour):
    """A PUT that fails has deleted the resource beforehand."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except Refusal:
            if operation.method == "PUT":
                super().perform(job, Operation(operation.index, {}, "DELETE", path=operation.path))
            raise


@fault(
    "done-twice",
    breaks=("BULK-3.7-10",),
    also_breaks={"BULK-3.7.1-05": "resources of a ring are stored otherwise than reported"},
    aka=("A27",),
    seen_in="Charon",
)
class DoneTwice(Behaviour):
    """A group that a job creates is created twice."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        outcome = super().perform(job, operation)
        if operation.method == "POST" and str(operation.path).lower() == "/groups":
            job.tenant.single(self.single_request(job, operation))
        return outcome
