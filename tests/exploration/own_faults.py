"""Faults without a fixed scenario, and intermittent faults."""

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.fault_bases import ReferencesDropped
from conformance.reference.graph import on_rings
from conformance.reference.references import Kind
from conformance.reference.scim_error import ScimError


class CountsTwiceAfterADelete(Behaviour):
    """After a successful DELETE, an error counts twice towards failOnErrors."""

    def order(self, job):
        self._deleted = False
        return super().order(job)

    def counts_as_error(self, operation, effect):
        errors = super().counts_as_error(operation, effect) * (2 if self._deleted else 1)
        self._deleted |= operation.method == "DELETE" and not effect.failed
        return errors


class LosesUpdatesOfNewUsers(Behaviour):
    """The server reports a change of a user created in the same request as done, but does not store it."""

    def perform(self, job, operation):
        changes = operation.method in ("PUT", "PATCH")
        if changes and operation.path.rpartition("/")[2] in job.ids.values():
            return job.tenant.single(ScimRequest("GET", job.base_url, operation.path))
        return super().perform(job, operation)


class LosesManagersBehindFailures(ReferencesDropped):
    """After a failed operation, the server drops references to managers that are not circular."""

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
    """Every second bulk request loses its references."""

    _jobs = 0

    def prepare(self, job, edges):
        super().prepare(job, edges)
        self._jobs += 1

    def drops(self, job, operation, reference):  # noqa: ARG002 - as in faults
        return self._jobs % 2 == 1 and reference.kind is not Kind.PATH


class LosesReferencesOnce(ReferencesDropped):
    """One bulk request loses its references, and no later one."""

    _lost_in = None

    def drops(self, job, operation, reference):
        if reference.kind is Kind.PATH or self.target(job, operation, reference) is None:
            return False
        self._lost_in = self._lost_in or job
        return job is self._lost_in


class KeepsUsersOnly(Behaviour):
    """The server claims groups, but returns 500 for a POST of one, single or in a bulk request."""

    def admit_single(self, exchange):
        super().admit_single(exchange)
        if (exchange.method, exchange.path.strip("/")) == ("POST", "Groups"):
            raise ScimError(500, "Groups are not stored.")

    async def pause(self, job):
        await super().pause(job)
        if any(not str(operation.path).startswith("/Users") for operation in job.operations):
            raise ScimError(500, "Groups are not stored.")


class KeepsNothingAlone(Behaviour):
    """A single POST returns 500."""

    def admit_single(self, exchange):
        super().admit_single(exchange)
        if exchange.method == "POST":
            raise ScimError(500, "Nothing is stored.")


OWN_FAULTS = {
    "counts-twice-after-a-delete": CountsTwiceAfterADelete,
    "loses-updates-of-new-users": LosesUpdatesOfNewUsers,
    "loses-managers-behind-failures": LosesManagersBehindFailures,
}
FLAKY = {
    "loses-references-now-and-then": LosesReferencesNowAndThen,
    "loses-references-once": LosesReferencesOnce,
}
