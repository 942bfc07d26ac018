"""Liberties in the form of results and answers."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.job import Job, Operation, Outcome, Results
from conformance.reference.models import SCIMBulkResponseOperation
from conformance.reference.refusal import Refusal


@variant("no-response-bodies", permits=("BULK-3.7-28",), aka=("Q33",))
class NoResponseBodies(Behaviour):
    """Successful results carry no response body."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        return super().result(job, operation, outcome if outcome.failed else replace(outcome, body=None))


@variant("results-reversed", permits=("BULK-3.7-37",), aka=("Q20",))
class ResultsReversed(Behaviour):
    """Results stand in the reverse of the order in which the operations were asked for."""

    def results(self, job: Job, results: Results) -> list[dict[str, Any]]:
        return super().results(job, results)[::-1]


@variant("unknown-attributes")
class UnknownAttributes(Behaviour):
    """Results and their envelope carry attributes that the RFC does not know."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        return super().result(job, operation, outcome) | {"path": operation.path, "took": 3}

    def envelope(self, job: Job, results: list[dict[str, Any]]) -> dict[str, Any]:
        return super().envelope(job, results) | {"trace": {"node": "b"}}


@variant("nulls-for-absent", permits=("BULK-3.7-07",))
class NullsForAbsent(Behaviour):
    """Attributes without a value are sent as null, which means the same (RFC 7643 2.5)."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        blank: dict[str, Any] = dict.fromkeys(SCIMBulkResponseOperation.model_fields)
        return blank | super().result(job, operation, outcome)

    def envelope(self, job: Job, results: list[dict[str, Any]]) -> dict[str, Any]:
        return {"failOnErrors": None} | super().envelope(job, results)


@variant("bulk-id-of-posts-only", permits=("BULK-3.7-18",), aka=("Q10",))
class BulkIdOfPostsOnly(Behaviour):
    """A bulkId that was sent with PUT, PATCH or DELETE does not come back."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        if operation.method != "POST":
            document.pop("bulkId", None)
        return document


@variant("version-on-delete", aka=("J8",))
class VersionOnDelete(Behaviour):
    """The result of a DELETE carries the version that was deleted."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        if operation.method == "DELETE" and operation.version:
            document.setdefault("version", operation.version)
        return document


@variant("location-as-path", permits=("BULK-3.7-25",), aka=("Q23", "I4"))
class LocationAsPath(Behaviour):
    """Locations lack scheme and host, and lead to the resource all the same."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        location = super().location(job, operation, outcome)
        return location and urlsplit(location).path


@variant("rest-listed-424", permits=("BULK-3.7.3-08",), aka=("Q4", "G20"))
class RestListed424(Behaviour):
    """What stands behind the end of a job is listed with 424, and was not carried out."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        carried_out = {operation.index for operation, _ in results}
        ended = Outcome(424, self.error(Refusal(424, "The job had ended.")))
        rest = [operation for operation in job.operations if operation.index not in carried_out]
        listed = [(each, replace(ended, location=self.location(job, each, ended))) for each in rest]
        return super().finished(job, results + listed, savepoint)


@variant("no-scim-types", permits=("ERROR-3.12-09", "ERROR-3.12-05", "RESOURCE-3.3-02"))
class NoScimTypes(Behaviour):
    """Errors have no scimType."""

    def error(self, refusal: Refusal) -> dict[str, Any]:
        return {name: value for name, value in super().error(refusal).items() if name != "scimType"}
