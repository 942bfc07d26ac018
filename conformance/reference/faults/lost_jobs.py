"""Faults with which one operation loses the whole job: an error, and no results."""

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.exchange import Answer
from conformance.reference.job import Job, Operation, Results


@fault(
    "patch-loses-the-job",
    breaks=("BULK-3.7-02",),
    also_breaks={
        "BULK-3.7-31": "the answer as a whole is no 200 any more",
        "ERROR-3.12-08": "a malformed PATCH loses the job as well",
    },
    seen_in="SCIMple",
)
class PatchLosesTheJob(Behaviour):
    """PATCH works alone; a job that has one answers 500."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if operation.method == "PATCH":
            raise TypeError("data is no resource")
        return operation


@fault(
    "bulk-id-on-delete-loses-the-job",
    breaks=("BULK-3.7-54",),
    also_breaks={
        "BULK-3.7-31": "the answer as a whole is no 200 any more",
        "ERROR-3.12-08": "a malformed DELETE loses the job as well",
    },
    seen_in="SCIMple",
)
class BulkIdOnDeleteLosesTheJob(Behaviour):
    """A job with a DELETE that has a bulkId answers 500."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if operation.method == "DELETE" and operation.bulk_id:
            raise TypeError("data is null")
        return operation


@fault("failed-target-loses-the-job", breaks=("BULK-3.7-31",), seen_in="SCIMple")
class FailedTargetLosesTheJob(Behaviour):
    """A job in which a POST fails that an operation before it refers to answers 500."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        failed = {str(operation.bulk_id): operation.index for operation, outcome in results if outcome.failed}
        for operation in job.operations:
            for reference in self.references(operation):
                if failed.get(reference.bulk_id, -1) > operation.index:
                    raise TypeError("data is null")
        return super().finished(job, results, savepoint)


@fault("lone-failure-is-the-answer", breaks=("BULK-3.7.3-09",))
class LoneFailureIsTheAnswer(Behaviour):
    """A job of one operation that fails answers as that operation does, without results."""

    def bulk_answer(self, job: Job, results: Results) -> Answer:
        outcome = results[0][1] if len(job.operations) == 1 and results else None
        if outcome and outcome.failed:
            return Answer(outcome.status, outcome.body)
        return super().bulk_answer(job, results)
