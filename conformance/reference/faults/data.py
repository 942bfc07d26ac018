"""Faults in what becomes of the data of an operation (survey C, D)."""

from dataclasses import replace

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.models import PATCH_OP
from conformance.reference.refusal import Refusal


@fault("patch-without-data-ok", breaks=("BULK-3.7-22",), aka=("C6",), seen_in="agent-bom")
class PatchWithoutDataOk(Behaviour):
    """A PATCH whose data is missing or no object is reported as done and changes nothing."""

    def check_data(self, operation: Operation) -> None:
        if operation.method != "PATCH":
            super().check_data(operation)

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "PATCH" and not isinstance(operation.data, dict):
            return Outcome(200)
        return super().perform(job, operation)


@fault(
    "soft-delete",
    breaks=("RESOURCE-3.6-01", "RESOURCE-3.6-02"),
    also_breaks={
        "BULK-3.7-38": "the name of what was deleted in the same job is still taken",
        "BULK-3.7.2-11": "what was deleted by its bulkId is still there",
        "VERSION-3.14-02": "an operation with a stale version leaves a change, or is reported as done",
    },
    aka=("D22",),
    seen_in="agent-bom, auth9, Authify",
)
class SoftDelete(Behaviour):
    """What a job deletes can still be read."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method != "DELETE":
            return super().perform(job, operation)
        self.authorize(job.claims, operation.method)
        job.tenant.single(ScimRequest("GET", job.base_url, operation.path))
        return Outcome(204)


@fault(
    "data-unvalidated",
    breaks=("BULK-3.7.3-05",),
    also_breaks={
        "BULK-3.7-26": "the location leads to nothing, or to something else",
        "BULK-3.7.3-10": "what is reported as done is not what is stored",
    },
    aka=("C5", "M13"),
    seen_in="the-dmz #1182",
)
class DataUnvalidated(Behaviour):
    """A user without a userName, refused alone, is created in a job."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        creates_user = operation.method == "POST" and operation.path == "/Users"
        if creates_user and "userName" not in operation.data:
            operation = replace(operation, data=operation.data | {"userName": self.new_id()})
        return super().single_request(job, operation)


@fault(
    "data-attributes-lost",
    breaks=("BULK-3.7-23",),
    also_breaks={"BULK-3.7-61": "what is stored is not what the single request stores"},
)
class DataAttributesLost(Behaviour):
    """The externalId of what a job creates is not stored."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        if operation.method == "POST":
            data = {name: value for name, value in operation.data.items() if name != "externalId"}
            operation = replace(operation, data=data)
        return super().single_request(job, operation)


@fault("client-id-honoured", breaks=("RESOURCE-3.3-03",), aka=("C10",))
class ClientIdHonoured(Behaviour):
    """An id in the data of a POST becomes the id of the resource."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        wanted = operation.data.get("id") if operation.method == "POST" else None
        if isinstance(wanted, str):
            job.ids[operation.index] = wanted
        return super().perform(job, operation)


@fault(
    "patch-of-bare-arrays-only",
    breaks=("BULK-3.7-02",),
    also_breaks={
        "BULK-3.7-60": "the scimType is another one than the single request gets",
        "BULK-3.7.3-05": "the code is another one than the single request gets",
        "BULK-3.7-38": "a PATCH behind a PUT is refused for its form",
        "BULK-3.7.2-04": "a PATCH with a reference ahead is refused for its form",
        "BULK-3.7.2-07": "a PATCH with references is refused for its form",
        "BULK-3.7.2-11": "a PATCH with a bulkId in its path is refused for its form",
        "ERROR-3.12-11": "a PATCH of nothing is refused for its form",
        "VERSION-3.14-01": "a PATCH with the current version is refused for its form",
        "VERSION-3.14-03": "a PATCH with a stale version is refused for its form",
    },
    aka=("C7",),
)
class PatchOfBareArraysOnly(Behaviour):
    """The data of a PATCH must be the bare array of changes; the PatchOp message is refused."""

    def check_data(self, operation: Operation) -> None:
        if operation.method != "PATCH":
            super().check_data(operation)
        elif not isinstance(operation.data, list):
            raise Refusal(400, "data must be an array of changes.", "invalidSyntax")

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        if operation.method == "PATCH":
            operation = replace(operation, data={"schemas": [PATCH_OP], "Operations": operation.data})
        return super().single_request(job, operation)


@fault(
    "patch-500-in-bulk",
    breaks=("BULK-3.7-02",),
    also_breaks={
        "BULK-3.7.3-05": "the code is another one than the single request gets",
        "BULK-3.7.2-04": "a PATCH with a reference ahead ends in a server error",
        "BULK-3.7.2-11": "a PATCH with a bulkId in its path ends in a server error",
        "ERROR-3.12-08": "so does a PATCH with an odd path",
    },
    aka=("C8",),
    seen_in="product-is #6887",
)
class Patch500InBulk(Behaviour):
    """PATCH works alone and answers 500 in a job."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "PATCH":
            raise AttributeError("the PatchOp message has no value")
        return super().perform(job, operation)


@fault(
    "put-data-as-string",
    breaks=("BULK-3.7-02",),
    also_breaks={
        "BULK-3.7-60": "the scimType is another one than the single request gets",
        "BULK-3.7.3-05": "the code is another one than the single request gets",
        "BULK-3.7-38": "a PUT behind a PATCH is refused for its form",
        "BULK-3.7.2-07": "a PUT with references is refused for its form",
        "BULK-3.7.2-11": "a PUT with a bulkId in its path is refused for its form",
        "ERROR-3.12-11": "a PUT of nothing is refused for its form",
        "VERSION-3.14-01": "a PUT with the current version is refused for its form",
        "VERSION-3.14-03": "a PUT with a stale version is refused for its form",
    },
    aka=("C9",),
    seen_in="Webex manual",
)
class PutDataAsString(Behaviour):
    """The data of a PUT must be a string that holds JSON; an object is refused."""

    def check_data(self, operation: Operation) -> None:
        super().check_data(operation)
        if operation.method == "PUT":
            raise Refusal(400, "data must be a string.", "invalidValue")
