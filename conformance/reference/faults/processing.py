"""Faults in the course of a job: partial failure, failOnErrors, order, truth (survey G, L)."""

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
        "BULK-3.7-26": "the location leads to nothing, or to something else",
        "BULK-3.7-33": "operations beside a failed one are not done, or not reported as done",
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
    "not-persisted",
    breaks=("BULK-3.7.3-10",),
    also_breaks={
        "BULK-3.7-23": "what is reported as done is not stored",
        "BULK-3.7-26": "the location leads to nothing, or to something else",
        "BULK-3.7-33": "operations beside a failed one are not done, or not reported as done",
        "BULK-3.7-38": "what stood before an error, or on the same resource, is not as it would be in turn",
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
        "VERSION-3.14-02": "an operation with a stale version leaves a change, or is reported as done"
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


@fault(
    "error-sticks",
    breaks=("BULK-3.7.3-11",),
    also_breaks={
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


@fault(
    "deletes-last",
    breaks=("BULK-3.7-38",),
    also_breaks={"RESOURCE-3.6-02": "what was deleted still takes its name"},
    aka=("L8",),
)
class DeletesLast(Behaviour):
    """DELETEs are carried out after everything else."""

    def order(self, job: Job) -> list[Operation]:
        return sorted(super().order(job), key=lambda operation: operation.method == "DELETE")


@fault("patches-last", breaks=("BULK-3.7-38",), aka=("L6",))
class PatchesLast(Behaviour):
    """PATCHes are carried out after everything else."""

    def order(self, job: Job) -> list[Operation]:
        return sorted(super().order(job), key=lambda operation: operation.method == "PATCH")


@fault(
    "regrouped-by-type",
    breaks=("BULK-3.7-38",),
    also_breaks={"BULK-3.7.3-07": "the results up to the end of the job are not all there"},
    aka=("L6",),
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
        "BULK-3.7-34": "operations behind the last error allowed are done",
        "BULK-3.7.2-11": "the operation with a bulkId in its path cannot succeed any more",
        "RESOURCE-3.6-02": "what was deleted still takes its name",
    },
    aka=("L9",),
)
class LastOneFirst(Behaviour):
    """Operations are carried out in reverse."""

    def order(self, job: Job) -> list[Operation]:
        return super().order(job)[::-1]


@fault("fail-on-errors-ignored", breaks=("BULK-3.7-34",), aka=("G1",), seen_in="SimpleIdServer, splay")
class FailOnErrorsIgnored(Behaviour):
    """failOnErrors has no effect."""

    def stops(self, job: Job, errors: int) -> bool:
        return False


@fault("fail-on-errors-late", breaks=("BULK-3.7-34",), aka=("G2",), seen_in="Azure reference code")
class FailOnErrorsLate(Behaviour):
    """A job ends one error later than failOnErrors says."""

    def stops(self, job: Job, errors: int) -> bool:
        return super().stops(job, errors - 1)


@fault("fail-on-errors-always-one", breaks=("BULK-3.7-35",))
class FailOnErrorsAlwaysOne(Behaviour):
    """A job with failOnErrors ends at the first error, whatever the number."""

    def stops(self, job: Job, errors: int) -> bool:
        return bool(job.fail_on_errors) and errors > 0


@fault(
    "fail-on-errors-counts-all",
    breaks=("BULK-3.7-35",),
    also_breaks={"BULK-3.7.3-07": "the results up to the end of the job are not all there"},
    aka=("G3",),
    seen_in="indigo-iam",
)
class FailOnErrorsCountsAll(Behaviour):
    """Operations that succeed count towards failOnErrors."""

    def counts_as_error(self, operation: Operation, outcome: Outcome) -> bool:
        return True


@fault("fail-on-errors-counts-204", breaks=("BULK-3.7-35",), aka=("G27",), seen_in="SCIM-SDK, oxTrust")
class FailOnErrorsCounts204(Behaviour):
    """An operation that answers 204 counts towards failOnErrors."""

    def counts_as_error(self, operation: Operation, outcome: Outcome) -> bool:
        return outcome.status == 204 or super().counts_as_error(operation, outcome)


@fault("invalid-operations-not-counted", breaks=("BULK-3.7-34",), aka=("G26",), seen_in="SCIMple")
class InvalidOperationsNotCounted(Behaviour):
    """Operations that are refused with 400 do not count towards failOnErrors."""

    def counts_as_error(self, operation: Operation, outcome: Outcome) -> bool:
        return outcome.status != 400 and super().counts_as_error(operation, outcome)


@fault(
    "fail-on-errors-mandatory",
    breaks=("BULK-3.7-06",),
    also_breaks={
        "BULK-3.7-12": "an operation without a usable method ends the whole job",
        "BULK-3.7-19": "an operation with a wrong path ends the whole job",
        "BULK-3.7-20": "an operation on a collection ends the whole job",
        "BULK-3.7-21": "an operation without a path ends the whole job",
        "BULK-3.7-22": "an operation without data ends the whole job",
        "BULK-3.7-31": "the answer as a whole is no 200 any more",
        "BULK-3.7-33": "operations beside a failed one are not done, or not reported as done",
        "BULK-3.7.1-03": "the job as a whole is refused",
        "BULK-3.7.1-06": "the job as a whole is refused",
        "BULK-3.7.2-04": "the operation with the reference ahead ends in a server error",
        "BULK-3.7.2-08": "the job as a whole is refused",
        "BULK-3.7.3-09": "a job in which everything failed is answered in the same way",
        "BULK-3.7.4-03": "the job as a whole is refused",
        "BULK-3.7.4-07": "the job as a whole is refused",
        "BULK-3.7.4-08": "the job as a whole is refused",
        "FORMAT-3.8-03": "the job as a whole is refused",
        "FORMAT-3.8-04": "the job as a whole is refused",
        "BULK-3.7-41": "an operation on a special endpoint ends the whole job",
        "BULK-3.7-42": "an operation with a path that leads elsewhere ends the whole job",
        "BULK-3.7-45": "null counts as absent, and absent is refused",
        "CORE-2.1-01": "a job in lower case is refused for that reason too",
    },
    aka=("G32",),
    seen_in="Webex manual",
)
class FailOnErrorsMandatory(Behaviour):
    """A job without failOnErrors is refused."""

    def read_fail_on_errors(self, value: object) -> int | None:
        if value is None:
            raise Refusal(400, "failOnErrors is missing.", "invalidSyntax")
        return super().read_fail_on_errors(value)


@fault("fail-on-errors-coerced", breaks=("BULK-3.7-05",), aka=("G12", "G14", "G15"), seen_in="agent-bom")
class FailOnErrorsCoerced(Behaviour):
    """failOnErrors may be a text, a Boolean or a fraction."""

    def read_fail_on_errors(self, value: object) -> int | None:
        if isinstance(value, str | bool | float):
            try:
                return int(value)
            except ValueError:
                return None
        return super().read_fail_on_errors(value)


@fault("negative-fail-on-errors-runs-nothing", breaks=("BULK-3.7-05",), aka=("G10",), seen_in="Charon, Jans")
class NegativeRunsNothing(Behaviour):
    """A negative failOnErrors is answered 200 and nothing is carried out."""

    def read_fail_on_errors(self, value: object) -> int | None:
        negative = isinstance(value, int) and value < 0
        return -1 if negative else super().read_fail_on_errors(value)

    def order(self, job: Job) -> list[Operation]:
        return [] if job.fail_on_errors == -1 else super().order(job)


@fault(
    "runs-after-the-limit",
    breaks=("BULK-3.7-34",),
    also_breaks={"BULK-3.7.3-01": "operations that left their trace in the store have no result"},
    aka=("G22",),
)
class RunsAfterTheLimit(Behaviour):
    """What stands behind the limit of failOnErrors is carried out but not reported."""

    def stops(self, job: Job, errors: int) -> bool:
        return False

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        reported: Results = []
        errors = 0
        for operation, outcome in results:
            reported.append((operation, outcome))
            errors += outcome.failed
            if super().stops(job, errors):
                break
        return super().finished(job, reported, savepoint)


@fault(
    "rest-reported-done",
    breaks=("BULK-3.7.3-08",),
    also_breaks={
        "BULK-3.7-26": "the location leads to nothing, or to something else",
        "BULK-3.7-34": "operations behind the last error allowed are done",
        "BULK-3.7.3-05": "the code is another one than the single request gets",
        "BULK-3.7.3-10": "what is reported as done is not what is stored",
        "VERSION-3.14-05": "the result carries no version",
    },
    aka=("G20",),
)
class RestReportedDone(Behaviour):
    """What stands behind the limit of failOnErrors is reported as done though it was not carried out."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        carried_out = {operation.index for operation, _ in results}
        rest = [operation for operation in job.operations if operation.index not in carried_out]
        done = [(operation, Outcome(200, location=f"{job.base_url}{operation.path}")) for operation in rest]
        return super().finished(job, results + done, savepoint)


@fault(
    "rest-reported-failed",
    breaks=("BULK-3.7.3-08",),
    also_breaks={"BULK-3.7.3-02": "operations that are called failed have no location"},
    aka=("G20",),
    seen_in="SCIM-SDK, Authify",
)
class RestReportedFailed(Behaviour):
    """What stands behind the limit of failOnErrors is reported as failed though it was not carried out."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        carried_out = {operation.index for operation, _ in results}
        outcome = Outcome(412, self.error(Refusal(412, "The job had ended.")))
        rest = [(operation, outcome) for operation in job.operations if operation.index not in carried_out]
        return super().finished(job, results + rest, savepoint)


@fault(
    "limit-loses-results",
    breaks=("BULK-3.7.3-07",),
    also_breaks={"BULK-3.7-31": "the answer as a whole is no 200 any more"},
    aka=("G31", "A28"),
    seen_in="SCIM-SDK before 1.16.0",
)
class LimitLosesResults(Behaviour):
    """A job that failOnErrors ended answers 409 without the results so far."""

    def bulk_answer(self, job: Job, results: Results) -> Answer:
        if self.stops(job, sum(outcome.failed for _, outcome in results)):
            raise Refusal(409, "There were too many errors.")
        return super().bulk_answer(job, results)


@fault("limit-answers-412", breaks=("BULK-3.7-31",), aka=("A7",), seen_in="SCIM-SDK")
class LimitAnswers412(Behaviour):
    """A job that failOnErrors ended answers 412 with the results so far."""

    def bulk_answer(self, job: Job, results: Results) -> Answer:
        answer = super().bulk_answer(job, results)
        ended = self.stops(job, sum(outcome.failed for _, outcome in results))
        return Answer(412, answer.document) if ended else answer


@fault("last-error-missing", breaks=("BULK-3.7.3-07",), aka=("G29",))
class LastErrorMissing(Behaviour):
    """The error that reaches the limit of failOnErrors is not reported."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        ended = self.stops(job, sum(outcome.failed for _, outcome in results))
        return super().finished(job, results[:-1] if ended else results, savepoint)
