"""Add the required sub-attributes to references (RFC 7643 section 8.7.1)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from conformance.client.discovery import Capabilities
from conformance.scim.bulk_request import Job, Operation
from conformance.scim.document import BULK_ID_PREFIX
from conformance.scim.fitting import FILLING, required
from conformance.scim.paths import segment
from conformance.scim.required_sub_attributes import completed


class Completion:
    """Adds the sub-attributes that one server requires of members of groups, besides ``value``.

    Args:
        capabilities: What the server claims.
    """

    def __init__(self, capabilities: Capabilities) -> None:
        self._resource_types = capabilities.resource_types
        groups = self._resource_types.groups
        definition = capabilities.attribute(groups.schema, groups.members)
        self._required = required({"value": FILLING}, definition)

    def job(self, job: Job, existing: Iterable[str]) -> Job:
        """Return a bulk request whose members of groups have all required sub-attributes.

        Args:
            job: The bulk request.
            existing: Paths of the stored resources.
        """
        if not self._required:
            return job
        made = {each.bulk_id: each.endpoint for each in job.operations if each.creates and each.bulk_id}
        endpoints = {f"{BULK_ID_PREFIX}{bulk_id}": endpoint for bulk_id, endpoint in made.items()}
        stored = tuple(existing)
        operations = (self._operation(operation, stored, endpoints) for operation in job.operations)
        return replace(job, operations=tuple(operations))

    def _operation(self, operation: Operation, existing: Iterable[str], made: Mapping[str, str]) -> Operation:
        return replace(operation, data=self.data(operation.data, existing, made))

    def data(self, data: object, existing: Iterable[str], made: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 - a JSON value
        """Return a resource or a PatchOp message with the same sub-attributes.

        Args:
            data: The resource or the message.
            existing: Paths of the stored resources.
            made: Endpoints of the resources that the same bulk request creates, by ``bulkId:`` reference.
        """
        if not self._required:
            return data
        stored = frozenset(existing)

        def parts(value: str) -> Mapping[str, Any]:
            group = self._resource_types.groups.endpoint
            grouped = (made or {}).get(value) == group or f"{group}/{segment(value)}" in stored
            endpoint = group if grouped else self._resource_types.users.endpoint
            known = {"type": self._type(endpoint), "$ref": f"..{endpoint}/{value}"}
            return {name: known.get(name) or sample for name, sample in self._required.items()}

        return completed(data, self._resource_types.groups.members, parts)

    def _type(self, endpoint: str) -> str:
        type_ = self._resource_types.of(endpoint)
        return type_.name if type_ else ""
