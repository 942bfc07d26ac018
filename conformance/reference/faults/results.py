"""Faults in single results: method, status, presence (survey A, E, H)."""

import json
from dataclasses import replace
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.job import Job, Operation, Outcome, Results


@fault("method-absent", breaks=("BULK-3.7-11",), aka=("A22",), seen_in="agent-bom")
class MethodAbsent(Behaviour):
    """Results do not say their method."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        document.pop("method", None)
        return document


@fault("method-of-errors-patch", breaks=("BULK-3.7-11",), aka=("A23",), seen_in="indigo-iam")
class MethodOfErrorsPatch(Behaviour):
    """Every failed result says PATCH, whatever was sent."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return document | {"method": "PATCH"} if outcome.failed else document


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
    """status says "Created" or "Conflict" in place of a code."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        words = "Failed" if outcome.failed else "Done"
        return super().result(job, operation, outcome) | {"status": words}


@fault("status-number", breaks=("BULK-3.7.3-04",), aka=("A16",), seen_in="SCIM-SDK, laravel-scim-server")
class StatusNumber(Behaviour):
    """status is a JSON number."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        return super().result(job, operation, outcome) | {"status": outcome.status}


@fault("status-object", breaks=("BULK-3.7.3-04",), aka=("A14",), seen_in="SCIMple, Oracle HCM manual")
class StatusObject(Behaviour):
    """status is an object with a code, as in one example of the RFC."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        return super().result(job, operation, outcome) | {"status": {"code": str(outcome.status)}}


@fault(
    "error-inside-status",
    breaks=("BULK-3.7-30",),
    also_breaks={"BULK-3.7.3-04": "the status is an object"},
    aka=("A18",),
    seen_in="SimpleIdServer",
)
class ErrorInsideStatus(Behaviour):
    """The Error of a failed result stands inside its status."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        if outcome.failed:
            document["status"] = {"code": str(outcome.status), "response": document.pop("response", None)}
        return document


@fault("response-as-string", breaks=("BULK-3.7-30",), aka=("A20",), seen_in="Charon, product-is #16110")
class ResponseAsString(Behaviour):
    """The response of a failed result is a string that holds JSON."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return document | {"response": json.dumps(outcome.body)} if outcome.failed else document


@fault("error-without-response", breaks=("BULK-3.7-27",), aka=("H1",), seen_in="SCIMple")
class ErrorWithoutResponse(Behaviour):
    """Failed results carry no response."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        return super().result(job, operation, replace(outcome, body=None) if outcome.failed else outcome)


@fault(
    "success-called-error",
    breaks=("BULK-3.7.3-11",),
    also_breaks={
        "BULK-3.7.3-05": "the code is another one than the single request gets",
        "BULK-3.7-02": "operations that were done are not reported as done",
        "BULK-3.7-27": "what is called an error carries no Error",
        "BULK-3.7.1-01": "what was done is called an error",
        "BULK-3.7.2-04": "the operation with the reference ahead ends in a server error",
        "BULK-3.7.2-05": "what was done is called an error",
        "BULK-3.7.2-11": "the operation with a bulkId in its path cannot succeed any more",
        "BULK-3.7.3-06": "without an Error there is no explanation",
        "BULK-3.7.3-12": "a POST that is called failed keeps its location",
        "ERROR-3.12-02": "what was done is called an error",
        "ERROR-3.12-08": "the operation ends in a server error",
    },
    aka=("H13",),
)
class SuccessCalledError(Behaviour):
    """The result of an operation that was done says 500."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return document if outcome.failed else document | {"status": "500"}


@fault("post-status-200", breaks=("BULK-3.7.3-05",))
class PostStatus200(Behaviour):
    """A resource that was created is reported with 200 in place of 201."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return document | {"status": "200"} if outcome.status == 201 else document


@fault(
    "failed-result-dropped",
    breaks=("BULK-3.7.3-01",),
    also_breaks={
        "BULK-3.7.3-07": "the results up to the end of the job are not all there",
        "BULK-3.7.3-09": "a job in which everything failed is answered in the same way",
    },
    aka=("A26",),
    seen_in="Charon",
)
class FailedResultDropped(Behaviour):
    """An operation that failed has no result."""

    def results(self, job: Job, results: Results) -> list[dict[str, Any]]:
        return super().results(job, [result for result in results if not result[1].failed])


