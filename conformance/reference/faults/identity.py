"""Faults in ids, and in jobs that are refused too late (survey E, G, N)."""

from uuid import uuid4

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.job import Job, Results
from conformance.reference.refusal import Refusal


@fault("id-contains-bulk-id", breaks=("CORE-3.1-01",), aka=("E44",))
class IdContainsBulkId(Behaviour):
    """The ids of what a job creates contain the reserved word."""

    def new_id(self) -> str:
        return f"bulkId-{uuid4().hex}"


@fault("validates-too-late", breaks=("ERROR-3.12-10",), aka=("A12",))
class ValidatesTooLate(Behaviour):
    """A job whose failOnErrors is no number is carried out, and then refused for it."""

    def read_fail_on_errors(self, value: object) -> int | None:
        self._late: Refusal | None = None
        try:
            return super().read_fail_on_errors(value)
        except Refusal as refusal:
            self._late = refusal
            return None

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        if self._late:
            raise self._late
        return super().finished(job, results, savepoint)
