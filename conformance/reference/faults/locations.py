"""Faults in the location, the bulkId and the version of results (survey E, I, J)."""

from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.exchange import Exchange
from conformance.reference.job import Job, Operation, Outcome


@fault(
    "no-echo",
    breaks=("BULK-3.7-13",),
    also_breaks={"BULK-3.7-14": "the bulkId of a failed POST is changed or lost as well"},
    aka=("E1",),
    seen_in="product-is #3300",
)
class NoEcho(Behaviour):
    """Results of POST carry no bulkId."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        if operation.method == "POST":
            document.pop("bulkId", None)
        return document


@fault("no-echo-on-failure", breaks=("BULK-3.7-14",), aka=("E2",), seen_in="indigo-iam, SCIM-SDK")
class NoEchoOnFailure(Behaviour):
    """Results of a POST that failed carry no bulkId."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        if operation.method == "POST" and outcome.failed:
            document.pop("bulkId", None)
        return document


@fault(
    "echo-in-upper-case",
    breaks=("BULK-3.7-13",),
    also_breaks={
        "BULK-3.7-14": "the bulkId of a failed POST is changed or lost as well",
        "BULK-3.7-18": "the bulkId of a PUT or DELETE is changed as well",
    },
)
class EchoInUpperCase(Behaviour):
    """A bulkId comes back in upper case."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return document | {"bulkId": document["bulkId"].upper()} if document.get("bulkId") else document


@fault("invented-bulk-id", breaks=("BULK-3.7-18",), aka=("E4",), seen_in="SCIM-SDK")
class InventedBulkId(Behaviour):
    """Results of operations that had no bulkId carry one."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        return {"bulkId": self.new_id()} | super().result(job, operation, outcome)


@fault("delete-located-at-its-collection", breaks=("BULK-3.7-26",), seen_in="SCIM-SDK")
class DeleteLocatedAtItsCollection(Behaviour):
    """The location of a DELETE that was done is the collection's."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        location = super().location(job, operation, outcome)
        if operation.method != "DELETE" or outcome.failed or location is None:
            return location
        return location.rpartition("/")[0]


@fault(
    "no-location-on-success", breaks=("BULK-3.7-24",), aka=("I1",), seen_in="Charon, Jans, SCIMple and others"
)
class NoLocationOnSuccess(Behaviour):
    """PUT, PATCH and DELETE that were done have no location."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        done = operation.method != "POST" and not outcome.failed
        return None if done else super().location(job, operation, outcome)


@fault("no-location-on-create", breaks=("BULK-3.7-24",))
class NoLocationOnCreate(Behaviour):
    """A resource that was created has no location."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        return None if operation.method == "POST" else super().location(job, operation, outcome)


@fault(
    "no-location-on-failure",
    breaks=("BULK-3.7.3-02",),
    aka=("I2", "Q24"),
    seen_in="agent-bom, Jans and others",
)
class NoLocationOnFailure(Behaviour):
    """PUT, PATCH and DELETE that failed have no location."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        return None if outcome.failed else super().location(job, operation, outcome)


@fault("location-on-failed-post", breaks=("BULK-3.7.3-12",), aka=("I3",), seen_in="scim2-server")
class LocationOnFailedPost(Behaviour):
    """A POST that failed has the URL of the collection as its location."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        if operation.method == "POST" and outcome.failed:
            return f"{job.base_url}{operation.path}"
        return super().location(job, operation, outcome)


@fault("relative-location", breaks=("BULK-3.7-25",), aka=("I4",), seen_in="scimmy")
class RelativeLocation(Behaviour):
    """Locations are paths without scheme and host."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        location = super().location(job, operation, outcome)
        return location and location.removeprefix(job.base_url)


@fault(
    "location-of-wrong-type",
    breaks=("BULK-3.7-26",),
    also_breaks={"CORE-3.1-02": "meta.location still tells the right place"},
    aka=("I5",),
    seen_in="Charon",
)
class LocationOfWrongType(Behaviour):
    """The location of a group points below /Users."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        location = super().location(job, operation, outcome)
        return location and location.replace("/Groups/", "/Users/")


@fault("location-leads-nowhere", breaks=("BULK-3.7-26", "CORE-3.1-02"), aka=("I8",))
class LocationLeadsNowhere(Behaviour):
    """The location of what was created answers 404."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        location = super().location(job, operation, outcome)
        return f"{location}0" if location and outcome.status == 201 else location


@fault("location-not-meta-location", breaks=("CORE-3.1-02",), aka=("I8",))
class LocationNotMetaLocation(Behaviour):
    """The location of what was created leads to it, but is spelt otherwise than in its meta."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        location = super().location(job, operation, outcome)
        return location.replace("/Users/", "/users/") if location and outcome.status == 201 else location


@fault("location-shows-reference", breaks=("BULK-3.7-26",), aka=("I6",), seen_in="scimmy")
class LocationShowsReference(Behaviour):
    """The location of an operation whose path had a bulkId still shows it."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        location = super().location(job, operation, outcome)
        if location and operation.method != "POST":
            for bulk_id, definition in job.definitions.items():
                location = location.replace(job.ids[definition.index], f"bulkId:{bulk_id}")
        return location


@fault("host-header-location", breaks=("SECURITY-7-02",), aka=("I9",))
class HostHeaderLocation(Behaviour):
    """Locations carry whatever host the client claimed to call."""

    def base_url(self, exchange: Exchange) -> str:
        return f"http://{exchange.headers.get('host', '')}{exchange.root}"


@fault("no-version-in-result", breaks=("VERSION-3.14-05",), aka=("J3",), seen_in="Charon")
class NoVersionInResult(Behaviour):
    """Results carry no version though entity-tags are claimed."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        document.pop("version", None)
        return document


@fault("outdated-version-in-result", breaks=("VERSION-3.14-04",), aka=("J5",))
class OutdatedVersionInResult(Behaviour):
    """The version in a result is not the one that the resource has now."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return document | {"version": 'W/"0"'} if "version" in document else document
