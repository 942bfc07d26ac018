"""Faults in which a job treats PUT and PATCH, or a part of their data, otherwise than a single request."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.faults.one_form import shown
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.refusal import Refusal


class _Rewritten(Behaviour):
    """Changes the data of what a job changes before it is carried out."""

    def rewritten(self, job: Job, operation: Operation) -> dict[str, Any]:
        """Return the data that is carried out in place of that of an operation."""
        raise NotImplementedError

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        if isinstance(operation.data, dict):
            operation = replace(operation, data=self.rewritten(job, operation))
        return super().single_request(job, operation)


class _RewrittenChanges(_Rewritten):
    """Changes the changes of a PATCH."""

    def changes(self, change: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return what is carried out in place of one change."""
        raise NotImplementedError

    def rewritten(self, job: Job, operation: Operation) -> dict[str, Any]:
        listed = operation.data.get("Operations")
        if operation.method != "PATCH" or not isinstance(listed, list):
            return dict(operation.data)
        return {**operation.data, "Operations": [each for change in listed for each in self.changes(change)]}


@fault(
    "taken-name-done-in-bulk",
    breaks=("BULK-3.7.3-05",),
    also_breaks={"BULK-3.7.3-10": "what is reported as done is not stored"},
)
class TakenNameDoneInBulk(Behaviour):
    """A PUT or PATCH to the name of another is reported as done in a job, and changes nothing."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except Refusal as refusal:
            if refusal.scim_type != "uniqueness" or operation.method == "POST":
                raise
            return job.tenant.single(ScimRequest("GET", job.base_url, operation.path))


@fault("put-extension-lost-in-bulk", breaks=("BULK-3.7-61",))
class PutExtensionLostInBulk(_Rewritten):
    """The extension of what a PUT in a job replaces is lost, but for its manager."""

    def rewritten(self, job: Job, operation: Operation) -> dict[str, Any]:
        return {
            name: {"manager": value.get("manager")}
            if operation.method == "PUT" and name.startswith("urn:")
            else value
            for name, value in operation.data.items()
        }


@fault("null-ignored-in-bulk", breaks=("BULK-3.7-61",))
class NullIgnoredInBulk(_Rewritten):
    """Null in the data of a PUT clears an attribute alone, and nothing in a job."""

    def rewritten(self, job: Job, operation: Operation) -> dict[str, Any]:
        empty = [name for name, value in operation.data.items() if value is None]
        if operation.method != "PUT" or not empty:
            return dict(operation.data)
        before = shown(job, operation) or {}
        return {**operation.data, **{name: before.get(name) for name in empty}}


@fault("attribute-names-exact-in-bulk", breaks=("BULK-3.7-61",))
class AttributeNamesExactInBulk(_Rewritten):
    """An attribute whose name is in capitals is known alone, and ignored in a job."""

    def rewritten(self, job: Job, operation: Operation) -> dict[str, Any]:
        return {name: value for name, value in operation.data.items() if not name.isupper()}


@fault("complex-value-replaced-whole-in-bulk", breaks=("BULK-3.7-61",))
class ComplexValueReplacedWholeInBulk(_RewrittenChanges):
    """A PATCH of a part of a complex value keeps the other parts alone, and clears them in a job."""

    def changes(self, change: Mapping[str, Any]) -> list[dict[str, Any]]:
        whole = change.get("op") == "replace" and isinstance(change.get("value"), dict) and "path" in change
        return [*([{"op": "remove", "path": change["path"]}] if whole else []), dict(change)]


@fault("filtered-removal-ignored-in-bulk", breaks=("BULK-3.7-61",))
class FilteredRemovalIgnoredInBulk(_RewrittenChanges):
    """What a PATCH removes by a filter goes alone, and stays in a job; members go."""

    def changes(self, change: Mapping[str, Any]) -> list[dict[str, Any]]:
        path = str(change.get("path"))
        ignored = change.get("op") == "remove" and "[" in path and not path.startswith("members")
        return [] if ignored else [dict(change)]


@fault(
    "pathless-extension-lost-in-bulk",
    breaks=("BULK-3.7-61",),
    also_breaks={"BULK-3.7.2-07": "a manager that is a reference stands in one"},
)
class PathlessExtensionLostInBulk(_RewrittenChanges):
    """A PATCH without a path changes the extension alone, and nothing of it in a job."""

    def changes(self, change: Mapping[str, Any]) -> list[dict[str, Any]]:
        value = change.get("value")
        if "path" in change or not isinstance(value, dict):
            return [dict(change)]
        return [
            {**change, "value": {name: part for name, part in value.items() if not name.startswith("urn:")}}
        ]
