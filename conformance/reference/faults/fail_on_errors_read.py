"""Faults in what failOnErrors is read as, and in which errors count (survey G)."""

from conformance.reference.behaviour import Behaviour
from conformance.reference.behaviour.envelope import invalid_syntax
from conformance.reference.declare import fault
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.refusal import Refusal


@fault("zero-errors-runs-nothing", breaks=("BULK-3.7-43",), aka=("G4",), seen_in="mitol, Jans")
class ZeroRunsNothing(Behaviour):
    """failOnErrors 0 is answered 200, and nothing is carried out."""

    def order(self, job: Job) -> list[Operation]:
        return [] if job.fail_on_errors == 0 else super().order(job)


@fault("zero-errors-all-412", breaks=("BULK-3.7-43",), aka=("G5",), seen_in="Authify")
class ZeroAll412(Behaviour):
    """failOnErrors 0 refuses each operation with 412."""

    def admit(self, job: Job, operation: Operation) -> None:
        if job.fail_on_errors == 0:
            raise Refusal(412, "No errors are accepted.")
        super().admit(job, operation)


@fault("zero-errors-stops-on-success", breaks=("BULK-3.7-10",), aka=("G6",), seen_in="i2, grav")
class ZeroStopsOnSuccess(Behaviour):
    """failOnErrors 0 ends the job at its first operation, whatever becomes of it."""

    def stops(self, job: Job, errors: int) -> bool:
        return job.fail_on_errors == 0 or super().stops(job, errors)


@fault("negative-fail-on-errors-runs-one", breaks=("BULK-3.7-05",), aka=("G11",))
class NegativeRunsOne(Behaviour):
    """A negative failOnErrors ends the job after one operation."""

    def read_fail_on_errors(self, value: object) -> int | None:
        negative = isinstance(value, int) and value < 0
        return -1 if negative else super().read_fail_on_errors(value)

    def stops(self, job: Job, errors: int) -> bool:
        return job.fail_on_errors == -1 or super().stops(job, errors)


@fault("fail-on-errors-text-ignored", breaks=("BULK-3.7-05",), aka=("G13",), seen_in="sbx")
class TextIgnored(Behaviour):
    """A failOnErrors that is a text is taken for none."""

    def read_fail_on_errors(self, value: object) -> int | None:
        return None if isinstance(value, str) else super().read_fail_on_errors(value)


@fault(
    "fail-on-errors-boolean",
    breaks=("BULK-3.7-05", "BULK-3.7-44"),
    also_breaks={
        "BULK-3.7-31": "a job with a number of errors is refused",
        "BULK-3.7.3-07": "such a job returns no results",
    },
    aka=("G33",),
    seen_in="Innovario",
)
class TakenForBoolean(Behaviour):
    """failOnErrors is a Boolean: true ends the job at the first error, and numbers are refused."""

    def read_fail_on_errors(self, value: object) -> int | None:
        if isinstance(value, bool):
            return 1 if value else None
        if isinstance(value, int):
            raise invalid_syntax("failOnErrors must be true or false.")
        return super().read_fail_on_errors(value)


@fault("unresolved-not-counted", breaks=("BULK-3.7-34",), aka=("G25",), seen_in="SCIMple")
class UnresolvedNotCounted(Behaviour):
    """A reference to a bulkId that nobody defines fails its operation and does not end the job."""

    def counts_as_error(self, operation: Operation, outcome: Outcome) -> bool:
        return super().counts_as_error(operation, outcome) and not self.references(operation)
