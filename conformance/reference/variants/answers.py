"""Liberties in what an answer says."""

from dataclasses import replace

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.refusal import Refusal


@variant("limit-in-a-dump", permits=("BULK-3.7.4-05",), aka=("H9",))
class LimitInADump(Behaviour):
    """The detail of a 413 is a dump of names and values, which a person can make out."""

    def payload_too_large(self) -> Refusal:
        return Refusal(413, f"{{'maxPayloadSize': {self.max_payload_size}}}")

    def too_many_operations(self, count: int) -> Refusal:
        return Refusal(413, f"{{'maxOperations': {self.max_operations}, 'operations': {count}}}")


@variant("me-in-bulk", permits=("BULK-3.7-41",), aka=("M4",))
class MeInBulk(Behaviour):
    """A POST to ``/Me`` registers an account."""

    def check_path(self, operation: Operation) -> None:
        super().check_path(_as_user(operation))

    def perform(self, job: Job, operation: Operation) -> Outcome:
        return super().perform(job, _as_user(operation))


def _as_user(operation: Operation) -> Operation:
    return replace(operation, path="/Users") if operation.path == "/Me" else operation


@variant("root-for-a-location", aka=("I7",))
class RootForALocation(Behaviour):
    """An operation that names no resource at all is located at the root."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        nowhere = outcome.failed and not operation.path
        return job.base_url if nowhere else super().location(job, operation, outcome)


@variant("post-answered-empty", permits=("RESOURCE-3.3-04",))
class PostAnsweredEmpty(Behaviour):
    """A POST by itself answers 201 with a Location and an ETag, and does not show what it has created."""

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        answer = super().answer(exchange, answer)
        made = answer.status == 201 and not exchange.is_bulk
        return replace(answer, document=None) if made else answer