@fault(
    "last-result-dropped",
    breaks=("BULK-3.7.3-01",),
    also_breaks={"BULK-3.7.3-07": "the results up to the end of the job are not all there"},
)
class LastResultDropped(Behaviour):
    """The last operation has no result when there are several."""

    def results(self, job: Job, results: Results) -> list[dict[str, Any]]:
        listed = super().results(job, results)
        return listed[:-1] or listed


@fault(
    "result-twice",
    breaks=("BULK-3.7-10",),
    also_breaks={
        "BULK-3.7.3-01": "operations that left their trace in the store have no result",
        "VERSION-3.14-02": "an operation with a stale version leaves a change, or is reported as done",
    },
)
class ResultTwice(Behaviour):
    """The first result is listed twice."""

    def results(self, job: Job, results: Results) -> list[dict[str, Any]]:
        listed = super().results(job, results)
        return listed[:1] + listed


@fault("response-shows-reference", breaks=("BULK-3.7-29",), aka=("E45",))
class ResponseShowsReference(Behaviour):
    """The response of a success shows ``bulkId:`` where the stored resource has the real id."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        if outcome.failed or "members" not in document.get("response", {}):
            return document
        text = json.dumps(document["response"]["members"])
        for bulk_id, definition in job.definitions.items():
            text = text.replace(json.dumps(job.ids[definition.index]), json.dumps(f"bulkId:{bulk_id}"))
        return document | {"response": document["response"] | {"members": json.loads(text)}}


@fault("response-of-another", breaks=("BULK-3.7-29",))
class ResponseOfAnother(Behaviour):
    """The response of a success has another id than the resource."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        if not outcome.failed and "response" in document:
            document["response"] = document["response"] | {"id": self.new_id()}
        return document


@fault("password-echoed", breaks=("CORE-4.1-01",), aka=("M11",), seen_in="SCIMple, oxTrust")
class PasswordEchoed(Behaviour):
    """The response of a success shows the password that was sent."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        sent = operation.data.get("password") if isinstance(operation.data, dict) else None
        if sent and not outcome.failed and "response" in document:
            document["response"] = document["response"] | {"password": sent}
        return document


@fault("password-hash-shown", breaks=("CORE-4.1-01",))
class PasswordHashShown(Behaviour):
    """A GET of a user and a search show what the server made of the password."""

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        document = answer.document
        if exchange.method == "GET" and isinstance(document, dict):
            for user in (document, *document.get("Resources", ())):
                if "userName" in user:
                    user["password"] = "$2b$12$9uK"  # noqa: S105 - no password, and nobody's
        return super().answer(exchange, answer)


@fault("status-twice", breaks=("BULK-3.7.3-04",), aka=("A17",), seen_in="SCIMple")
class StatusTwice(Behaviour):
    """status is an object with a code, and the code stands beside it as a number."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return document | {"status": {"code": str(outcome.status)}, "statusCode": outcome.status}


@fault("status-shapes-mixed", breaks=("BULK-3.7.3-04",), aka=("A19",), seen_in="SimpleIdServer")
class StatusShapesMixed(Behaviour):
    """status is an object where a reference was not resolved, and a string otherwise."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        unresolved = outcome.failed and self.references(job.operations[operation.index])
        return document | {"status": {"code": str(outcome.status)}} if unresolved else document


@fault(
    "result-without-bulk-id-lost", breaks=("BULK-3.7.3-01",), aka=("E43",), seen_in="SCIM-SDK before a fix"
)
class ResultWithoutBulkIdLost(Behaviour):
    """Of the DELETEs that have no bulkId only the last one has a result."""

    def results(self, job: Job, results: Results) -> list[dict[str, Any]]:
        nameless = [each for each, _ in results if each.method == "DELETE" and each.bulk_id is None]
        kept = [each for each in results if each[0] not in nameless[:-1]]
        return super().results(job, kept)
