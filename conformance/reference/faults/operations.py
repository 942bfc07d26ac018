"""Faults in the admission and the execution of one operation (survey C, D, J)."""

from dataclasses import replace
from typing import Any

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.refusal import Refusal


@fault("null-operation-500", breaks=("ERROR-3.12-08",), aka=("A13", "D25"), seen_in="scimmy")
class NullOperation500(Behaviour):
    """An operation that is no object makes the whole job answer 500."""

    def read_operation(self, index: int, raw: object) -> Operation:
        if not isinstance(raw, dict):
            raise TypeError("an operation is no object")
        return super().read_operation(index, raw)


@fault("unknown-method-500", breaks=("ERROR-3.12-08",), aka=("D4",), seen_in="Charon, splay, Gravitee")
class UnknownMethod500(Behaviour):
    """An operation with an unknown method makes the whole job answer 500."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if operation.method not in ("POST", "PUT", "PATCH", "DELETE"):
            raise ValueError("unknown method")
        return operation


@fault(
    "unknown-method-kills-job",
    breaks=("BULK-3.7-33",),
    also_breaks={"BULK-3.7-12": "an operation without a usable method ends the whole job"},
    aka=("A11", "O13"),
    seen_in="Jans, Charon",
)
class UnknownMethodKillsJob(Behaviour):
    """An operation with an unknown method makes the whole job answer 400."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        self.check_method(operation)
        return operation


@fault(
    "late-abort",
    breaks=(
        "BULK-3.7-21",
        "BULK-3.7-33",
    ),
    aka=("A12", "D24"),
    seen_in="splay",
)
class LateAbort(Behaviour):
    """A job is refused with 400 for an unusable operation after those before it were done."""

    def finished(self, job: Job, results: list[tuple[Operation, Outcome]], savepoint: int) -> Any:  # noqa: ANN401
        for operation, outcome in results:
            if outcome.status == 400 and not operation.path:
                raise Refusal(400, "An operation has no path.", "invalidSyntax")
        return super().finished(job, results, savepoint)


@fault("lower-case-method-phantom", breaks=("BULK-3.7.3-11",), aka=("D1",), seen_in="scimmy")
class LowerCaseMethodPhantom(Behaviour):
    """The method ``post`` is refused with 400, but the resource is created."""

    def check_method(self, operation: Operation) -> None:
        if operation.method != "post":
            super().check_method(operation)

    def perform(self, job: Job, operation: Operation) -> Outcome:
        outcome = super().perform(job, operation)
        if operation.method == "post":
            raise Refusal(400, "method must be POST.", "invalidSyntax")
        return outcome

    def check_path(self, operation: Operation) -> None:
        method = "POST" if operation.method == "post" else operation.method
        super().check_path(replace(operation, method=method))


@fault("unknown-method-posts", breaks=("BULK-3.7-12",))
class UnknownMethodPosts(Behaviour):
    """An operation with an unknown method is carried out as a POST when it has data."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        unknown = operation.method not in ("POST", "PUT", "PATCH", "DELETE")
        return replace(operation, method="POST") if unknown and operation.data else operation


@fault("get-executed", breaks=("BULK-3.7-12",), aka=("D3",), seen_in="Charon, product-is #17825")
class GetExecuted(Behaviour):
    """The method GET is carried out inside a job."""

    def check_method(self, operation: Operation) -> None:
        if operation.method != "GET":
            super().check_method(operation)

    def check_data(self, operation: Operation) -> None:
        if operation.method != "GET":
            super().check_data(operation)

    def check_path(self, operation: Operation) -> None:
        if operation.method != "GET":
            super().check_path(operation)


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


@fault("prefix-path-match", breaks=("BULK-3.7-19",), aka=("D8",), seen_in="sbx, Gravitee")
class PrefixPathMatch(Behaviour):
    """A path that begins like a known endpoint is taken for it."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if isinstance(operation.path, str) and operation.path.startswith("/Users"):
            return replace(operation, path="/".join(["", "Users", *operation.path.split("/")[2:]]))
        return operation


@fault(
    "patch-501-in-bulk",
    breaks=("BULK-3.7-02",),
    also_breaks={"BULK-3.7.2-11": "the operation with a bulkId in its path cannot succeed any more"},
    aka=("D14",),
    seen_in="SCIMple",
)
class Patch501InBulk(Behaviour):
    """PATCH works alone and answers 501 in a job."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "PATCH":
            raise Refusal(501, "PATCH is not supported.")
        return super().perform(job, operation)


@fault("put-501-in-bulk", breaks=("BULK-3.7-02",), aka=("D15",), seen_in="Azure reference code, indigo-iam")
class Put501InBulk(Behaviour):
    """PUT works alone and answers 501 in a job."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "PUT":
            raise Refusal(501, "PUT is not supported.")
        return super().perform(job, operation)


@fault(
    "delete-500-in-bulk",
    breaks=("BULK-3.7-02",),
    also_breaks={
        "BULK-3.7-35": "operations before the last error allowed are not done",
        "BULK-3.7.3-05": "the code is another one than the single request gets",
    },
    aka=("L11",),
    seen_in="product-is #3275",
)
class Delete500InBulk(Behaviour):
    """DELETE works alone and answers 500 in a job."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "DELETE":
            raise Refusal(500, "The server met an unexpected condition.")
        return super().perform(job, operation)


@fault(
    "groups-501-in-bulk",
    breaks=("BULK-3.7-02",),
    also_breaks={
        "BULK-3.7-38": "what stood before an error, or on the same resource, is not as it would be in turn",
        "BULK-3.7.2-01": "an operation with a reference is refused for another reason",
        "BULK-3.7.3-07": "the results up to the end of the job are not all there",
    },
    aka=("D16",),
    seen_in="Gravitee, auth9",
)
class Groups501InBulk(Behaviour):
    """Groups are served alone and answer 501 in a job."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if str(operation.path).startswith("/Groups"):
            raise Refusal(501, "Groups are not supported.")
        return super().perform(job, operation)


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


@fault(
    "soft-delete",
    breaks=("RESOURCE-3.6-01", "RESOURCE-3.6-02"),
    also_breaks={
        "BULK-3.7-38": "the name of what was deleted in the same job is still taken",
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


@fault("data-attributes-lost", breaks=("BULK-3.7-23",))
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


@fault("version-ignored", breaks=("VERSION-3.14-02",), aka=("J1", "J2"), seen_in="zitadel, SimpleIdServer")
class VersionIgnored(Behaviour):
    """A stale version is not noticed."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        return super().single_request(job, replace(operation, version=None))


@fault("version-ignored-on-delete", breaks=("VERSION-3.14-02",), aka=("J2",), seen_in="scimmy")
class VersionIgnoredOnDelete(Behaviour):
    """A stale version is not noticed by DELETE."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        version = None if operation.method == "DELETE" else operation.version
        return super().single_request(job, replace(operation, version=version))


@fault("current-version-refused", breaks=("VERSION-3.14-01",), aka=("J6",))
class CurrentVersionRefused(Behaviour):
    """The version that the server itself gave out does not match."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        version = f'"{operation.version}"' if operation.version else None
        return super().single_request(job, replace(operation, version=version))


@fault(
    "stale-version-applied",
    breaks=("VERSION-3.14-02",),
    also_breaks={"BULK-3.7.3-11": "what is reported as failed has changed the store"},
    aka=("J1",),
)
class StaleVersionApplied(Behaviour):
    """An operation with a stale version is reported as 412 but carried out."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except Refusal as refusal:
            if refusal.status == 412:
                super().perform(job, replace(operation, version=None))
            raise
