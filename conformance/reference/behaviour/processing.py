"""Decisions about the course of a job: in which order, until when, and what is taken back (RFC 7644 3.7)."""

from conformance.reference.behaviour.base import Choices
from conformance.reference.job import Job, Operation, Outcome, Results


class ProcessingChoices(Choices):
    """The course of a job.

    Attributes:
        takes_back: Whether a job is taken back and carried out again without the operations that turn out to
            depend on a failed one.
    """

    takes_back = True

    async def pause(self, job: Job) -> None:
        """Wait before a job is carried out; the lawful server does not."""

    def order(self, job: Job) -> list[Operation]:
        """Return the operations in the order in which they are carried out."""
        return job.operations

    def counts_as_error(self, operation: Operation, outcome: Outcome) -> bool:  # noqa: ARG002 - a fault may look
        """Tell whether an outcome counts towards failOnErrors."""
        return outcome.failed

    def stops(self, job: Job, errors: int) -> bool:
        """Tell whether a job ends after the errors so far: at the n-th, not after it."""
        return bool(job.fail_on_errors) and errors >= (job.fail_on_errors or 0)

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:  # noqa: ARG002 - a fault may look
        """Return what is reported once everything is carried out; the savepoint is from before the job."""
        return results
