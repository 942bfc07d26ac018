"""Faults in the path of an operation (survey D)."""

from dataclasses import replace

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.refusal import Refusal


@fault("post-to-id-creates", breaks=("BULK-3.7-19",), aka=("D7",), seen_in="sbx, Eneo")
class PostToIdCreates(Behaviour):
    """A POST to a specific resource creates another one."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if operation.method == "POST" and isinstance(operation.path, str):
            return replace(operation, path="/".join(operation.path.split("/")[:2]))
        return operation


@fault("put-collection-creates", breaks=("BULK-3.7-20",), aka=("D9",), seen_in="agent-bom")
class PutCollectionCreates(Behaviour):
    """PUT, PATCH and DELETE of a collection create a resource when they have data."""

    def check_path(self, operation: Operation) -> None:
        super().check_path(_as_creation(operation))

    def perform(self, job: Job, operation: Operation) -> Outcome:
        return super().perform(job, _as_creation(operation))


def _as_creation(operation: Operation) -> Operation:
    on_collection = operation.path in ("/Users", "/Groups") and operation.data
    return replace(operation, method="POST") if on_collection else operation


@fault("missing-path-is-users", breaks=("BULK-3.7-21",))
class MissingPathIsUsers(Behaviour):
    """A POST without a path creates a user."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        missing = operation.path is None and operation.method == "POST"
        return replace(operation, path="/Users") if missing else operation


@fault("missing-path-500", breaks=("ERROR-3.12-08",), aka=("D6",), seen_in="laravel-scim-server")
class MissingPath500(Behaviour):
    """An operation without a path makes the whole job answer 500."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if operation.path is None:
            raise KeyError("path")
        return operation


@fault(
    "prefix-path-match",
    breaks=("BULK-3.7-19",),
    also_breaks={"BULK-3.7-42": "so does one with a NUL at its end"},
    aka=("D8",),
    seen_in="sbx, Gravitee",
)
class PrefixPathMatch(Behaviour):
    """A path that begins like a known endpoint is taken for it."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if isinstance(operation.path, str) and operation.path.startswith("/Users"):
            return replace(operation, path="/".join(["", "Users", *operation.path.split("/")[2:]]))
        return operation


@fault(
    "put-upsert",
    breaks=("RESOURCE-3.5.1-01",),
    also_breaks={
        "BULK-3.7.3-05": "the code is another one than the single request gets",
        "ERROR-3.12-11": "the operation on a missing resource is reported otherwise than 404",
    },
    aka=("D13",),
)
class PutUpsert(Behaviour):
    """A PUT to an id that does not exist creates the resource."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except Refusal as refusal:
            if operation.method != "PUT" or refusal.status != 404:
                raise
            _, endpoint, resource_id = operation.path.split("/")
            with job.tenant.storage.reserving(resource_id):
                creation = replace(operation, method="POST", path=f"/{endpoint}", version=None)
                return job.tenant.single(self.single_request(job, creation))


@fault("other-type-in-path-reached", breaks=("BULK-3.7-42",), seen_in="SCIMple")
class OtherTypeInPathReached(Behaviour):
    """Of the path of a PUT, PATCH or DELETE the id alone counts: /Groups/ID reaches the user with that id."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except Refusal as refusal:
            if refusal.status != 404 or not operation.path.startswith("/Groups/"):
                raise
            user = operation.path.replace("/Groups/", "/Users/")
            return super().perform(job, replace(operation, path=user))
