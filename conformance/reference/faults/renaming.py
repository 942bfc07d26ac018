"""Faults in which a job asks for names that are taken as they were before it."""

from collections.abc import Collection
from dataclasses import replace

from scim2_models import User

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.refusal import Refusal


class _AsBefore(Behaviour):
    """Remembers who had which name before the job."""

    before: dict[str, str]

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        self.before = _names(job)
        super().prepare(job, edges)

    def renamed(self, job: Job) -> dict[str, str]:
        """Return the names that users gave up in the job, each with the one that they have now."""
        now = {id_: name for name, id_ in _names(job).items()}
        return {old: now[id_] for old, id_ in self.before.items() if now.get(id_, old) != old}


def _names(job: Job) -> dict[str, str]:
    users = (each for each in job.tenant.storage.resources if isinstance(each, User))
    return {str(user.user_name).lower(): str(user.id) for user in users}


@fault("old-name-stays-taken", breaks=("BULK-3.7-38",))
class OldNameStaysTaken(_AsBefore):
    """The name that a user gives up in a job is free behind it only."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "POST" and str(operation.data.get("userName")).lower() in self.renamed(job):
            raise Refusal(409, "The userName is in use.", "uniqueness")
        return super().perform(job, operation)


@fault("new-name-given-twice", breaks=("RESOURCE-3.3-01",))
class NewNameGivenTwice(_AsBefore):
    """The name that a user is given in a job is given to another one as well."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        name = str(operation.data.get("userName")) if operation.method == "POST" else ""
        if name.lower() not in self.renamed(job).values():
            return super().perform(job, operation)
        outcome = super().perform(job, replace(operation, data={**operation.data, "userName": f"{name}~"}))
        body = {**(outcome.body or {}), "userName": name}
        job.tenant.storage.alter(body["id"], user_name=name)
        return replace(outcome, body=body)
