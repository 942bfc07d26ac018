"""Faults with references in unusual places, and with texts that only look like one (survey E, F)."""

import re
from collections.abc import Collection
from dataclasses import replace

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.faults.bulk_id import Literal
from conformance.reference.faults.bulk_id_limits import looks_forward
from conformance.reference.job import Job, Operation, Outcome, Results
from conformance.reference.references import PREFIX, Kind, Reference
from conformance.reference.refusal import Refusal

CAP = 8
"""References to later operations that a job may have before a server gives up."""


@fault("delete-path-literal", breaks=("BULK-3.7.2-11",), aka=("E21",), seen_in="SCIM-SDK")
class DeletePathLiteral(Behaviour):
    """A bulkId in the path of a PUT or PATCH is resolved, in that of a DELETE it is taken for an id."""

    def references(self, operation: Operation) -> list[Reference]:
        return [] if operation.method == "DELETE" else super().references(operation)


@fault("patch-filter-literal", breaks=("BULK-3.7.2-15",), aka=("E25",), seen_in="scim2-server, scimmy")
class PatchFilterLiteral(Behaviour):
    """A reference in the filter of a PATCH is taken for an id, and nothing is found."""

    def references(self, operation: Operation) -> list[Reference]:
        return [found for found in super().references(operation) if found.kind is not Kind.FILTER]


@fault("reference-url-literal", breaks=("BULK-3.7.2-12",), aka=("E26",), seen_in="scim2-server")
class ReferenceUrlLiteral(Literal):
    """The $ref of a member keeps the text ``bulkId:...`` beside a value that is resolved."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return reference.kind is Kind.REF


@fault(
    "free-text-rewritten",
    breaks=("BULK-3.7.2-13",),
    aka=("E27",),
    seen_in="laravel-scim-server, Authify, Jans, oxTrust",
)
class FreeTextRewritten(Behaviour):
    """Every mention of a bulkId in a displayName becomes an id."""

    def resolve(self, job: Job, operation: Operation) -> Operation:
        known = super().resolve(job, operation)
        text = known.data.get("displayName") if isinstance(known.data, dict) else None
        if not isinstance(text, str) or PREFIX not in text:
            return known
        for bulk_id, definition in job.definitions.items():
            text = text.replace(PREFIX + bulk_id, job.ids[definition.index])
        return replace(known, data=known.data | {"displayName": text})


@fault("bulk-id-as-pattern", breaks=("BULK-3.7.2-05",), aka=("E33",), seen_in="oxTrust")
class BulkIdAsPattern(Behaviour):
    """The bulkId of a reference is read as a regular expression."""

    def target(self, job: Job, operation: Operation, reference: Reference) -> Operation | None:
        try:
            pattern = re.compile(reference.bulk_id)
        except re.error:
            return None
        return next((post for name, post in job.definitions.items() if pattern.fullmatch(name)), None)


@fault("extreme-bulk-id-500", breaks=("ERROR-3.12-08",), aka=("N14", "N17"))
class ExtremeBulkId500(Behaviour):
    """A job with a bulkId of more than a thousand characters, or with half a surrogate pair, answers 500."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if isinstance(operation.bulk_id, str) and len(operation.bulk_id.encode()) > 1000:
            raise ValueError("the bulkId is too long")
        return operation


@fault("forward-references-capped", breaks=("BULK-3.7.2-04",), aka=("F9",), seen_in="SCIM-SDK")
class ForwardReferencesCapped(Behaviour):
    """A job with more than eight references to later operations answers 500."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        if sum(looks_forward(self, job, operation) for operation in job.operations) > CAP:
            raise Refusal(500, "The references could not be resolved.")


@fault("failure-takes-back-others", breaks=("BULK-3.7-33",), aka=("F14",), seen_in="SCIMple")
class FailureTakesBackOthers(Behaviour):
    """What an operation refers to is deleted when that operation fails, and reported with 409."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        edges = self.edges(job)
        lost = {
            target for operation, outcome in results if outcome.failed for target in edges[operation.index]
        }
        return super().finished(job, [self._take_back(job, *each, lost=lost) for each in results], savepoint)

    def _take_back(
        self, job: Job, operation: Operation, outcome: Outcome, *, lost: Collection[int]
    ) -> tuple[Operation, Outcome]:
        if operation.index not in lost or outcome.failed:
            return operation, outcome
        path = f"{operation.path}/{job.ids[operation.index]}"
        job.tenant.single(ScimRequest("DELETE", job.base_url, path))
        return operation, Outcome(409, self.error(Refusal(409, "An operation that needs it failed.")))


@fault("ring-by-patch-409", breaks=("BULK-3.7.2-11",), aka=("F17",), seen_in="scimmy, agent-bom")
class RingByPatch409(Behaviour):
    """A PATCH of a new group is refused when what it adds has that group as its member."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        for operation in job.operations:
            targets = edges[operation.index]
            if operation.method == "PATCH" and any(set(edges[target]) & set(targets) for target in targets):
                job.refused[operation.index] = Refusal(409, "The operation is part of a ring.")
