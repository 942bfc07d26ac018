"""Decisions about the processing of a bulk request: order, end and rollback (RFC 7644 section 3.7)."""

from conformance.reference.behaviour.base import Choices
from conformance.reference.job import Job, Operation, Outcome, Results


class ProcessingChoices(Choices):
    """The processing of a bulk request.

    Attributes:
        takes_back: True if a bulk request is rolled back and processed again without the operations that
            depend on a failed one.
    """

    takes_back = True

    async def pause(self, job: Job) -> None:
        """Wait before a bulk request is processed; the conforming server does not."""

    def order(self, job: Job) -> list[Operation]:
        """Return the operations in the order of processing."""
        return job.operations

    def counts_as_error(self, operation: Operation, outcome: Outcome) -> bool:  # noqa: ARG002 - a fault may look
        """Return whether an outcome counts towards failOnErrors."""
        return outcome.failed

    def stops(self, job: Job, errors: int) -> bool:
        """Return whether the bulk request ends after the errors so far: at the n-th, not after it."""
        return bool(job.fail_on_errors) and errors >= (job.fail_on_errors or 0)

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:  # noqa: ARG002 - a fault may look
        """Return the outcomes to report after processing; the savepoint is from before the request."""
        return results
