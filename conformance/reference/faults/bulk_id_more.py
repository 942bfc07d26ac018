"""More faults in references: over a distance, to what fails later, in rarer forms and spellings."""

from collections.abc import Collection

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.job import Job, Operation
from conformance.reference.references import Reference
from conformance.reference.refusal import Refusal

FAR = 40
"""Operations between a reference and what it refers to, beyond which a server has forgotten it."""


@fault("reference-to-failed-dangles", breaks=("BULK-3.7.2-09",))
class ReferenceToFailedDangles(Behaviour):
    """A reference to a later POST becomes the id that this was promised, also where it fails."""

    def edges(self, job: Job) -> dict[int, Collection[int]]:
        return {
            source: {target for target in targets if target < source}
            for source, targets in super().edges(job).items()
        }


@fault("far-reference-refused", breaks=("BULK-3.7.2-01",))
class FarReferenceRefused(Behaviour):
    """A reference to what was created more than forty operations before is refused."""

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        target = self.target(job, operation, reference)
        if target is not None and operation.index - target.index > FAR:
            raise Refusal(409, f"No POST of this request has the bulkId {reference.bulk_id!r}.")
        return super().target_id(job, operation, reference)
