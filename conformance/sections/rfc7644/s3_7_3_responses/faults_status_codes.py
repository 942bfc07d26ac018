"""Faults in which an operation has another status than the same single request."""

from dataclasses import replace
from typing import Any

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.fault_bases import Recoded, stored_resource, with_data
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.scim_error import ScimError


@fault("data-unvalidated", breaks=("BULK-3.7.3-05",), aka=("C5", "M13"), seen_in="the-dmz #1182")
class DataUnvalidated(Behaviour):
    """A bulk request creates a user without a userName; a single request rejects it."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        creates_user = operation.method == "POST" and operation.path == "/Users"
        if creates_user and "userName" not in operation.data:
            operation = replace(operation, data=operation.data | {"userName": self.new_id()})
        return super().single_request(job, operation)


@fault("every-error-400", breaks=("BULK-3.7.3-05", "ERROR-3.12-11"), aka=("H6",), seen_in="Jans, auth9")
class EveryError400(Recoded):
    """The server reports every failed operation as 400 invalidSyntax."""

    def recode(self, operation: Operation, scim_error: ScimError) -> ScimError:
        return ScimError(400, scim_error.detail, "invalidSyntax")


@fault("every-error-500", breaks=("BULK-3.7.3-05",), aka=("H15", "G28"), seen_in="Eneo, auth9")
class EveryError500(Recoded):
    """The server reports every failed operation as 500."""

    def recode(self, operation: Operation, scim_error: ScimError) -> ScimError:
        return ScimError(500, scim_error.detail)


@fault("wrong-type-accepted-in-bulk", breaks=("BULK-3.7.3-05",))
class WrongTypeAcceptedInBulk(Behaviour):
    """A bulk request drops a string sent for a Boolean; a single request rejects it."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        if operation.method == "POST" and not isinstance(operation.data.get("active", True), bool):
            rest = {name: value for name, value in operation.data.items() if name != "active"}
            operation = with_data(operation, rest)
        return super().single_request(job, operation)


@fault("unknown-attribute-500-in-bulk", breaks=("BULK-3.7.3-05",))
class UnknownAttribute500InBulk(Behaviour):
    """A bulk request reports 500 for an unknown attribute; a single request ignores it."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method != "DELETE" and "scimconfUnknown" in operation.data:
            raise ScimError(500, "The server met an unexpected condition.")
        return super().perform(job, operation)


@fault("patch-no-target-ok-in-bulk", breaks=("BULK-3.7.3-05",))
class PatchNoTargetOkInBulk(Behaviour):
    """A bulk request reports success for a PATCH without a target; a single request rejects it."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except ScimError as scim_error:
            if scim_error.scim_type != "noTarget":
                raise
            return job.tenant.single(ScimRequest("GET", job.base_url, operation.path))


@fault("put-unnamed-409-in-bulk", breaks=("BULK-3.7.3-05",))
class UnnamedPut409InBulk(Behaviour):
    """A bulk request reports 409 for a PUT without the required name."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except ScimError as scim_error:
            if operation.method == "PUT" and scim_error.status == 400:
                raise ScimError(409, scim_error.detail, scim_error.scim_type) from None
            raise


@fault("delete-200-in-bulk", breaks=("BULK-3.7.3-05",), aka=("H12",), seen_in="django-scim, oxTrust")
class Delete200InBulk(Behaviour):
    """A bulk request reports a successful DELETE as 200, with a message."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        outcome = super().perform(job, operation)
        deleted = operation.method == "DELETE" and not outcome.failed
        return replace(outcome, status=200, body={"detail": "Deleted."}) if deleted else outcome


@fault("taken-name-done-in-bulk", breaks=("BULK-3.7.3-05",))
class TakenNameDoneInBulk(Behaviour):
    """A bulk request reports success for a PUT or PATCH to a taken name and changes nothing."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except ScimError as scim_error:
            if scim_error.scim_type != "uniqueness" or operation.method == "POST":
                raise
            return job.tenant.single(ScimRequest("GET", job.base_url, operation.path))


@fault("post-status-200", breaks=("BULK-3.7.3-05",))
class PostStatus200(Behaviour):
    """The server reports a created resource with 200 instead of 201."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return document | {"status": "200"} if outcome.status == 201 else document


@fault("name-in-capitals-created-in-bulk", breaks=("BULK-3.7.3-05",))
class NameInCapitalsCreatedInBulk(Behaviour):
    """A bulk request creates a second user if a taken userName is in another letter case."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except ScimError as scim_error:
            name = str(operation.data.get("userName")) if operation.method == "POST" else ""
            if scim_error.scim_type != "uniqueness" or name == name.lower():
                raise
        free = replace(operation, data={**operation.data, "userName": f"{name}~"})
        outcome = super().perform(job, free)
        body = {**(outcome.body or {}), "userName": name}
        job.tenant.storage.alter(body["id"], user_name=name)
        return replace(outcome, body=body)


@fault("own-name-in-capitals-409-in-bulk", breaks=("BULK-3.7.3-05",))
class OwnNameInCapitals409InBulk(Behaviour):
    """A bulk request reports 409 if a PUT writes a user's own name in another letter case."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        name = str(operation.data.get("userName")) if operation.method == "PUT" else ""
        own = str((stored_resource(job, operation) or {}).get("userName")) if name else ""
        if name != own and name.lower() == own.lower():
            raise ScimError(409, "The userName is in use.", "uniqueness")
        return super().perform(job, operation)
