"""Faults in the attributes, names and ids of resources, and in the effects of PUT and DELETE."""

from collections.abc import Collection
from dataclasses import replace
from itertools import count
from typing import Any
from uuid import uuid4

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.config import ReferenceConfig
from conformance.reference.declare import fault
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.fault_bases import OPERATION_ATTRIBUTES, NamesOfBefore, Recoded, stored_resource
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.scim_error import ScimError


@fault("duplicate-as-400", breaks=("RESOURCE-3.3-01",), aka=("C11",), seen_in="Authify, Jans, auth9")
class DuplicateAs400(Recoded):
    """The server reports 400 for a duplicate created in a bulk request."""

    def recode(self, operation: Operation, scim_error: ScimError) -> ScimError:
        return (
            ScimError(400, scim_error.detail, scim_error.scim_type)
            if scim_error.status == 409
            else scim_error
        )


@fault("new-name-given-twice", breaks=("RESOURCE-3.3-01",))
class NewNameGivenTwice(NamesOfBefore):
    """The server gives a userName that a bulk request changed to a second user too."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        name = str(operation.data.get("userName")) if operation.method == "POST" else ""
        if name.lower() not in self.renamed(job).values():
            return super().perform(job, operation)
        outcome = super().perform(job, replace(operation, data={**operation.data, "userName": f"{name}~"}))
        body = {**(outcome.body or {}), "userName": name}
        job.tenant.storage.alter(body["id"], user_name=name)
        return replace(outcome, body=body)


@fault("conflict-without-scim-type", breaks=("RESOURCE-3.3-02",), aka=("C12",), seen_in="agent-bom")
class ConflictWithoutScimType(Recoded):
    """The 409 for a duplicate has no scimType."""

    def recode(self, operation: Operation, scim_error: ScimError) -> ScimError:
        return ScimError(scim_error.status, scim_error.detail) if scim_error.status == 409 else scim_error


@fault("conflict-called-invalid-value", breaks=("RESOURCE-3.3-02",))
class ConflictCalledInvalidValue(Behaviour):
    """The 409 for a duplicate has the scimType invalidValue, in single requests and in bulk requests."""

    def error(self, scim_error: ScimError) -> dict[str, Any]:
        document = super().error(scim_error)
        if scim_error.scim_type != "uniqueness" or "scimType" not in document:
            return document
        return document | {"scimType": "invalidValue"}


@fault("client-id-honoured", breaks=("RESOURCE-3.3-03",), aka=("C10",))
class ClientIdHonoured(Behaviour):
    """The server uses the id in the data of a POST as the id of the resource."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        wanted = operation.data.get("id") if operation.method == "POST" else None
        if isinstance(wanted, str):
            job.ids[operation.index] = wanted
        return super().perform(job, operation)


# Also breaks BULK-3.7-38: the userName of a deleted user stays taken.
@fault(
    "soft-delete",
    breaks=("RESOURCE-3.6-01", "RESOURCE-3.6-02"),
    aka=("D22",),
    seen_in="agent-bom, auth9, Authify",
)
class SoftDelete(Behaviour):
    """Resources deleted by a bulk request can still be read."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method != "DELETE":
            return super().perform(job, operation)
        self.authorize(job.claims, operation.method)
        job.tenant.single(ScimRequest("GET", job.base_url, operation.path))
        return Outcome(204)


@fault("group-delete-without-effect", breaks=("RESOURCE-3.6-01",))
class GroupDeleteWithoutEffect(Behaviour):
    """The server reports a DELETE of a group as done and does not delete the group."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if (
            operation.method == "DELETE"
            and str(operation.path).startswith("/Groups/")
            and stored_resource(job, operation)
        ):
            return Outcome(204)
        return super().perform(job, operation)


@fault("deleted-comes-back", breaks=("RESOURCE-3.6-01",))
class DeletedComesBack(Behaviour):
    """A PATCH recreates a resource, with its id, that the same bulk request deleted."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        self._before = {
            operation.path: stored_resource(job, operation)
            for operation in job.operations
            if operation.version is None and operation.method == "DELETE"
        }

    def perform(self, job: Job, operation: Operation) -> Outcome:
        before = self._before.get(operation.path)
        if operation.method == "PATCH" and before and not stored_resource(job, operation):
            made = replace(
                operation, method="POST", path="/" + str(operation.path).split("/")[1], data=before
            )
            with job.tenant.storage.reserving(before["id"]):
                job.tenant.single(self.single_request(job, made))
        return super().perform(job, operation)


@fault("put-upsert", breaks=("RESOURCE-3.5.1-01",), aka=("D13",))
class PutUpsert(Behaviour):
    """A PUT to an id that does not exist creates the resource."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except ScimError as scim_error:
            if operation.method != "PUT" or scim_error.status != 404:
                raise
            _, endpoint, resource_id = operation.path.split("/")
            with job.tenant.storage.reserving(resource_id):
                creation = replace(operation, method="POST", path=f"/{endpoint}", version=None)
                return job.tenant.single(self.single_request(job, creation))


