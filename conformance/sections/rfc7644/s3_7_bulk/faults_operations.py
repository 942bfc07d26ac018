"""Faults in the attributes of one operation: method, path, data and version."""

import json
from dataclasses import replace
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.behaviour.envelope import invalid_syntax
from conformance.reference.declare import fault
from conformance.reference.fault_bases import OPERATION_ATTRIBUTES
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.scim_error import ScimError


@fault("unknown-method-posts", breaks=("BULK-3.7-12",))
class UnknownMethodPosts(Behaviour):
    """The server processes an operation with an unknown method and data as a POST."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        unknown = operation.method not in ("POST", "PUT", "PATCH", "DELETE")
        return replace(operation, method="POST") if unknown and operation.data else operation


@fault("get-executed", breaks=("BULK-3.7-12",), aka=("D3",), seen_in="Charon, product-is #17825")
class GetExecuted(Behaviour):
    """The server executes GET in a bulk request."""

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
    """A POST to the path of a resource creates another resource."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if operation.method == "POST" and isinstance(operation.path, str):
            return replace(operation, path="/".join(operation.path.split("/")[:2]))
        return operation


# Also breaks BULK-3.7-42: a path with a NUL at its end begins like an endpoint too.
@fault("prefix-path-match", breaks=("BULK-3.7-19",), aka=("D8",), seen_in="sbx, Gravitee")
class PrefixPathMatch(Behaviour):
    """The server accepts a path that starts with the name of an endpoint."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if isinstance(operation.path, str) and operation.path.startswith("/Users"):
            return replace(operation, path="/".join(["", "Users", *operation.path.split("/")[2:]]))
        return operation


@fault("any-path-answers", breaks=("BULK-3.7-19",), aka=("M16",), seen_in="SimpleIdServer, django-scim")
class AnyPathAnswers(Behaviour):
    """The server reports success for an operation on a path outside SCIM."""

    def check_path(self, operation: Operation) -> None:
        if operation.path != "/ScimconfNoSuchEndpoint":
            super().check_path(operation)

    def perform(self, job: Job, operation: Operation) -> Outcome:
        known = operation.path != "/ScimconfNoSuchEndpoint"
        return super().perform(job, operation) if known else Outcome(200)


def _deletes_collection(operation: Operation) -> bool:
    return operation.method == "DELETE" and str(operation.path).count("/") == 1


@fault("delete-of-a-collection-204", breaks=("BULK-3.7-20",), aka=("D12",), seen_in="SAP scimono")
class DeleteOfACollection204(Behaviour):
    """The server reports a DELETE of a collection as done and deletes nothing."""

    def check_path(self, operation: Operation) -> None:
        if not _deletes_collection(operation):
            super().check_path(operation)

    def perform(self, job: Job, operation: Operation) -> Outcome:
        return Outcome(204) if _deletes_collection(operation) else super().perform(job, operation)


def _as_creation(operation: Operation) -> Operation:
    on_collection = operation.path in ("/Users", "/Groups") and operation.data
    return replace(operation, method="POST") if on_collection else operation


@fault("put-collection-creates", breaks=("BULK-3.7-20",), aka=("D9",), seen_in="agent-bom")
class PutCollectionCreates(Behaviour):
    """PUT, PATCH and DELETE of a collection create a resource if they have data."""

    def check_path(self, operation: Operation) -> None:
        super().check_path(_as_creation(operation))

    def perform(self, job: Job, operation: Operation) -> Outcome:
        return super().perform(job, _as_creation(operation))


@fault("late-abort", breaks=("BULK-3.7-21", "BULK-3.7-33"), aka=("A12", "D24"), seen_in="splay")
class LateAbort(Behaviour):
    """The server returns 400 for an invalid operation after it applied those before it."""

    def finished(self, job: Job, results: list[tuple[Operation, Outcome]], savepoint: int) -> Any:  # noqa: ANN401
        for operation, outcome in results:
            if outcome.status == 400 and not operation.path:
                raise ScimError(400, "An operation has no path.", "invalidSyntax")
        return super().finished(job, results, savepoint)


@fault("missing-path-is-users", breaks=("BULK-3.7-21",))
class MissingPathIsUsers(Behaviour):
    """A POST without a path creates a user."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        missing = operation.path is None and operation.method == "POST"
        return replace(operation, path="/Users") if missing else operation


@fault("patch-without-data-ok", breaks=("BULK-3.7-22",), aka=("C6",), seen_in="agent-bom")
class PatchWithoutDataOk(Behaviour):
    """The server reports success for a PATCH without an object as data and changes nothing."""

    def check_data(self, operation: Operation) -> None:
        if operation.method != "PATCH":
            super().check_data(operation)

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "PATCH" and not isinstance(operation.data, dict):
            return Outcome(200)
        return super().perform(job, operation)


@fault("data-as-text-read", breaks=("BULK-3.7-22",), seen_in="Charon")
class DataAsTextRead(Behaviour):
    """The server parses data that is a string as JSON."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if isinstance(operation.data, str) and operation.data.startswith("{"):
            return replace(operation, data=json.loads(operation.data))
        return operation


@fault("version-number-ignored", breaks=("BULK-3.7-51",))
class VersionNumberIgnored(Behaviour):
    """The server ignores a version that is not a string."""

    def read_operation(self, index: int, raw: object) -> Operation:
        if isinstance(raw, dict) and not isinstance(raw.get("version", ""), str):
            raw = {name: value for name, value in raw.items() if name != "version"}
        return super().read_operation(index, raw)


@fault("unknown-member-kills-job", breaks=("BULK-3.7-52",), aka=("N18",))
class UnknownMemberKillsJob(Behaviour):
    """The server rejects a whole bulk request if an operation has an unknown attribute."""

    def read_operation(self, index: int, raw: object) -> Operation:
        names = raw if isinstance(raw, dict) else {}
        if not {name.lower() for name in names} <= {name.lower() for name in OPERATION_ATTRIBUTES}:
            raise invalid_syntax("An operation has an unknown attribute.")
        return super().read_operation(index, raw)


@fault("null-member-refused", breaks=("CORE-2.5-01",), aka=("N15",))
class NullMemberRefused(Behaviour):
    """The server rejects a bulkId or a version of null."""

    def admit(self, job: Job, operation: Operation) -> None:
        super().admit(job, operation)
        if any(operation.raw.get(name, "") is None for name in ("bulkId", "version")):
            raise invalid_syntax("bulkId and version must be strings.")
