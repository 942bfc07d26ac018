"""Faults in when failOnErrors ends a job, and what of it is told (survey G)."""

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.exchange import Answer
from conformance.reference.job import Job, Operation, Outcome, Results
from conformance.reference.refusal import Refusal


@fault("fail-on-errors-ignored", breaks=("BULK-3.7-34",), aka=("G1",), seen_in="SimpleIdServer, splay")
class FailOnErrorsIgnored(Behaviour):
    """failOnErrors has no effect."""

    def stops(self, job: Job, errors: int) -> bool:
        return False


@fault("fail-on-errors-late", breaks=("BULK-3.7-34",), aka=("G2", "Q6"), seen_in="Azure reference code")
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


@fault("missing-resources-not-counted", breaks=("BULK-3.7-34",))
class MissingResourcesNotCounted(Behaviour):
    """Operations that are refused with 404 do not count towards failOnErrors."""

    def counts_as_error(self, operation: Operation, outcome: Outcome) -> bool:
        return outcome.status != 404 and super().counts_as_error(operation, outcome)


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
        "BULK-3.7-52": "the job as a whole is refused",
        "CORE-2.5-01": "the job as a whole is refused",
        "FORMAT-3.8-07": "the job as a whole is refused",
        "FORMAT-3.8-08": "the job as a whole is refused",
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
        "CORE-3.1-02": "the location of what was not created is no resource",
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
