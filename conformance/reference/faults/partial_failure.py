"""Faults in what one failure does to the other operations (survey L)."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.exchange import Answer
from conformance.reference.job import Job, Operation, Outcome, Results
from conformance.reference.refusal import Refusal


@fault(
    "stops-at-first-error",
    breaks=("BULK-3.7-33",),
    also_breaks={
        "BULK-3.7-35": "operations before the last error allowed are not done",
        "BULK-3.7-45": "a job whose failOnErrors is null ends at its first error as well",
        "BULK-3.7.3-01": "operations that left their trace in the store have no result",
    },
    aka=("L1", "G17"),
    seen_in="Authify, Celonis manual",
)
class StopsAtFirstError(Behaviour):
    """A job without failOnErrors ends at the first error."""

    def stops(self, job: Job, errors: int) -> bool:
        return errors > 0 or super().stops(job, errors)


@fault(
    "first-error-kills-job",
    breaks=("BULK-3.7-33",),
    also_breaks={
        "BULK-3.7-12": "an operation without a usable method ends the whole job",
        "BULK-3.7-19": "an operation with a wrong path ends the whole job",
        "BULK-3.7-20": "an operation on a collection ends the whole job",
        "BULK-3.7-21": "an operation without a path ends the whole job",
        "BULK-3.7-22": "an operation without data ends the whole job",
        "BULK-3.7-31": "the answer as a whole is no 200 any more",
        "BULK-3.7-45": "a job whose failOnErrors is null ends at its first error as well",
        "BULK-3.7.2-08": "the job as a whole is refused",
        "BULK-3.7.3-07": "the results up to the end of the job are not all there",
        "BULK-3.7.3-09": "a job in which everything failed is answered in the same way",
        "BULK-3.7.4-07": "the job as a whole is refused",
        "BULK-3.7-41": "an operation on a special endpoint ends the whole job",
        "BULK-3.7-42": "an operation with a path that leads elsewhere ends the whole job",
    },
    aka=("A11", "L1"),
    seen_in="Azure reference code",
)
class FirstErrorKillsJob(Behaviour):
    """A job in which an operation fails is answered with that error, though the ones before were done."""

    def bulk_answer(self, job: Job, results: Results) -> Answer:
        for _, outcome in results:
            if outcome.failed:
                raise Refusal(outcome.status, "An operation failed.")
        return super().bulk_answer(job, results)


@fault(
    "all-or-nothing",
    breaks=("BULK-3.7-33",),
    also_breaks={
        "BULK-3.7-43": "nothing is left of a job in which an operation fails",
        "BULK-3.7.3-05": "the code is another one than the single request gets",
        "BULK-3.7-35": "operations before the last error allowed are not done",
        "BULK-3.7-38": "what stood before an error, or on the same resource, is not as it would be in turn",
        "BULK-3.7.3-12": "a POST that is called failed keeps its location",
    },
    aka=("L2",),
    seen_in="rustauth",
)
class AllOrNothing(Behaviour):
    """When one operation fails the others are taken back and reported as failed."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        if not any(outcome.failed for _, outcome in results):
            return super().finished(job, results, savepoint)
        job.tenant.storage.rollback(savepoint)
        undone = Refusal(412, "The operation was taken back.")
        return [
            (
                operation,
                outcome if outcome.failed else Outcome(412, self.error(undone), location=outcome.location),
            )
            for operation, outcome in results
        ]


@fault(
    "rollback-unreported",
    breaks=("BULK-3.7.3-10",),
    also_breaks={
        "VERSION-3.14-04": "the version that is reported is taken back with the rest",
        "BULK-3.7-61": "what is stored is not what the single request stores",
        "BULK-3.7-26": "the location leads to nothing, or to something else",
        "BULK-3.7-33": "operations beside a failed one are not done, or not reported as done",
        "BULK-3.7-38": "of what is done in turn nothing is left",
        "RESOURCE-3.6-01": "what was deleted is there again",
    },
    aka=("L3",),
    seen_in="splay",
)
class RollbackUnreported(Behaviour):
    """When one operation fails the others are taken back but reported as done."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        if any(outcome.failed for _, outcome in results):
            job.tenant.storage.rollback(savepoint)
        return super().finished(job, results, savepoint)


@fault(
    "error-sticks",
    breaks=("BULK-3.7.3-11",),
    also_breaks={
        "BULK-3.7.3-05": "the code is another one than the single request gets",
        "BULK-3.7.3-02": "operations that are called failed have no location",
        "BULK-3.7.3-12": "a POST that is called failed keeps its location",
    },
    aka=("L13",),
)
class ErrorSticks(Behaviour):
    """After an operation has failed, the later ones are reported with its status though they were done."""

    def results(self, job: Job, results: Results) -> list[dict[str, Any]]:
        sticking: Outcome | None = None
        reported: Results = []
        for operation, outcome in results:
            sticking = outcome if outcome.failed else sticking
            reported.append((operation, sticking or outcome))
        return super().results(job, reported)


@fault("failure-deletes-the-id-it-names", breaks=("BULK-3.7.3-11",), seen_in="SCIMple")
class FailureDeletesTheIdItNames(Behaviour):
    """After a POST has failed, what it may have left is deleted: by the id in the data of the client."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except Refusal:
            if operation.method == "POST" and operation.data.get("id"):
                path = f"{operation.path}/{operation.data['id']}"
                with suppress(Refusal):
                    super().perform(job, replace(operation, method="DELETE", path=path, data=None))
            raise
