"""Faults in the bulkId of an operation and of its result."""

import json
from dataclasses import replace
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.behaviour.envelope import invalid_syntax
from conformance.reference.config import ReferenceConfig
from conformance.reference.declare import fault
from conformance.reference.fault_bases import DuplicateBulkIdsAccepted
from conformance.reference.job import Job, Operation, Outcome, Results
from conformance.reference.references import Reference


@fault("no-echo", breaks=("BULK-3.7-13",), aka=("E1",), seen_in="product-is #3300")
class NoEcho(Behaviour):
    """The results of POSTs have no bulkId."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        if operation.method == "POST":
            document.pop("bulkId", None)
        return document


@fault("echo-in-upper-case", breaks=("BULK-3.7-13",))
class EchoInUpperCase(Behaviour):
    """The server returns bulkIds in upper case."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return document | {"bulkId": document["bulkId"].upper()} if document.get("bulkId") else document


@fault("no-echo-on-failure", breaks=("BULK-3.7-14",), aka=("E2",), seen_in="indigo-iam, SCIM-SDK")
class NoEchoOnFailure(Behaviour):
    """The results of failed POSTs have no bulkId."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        if operation.method == "POST" and outcome.failed:
            document.pop("bulkId", None)
        return document


@fault("duplicate-bulk-id-created", breaks=("BULK-3.7-16",), aka=("E9",), seen_in="scimmy, agent-bom")
class DuplicateBulkIdCreated(DuplicateBulkIdsAccepted):
    """The server applies two POSTs with one bulkId and resolves references to the first."""


@fault("duplicate-bulk-id-last-wins", breaks=("BULK-3.7-16", "BULK-3.7-46"), aka=("E9",))
class DuplicateBulkIdLastWins(DuplicateBulkIdCreated):
    """The server applies two POSTs with one bulkId and resolves references to the last."""

    def target(self, job: Job, operation: Operation, reference: Reference) -> Operation | None:
        definitions = [each for each in job.operations if each.bulk_id == reference.bulk_id]
        return definitions[-1] if definitions else None


@fault("bulk-id-of-earlier-job", breaks=("BULK-3.7-17",), aka=("E42",), seen_in="SCIM-SDK before a fix")
class BulkIdOfEarlierJob(Behaviour):
    """The server resolves a reference to a bulkId of an earlier bulk request."""

    def __init__(self, config: ReferenceConfig) -> None:
        super().__init__(config)
        self._earlier: dict[tuple[str, str], str] = {}

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        known = self._earlier.get((job.base_url, reference.bulk_id))
        if known and self.target(job, operation, reference) is None:
            return known
        return super().target_id(job, operation, reference)

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        for bulk_id, post in job.definitions.items():
            self._earlier[job.base_url, bulk_id] = job.ids[post.index]
        return super().finished(job, results, savepoint)


@fault("earlier-bulk-id-in-changes", breaks=("BULK-3.7-17",))
class EarlierBulkIdInChanges(BulkIdOfEarlierJob):
    """A PATCH resolves a bulkId of an earlier bulk request, in its data and its path."""

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        if operation.method != "PATCH":
            return super(BulkIdOfEarlierJob, self).target_id(job, operation, reference)
        return super().target_id(job, operation, reference)


@fault("invented-bulk-id", breaks=("BULK-3.7-18",), aka=("E4",), seen_in="SCIM-SDK")
class InventedBulkId(Behaviour):
    """Results have a bulkId although their operations had none."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        return {"bulkId": self.new_id()} | super().result(job, operation, outcome)


@fault("bulk-ids-made-text", breaks=("BULK-3.7-50",), seen_in="Charon")
class BulkIdsMadeText(Behaviour):
    """The server converts bulkIds to text and rejects a whole request whose POST has no bulkId."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if operation.method == "POST" and not operation.bulk_id:
            raise invalid_syntax("A POST needs a bulkId.")
        if operation.method != "POST" or isinstance(operation.bulk_id, str):
            return operation
        return replace(operation, bulk_id=json.dumps(operation.bulk_id))


@fault("bulk-id-number-accepted", breaks=("BULK-3.7-50",), aka=("E7",), seen_in="agent-bom")
class BulkIdNumberAccepted(Behaviour):
    """The server accepts a number as bulkId."""

    def check_bulk_id(self, job: Job, operation: Operation) -> None:
        if not isinstance(operation.bulk_id, int):
            super().check_bulk_id(job, operation)


@fault("bulk-id-on-delete-loses-the-job", breaks=("BULK-3.7-54",), seen_in="SCIMple")
class BulkIdOnDeleteLosesTheJob(Behaviour):
    """The server returns 500 for a bulk request that has a DELETE with a bulkId."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if operation.method == "DELETE" and operation.bulk_id:
            raise TypeError("data is null")
        return operation


@fault("bulk-id-on-delete-500", breaks=("BULK-3.7-54",), aka=("E22",), seen_in="SCIMple")
class BulkIdOnDelete500(Behaviour):
    """The server reports 500 for a DELETE with a bulkId."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "DELETE" and operation.bulk_id is not None:
            raise KeyError(operation.bulk_id)
        return super().perform(job, operation)
