"""Faults at the edges of bulkIds: undefined, failed, of another job, defined twice or later (survey E)."""

import asyncio
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.config import ReferenceConfig
from conformance.reference.declare import fault
from conformance.reference.faults.bulk_id import Dropped, Literal
from conformance.reference.graph import on_rings
from conformance.reference.job import Job, Operation, Outcome, Results
from conformance.reference.references import PREFIX, Kind, Reference, remove
from conformance.reference.refusal import Refusal

HANG = 3.0
"""Seconds that a hang lasts: more than an impatient client waits, less than a test may take."""


@fault(
    "undefined-literal",
    breaks=("BULK-3.7.2-08",),
    also_breaks={"BULK-3.7.2-03": "what is stored is the text of a reference"},
    aka=("E39", "E38"),
    seen_in="agent-bom, Charon, sbx",
)
class UndefinedLiteral(Literal):
    """A reference to a bulkId that nobody defines is stored as text."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return self.target(job, operation, reference) is None


@fault("undefined-dropped", breaks=("BULK-3.7.2-08",))
class UndefinedDropped(Dropped):
    """A reference to a bulkId that nobody defines is dropped in silence."""

    def drops(self, job: Job, operation: Operation, reference: Reference) -> bool:
        undefined = self.target(job, operation, reference) is None
        return undefined and reference.kind is not Kind.PATH


@fault("undefined-500", breaks=("BULK-3.7.2-08",))
class Undefined500(Behaviour):
    """An operation that refers to a bulkId that nobody defines answers 500."""

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        if self.target(job, operation, reference) is None:
            raise KeyError(reference.bulk_id)
        return super().target_id(job, operation, reference)


@fault("undefined-kills-job", breaks=("BULK-3.7.2-08",), aka=("E40",), seen_in="i2scim")
class UndefinedKillsJob(Behaviour):
    """A job that refers to a bulkId that nobody defines is refused, and the rest of it done all the same."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        for operation in job.operations:
            for reference in self.references(operation):
                if self.target(job, operation, reference) is None:
                    raise Refusal(409, f"There is no bulkId {reference.bulk_id!r}.")
        return super().finished(job, results, savepoint)


@fault(
    "reference-to-failed-literal",
    breaks=("BULK-3.7.2-09",),
    also_breaks={"BULK-3.7.2-03": "what is stored is the text of a reference"},
    aka=("E41",),
    seen_in="agent-bom",
)
class ReferenceToFailedLiteral(Behaviour):
    """A reference to a POST that failed is stored as text."""

    def refuse_dependant(self, job: Job, operation: Operation) -> Outcome:
        return self.perform(job, job.operations[operation.index])


@fault("reference-to-failed-empty", breaks=("BULK-3.7.2-09",), aka=("E41",))
class ReferenceToFailedEmpty(Behaviour):
    """A reference to a POST that failed is dropped in silence."""

    def refuse_dependant(self, job: Job, operation: Operation) -> Outcome:
        sent = job.operations[operation.index]
        return self.perform(job, remove(sent, self.references(sent)))


@fault("bulk-id-of-earlier-job", breaks=("BULK-3.7-17",), aka=("E42",), seen_in="SCIM-SDK before a fix")
class BulkIdOfEarlierJob(Behaviour):
    """A reference to a bulkId of an earlier job is resolved."""

    def __init__(self, config: ReferenceConfig) -> None:
        super().__init__(config)
        self._earlier: dict[tuple[str, str], str] = {}

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        known = self._earlier.get((job.base_url, reference.bulk_id))
        if known and self.target(job, operation, reference) is None:
            return known
        return super().target_id(job, operation, reference)

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        for bulk_id, post in job.definitions.items():
            self._earlier[job.base_url, bulk_id] = job.ids[post.index]
        return super().finished(job, results, savepoint)


