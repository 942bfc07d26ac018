"""Faults in the method of an operation, and in its form (survey A, D)."""

from dataclasses import replace
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.refusal import Refusal


@fault("null-operation-500", breaks=("ERROR-3.12-08",), aka=("A13", "D25", "N10"), seen_in="scimmy")
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


@fault(
    "patch-501-in-bulk",
    breaks=("BULK-3.7-02",),
    also_breaks={
        "BULK-3.7.3-05": "the code is another one than the single request gets",
        "BULK-3.7.2-11": "the operation with a bulkId in its path cannot succeed any more",
    },
    aka=("D14",),
    seen_in="SCIMple",
)
class Patch501InBulk(Behaviour):
    """PATCH works alone and answers 501 in a job."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "PATCH":
            raise Refusal(501, "PATCH is not supported.")
        return super().perform(job, operation)


@fault(
    "put-501-in-bulk",
    breaks=("BULK-3.7-02",),
    also_breaks={"BULK-3.7.3-05": "the code is another one than the single request gets"},
    aka=("D15",),
    seen_in="Azure reference code, indigo-iam",
)
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
        "BULK-3.7.2-11": "a DELETE with a bulkId in its path ends in a server error",
        "BULK-3.7.3-05": "the code is another one than the single request gets",
        "ERROR-3.12-08": "a DELETE with nulls ends in a server error",
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
    "two-methods-only",
    breaks=("BULK-3.7-02",),
    also_breaks={
        "BULK-3.7.3-05": "the code is another one than the single request gets",
        "BULK-3.7-38": "what stood before an error is not as it would be in turn",
        "BULK-3.7.2-01": "an operation with a reference is refused for another reason",
        "BULK-3.7.2-11": "an operation with a bulkId in its path is refused for another reason",
        "BULK-3.7.3-07": "the results up to the end of the job are not all there",
    },
    aka=("D23",),
    seen_in="auth9",
)
class TwoMethodsOnly(Behaviour):
    """A job may create and delete users; everything else answers 501 in it."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method not in ("POST", "DELETE") or str(operation.path).startswith("/Groups"):
            raise Refusal(501, f"{operation.method} {operation.path} is not supported.")
        return super().perform(job, operation)
