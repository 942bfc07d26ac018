"""Faults with references in paths, filters and $ref, and with text that only mentions a reference."""

from collections.abc import Collection
from dataclasses import replace

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.fault_bases import ReferencesKeptAsText
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.references import PREFIX, Kind, Reference
from conformance.reference.scim_error import ScimError


# Also breaks BULK-3.7.3-05: a DELETE has the status of the GET that replaces it.
@fault("path-reference-without-effect", breaks=("BULK-3.7.2-11",), aka=("E18",))
class PathReferenceWithoutEffect(Behaviour):
    """The server reports an operation with a bulkId in its path as done and changes nothing."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if job.operations[operation.index].path != operation.path:
            return job.tenant.single(ScimRequest("GET", job.base_url, operation.path))
        return super().perform(job, operation)


@fault("path-reference-500", breaks=("BULK-3.7.2-11",), aka=("E18",))
class PathReference500(Behaviour):
    """The server reports 500 for an operation with a bulkId in its path."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if job.operations[operation.index].path != operation.path:
            raise ValueError("the path cannot be read")
        return super().perform(job, operation)


@fault("delete-path-literal", breaks=("BULK-3.7.2-11",), aka=("E21",), seen_in="SCIM-SDK")
class DeletePathLiteral(Behaviour):
    """The server resolves a bulkId in the path of a PUT or PATCH, but not of a DELETE."""

    def references(self, operation: Operation) -> list[Reference]:
        return [] if operation.method == "DELETE" else super().references(operation)


@fault("ring-by-patch-409", breaks=("BULK-3.7.2-11",), aka=("F17",), seen_in="scimmy, agent-bom")
class RingByPatch409(Behaviour):
    """The server rejects a PATCH of a new group that adds a group which has it as a member."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        for operation in job.operations:
            targets = edges[operation.index]
            if operation.method == "PATCH" and any(set(edges[target]) & set(targets) for target in targets):
                job.rejected[operation.index] = ScimError(
                    409, "The operation is part of a circular reference."
                )


@fault("reference-url-literal", breaks=("BULK-3.7.2-12",), aka=("E26",), seen_in="scim2-server")
class ReferenceUrlLiteral(ReferencesKeptAsText):
    """The $ref of a member keeps the text ``bulkId:...`` while its value is resolved."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return reference.kind is Kind.REF


@fault(
    "free-text-rewritten",
    breaks=("BULK-3.7.2-13",),
    aka=("E27",),
    seen_in="laravel-scim-server, Authify, Jans, oxTrust",
)
class FreeTextRewritten(Behaviour):
    """The server replaces each mention of a bulkId in a displayName by an id."""

    def resolve(self, job: Job, operation: Operation) -> Operation:
        known = super().resolve(job, operation)
        text = known.data.get("displayName") if isinstance(known.data, dict) else None
        if not isinstance(text, str) or PREFIX not in text:
            return known
        for bulk_id, definition in job.definitions.items():
            text = text.replace(PREFIX + bulk_id, job.ids[definition.index])
        return replace(known, data=known.data | {"displayName": text})


@fault("patch-filter-literal", breaks=("BULK-3.7.2-15",), aka=("E25",), seen_in="scim2-server, scimmy")
class PatchFilterLiteral(Behaviour):
    """The server does not resolve a reference in the filter of a PATCH."""

    def references(self, operation: Operation) -> list[Reference]:
        return [found for found in super().references(operation) if found.kind is not Kind.FILTER]
