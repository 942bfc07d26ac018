"""Permitted variations in processing operations: order, counted errors, time."""

import asyncio
from collections.abc import Collection

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.exchange import Exchange
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.scim_error import ScimError


@variant("unreferenced-duplicates-created", permits=("BULK-3.7-16",), aka=("Q12", "E9"))
class UnreferencedDuplicatesCreated(Behaviour):
    """The server applies two POSTs with one bulkId if no operation refers to it."""

    def check_bulk_id(self, job: Job, operation: Operation) -> None:
        referred = {each.bulk_id for other in job.operations for each in self.references(other)}
        first = job.definitions.get(operation.bulk_id) if isinstance(operation.bulk_id, str) else None
        super().check_bulk_id(job, operation if first is None or operation.bulk_id in referred else first)


@variant("zero-errors-as-one", permits=("BULK-3.7-34",), aka=("Q5", "G7"))
class ZeroErrorsAsOne(Behaviour):
    """The server reads failOnErrors 0 as 1."""

    def read_fail_on_errors(self, value: object) -> int | None:
        number = super().read_fail_on_errors(value)
        return 1 if number == 0 else number


@variant("waits-for-references", permits=("BULK-3.7-34", "BULK-3.7-38"))
class WaitsForReferences(Behaviour):
    """The server processes an unresolved operation after all that it can resolve."""

    def order(self, job: Job) -> list[Operation]:
        waiting, done = super().order(job), []
        while waiting:
            ready = next((each for each in waiting if not self._waits(job, each, waiting)), waiting[0])
            waiting = [each for each in waiting if each is not ready]
            done.append(ready)
        return done

    def _waits(self, job: Job, operation: Operation, waiting: list[Operation]) -> bool:
        targets = [self.target(job, operation, found) for found in self.references(operation)]
        return any(target is None or (target in waiting and target is not operation) for target in targets)


@variant("put-off-once", permits=("BULK-3.7-34", "BULK-3.7-38"))
class PutOffOnce(Behaviour):
    """The server puts an unresolved operation off once, to the end of the bulk request."""

    def order(self, job: Job) -> list[Operation]:
        ahead: list[Operation] = []
        behind: list[Operation] = []
        for operation in super().order(job):
            targets = [self.target(job, operation, found) for found in self.references(operation)]
            waits = any(target is not operation and target not in ahead for target in targets)
            (behind if waits else ahead).append(operation)
        return ahead + behind


@variant("dependants-not-counted", permits=("BULK-3.7-34",), aka=("Q39", "G23"))
class DependantsNotCounted(Behaviour):
    """The server does not count a 412 for a failed reference towards failOnErrors."""

    def order(self, job: Job) -> list[Operation]:
        self._dependants: set[int] = set()
        return super().order(job)

    def reject_dependant(self, job: Job, operation: Operation) -> Outcome:
        self._dependants.add(operation.index)
        try:
            return super().reject_dependant(job, operation)
        except ScimError as scim_error:
            raise ScimError(412, scim_error.detail) from None

    def counts_as_error(self, operation: Operation, outcome: Outcome) -> bool:
        return super().counts_as_error(operation, outcome) and operation.index not in self._dependants


@variant("duplicates-not-counted", permits=("BULK-3.7-34",))
class DuplicatesNotCounted(Behaviour):
    """The server rejects POSTs with one bulkId at the start and does not count them as errors."""

    def order(self, job: Job) -> list[Operation]:
        bulk_ids = [operation.bulk_id for operation in job.operations if operation.method == "POST"]
        self._pairs = {str(bulk_id) for bulk_id in bulk_ids if bulk_ids.count(bulk_id) > 1}
        return super().order(job)

    def counts_as_error(self, operation: Operation, outcome: Outcome) -> bool:
        pair = operation.method == "POST" and str(operation.bulk_id) in self._pairs
        return super().counts_as_error(operation, outcome) and not pair


@variant("references-first", permits=("BULK-3.7-38", "BULK-3.7.3-07"), aka=("Q21", "L7", "G24"))
class ReferencesFirst(Behaviour):
    """The server processes the POSTs to which others refer before the rest."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        self._wanted = {target for targets in edges.values() for target in targets}

    def order(self, job: Job) -> list[Operation]:
        return sorted(super().order(job), key=lambda operation: operation.index not in self._wanted)


@variant("slow-but-sure")
class SlowButSure(Behaviour):
    """The server responds to a bulk request after a quarter of a second."""

    async def pause(self, job: Job) -> None:
        await asyncio.sleep(0.25)


@variant("busy-now-and-then")
class BusyNowAndThen(Behaviour):
    """The server returns 503 and Retry-After to each fortieth bulk request (RFC 7231 6.6.4)."""

    jobs = 0

    def check_media_type(self, exchange: Exchange) -> None:
        self.jobs += 1
        if self.jobs % 40 == 0:
            raise ScimError(503, "The server is busy.", headers={"Retry-After": "1"})
        super().check_media_type(exchange)
