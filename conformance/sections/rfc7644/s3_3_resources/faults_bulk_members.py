"""Faults in which a bulk request changes the members of groups differently from a single request."""

from dataclasses import replace
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.fault_bases import groups_of, removal_of_members, stored_resource
from conformance.reference.job import Job, Operation, Outcome


def _is_group(operation: Operation) -> bool:
    return str(operation.path).startswith("/Groups/")


def _members(job: Job, operation: Operation) -> list[Any]:
    """Return the stored members of the group that an operation targets."""
    return list((stored_resource(job, operation) or {}).get("members") or ())


@fault("put-members-added-in-bulk", breaks=("BULK-3.7-61",))
class PutMembersAddedInBulk(Behaviour):
    """A PUT in a bulk request adds members to the group instead of replacing them."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "PUT" and _is_group(operation) and operation.data.get("members"):
            both = [*_members(job, operation), *operation.data["members"]]
            operation = replace(operation, data={**operation.data, "members": both})
        return super().perform(job, operation)


@fault("put-of-no-members-ignored-in-bulk", breaks=("BULK-3.7-61",))
class PutOfNoMembersIgnoredInBulk(Behaviour):
    """A PUT with an empty list of members in a bulk request removes no member."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "PUT" and _is_group(operation) and operation.data.get("members") == []:
            kept = _members(job, operation)
            operation = replace(operation, data={**operation.data, "members": kept})
        return super().perform(job, operation)


class _OtherOp(Behaviour):
    """Applies another op to the members of a group than a PATCH asks for.

    Attributes:
        asked: The op in the request.
        done: The op that is applied.
    """

    asked = ""
    done = ""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "PATCH" and _is_group(operation):
            kept = _members(job, operation)
            changes = [
                {**change, "op": self.done, "value": change.get("value", kept)}
                if (change.get("op"), change.get("path")) == (self.asked, "members")
                else change
                for change in operation.data["Operations"]
            ]
            operation = replace(operation, data={**operation.data, "Operations": changes})
        return super().perform(job, operation)


@fault("patch-replace-of-members-adds-in-bulk", breaks=("BULK-3.7-61",))
class PatchReplaceOfMembersAddsInBulk(_OtherOp):
    """A PATCH that replaces members in a bulk request adds them instead."""

    asked, done = "replace", "add"


@fault("patch-remove-of-members-ignored-in-bulk", breaks=("BULK-3.7-61",))
class PatchRemoveOfMembersIgnoredInBulk(_OtherOp):
    """A PATCH that removes all members in a bulk request removes none."""

    asked, done = "remove", "replace"


@fault("delete-of-group-takes-members-in-bulk", breaks=("BULK-3.7-61",))
class DeleteOfGroupTakesMembersInBulk(Behaviour):
    """A DELETE of a group in a bulk request also deletes its members."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        taken = _members(job, operation) if operation.method == "DELETE" and _is_group(operation) else []
        outcome = super().perform(job, operation)
        for each in taken:
            user = replace(operation, path=f"/Users/{each['value']}", version=None)
            if stored_resource(job, user):
                super().perform(job, user)
        return outcome


@fault("delete-of-member-empties-group-in-bulk", breaks=("BULK-3.7-61",))
class DeleteOfMemberEmptiesGroupInBulk(Behaviour):
    """A DELETE of a member in a bulk request removes all members from its groups."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        groups = (
            groups_of(job, str(operation.path).rpartition("/")[2]) if operation.method == "DELETE" else []
        )
        outcome = super().perform(job, operation)
        for group in groups:
            super().perform(job, removal_of_members(group, "members"))
        return outcome