@fault("id-contains-bulk-id", breaks=("CORE-3.1-01",), aka=("E44",))
class IdContainsBulkId(Behaviour):
    """The ids of resources contain the reserved word bulkId."""

    def new_id(self) -> str:
        return f"bulkId-{uuid4().hex}"


@fault("location-not-meta-location", breaks=("CORE-3.1-02",), aka=("I8",))
class LocationNotMetaLocation(Behaviour):
    """The location of a created resource resolves but differs from its meta.location."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        location = super().location(job, operation, outcome)
        return location.replace("/Users/", "/users/") if location and outcome.status == 201 else location


@fault("id-is-a-number", breaks=("CORE-3.1-03",))
class IdIsANumber(Behaviour):
    """The id of a resource is a JSON number."""

    def __init__(self, config: ReferenceConfig) -> None:
        super().__init__(config)
        self._rows = count(1)

    def new_id(self) -> str:
        return str(next(self._rows))

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        response = super().response(exchange, response)
        shown = response.document
        if exchange.is_bulk or not isinstance(shown, dict):
            return response
        for resource in shown.get("Resources") or [shown]:
            if str(resource.get("id")).isdigit():
                resource["id"] = int(resource["id"])
        return response


@fault("id-left-out", breaks=("CORE-3.1-03",))
class IdLeftOut(Behaviour):
    """A GET of one resource does not return its id."""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        response = super().response(exchange, response)
        if (
            exchange.method == "GET"
            and isinstance(response.document, dict)
            and "userName" in response.document
        ):
            return replace(response, document={k: v for k, v in response.document.items() if k != "id"})
        return response


@fault("password-echoed", breaks=("CORE-4.1-01",), aka=("M11",), seen_in="SCIMple, oxTrust")
class PasswordEchoed(Behaviour):
    """The response of a successful operation returns the password from the request."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        sent = operation.data.get("password") if isinstance(operation.data, dict) else None
        if sent and not outcome.failed and "response" in document:
            document["response"] = document["response"] | {"password": sent}
        return document


@fault("password-hash-shown", breaks=("CORE-4.1-01",))
class PasswordHashShown(Behaviour):
    """GET and search return the hash of a user's password."""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        document = response.document
        if exchange.method == "GET" and isinstance(document, dict):
            for user in (document, *document.get("Resources", ())):
                if "userName" in user:
                    user["password"] = "$2b$12$9uK"  # noqa: S105 - not a password
        return super().response(exchange, response)


@fault("patched-password-shown", breaks=("CORE-4.1-01",))
class PatchedPasswordShown(Behaviour):
    """The result of a PATCH returns the new password; those of POST and PUT do not."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        data = operation.data if operation.method == "PATCH" and isinstance(operation.data, dict) else {}
        changes = [change for change in data.get("Operations") or () if isinstance(change, dict)]
        sent = [change.get("value") for change in changes if change.get("path") == "password"]
        if sent and not outcome.failed and "response" in document:
            document["response"] = document["response"] | {"password": sent[-1]}
        return document


@fault("attribute-case-matters", breaks=("CORE-2.1-01",), aka=("N3",), seen_in="agent-bom")
class AttributeCaseMatters(Behaviour):
    """The server ignores ``operations`` in lower case and returns 200 with an empty list."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        if isinstance(document, dict) and "operations" in document:
            return [], None
        return super().read_envelope(document)


@fault("member-case-matters", breaks=("CORE-2.1-01",), aka=("N4",), seen_in="scimmy")
class MemberCaseMatters(Behaviour):
    """The server ignores ``bulkid`` and ``Method`` in an operation and rejects the operation."""

    def read_operation(self, index: int, raw: object) -> Operation:
        known = (
            raw if not isinstance(raw, dict) else {n: v for n, v in raw.items() if n in OPERATION_ATTRIBUTES}
        )
        return super().read_operation(index, known)
