"""The Bulk engine (RFC 7644 3.7): carries a job out, asking a behaviour for every decision.

Each operation is carried out as the single request it stands for, in turn. Every POST is promised its id
before the first operation runs, so a reference may point backward, forward or round in a ring. Where it then
shows that a POST others refer to created nothing, the job is taken back and run again without those others.
"""

import logging
from collections.abc import Collection
from dataclasses import replace
from itertools import count

from conformance.reference.auth import Claims
from conformance.reference.behaviour import Behaviour
from conformance.reference.graph import dependants
from conformance.reference.job import Job, Operation, Outcome, Results, Tenant
from conformance.reference.refusal import Refusal

_LOG = logging.getLogger(__name__)
_RECONSIDERED = 3
"""From this attempt on what was refused for its references stays refused, so that a job settles."""


class BulkEngine:
    """Carries out jobs under one behaviour."""

    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour

    def read(self, document: object, tenant: Tenant, claims: Claims, base_url: str) -> Job:
        """Return the job that a decoded Bulk request asks for.

        Raises:
            Refusal: The request is refused as a whole.
        """
        raw, fail_on_errors = self._behaviour.read_envelope(document)
        operations = [self._behaviour.read_operation(index, operation) for index, operation in enumerate(raw)]
        job = Job(tenant, claims, base_url, operations, fail_on_errors)
        for operation in operations:
            if self._behaviour.reserves_id(operation):
                job.ids[operation.index] = self._behaviour.new_id()
                job.definitions.setdefault(operation.bulk_id, operation)
        return job

    def run(self, job: Job) -> Results:
        """Carry a job out and return what became of its operations, up to where it ended.

        Raises:
            Refusal: The behaviour refuses the job as a whole; nothing is left of it.
        """
        edges = self._behaviour.edges(job)
        storage = job.tenant.storage
        with storage.recording():
            savepoint = storage.savepoint()
            self._behaviour.prepare(job, edges)
            doomed: frozenset[int] = frozenset()
            for attempt in count(1):
                results = self._attempt(job, doomed)
                found = dependants(edges, _not_created(job, results, doomed))
                found |= doomed if attempt >= _RECONSIDERED else frozenset()
                if found == doomed or not self._behaviour.takes_back:
                    break
                storage.rollback(savepoint)
                doomed = found
            return self._behaviour.finished(job, results, savepoint)

    def _attempt(self, job: Job, doomed: Collection[int]) -> Results:
        """Carry out the operations in turn, refusing the doomed ones, until the job ends."""
        results: Results = []
        errors = 0
        for operation in self._behaviour.order(job):
            outcome = self._carry_out(job, operation, doomed=operation.index in doomed)
            results.append((operation, outcome))
            errors += self._behaviour.counts_as_error(operation, outcome)
            if self._behaviour.stops(job, errors):
                break
        return results

    def _carry_out(self, job: Job, operation: Operation, *, doomed: bool) -> Outcome:
        known = operation
        try:
            self._behaviour.admit(job, operation)
            known = self._behaviour.resolve(job, operation)
            outcome = self._decided(job, operation, known, doomed=doomed)
        except Refusal as refusal:
            outcome = self._refused(refusal)
        except RecursionError:
            outcome = self._refused(Refusal(400, "The operation is nested too deeply.", "invalidSyntax"))
        except Exception:  # noqa: BLE001 - one operation must not take the others down (RFC 7644 3.7)
            _LOG.exception("operation %d failed unexpectedly", operation.index)
            outcome = self._refused(Refusal(500, "The server met an unexpected condition."))
        return replace(outcome, location=self._behaviour.location(job, known, outcome))

    def _refused(self, refusal: Refusal) -> Outcome:
        return Outcome(refusal.status, self._behaviour.error(refusal), refusal.headers)

    def _decided(self, job: Job, operation: Operation, known: Operation, *, doomed: bool) -> Outcome:
        if operation.index in job.refused:
            raise job.refused[operation.index]
        if doomed:
            return self._behaviour.refuse_dependant(job, known)
        self._behaviour.check_path(known)
        return self._behaviour.perform(job, known)


def _not_created(job: Job, results: Results, doomed: Collection[int]) -> set[int]:
    """Return the places of the POSTs that created nothing, of themselves or because the job had ended."""
    created = {operation.index for operation, outcome in results if not outcome.failed}
    return {index for index in job.ids if index not in created and index not in doomed}
