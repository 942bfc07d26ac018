"""Detect server errors of generated requests, and whether circular references cause them."""

from dataclasses import replace

from conformance.oracle.bulk import JobModel
from conformance.trace.generated_job import GeneratedJob

CRASH, RING = "BULK-3.7-31", "BULK-3.7.1-07"
"""The requirements that a server error violates, without and with a circular reference."""


def crashed(attempt: GeneratedJob) -> bool:
    """Return whether a whole bulk request failed with a server error."""
    status = attempt.exchange.status
    return (
        status is not None
        and status >= 500
        and not attempt.oracle_result.requirements.isdisjoint({CRASH, RING})
    )


def without_rings(shape: JobModel) -> JobModel:
    """Return a model without the references of operations in circular references."""
    steps = (
        replace(step, refers=()) if shape.in_ring(index) else step for index, step in enumerate(shape.steps)
    )
    return replace(shape, steps=tuple(steps))
