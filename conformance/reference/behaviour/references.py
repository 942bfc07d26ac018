"""Decisions about bulkIds: which mentions count and what they stand for (RFC 7644 3.7.1, 3.7.2)."""

from collections.abc import Collection
from uuid import uuid4

from conformance.reference.behaviour.base import Choices
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.references import Reference, find_references, substitute
from conformance.reference.refusal import Refusal


class ReferenceChoices(Choices):
    """Resolution of references. Every POST has its id from the start, so rings are nothing special."""

    def reserves_id(self, operation: Operation) -> bool:
        """Tell whether others may refer to what this operation creates."""
        return operation.method == "POST" and isinstance(operation.bulk_id, str)

    def new_id(self) -> str:
        """Return the id that a POST of a job is promised."""
        return uuid4().hex

    def references(self, operation: Operation) -> list[Reference]:
        """Return the references of an operation that will be resolved."""
        return find_references(operation)

    def target(self, job: Job, operation: Operation, reference: Reference) -> Operation | None:  # noqa: ARG002
        """Return the POST that a reference stands for, None where the job has none."""
        return job.definitions.get(reference.bulk_id)

    def edges(self, job: Job) -> dict[int, Collection[int]]:
        """Return, for the place of each operation in the job, the places of the POSTs that it refers to."""
        edges: dict[int, Collection[int]] = {}
        for operation in job.operations:
            targets = (self.target(job, operation, found) for found in self.references(operation))
            edges[operation.index] = {target.index for target in targets if target}
        return edges

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        """Return the id that a reference stands for.

        Raises:
            Refusal: 409 when no POST of the job has that bulkId.
        """
        target = self.target(job, operation, reference)
        if target is None:
            raise Refusal(409, f"No POST of this request has the bulkId {reference.bulk_id!r}.")
        return job.ids[target.index]

    def resolve(self, job: Job, operation: Operation) -> Operation:
        """Return the operation with its references resolved.

        Raises:
            Refusal: A reference stands for nothing.
        """
        replacements = []
        for reference in self.references(operation):
            resource_id = self.target_id(job, operation, reference)
            target = self.target(job, operation, reference)
            endpoint = target.path if target and isinstance(target.path, str) else ""
            replacements.append((reference, reference.text(resource_id, endpoint)))
        return substitute(operation, replacements)

    def refuse_dependant(self, job: Job, operation: Operation) -> Outcome:  # noqa: ARG002 - a fault may look
        """Answer for an operation that refers to a resource which was not created.

        Raises:
            Refusal: 409, always.
        """
        raise Refusal(409, "The operation refers to a resource that this request did not create.")

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        """Look at the whole job before any of it is carried out.

        A behaviour may refuse operations by ``job.refused``, or the job by raising a refusal.

        Args:
            job: The job.
            edges: From the place of each operation to the places of the POSTs it refers to.
        """
