"""The Bulk engine (RFC 7644 section 3.7): processes a bulk request; a behaviour makes every decision.

The engine processes each operation in order as a single request. Every POST has its id reserved before the
first operation runs, so references may point backward, forward or in a circle. If a POST to which others
refer created nothing, the engine rolls the request back and processes it again without those others.
"""

import logging
from collections.abc import Collection
from dataclasses import replace
from itertools import count

from conformance.reference.auth import Claims
from conformance.reference.behaviour import Behaviour
from conformance.reference.graph import dependants
from conformance.reference.job import Job, Operation, Outcome, Results, Tenant
from conformance.reference.scim_error import ScimError

_LOG = logging.getLogger(__name__)
_RECONSIDERED = 3
"""From this attempt on, operations rejected for their references stay rejected, so that processing ends."""


class BulkEngine:
    """Processes bulk requests under one behaviour."""

    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour

    def read(self, document: object, tenant: Tenant, claims: Claims, base_url: str) -> Job:
        """Return the operations of a decoded bulk request as a `Job`.

        Raises:
            ScimError: The request is rejected as a whole.
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
        """Process a bulk request and return the outcomes of its operations, up to the one that ended it.

        Raises:
            ScimError: The behaviour rejects the request as a whole.
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
        """Process the operations in order until the request ends, and reject the doomed ones."""
        results: Results = []
        errors = 0
        for operation in self._behaviour.order(job):
            outcome = self._process(job, operation, doomed=operation.index in doomed)
            results.append((operation, outcome))
            errors += self._behaviour.counts_as_error(operation, outcome)
            if self._behaviour.stops(job, errors):
                break
        return results

    def _process(self, job: Job, operation: Operation, *, doomed: bool) -> Outcome:
        known = operation
        try:
            self._behaviour.admit(job, operation)
            known = self._behaviour.resolve(job, operation)
            outcome = self._decided(job, operation, known, doomed=doomed)
        except ScimError as scim_error:
            outcome = self._rejected(scim_error)
        except RecursionError:
            outcome = self._rejected(ScimError(400, "The operation is nested too deeply.", "invalidSyntax"))
        except Exception:  # noqa: BLE001 - one operation must not affect the others (RFC 7644 3.7)
            _LOG.exception("operation %d failed unexpectedly", operation.index)
            outcome = self._rejected(ScimError(500, "The server met an unexpected condition."))
        return replace(outcome, location=self._behaviour.location(job, known, outcome))

    def _rejected(self, scim_error: ScimError) -> Outcome:
        return Outcome(scim_error.status, self._behaviour.error(scim_error), scim_error.headers)

    def _decided(self, job: Job, operation: Operation, known: Operation, *, doomed: bool) -> Outcome:
        if operation.index in job.rejected:
            raise job.rejected[operation.index]
        if doomed:
            return self._behaviour.reject_dependant(job, known)
        self._behaviour.check_path(known)
        return self._behaviour.perform(job, known)


def _not_created(job: Job, results: Results, doomed: Collection[int]) -> set[int]:
    """Return the indexes of the POSTs that created nothing: they failed, or the request ended before them."""
    created = {operation.index for operation, outcome in results if not outcome.failed}
    return {index for index in job.ids if index not in created and index not in doomed}
