"""Further faults in which a job treats a change otherwise than a single request: names, parts, passwords."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.faults.one_form import shown
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.refusal import Refusal


class _RewrittenPatch(Behaviour):
    """Carries out other changes than a PATCH in a job asks for; it is done even where none are left."""

    def changes(self, change: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return what is carried out in place of one change."""
        raise NotImplementedError

    def perform(self, job: Job, operation: Operation) -> Outcome:
        listed = operation.data.get("Operations") if operation.method == "PATCH" else None
        if not isinstance(listed, list) or not all(isinstance(change, dict) for change in listed):
            return super().perform(job, operation)
        others = [each for change in listed for each in self.changes(change)]
        if listed and not others:
            return job.tenant.single(ScimRequest("GET", job.base_url, operation.path))
        return super().perform(job, replace(operation, data={**operation.data, "Operations": others}))


@fault("patch-to-false-ignored-in-bulk", breaks=("BULK-3.7-61",))
class PatchToFalseIgnoredInBulk(_RewrittenPatch):
    """A PATCH that sets a value to false does so alone, and nothing in a job."""

    def changes(self, change: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [] if change.get("value") is False else [dict(change)]


def _is_part(change: Mapping[str, Any]) -> bool:
    """Tell whether a change is one of a part of the name of a person."""
    return str(change.get("path")).startswith("name.")


@fault("part-by-path-ignored-in-bulk", breaks=("BULK-3.7-61",))
class PartByPathIgnoredInBulk(_RewrittenPatch):
    """A PATCH of a part of a complex value by its path changes it alone, and nothing in a job."""

    def changes(self, change: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [] if _is_part(change) else [dict(change)]


@fault("part-by-path-clears-others-in-bulk", breaks=("BULK-3.7-61",))
class PartByPathClearsOthersInBulk(_RewrittenPatch):
    """A PATCH of a part of a complex value by its path keeps the others alone, and clears them in a job."""

    def changes(self, change: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [*([{"op": "remove", "path": "name"}] if _is_part(change) else []), dict(change)]


@fault("name-in-capitals-created-in-bulk", breaks=("BULK-3.7.3-05",))
class NameInCapitalsCreatedInBulk(Behaviour):
    """A taken userName in other letters is a conflict alone, and a user more in a job."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except Refusal as refusal:
            name = str(operation.data.get("userName")) if operation.method == "POST" else ""
            if refusal.scim_type != "uniqueness" or name == name.lower():
                raise
        free = replace(operation, data={**operation.data, "userName": f"{name}~"})
        outcome = super().perform(job, free)
        body = {**(outcome.body or {}), "userName": name}
        job.tenant.storage.alter(body["id"], user_name=name)
        return replace(outcome, body=body)


@fault("own-name-in-capitals-409-in-bulk", breaks=("BULK-3.7.3-05",))
class OwnNameInCapitals409InBulk(Behaviour):
    """A PUT of a user's own name in other letters is done alone, and a conflict in a job."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        name = str(operation.data.get("userName")) if operation.method == "PUT" else ""
        own = str((shown(job, operation) or {}).get("userName")) if name else ""
        if name != own and name.lower() == own.lower():
            raise Refusal(409, "The userName is in use.", "uniqueness")
        return super().perform(job, operation)


@fault("patched-password-shown", breaks=("CORE-4.1-01",))
class PatchedPasswordShown(Behaviour):
    """The result of a PATCH of the password shows it, those of POST and PUT do not."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        data = operation.data if operation.method == "PATCH" and isinstance(operation.data, dict) else {}
        changes = [change for change in data.get("Operations") or () if isinstance(change, dict)]
        sent = [change.get("value") for change in changes if change.get("path") == "password"]
        if sent and not outcome.failed and "response" in document:
            document["response"] = document["response"] | {"password": sent[-1]}
        return document
