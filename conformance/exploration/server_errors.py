"""Generated jobs that end in a server error, and whether the rings in them have to do with it."""

from dataclasses import replace

from conformance.oracle.bulk import JobModel
from conformance.trace.generated_job import GeneratedJob

CRASH, RING = "BULK-3.7-31", "BULK-3.7.1-07"
"""What a server error for a whole job breaks: where it has no ring, and where it has one."""


def crashed(attempt: GeneratedJob) -> bool:
    """Tell whether a job as a whole ended in a server error."""
    status = attempt.exchange.status
    return (
        status is not None
        and status >= 500
        and not attempt.oracle_result.requirements.isdisjoint({CRASH, RING})
    )


def without_rings(shape: JobModel) -> JobModel:
    """Return a shape whose operations on rings refer to nothing any more."""
    steps = (
        replace(step, refers=()) if shape.in_ring(index) else step for index, step in enumerate(shape.steps)
    )
    return replace(shape, steps=tuple(steps))
