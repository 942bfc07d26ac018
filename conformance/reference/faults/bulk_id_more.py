"""More faults in references: over a distance, to what fails later, in rarer forms and spellings."""

from collections.abc import Collection

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.job import Job


@fault("reference-to-failed-dangles", breaks=("BULK-3.7.2-09",))
class ReferenceToFailedDangles(Behaviour):
    """A reference to a later POST becomes the id that this was promised, also where it fails."""

    def edges(self, job: Job) -> dict[int, Collection[int]]:
        return {
            source: {target for target in targets if target < source}
            for source, targets in super().edges(job).items()
        }
