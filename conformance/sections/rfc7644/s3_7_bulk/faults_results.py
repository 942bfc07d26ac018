"""Faults in the results of operations: method, location and response."""

import json
from dataclasses import replace
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.fault_bases import stored_resource
from conformance.reference.job import Job, Operation, Outcome, Results


@fault("result-twice", breaks=("BULK-3.7-10",))
class ResultTwice(Behaviour):
    """The server lists the first result twice."""

    def results(self, job: Job, results: Results) -> list[dict[str, Any]]:
        listed = super().results(job, results)
        return listed[:1] + listed


@fault("method-absent", breaks=("BULK-3.7-11",), aka=("A22",), seen_in="agent-bom")
class MethodAbsent(Behaviour):
    """Results have no method."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        document.pop("method", None)
        return document


@fault("method-of-errors-patch", breaks=("BULK-3.7-11",), aka=("A23",), seen_in="indigo-iam")
class MethodOfErrorsPatch(Behaviour):
    """The method of every failed result is PATCH."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return document | {"method": "PATCH"} if outcome.failed else document


@fault(
    "no-location-on-success", breaks=("BULK-3.7-24",), aka=("I1",), seen_in="Charon, Jans, SCIMple and others"
)
class NoLocationOnSuccess(Behaviour):
    """The results of successful PUT, PATCH and DELETE operations have no location."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        done = operation.method != "POST" and not outcome.failed
        return None if done else super().location(job, operation, outcome)


@fault("no-location-on-create", breaks=("BULK-3.7-24",))
class NoLocationOnCreate(Behaviour):
    """The result of a created resource has no location."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        return None if operation.method == "POST" else super().location(job, operation, outcome)


@fault("relative-location", breaks=("BULK-3.7-25",), aka=("I4",), seen_in="scimmy")
class RelativeLocation(Behaviour):
    """Locations are paths without scheme and host."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        location = super().location(job, operation, outcome)
        return location and location.removeprefix(job.base_url)


@fault("delete-located-at-its-collection", breaks=("BULK-3.7-26",), seen_in="SCIM-SDK")
class DeleteLocatedAtItsCollection(Behaviour):
    """The location of a successful DELETE is the URL of the collection."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        location = super().location(job, operation, outcome)
        if operation.method != "DELETE" or outcome.failed or location is None:
            return location
        return location.rpartition("/")[0]


# Also breaks CORE-3.1-02: meta.location still has the right URL.
@fault("location-of-wrong-type", breaks=("BULK-3.7-26",), aka=("I5",), seen_in="Charon")
class LocationOfWrongType(Behaviour):
    """The location of a group is under /Users."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        location = super().location(job, operation, outcome)
        return location and location.replace("/Groups/", "/Users/")


@fault("location-leads-nowhere", breaks=("BULK-3.7-26", "CORE-3.1-02"), aka=("I8",))
class LocationLeadsNowhere(Behaviour):
    """A GET of the location of a created resource returns 404."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        location = super().location(job, operation, outcome)
        return f"{location}0" if location and outcome.status == 201 else location


@fault("location-shows-reference", breaks=("BULK-3.7-26",), aka=("I6",), seen_in="scimmy")
class LocationShowsReference(Behaviour):
    """The location of an operation with a bulkId in its path still has the bulkId."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        location = super().location(job, operation, outcome)
        if location and operation.method != "POST":
            for bulk_id, definition in job.definitions.items():
                location = location.replace(job.ids[definition.index], f"bulkId:{bulk_id}")
        return location


@fault("error-without-response", breaks=("BULK-3.7-27",), aka=("H1",), seen_in="SCIMple")
class ErrorWithoutResponse(Behaviour):
    """Failed results have no response."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        return super().result(job, operation, replace(outcome, body=None) if outcome.failed else outcome)


@fault("response-of-before", breaks=("BULK-3.7-29",))
class ResponseOfBefore(Behaviour):
    """The response of a PUT or PATCH shows the resource before the change."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        before = stored_resource(job, operation) if operation.method in ("PUT", "PATCH") else None
        outcome = super().perform(job, operation)
        return replace(outcome, body=before) if before and outcome.body else outcome


@fault("response-shows-reference", breaks=("BULK-3.7-29",), aka=("E45",))
class ResponseShowsReference(Behaviour):
    """The response of a success shows ``bulkId:``; the stored resource has the id."""

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


@fault("error-inside-status", breaks=("BULK-3.7-30",), aka=("A18",), seen_in="SimpleIdServer")
class ErrorInsideStatus(Behaviour):
    """The Error of a failed result is inside its status."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        if outcome.failed:
            document["status"] = {"code": str(outcome.status), "response": document.pop("response", None)}
        return document


@fault("response-as-string", breaks=("BULK-3.7-30",), aka=("A20",), seen_in="Charon, product-is #16110")
class ResponseAsString(Behaviour):
    """The response of a failed result is a string of JSON."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return document | {"response": json.dumps(outcome.body)} if outcome.failed else document
