"""Faults in the results: a result is missing, or its status, location or detail is wrong."""

from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.exchange import ServerResponse
from conformance.reference.fault_bases import DuplicateBulkIdsAccepted
from conformance.reference.job import Job, Operation, Outcome, Results
from conformance.reference.scim_error import ScimError


@fault(
    "duplicate-bulk-id-result-lost", breaks=("BULK-3.7.3-01",), aka=("E11",), seen_in="Azure reference code"
)
class DuplicateBulkIdResultLost(DuplicateBulkIdsAccepted):
    """The server applies two POSTs with one bulkId and returns one result for both."""

    def results(self, job: Job, results: Results) -> list[dict[str, Any]]:
        listed = super().results(job, results)
        by_bulk_id = {result.get("bulkId", index): result for index, result in enumerate(listed)}
        return list(by_bulk_id.values())


@fault("failed-result-dropped", breaks=("BULK-3.7.3-01",), aka=("A26",), seen_in="Charon")
class FailedResultDropped(Behaviour):
    """A failed operation has no result."""

    def results(self, job: Job, results: Results) -> list[dict[str, Any]]:
        return super().results(job, [result for result in results if not result[1].failed])


@fault("last-result-dropped", breaks=("BULK-3.7.3-01",))
class LastResultDropped(Behaviour):
    """The last of several operations has no result."""

    def results(self, job: Job, results: Results) -> list[dict[str, Any]]:
        listed = super().results(job, results)
        return listed[:-1] or listed


@fault(
    "result-without-bulk-id-lost", breaks=("BULK-3.7.3-01",), aka=("E43",), seen_in="SCIM-SDK before a fix"
)
class ResultWithoutBulkIdLost(Behaviour):
    """The server returns a result only for the last of several DELETEs without a bulkId."""

    def results(self, job: Job, results: Results) -> list[dict[str, Any]]:
        nameless = [each for each, _ in results if each.method == "DELETE" and each.bulk_id is None]
        kept = [each for each in results if each[0] not in nameless[:-1]]
        return super().results(job, kept)


@fault(
    "no-location-on-failure",
    breaks=("BULK-3.7.3-02",),
    aka=("I2", "Q24"),
    seen_in="agent-bom, Jans and others",
)
class NoLocationOnFailure(Behaviour):
    """The results of failed PUT, PATCH and DELETE operations have no location."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        return None if outcome.failed else super().location(job, operation, outcome)


@fault("status-absent", breaks=("BULK-3.7.3-03",), aka=("A21",))
class StatusAbsent(Behaviour):
    """Failed results have no status."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        if outcome.failed:
            document.pop("status", None)
        return document


@fault("status-text", breaks=("BULK-3.7.3-03",))
class StatusText(Behaviour):
    """The status of a result is "Created" or "Conflict" instead of a code."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        words = "Failed" if outcome.failed else "Done"
        return super().result(job, operation, outcome) | {"status": words}


@fault("status-number", breaks=("BULK-3.7.3-04",), aka=("A16",), seen_in="SCIM-SDK, laravel-scim-server")
class StatusNumber(Behaviour):
    """The status of a result is a JSON number."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        return super().result(job, operation, outcome) | {"status": outcome.status}


@fault("status-object", breaks=("BULK-3.7.3-04",), aka=("A14",), seen_in="SCIMple, Oracle HCM manual")
class StatusObject(Behaviour):
    """The status of a result is an object with a code, as in one example of the RFC."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        return super().result(job, operation, outcome) | {"status": {"code": str(outcome.status)}}


@fault("status-twice", breaks=("BULK-3.7.3-04",), aka=("A17",), seen_in="SCIMple")
class StatusTwice(Behaviour):
    """The status of a result is an object, and a number beside it repeats the code."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return document | {"status": {"code": str(outcome.status)}, "statusCode": outcome.status}


