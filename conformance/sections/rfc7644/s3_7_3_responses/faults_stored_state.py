"""Faults in which the results contradict the stored resources."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.fault_bases import groups_of, removal_of_members
from conformance.reference.job import Job, Operation, Outcome, Results
from conformance.reference.scim_error import ScimError


@fault("rollback-unreported", breaks=("BULK-3.7.3-10",), aka=("L3",), seen_in="splay")
class RollbackUnreported(Behaviour):
    """If one operation fails, the server rolls back the others but reports them as done."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        if any(outcome.failed for _, outcome in results):
            job.tenant.storage.rollback(savepoint)
        return super().finished(job, results, savepoint)


@fault("not-persisted", breaks=("BULK-3.7.3-10",), aka=("L4",), seen_in="SimpleIdServer #286")
class NotPersisted(Behaviour):
    """The server reports every operation as done and stores nothing."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        job.tenant.storage.rollback(savepoint)
        return super().finished(job, results, savepoint)


@fault("stale-delete-leaves-groups-in-bulk", breaks=("BULK-3.7.3-11",))
class StaleDeleteLeavesGroupsInBulk(Behaviour):
    """A user whose DELETE fails with a stale version loses its group memberships."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except ScimError as scim_error:
            if scim_error.status == 412 and operation.method == "DELETE":
                user = str(operation.path).rpartition("/")[2]
                for group in groups_of(job, user):
                    super().perform(job, removal_of_members(group, f'members[value eq "{user}"]'))
            raise


@fault("lower-case-method-phantom", breaks=("BULK-3.7.3-11",), aka=("D1",), seen_in="scimmy")
class LowerCaseMethodPhantom(Behaviour):
    """The server rejects the method ``post`` with 400 but creates the resource."""

    def check_method(self, operation: Operation) -> None:
        if operation.method != "post":
            super().check_method(operation)

    def perform(self, job: Job, operation: Operation) -> Outcome:
        outcome = super().perform(job, operation)
        if operation.method == "post":
            raise ScimError(400, "method must be POST.", "invalidSyntax")
        return outcome

    def check_path(self, operation: Operation) -> None:
        method = "POST" if operation.method == "post" else operation.method
        super().check_path(replace(operation, method=method))


@fault("error-sticks", breaks=("BULK-3.7.3-11",), aka=("L13",))
class ErrorSticks(Behaviour):
    """After a failed operation, the server reports the later ones with its status but applies them."""

    def results(self, job: Job, results: Results) -> list[dict[str, Any]]:
        sticking: Outcome | None = None
        reported: Results = []
        for operation, outcome in results:
            sticking = outcome if outcome.failed else sticking
            reported.append((operation, sticking or outcome))
        return super().results(job, reported)


@fault("failure-deletes-the-id-it-names", breaks=("BULK-3.7.3-11",), seen_in="SCIMple")
class FailureDeletesTheIdItNames(Behaviour):
    """After a failed POST, the server deletes the resource with the id in the client's data."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except ScimError:
            if operation.method == "POST" and operation.data.get("id"):
                path = f"{operation.path}/{operation.data['id']}"
                with suppress(ScimError):
                    super().perform(job, replace(operation, method="DELETE", path=path, data=None))
            raise


@fault("success-called-error", breaks=("BULK-3.7.3-11",), aka=("H13",))
class SuccessCalledError(Behaviour):
    """The server reports 500 for an operation that succeeded."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return document if outcome.failed else document | {"status": "500"}


@fault("failed-but-done", breaks=("BULK-3.7.3-11",), aka=("L5",), seen_in="sbx")
class FailedButDone(Behaviour):
    """The server reports a PATCH as failed but applies it."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        outcome = super().perform(job, operation)
        if operation.method == "PATCH":
            raise ScimError(500, "The resource could not be changed.")
        return outcome


@fault("wiped-before-failing", breaks=("BULK-3.7.3-11",), aka=("L12",), seen_in="sbx")
class WipedBeforeFailing(Behaviour):
    """A PUT that fails has already deleted the resource."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except ScimError:
            if operation.method == "PUT":
                super().perform(job, Operation(operation.index, {}, "DELETE", path=operation.path))
            raise
