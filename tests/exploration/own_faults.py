"""Faults that no fixed scenario names, and servers that are not always wrong."""

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.fault_bases import ReferencesDropped
from conformance.reference.graph import on_rings
from conformance.reference.references import Kind
from conformance.reference.refusal import Refusal


class CountsTwiceAfterADelete(Behaviour):
    """Behind an operation that deleted something, an error counts twice towards failOnErrors."""

    def order(self, job):
        self._deleted = False
        return super().order(job)

    def counts_as_error(self, operation, effect):
        errors = super().counts_as_error(operation, effect) * (2 if self._deleted else 1)
        self._deleted |= operation.method == "DELETE" and not effect.failed
        return errors


class LosesUpdatesOfNewUsers(Behaviour):
    """A change of a user that the same job created is reported as done and lost."""

    def perform(self, job, operation):
        changes = operation.method in ("PUT", "PATCH")
        if changes and operation.path.rpartition("/")[2] in job.ids.values():
            return job.tenant.single(ScimRequest("GET", job.base_url, operation.path))
        return super().perform(job, operation)


class LosesManagersBehindFailures(ReferencesDropped):
    """A manager that the job creates is dropped in silence once an operation has failed; rings aside."""

    def order(self, job):
        self._failed = False
        return super().order(job)

    def counts_as_error(self, operation, effect):
        self._failed |= effect.failed
        return super().counts_as_error(operation, effect)

    def drops(self, job, operation, reference):
        ring = operation.index in on_rings(self.edges(job))
        return self._failed and reference.attribute == "manager" and not ring


class LosesReferencesNowAndThen(ReferencesDropped):
    """Every second job loses its references."""

    _jobs = 0

    def prepare(self, job, edges):
        super().prepare(job, edges)
        self._jobs += 1

    def drops(self, job, operation, reference):  # noqa: ARG002 - as in faults
        return self._jobs % 2 == 1 and reference.kind is not Kind.PATH


class LosesReferencesOnce(ReferencesDropped):
    """One job loses its references, and none after it."""

    _lost_in = None

    def drops(self, job, operation, reference):
        if reference.kind is Kind.PATH or self.target(job, operation, reference) is None:
            return False
        self._lost_in = self._lost_in or job
        return job is self._lost_in


class KeepsUsersOnly(Behaviour):
    """Groups are claimed; to create one by itself ends in 500, as does a job with any path outside /Users."""

    def admit_single(self, exchange):
        super().admit_single(exchange)
        if (exchange.method, exchange.path.strip("/")) == ("POST", "Groups"):
            raise Refusal(500, "Groups are not kept.")

    async def pause(self, job):
        await super().pause(job)
        if any(not str(operation.path).startswith("/Users") for operation in job.operations):
            raise Refusal(500, "Groups are not kept.")


class KeepsNothingAlone(Behaviour):
    """Creating anything by itself ends in 500."""

    def admit_single(self, exchange):
        super().admit_single(exchange)
        if exchange.method == "POST":
            raise Refusal(500, "Nothing is kept.")


OWN_FAULTS = {
    "counts-twice-after-a-delete": CountsTwiceAfterADelete,
    "loses-updates-of-new-users": LosesUpdatesOfNewUsers,
    "loses-managers-behind-failures": LosesManagersBehindFailures,
}
FLAKY = {
    "loses-references-now-and-then": LosesReferencesNowAndThen,
    "loses-references-once": LosesReferencesOnce,
}
