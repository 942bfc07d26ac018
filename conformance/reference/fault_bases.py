"""Base classes and helpers for the faults of several sections."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from scim2_models import User
from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.models import PATCH_OP
from conformance.reference.references import PREFIX, Reference, remove
from conformance.reference.scim_error import ScimError

OPERATION_ATTRIBUTES = frozenset({"method", "path", "bulkId", "version", "data"})
"""The attributes of an operation (RFC 7644 3.7)."""

HANG = 3.0
"""Seconds until a response that hangs: a test client has a shorter timeout, a test a longer one."""


async def hang() -> None:
    """Wait for `HANG` seconds, then reject the request, because no client would delete its resources.

    Raises:
        ScimError: 503, always.
    """
    await asyncio.sleep(HANG)
    raise ScimError(503, "The request took too long.")


class ReferencesKeptAsText(Behaviour):
    """Stores some references as text."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        """Return whether a reference is stored as text."""
        raise NotImplementedError

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        if self.keeps(job, operation, reference):
            return PREFIX + reference.bulk_id
        return super().target_id(job, operation, reference)


class ReferencesDropped(Behaviour):
    """Drops some references, with the members and managers that contain them, without an error."""

    def drops(self, job: Job, operation: Operation, reference: Reference) -> bool:
        """Return whether a reference is dropped."""
        raise NotImplementedError

    def resolve(self, job: Job, operation: Operation) -> Operation:
        found = [each for each in self.references(operation) if self.drops(job, operation, each)]
        return super().resolve(job, remove(operation, found))


class DuplicateBulkIdsAccepted(Behaviour):
    """Processes every POST, also one with the bulkId of an earlier one."""

    def check_bulk_id(self, job: Job, operation: Operation) -> None:
        known = isinstance(operation.bulk_id, str) and operation.bulk_id in job.definitions
        if not known or job.definitions[operation.bulk_id] is operation:
            super().check_bulk_id(job, operation)


class Recoded(Behaviour):
    """Rejects operations of a bulk request with another status than the single request."""

    def recode(self, operation: Operation, scim_error: ScimError) -> ScimError:
        """Return the error that this fault returns instead."""
        raise NotImplementedError

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except ScimError as scim_error:
            raise self.recode(operation, scim_error) from None


class NamesOfBefore(Behaviour):
    """Remembers the userNames before the bulk request."""

    before: dict[str, str]

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        self.before = _names(job)
        super().prepare(job, edges)

    def renamed(self, job: Job) -> dict[str, str]:
        """Return the old names of the users renamed in this request, each with the new name."""
        now = {id_: name for name, id_ in _names(job).items()}
        return {old: now[id_] for old, id_ in self.before.items() if now.get(id_, old) != old}


def _names(job: Job) -> dict[str, str]:
    users = (each for each in job.tenant.storage.resources if isinstance(each, User))
    return {str(user.user_name).lower(): str(user.id) for user in users}


def with_data(operation: Operation, data: Mapping[str, Any]) -> Operation:
    """Return an operation with other data."""
    return replace(operation, data=dict(data))


def stored_resource(job: Job, operation: Operation) -> dict[str, Any] | None:
    """Return the resource that an operation will change; None if there is none."""
    try:
        return job.tenant.single(ScimRequest("GET", job.base_url, str(operation.path))).body
    except ScimError:
        return None


def removal_of_members(group: str, path: str) -> Operation:
    """Return a PATCH that removes the values at a path from a group."""
    changes = [{"op": "remove", "path": path}]
    data = {"schemas": [PATCH_OP], "Operations": changes}
    return Operation(0, {}, "PATCH", path=f"/Groups/{group}", data=data)


def groups_of(job: Job, user: str) -> list[str]:
    """Return the ids of the groups that a user is a member of."""
    return [group for group, members in job.tenant.storage.members().items() if user in members]