@fault(
    "duplicate-bulk-id-created",
    breaks=("BULK-3.7-16",),
    also_breaks={"BULK-3.7-46": "of two resources the first is taken"},
    aka=("E9",),
    seen_in="scimmy, agent-bom",
)
class DuplicateBulkIdCreated(Behaviour):
    """Two POSTs with one bulkId are both carried out, and a reference to it means the first."""

    def check_bulk_id(self, job: Job, operation: Operation) -> None:
        known = isinstance(operation.bulk_id, str) and operation.bulk_id in job.definitions
        if not known or job.definitions[operation.bulk_id] is operation:
            super().check_bulk_id(job, operation)


@fault("duplicate-bulk-id-last-wins", breaks=("BULK-3.7-16", "BULK-3.7-46"), aka=("E9",))
class DuplicateBulkIdLastWins(DuplicateBulkIdCreated):
    """Two POSTs with one bulkId are both carried out, and a reference to it means the last."""

    def target(self, job: Job, operation: Operation, reference: Reference) -> Operation | None:
        definitions = [each for each in job.operations if each.bulk_id == reference.bulk_id]
        return definitions[-1] if definitions else None


@fault(
    "duplicate-bulk-id-result-lost", breaks=("BULK-3.7.3-01",), aka=("E11",), seen_in="Azure reference code"
)
class DuplicateBulkIdResultLost(DuplicateBulkIdCreated):
    """Two POSTs with one bulkId are both carried out, and one result is returned for both."""

    def results(self, job: Job, results: Results) -> list[dict[str, Any]]:
        listed = super().results(job, results)
        by_bulk_id = {result.get("bulkId", index): result for index, result in enumerate(listed)}
        return list(by_bulk_id.values())


def forward(behaviour: Behaviour, job: Job, operation: Operation, reference: Reference) -> bool:
    """Tell whether a reference points to a later operation, rings aside."""
    target = behaviour.target(job, operation, reference)
    later = target is not None and target.index > operation.index
    return later and operation.index not in on_rings(behaviour.edges(job))


def looks_forward(behaviour: Behaviour, job: Job, operation: Operation) -> bool:
    """Tell whether an operation refers to a later one, rings aside."""
    return any(forward(behaviour, job, operation, found) for found in behaviour.references(operation))


@fault(
    "forward-reference-literal",
    breaks=("BULK-3.7.2-03",),
    also_breaks={
        "BULK-3.7.2-04": "the text is not the id that belongs there",
        "BULK-3.7.2-07": "one of them stands in a PUT",
    },
    aka=("E36",),
    seen_in="laravel-scim-server, agent-bom",
)
class ForwardReferenceLiteral(Literal):
    """A reference to a later operation is stored as text."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return forward(self, job, operation, reference)


@fault(
    "forward-reference-dropped",
    breaks=("BULK-3.7.2-04",),
    also_breaks={"BULK-3.7.2-07": "one of them stands in a PUT"},
)
class ForwardReferenceDropped(Dropped):
    """A reference to a later operation is dropped in silence."""

    def drops(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return forward(self, job, operation, reference)


@fault("forward-reference-500", breaks=("BULK-3.7.2-04",), aka=("E35",))
class ForwardReference500(Behaviour):
    """An operation that refers to a later one answers 500."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if looks_forward(self, job, job.operations[operation.index]):
            raise KeyError(f"{PREFIX} is not known yet")
        return super().perform(job, operation)


@fault("forward-reference-hangs", breaks=("BULK-3.7.2-04",), aka=("E37",), seen_in="scimmy")
class ForwardReferenceHangs(Behaviour):
    """A job with a reference to a later operation is not answered in time."""

    async def pause(self, job: Job) -> None:
        await super().pause(job)
        if any(looks_forward(self, job, operation) for operation in job.operations):
            await hang()


async def hang() -> None:
    """Wait longer than a client does, then give the job up: nobody would clean up what it creates.

    Raises:
        Refusal: 503, always.
    """
    await asyncio.sleep(HANG)
    raise Refusal(503, "The job took too long.")
