"""Faults in which a job treats an operation otherwise than its single request is treated."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.refusal import Refusal

_OWN = {"schemas", "id", "meta", "userName"}


def _with(operation: Operation, data: Mapping[str, Any]) -> Operation:
    return replace(operation, data=dict(data))


@fault("wrong-type-accepted-in-bulk", breaks=("BULK-3.7.3-05",))
class WrongTypeAcceptedInBulk(Behaviour):
    """A text in place of a Boolean, refused alone, is dropped in a job and the user created."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        if operation.method == "POST" and not isinstance(operation.data.get("active", True), bool):
            rest = {name: value for name, value in operation.data.items() if name != "active"}
            operation = _with(operation, rest)
        return super().single_request(job, operation)


@fault("unknown-attribute-500-in-bulk", breaks=("BULK-3.7.3-05",))
class UnknownAttribute500InBulk(Behaviour):
    """An attribute that nobody knows is ignored alone, and ends an operation of a job with 500."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method != "DELETE" and "scimconfUnknown" in operation.data:
            raise Refusal(500, "The server met an unexpected condition.")
        return super().perform(job, operation)


@fault("patch-no-target-ok-in-bulk", breaks=("BULK-3.7.3-05",))
class PatchNoTargetOkInBulk(Behaviour):
    """A PATCH that finds nothing to change, refused alone, is reported as done in a job."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except Refusal as refusal:
            if refusal.scim_type != "noTarget":
                raise
            return job.tenant.single(ScimRequest("GET", job.base_url, operation.path))


@fault("scim-type-differs-in-bulk", breaks=("BULK-3.7-60",))
class ScimTypeDiffersInBulk(Behaviour):
    """Whatever a PATCH in a job is refused for is called invalidSyntax."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except Refusal as refusal:
            if operation.method == "PATCH" and refusal.scim_type:
                raise Refusal(refusal.status, refusal.detail, "invalidSyntax") from None
            raise


@fault("extension-lost-in-bulk", breaks=("BULK-3.7-61",))
class ExtensionLostInBulk(Behaviour):
    """The department of what a job creates is lost, with whatever else its extension has but the manager."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        if operation.method == "POST":
            kept = {
                name: {"manager": value.get("manager")} if name.startswith("urn:") else value
                for name, value in operation.data.items()
            }
            operation = _with(operation, kept)
        return super().single_request(job, operation)


@fault("several-values-cut-in-bulk", breaks=("BULK-3.7-61",))
class SeveralValuesCutInBulk(Behaviour):
    """Of several phone numbers, what a job creates keeps the first."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        if operation.method == "POST" and "phoneNumbers" in operation.data:
            numbers = operation.data["phoneNumbers"][:1]
            operation = _with(operation, operation.data | {"phoneNumbers": numbers})
        return super().single_request(job, operation)


@fault("put-merges-in-bulk", breaks=("BULK-3.7-61",))
class PutMergesInBulk(Behaviour):
    """Attributes that a PUT leaves out are cleared alone, and kept in a job."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        if operation.method == "PUT":
            found = job.tenant.single(ScimRequest("GET", job.base_url, operation.path))
            before = {name: value for name, value in (found.body or {}).items() if name not in _OWN}
            operation = _with(operation, before | operation.data)
        return super().single_request(job, operation)


@fault(
    "patch-half-applied-in-bulk",
    breaks=("BULK-3.7-61",),
    also_breaks={"BULK-3.7.3-11": "what is reported as failed has changed the resource"},
)
class PatchHalfAppliedInBulk(Behaviour):
    """A PATCH in a job whose second change fails leaves the first one done."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except Refusal:
            if operation.method == "PATCH" and len(operation.data.get("Operations") or ()) > 1:
                first = operation.data["Operations"][:1]
                super().perform(job, _with(operation, operation.data | {"Operations": first}))
            raise


@fault("put-unnamed-409-in-bulk", breaks=("BULK-3.7.3-05",))
class UnnamedPut409InBulk(Behaviour):
    """A PUT without the required name is refused with 409 in a job."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except Refusal as refusal:
            if operation.method == "PUT" and refusal.status == 400:
                raise Refusal(409, refusal.detail, refusal.scim_type) from None
            raise


@fault("delete-200-in-bulk", breaks=("BULK-3.7.3-05",), aka=("H12",), seen_in="django-scim, oxTrust")
class Delete200InBulk(Behaviour):
    """A DELETE in a job that is done is reported as 200, with a sentence."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        outcome = super().perform(job, operation)
        deleted = operation.method == "DELETE" and not outcome.failed
        return replace(outcome, status=200, body={"detail": "Deleted."}) if deleted else outcome
