"""Liberties in the form of results and answers."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.job import Job, Operation, Outcome, Results
from conformance.reference.models import SCIMBulkResponseOperation
from conformance.reference.refusal import Refusal


@variant("no-response-bodies", permits=("BULK-3.7-28",), aka=("Q33",))
class NoResponseBodies(Behaviour):
    """Successful results carry no response body."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        return super().result(job, operation, outcome if outcome.failed else replace(outcome, body=None))


@variant("empty-response-bodies", permits=("BULK-3.7-29",))
class EmptyResponseBodies(NoResponseBodies):
    """Successful results carry an empty object, which is as good as none."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return document if outcome.failed else document | {"response": {}}


@variant("results-reversed", permits=("BULK-3.7-37",), aka=("Q20",))
class ResultsReversed(Behaviour):
    """Results stand in the reverse of the order in which the operations were asked for."""

    def results(self, job: Job, results: Results) -> list[dict[str, Any]]:
        return super().results(job, results)[::-1]


@variant("unknown-attributes", aka=("A24",))
class UnknownAttributes(Behaviour):
    """Results and their envelope carry attributes that the RFC does not know."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        return super().result(job, operation, outcome) | {"path": operation.path, "took": 3}

    def envelope(self, job: Job, results: list[dict[str, Any]]) -> dict[str, Any]:
        return super().envelope(job, results) | {"trace": {"node": "b"}}


@variant("nulls-for-absent", permits=("BULK-3.7-07",), aka=("E5",))
class NullsForAbsent(Behaviour):
    """Attributes without a value are sent as null, which means the same (RFC 7643 2.5)."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        blank: dict[str, Any] = dict.fromkeys(SCIMBulkResponseOperation.model_fields)
        return blank | super().result(job, operation, outcome)

    def envelope(self, job: Job, results: list[dict[str, Any]]) -> dict[str, Any]:
        return {"failOnErrors": None} | super().envelope(job, results)


@variant("bulk-id-of-posts-only", permits=("BULK-3.7-18",), aka=("Q10", "E3"))
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


@variant("no-scim-types", permits=("ERROR-3.12-09", "ERROR-3.12-05", "RESOURCE-3.3-02"), aka=("N2",))
class NoScimTypes(Behaviour):
    """Errors have no scimType."""

    def error(self, refusal: Refusal) -> dict[str, Any]:
        return {name: value for name, value in super().error(refusal).items() if name != "scimType"}


@variant("status-object-of-number", permits=("BULK-3.7.3-04",), aka=("Q1", "A15"))
class StatusObjectOfNumber(Behaviour):
    """status is an object whose code is a number."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        return super().result(job, operation, outcome) | {"status": {"code": outcome.status}}


@variant("error-described-in-status-too", permits=("BULK-3.7.3-04",), aka=("Q2",))
class ErrorDescribedInStatusToo(Behaviour):
    """The status of a failure is an object with a code and a description, beside the Error in response."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        if outcome.failed:
            document["status"] = {"code": str(outcome.status), "description": "It failed."}
        return document


@variant("method-in-lower-case", permits=("BULK-3.7-11",))
class MethodInLowerCase(Behaviour):
    """Results name their method in lower case."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return document | {"method": document["method"].lower()} if "method" in document else document


@variant("results-by-type", permits=("BULK-3.7-37",), aka=("Q20", "A25"))
class ResultsByType(Behaviour):
    """Results stand in the order of the resource types that their operations are about."""

    def results(self, job: Job, results: Results) -> list[dict[str, Any]]:
        listed = super().results(job, results)
        paths = [str(operation.path) for operation, _ in sorted(results, key=lambda each: each[0].index)]
        by_type = sorted(zip(paths, listed, strict=True), key=lambda each: each[0].split("/")[1:2])
        return [result for _, result in by_type]


@variant("collection-as-location-of-a-failed-post", permits=("BULK-3.7.3-12",), aka=("Q22",))
class CollectionAsLocationOfAFailedPost(Behaviour):
    """A POST that failed has the URL of its collection as location."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        location = super().location(job, operation, outcome)
        failed_post = (
            outcome.failed and operation.method == "POST" and operation.path in ("/Users", "/Groups")
        )
        return f"{job.base_url}{operation.path}" if failed_post else location


@variant("limit-answers-400-with-results", permits=("BULK-3.7-31",), aka=("Q3", "A8"))
class LimitAnswers400WithResults(Behaviour):
    """A job that failOnErrors ended answers 400 with the results so far."""

    def bulk_answer(self, job: Job, results: Results) -> Answer:
        answer = super().bulk_answer(job, results)
        ended = self.stops(job, sum(outcome.failed for _, outcome in results))
        return replace(answer, status=400) if ended else answer


@variant("all-failed-400-with-results", permits=("BULK-3.7.3-09", "BULK-3.7-31"), aka=("Q8",))
class AllFailed400WithResults(Behaviour):
    """A job in which every operation failed answers 400 with the results."""

    def bulk_answer(self, job: Job, results: Results) -> Answer:
        answer = super().bulk_answer(job, results)
        failed = results and all(outcome.failed for _, outcome in results)
        return replace(answer, status=400) if failed else answer


@variant("location-header-on-the-answer", aka=("A36",))
class LocationHeaderOnTheAnswer(Behaviour):
    """The answer to a job has the location of one of its resources as a header."""

    def bulk_answer(self, job: Job, results: Results) -> Answer:
        answer = super().bulk_answer(job, results)
        locations = [outcome.location for _, outcome in results if outcome.location]
        return replace(answer, headers={"Location": locations[0]}) if locations else answer


@variant("errors-as-plain-json", permits=("FORMAT-3.8-02",), aka=("B2",))
class ErrorsAsPlainJson(Behaviour):
    """Errors of the whole request are sent as application/json."""

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        answer = super().answer(exchange, answer)
        return replace(answer, media_type="application/json") if answer.status >= 400 else answer


@variant("details-beside-the-point", aka=("C3", "F18"))
class DetailsBesideThePoint(Behaviour):
    """The text of an error with 400 or 409 speaks of another problem than the one at hand."""

    def error(self, refusal: Refusal) -> dict[str, Any]:
        document = super().error(refusal)
        beside = {"detail": "The operation is part of a ring, or no SearchRequest."}
        return document | beside if refusal.status in (400, 409) else document


@variant("versions-tell-of-neighbours", permits=("VERSION-3.14-04",))
class VersionsTellOfNeighbours(Behaviour):
    """A group gets a new version with each change of a member, and a member with each of its group."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        storage = job.tenant.storage
        before = storage.members()
        outcome = super().perform(job, operation)
        own = job.ids.get(operation.index) or str(operation.path).rpartition("/")[2]
        after = storage.members()
        groups = {group for group, members in (*before.items(), *after.items()) if own in members}
        members = before.get(own, frozenset()) | after.get(own, frozenset())
        storage.renew((groups | members) - {own})
        return outcome
