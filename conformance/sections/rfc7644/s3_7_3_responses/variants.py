"""Permitted variations in the results of operations."""

from dataclasses import replace
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.exchange import ServerResponse
from conformance.reference.job import Job, Operation, Outcome, Results
from conformance.reference.scim_error import ScimError


@variant("status-object-of-number", permits=("BULK-3.7.3-04",), aka=("Q1", "A15"))
class StatusObjectOfNumber(Behaviour):
    """The status of a result is an object whose code is a number."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        return super().result(job, operation, outcome) | {"status": {"code": outcome.status}}


@variant("error-described-in-status-too", permits=("BULK-3.7.3-04",), aka=("Q2",))
class ErrorDescribedInStatusToo(Behaviour):
    """The status of a failed result is an object with code and description, beside the Error."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        if outcome.failed:
            document["status"] = {"code": str(outcome.status), "description": "It failed."}
        return document


@variant("patch-204", permits=("BULK-3.7.3-05",), aka=("Q34",))
class Patch204(Behaviour):
    """PATCH returns 204 without the resource, in single and bulk requests."""

    patch_shows_resource = False


@variant("rest-listed-424", permits=("BULK-3.7.3-08",), aka=("Q4", "G20"))
class RestListed424(Behaviour):
    """The server lists operations after the failOnErrors limit with 424 and does not apply them."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        carried_out = {operation.index for operation, _ in results}
        ended = Outcome(424, self.error(ScimError(424, "The bulk request had ended.")))
        rest = [operation for operation in job.operations if operation.index not in carried_out]
        listed = [(each, replace(ended, location=self.location(job, each, ended))) for each in rest]
        return super().finished(job, results + listed, savepoint)


@variant("all-failed-400-with-results", permits=("BULK-3.7.3-09", "BULK-3.7-31"), aka=("Q8",))
class AllFailed400WithResults(Behaviour):
    """The server returns 400 with the results if every operation failed."""

    def bulk_response(self, job: Job, results: Results) -> ServerResponse:
        response = super().bulk_response(job, results)
        failed = results and all(outcome.failed for _, outcome in results)
        return replace(response, status=400) if failed else response


@variant("collection-as-location-of-a-failed-post", permits=("BULK-3.7.3-12",), aka=("Q22",))
class CollectionAsLocationOfAFailedPost(Behaviour):
    """The location of a failed POST is the URL of its collection."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        location = super().location(job, operation, outcome)
        failed_post = (
            outcome.failed and operation.method == "POST" and operation.path in ("/Users", "/Groups")
        )
        return f"{job.base_url}{operation.path}" if failed_post else location


@variant("root-for-a-location", aka=("I7",))
class RootForALocation(Behaviour):
    """The location of an operation without a valid resource is the base URL."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        nowhere = outcome.failed and not operation.path
        return job.base_url if nowhere else super().location(job, operation, outcome)
