"""Decisions about bulkIds: which references count and how they are resolved (RFC 7644 3.7.1, 3.7.2)."""

from collections.abc import Collection
from uuid import uuid4

from conformance.reference.behaviour.base import Choices
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.references import Reference, find_references, substitute
from conformance.reference.scim_error import ScimError


class ReferenceChoices(Choices):
    """Resolution of references. Every POST has a reserved id, so circular references need no special case."""

    def reserves_id(self, operation: Operation) -> bool:
        """Return whether other operations may refer to the resource that this operation creates."""
        return operation.method == "POST" and isinstance(operation.bulk_id, str)

    def new_id(self) -> str:
        """Return the id to reserve for a POST."""
        return uuid4().hex

    def references(self, operation: Operation) -> list[Reference]:
        """Return the references of an operation that the server resolves."""
        return find_references(operation)

    def target(self, job: Job, operation: Operation, reference: Reference) -> Operation | None:  # noqa: ARG002
        """Return the POST to which a reference points; None if the request has none."""
        return job.definitions.get(reference.bulk_id)

    def edges(self, job: Job) -> dict[int, Collection[int]]:
        """Return, for the index of each operation, the indexes of the POSTs to which it refers."""
        edges: dict[int, Collection[int]] = {}
        for operation in job.operations:
            targets = (self.target(job, operation, found) for found in self.references(operation))
            edges[operation.index] = {target.index for target in targets if target}
        return edges

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        """Return the id for a reference.

        Raises:
            ScimError: 409 if no POST of the request has that bulkId.
        """
        target = self.target(job, operation, reference)
        if target is None:
            raise ScimError(409, f"No POST of this request has the bulkId {reference.bulk_id!r}.")
        return job.ids[target.index]

    def resolve(self, job: Job, operation: Operation) -> Operation:
        """Return the operation with its references resolved.

        Raises:
            ScimError: A reference has no target.
        """
        replacements = []
        for reference in self.references(operation):
            resource_id = self.target_id(job, operation, reference)
            target = self.target(job, operation, reference)
            endpoint = target.path if target and isinstance(target.path, str) else ""
            replacements.append((reference, reference.text(resource_id, endpoint)))
        return substitute(operation, replacements)

    def reject_dependant(self, job: Job, operation: Operation) -> Outcome:  # noqa: ARG002 - a fault may look
        """Handle an operation that refers to a resource which was not created.

        Raises:
            ScimError: 409, always.
        """
        raise ScimError(409, "The operation refers to a resource that this request did not create.")

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        """Examine the whole bulk request before processing.

        A behaviour rejects operations through ``job.rejected``, or the whole request by raising `ScimError`.

        Args:
            job: The bulk request.
            edges: For the index of each operation, the indexes of the POSTs to which it refers.
        """
