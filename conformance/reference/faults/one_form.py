"""Faults that show in one form of an operation only, where the others are treated as they should be."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.faults.bulk_id import Dropped, Literal
from conformance.reference.graph import on_rings
from conformance.reference.job import Job, Operation, Outcome, Results
from conformance.reference.references import Reference, remove
from conformance.reference.refusal import Refusal

_LITERAL = {"BULK-3.7.2-07": "the text is not the id that belongs there"}


def change_of(operation: Operation, reference: Reference) -> dict[str, Any]:
    """Return the change of a PATCH that a reference stands in; an empty one where it stands elsewhere."""
    match reference.place:
        case ("data", operations, int(index), *_) if operation.method == "PATCH":
            return dict(operation.data[operations][index])
    return {}


def shown(job: Job, operation: Operation) -> dict[str, Any] | None:
    """Return the resource that an operation is about to change; None where there is none."""
    try:
        return job.tenant.single(ScimRequest("GET", job.base_url, str(operation.path))).body
    except Refusal:
        return None


@fault("patched-manager-literal", breaks=("BULK-3.7.2-03",), also_breaks=_LITERAL)
class PatchedManagerLiteral(Literal):
    """A reference is stored as text where a PATCH sets a manager."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return operation.method == "PATCH" and reference.attribute == "manager"


@fault("pathless-patch-literal", breaks=("BULK-3.7.2-03",), also_breaks=_LITERAL)
class PathlessPatchLiteral(Literal):
    """A reference is stored as text where a PATCH names the attribute in its value and has no path."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        change = change_of(operation, reference)
        return bool(change) and "path" not in change


@fault(
    "replacing-patch-literal",
    breaks=("BULK-3.7.2-03",),
    also_breaks={"BULK-3.7.2-04": "the reference leads ahead as well"},
)
class ReplacingPatchLiteral(Literal):
    """A reference is stored as text where a PATCH replaces, and resolved where it adds."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return change_of(operation, reference).get("op") == "replace"


@fault("put-ahead-literal", breaks=("BULK-3.7.2-03",), also_breaks=_LITERAL)
class PutAheadLiteral(Literal):
    """A reference to a later operation is stored as text where it stands in a PUT."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        target = self.target(job, operation, reference)
        return operation.method == "PUT" and target is not None and target.index > operation.index


@fault("behind-the-fiftieth-literal", breaks=("BULK-3.7.2-03",), also_breaks={"BULK-3.7.2-02": "it is no id"})
class BehindTheFiftiethLiteral(Literal):
    """References of the operations behind the fiftieth are stored as text."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return operation.index >= 50


@fault("ten-references-at-most", breaks=("BULK-3.7.2-02",))
class TenReferencesAtMost(Dropped):
    """Of the references in one operation those behind the tenth are dropped in silence."""

    def drops(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return self.references(operation).index(reference) >= 10


@fault(
    "group-delete-without-effect",
    breaks=("RESOURCE-3.6-01",),
    also_breaks={"VERSION-3.14-02": "a DELETE with a stale version is reported as done as well"},
)
class GroupDeleteWithoutEffect(Behaviour):
    """A DELETE of a group is reported as done and the group stays; users are deleted."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if (
            operation.method == "DELETE"
            and str(operation.path).startswith("/Groups/")
            and shown(job, operation)
        ):
            return Outcome(204)
        return super().perform(job, operation)


@fault("response-of-before", breaks=("BULK-3.7-29",))
class ResponseOfBefore(Behaviour):
    """The response of a PUT or PATCH shows the resource as it was before the change."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        before = shown(job, operation) if operation.method in ("PUT", "PATCH") else None
        outcome = super().perform(job, operation)
        return replace(outcome, body=before) if before and outcome.body else outcome


@fault(
    "broken-ring-kept-in-part",
    breaks=("BULK-3.7.1-05",),
    also_breaks={"BULK-3.7.3-11": "the resource of a refused operation exists"},
)
class BrokenRingKeptInPart(Behaviour):
    """Of a ring that cannot be, since another reference leads nowhere, a group without members is left."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        ring = on_rings(self.edges(job))
        for operation, outcome in results:
            if outcome.failed and operation.index in ring and operation.path == "/Groups":
                job.tenant.single(self.single_request(job, remove(operation, self.references(operation))))
                break
        return super().finished(job, results, savepoint)


@fault("deleted-comes-back", breaks=("RESOURCE-3.6-01",))
class DeletedComesBack(Behaviour):
    """A PATCH of what the same job has deleted makes it anew, under the same id."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        self._before = {
            operation.path: shown(job, operation)
            for operation in job.operations
            if operation.version is None and operation.method == "DELETE"
        }

    def perform(self, job: Job, operation: Operation) -> Outcome:
        before = self._before.get(operation.path)
        if operation.method == "PATCH" and before and not shown(job, operation):
            made = replace(
                operation, method="POST", path="/" + str(operation.path).split("/")[1], data=before
            )
            with job.tenant.storage.reserving(before["id"]):
                job.tenant.single(self.single_request(job, made))
        return super().perform(job, operation)
