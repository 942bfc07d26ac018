"""Faults in which a PUT or PATCH in a bulk request changes other attributes than a single request."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.fault_bases import stored_resource, with_data
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.scim_error import ScimError


@fault("scim-type-differs-in-bulk", breaks=("BULK-3.7-60",))
class ScimTypeDiffersInBulk(Behaviour):
    """The server reports invalidSyntax for every PATCH that fails in a bulk request."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except ScimError as scim_error:
            if operation.method == "PATCH" and scim_error.scim_type:
                raise ScimError(scim_error.status, scim_error.detail, "invalidSyntax") from None
            raise


_OWN = {"schemas", "id", "meta", "userName"}


@fault("put-merges-in-bulk", breaks=("BULK-3.7-61",))
class PutMergesInBulk(Behaviour):
    """A PUT in a bulk request keeps the attributes that it omits; a single PUT clears them."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        if operation.method == "PUT":
            found = job.tenant.single(ScimRequest("GET", job.base_url, operation.path))
            before = {name: value for name, value in (found.body or {}).items() if name not in _OWN}
            operation = with_data(operation, before | operation.data)
        return super().single_request(job, operation)


@fault("patch-half-applied-in-bulk", breaks=("BULK-3.7-61",))
class PatchHalfAppliedInBulk(Behaviour):
    """A PATCH in a bulk request whose second change fails applies the first one."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except ScimError:
            if operation.method == "PATCH" and len(operation.data.get("Operations") or ()) > 1:
                first = operation.data["Operations"][:1]
                super().perform(job, with_data(operation, operation.data | {"Operations": first}))
            raise


class _Rewritten(Behaviour):
    """Changes the data of PUT and PATCH operations before they are processed."""

    def rewritten(self, job: Job, operation: Operation) -> dict[str, Any]:
        """Return the data to process instead of the data of an operation."""
        raise NotImplementedError

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        if isinstance(operation.data, dict):
            operation = replace(operation, data=self.rewritten(job, operation))
        return super().single_request(job, operation)


@fault("put-extension-lost-in-bulk", breaks=("BULK-3.7-61",))
class PutExtensionLostInBulk(_Rewritten):
    """A PUT in a bulk request loses the extension of the resource, except its manager."""

    def rewritten(self, job: Job, operation: Operation) -> dict[str, Any]:
        return {
            name: {"manager": value.get("manager")}
            if operation.method == "PUT" and name.startswith("urn:")
            else value
            for name, value in operation.data.items()
        }


@fault("null-ignored-in-bulk", breaks=("BULK-3.7-61",))
class NullIgnoredInBulk(_Rewritten):
    """Null in the data of a PUT clears an attribute in a single request, but not in a bulk request."""

    def rewritten(self, job: Job, operation: Operation) -> dict[str, Any]:
        empty = [name for name, value in operation.data.items() if value is None]
        if operation.method != "PUT" or not empty:
            return dict(operation.data)
        before = stored_resource(job, operation) or {}
        return {**operation.data, **{name: before.get(name) for name in empty}}


@fault("attribute-names-exact-in-bulk", breaks=("BULK-3.7-61",))
class AttributeNamesExactInBulk(_Rewritten):
    """The server ignores attribute names in capitals in a bulk request, but not in a single request."""

    def rewritten(self, job: Job, operation: Operation) -> dict[str, Any]:
        return {name: value for name, value in operation.data.items() if not name.isupper()}


class _RewrittenChanges(_Rewritten):
    """Rewrites each change of a PATCH."""

    def changes(self, change: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the changes to apply instead of one change."""
        raise NotImplementedError

    def rewritten(self, job: Job, operation: Operation) -> dict[str, Any]:
        listed = operation.data.get("Operations")
        if operation.method != "PATCH" or not isinstance(listed, list):
            return dict(operation.data)
        return {**operation.data, "Operations": [each for change in listed for each in self.changes(change)]}


@fault("complex-value-replaced-whole-in-bulk", breaks=("BULK-3.7-61",))
class ComplexValueReplacedWholeInBulk(_RewrittenChanges):
    """A PATCH of a part of a complex value in a bulk request clears the other parts."""

    def changes(self, change: Mapping[str, Any]) -> list[dict[str, Any]]:
        whole = change.get("op") == "replace" and isinstance(change.get("value"), dict) and "path" in change
        return [*([{"op": "remove", "path": change["path"]}] if whole else []), dict(change)]


@fault("filtered-removal-ignored-in-bulk", breaks=("BULK-3.7-61",))
class FilteredRemovalIgnoredInBulk(_RewrittenChanges):
    """A PATCH in a bulk request ignores a removal by filter, except of members."""

    def changes(self, change: Mapping[str, Any]) -> list[dict[str, Any]]:
        path = str(change.get("path"))
        ignored = change.get("op") == "remove" and "[" in path and not path.startswith("members")
        return [] if ignored else [dict(change)]


# Also breaks BULK-3.7.2-07: one of its references is a manager in an extension.
@fault("pathless-extension-lost-in-bulk", breaks=("BULK-3.7-61",))
class PathlessExtensionLostInBulk(_RewrittenChanges):
    """A PATCH without a path in a bulk request does not change the extension."""

    def changes(self, change: Mapping[str, Any]) -> list[dict[str, Any]]:
        value = change.get("value")
        if "path" in change or not isinstance(value, dict):
            return [dict(change)]
        return [
            {**change, "value": {name: part for name, part in value.items() if not name.startswith("urn:")}}
        ]


class _RewrittenPatch(Behaviour):
    """Applies other changes than a PATCH in a bulk request asks for, and reports success without any."""

    def changes(self, change: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the changes to apply instead of one change."""
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
    """A PATCH in a bulk request ignores a change to false."""

    def changes(self, change: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [] if change.get("value") is False else [dict(change)]


def _is_part(change: Mapping[str, Any]) -> bool:
    """Return whether a change targets a sub-attribute of ``name``."""
    return str(change.get("path")).startswith("name.")


@fault("part-by-path-ignored-in-bulk", breaks=("BULK-3.7-61",))
class PartByPathIgnoredInBulk(_RewrittenPatch):
    """A PATCH in a bulk request ignores a change of a sub-attribute by its path."""

    def changes(self, change: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [] if _is_part(change) else [dict(change)]


@fault("part-by-path-clears-others-in-bulk", breaks=("BULK-3.7-61",))
class PartByPathClearsOthersInBulk(_RewrittenPatch):
    """A PATCH of a sub-attribute by its path in a bulk request clears the other sub-attributes."""

    def changes(self, change: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [*([{"op": "remove", "path": "name"}] if _is_part(change) else []), dict(change)]
