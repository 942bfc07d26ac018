"""Liberties in the form of results and answers."""

from dataclasses import replace
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.job import Job, Operation, Outcome, Results
from conformance.reference.models import SCIMBulkResponseOperation


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