@fault("status-shapes-mixed", breaks=("BULK-3.7.3-04",), aka=("A19",), seen_in="SimpleIdServer")
class StatusShapesMixed(Behaviour):
    """The status is an object if a reference was not resolved, and a string otherwise."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        unresolved = outcome.failed and self.references(job.operations[operation.index])
        return document | {"status": {"code": str(outcome.status)}} if unresolved else document


# Also breaks BULK-3.7.4-05: the missing detail named the limit.
@fault("error-without-detail", breaks=("BULK-3.7.3-06",), aka=("H2",))
class ErrorWithoutDetail(Behaviour):
    """Errors have no detail."""

    def error(self, scim_error: ScimError) -> dict[str, Any]:
        return {name: value for name, value in super().error(scim_error).items() if name != "detail"}


@fault("limit-loses-results", breaks=("BULK-3.7.3-07",), aka=("G31", "A28"), seen_in="SCIM-SDK before 1.16.0")
class LimitLosesResults(Behaviour):
    """The server returns 409 without results if failOnErrors ends a bulk request."""

    def bulk_response(self, job: Job, results: Results) -> ServerResponse:
        if self.stops(job, sum(outcome.failed for _, outcome in results)):
            raise ScimError(409, "There were too many errors.")
        return super().bulk_response(job, results)


@fault("last-error-missing", breaks=("BULK-3.7.3-07",), aka=("G29",))
class LastErrorMissing(Behaviour):
    """The error that reaches the failOnErrors limit has no result."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        ended = self.stops(job, sum(outcome.failed for _, outcome in results))
        return super().finished(job, results[:-1] if ended else results, savepoint)


@fault("rest-reported-done", breaks=("BULK-3.7.3-08",), aka=("G20",))
class RestReportedDone(Behaviour):
    """The server reports operations after the failOnErrors limit as done but does not apply them."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        carried_out = {operation.index for operation, _ in results}
        rest = [operation for operation in job.operations if operation.index not in carried_out]
        done = [(operation, Outcome(200, location=f"{job.base_url}{operation.path}")) for operation in rest]
        return super().finished(job, results + done, savepoint)


@fault("rest-reported-failed", breaks=("BULK-3.7.3-08",), aka=("G20",), seen_in="SCIM-SDK, Authify")
class RestReportedFailed(Behaviour):
    """The server reports operations after the failOnErrors limit as failed."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        carried_out = {operation.index for operation, _ in results}
        outcome = Outcome(412, self.error(ScimError(412, "The bulk request had ended.")))
        rest = [(operation, outcome) for operation in job.operations if operation.index not in carried_out]
        return super().finished(job, results + rest, savepoint)


# Also breaks BULK-3.7-42 and BULK-3.7.2-08: every operation of their requests fails.
@fault("all-failed-400", breaks=("BULK-3.7.3-09",), aka=("A9",))
class AllFailed400(Behaviour):
    """The server returns 400 with an Error instead of results if every operation failed."""

    def bulk_response(self, job: Job, results: Results) -> ServerResponse:
        if results and all(outcome.failed for _, outcome in results):
            raise ScimError(400, "Every operation failed.")
        return super().bulk_response(job, results)


@fault("lone-failure-is-the-answer", breaks=("BULK-3.7.3-09",))
class LoneFailureIsTheAnswer(Behaviour):
    """The server returns an Error instead of results if the only operation fails."""

    def bulk_response(self, job: Job, results: Results) -> ServerResponse:
        outcome = results[0][1] if len(job.operations) == 1 and results else None
        if outcome and outcome.failed:
            return ServerResponse(outcome.status, outcome.body)
        return super().bulk_response(job, results)


@fault("location-on-failed-post", breaks=("BULK-3.7.3-12",), aka=("I3",), seen_in="scim2-server")
class LocationOnFailedPost(Behaviour):
    """The location of a failed POST is the URL of the collection."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        if operation.method == "POST" and outcome.failed:
            return f"{job.base_url}{operation.path}"
        return super().location(job, operation, outcome)
