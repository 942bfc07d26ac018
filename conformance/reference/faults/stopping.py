"""Faults in what ends a job, and in what is done behind its end."""

from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.job import Job, Operation, Outcome, Results


@fault("changes-behind-the-end-made", breaks=("BULK-3.7-34",))
class ChangesBehindTheEndMade(Behaviour):
    """Behind the end of a job, PUT, PATCH and DELETE are still carried out, and not told."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        told = {operation.index for operation, _ in results}
        for operation in job.operations:
            if operation.index not in told and operation.method in ("PUT", "PATCH", "DELETE"):
                self.perform(job, operation)
        return super().finished(job, results, savepoint)


@fault(
    "null-limit-ends-at-an-error",
    breaks=("BULK-3.7-45",),
    also_breaks={"BULK-3.7.3-01": "what stands behind has no result, in a job without a limit"},
)
class NullLimitEndsAtAnError(Behaviour):
    """A failOnErrors of null is taken for 1."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        operations, limit = super().read_envelope(document)
        null = isinstance(document, dict) and document.get("failOnErrors", 0) is None
        return operations, 1 if null else limit


@fault("deletions-not-counted", breaks=("BULK-3.7-34",))
class DeletionsNotCounted(Behaviour):
    """A DELETE that fails does not count towards failOnErrors."""

    def counts_as_error(self, operation: Operation, outcome: Outcome) -> bool:
        return operation.method != "DELETE" and super().counts_as_error(operation, outcome)


@fault("patches-not-counted", breaks=("BULK-3.7-34",))
class PatchesNotCounted(Behaviour):
    """A PATCH that fails does not count towards failOnErrors."""

    def counts_as_error(self, operation: Operation, outcome: Outcome) -> bool:
        return operation.method != "PATCH" and super().counts_as_error(operation, outcome)


@fault("groups-not-counted", breaks=("BULK-3.7-34",))
class GroupsNotCounted(Behaviour):
    """An operation on a group that fails does not count towards failOnErrors."""

    def counts_as_error(self, operation: Operation, outcome: Outcome) -> bool:
        return not str(operation.path).startswith("/Groups") and super().counts_as_error(operation, outcome)
