"""Bulk requests and their operations (RFC 7644 section 3.7)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.scim.document import BULK_ID_PREFIX, attr

BULK_REQUEST = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
BULK_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE_USER = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def ref(bulk_id: str) -> str:
    """Return a reference to a bulkId (RFC 7644 section 3.7.2)."""
    return f"{BULK_ID_PREFIX}{bulk_id}"


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference from the data of an operation to the POST with a bulkId.

    Attributes:
        source: Index of the operation that contains it, from 0.
        attribute: The attribute that contains it, such as ``members`` or ``manager``.
        bulk_id: The bulkId referred to.
        target: Index of the POST with that bulkId; None if no operation defines it.
    """

    source: int
    attribute: str
    bulk_id: str
    target: int | None

    @property
    def forward(self) -> bool:
        """True if a later operation creates the resource."""
        return self.target is not None and self.target > self.source


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a bulk request.

    Attributes:
        method: HTTP method.
        path: Path relative to the base URL, such as ``/Users`` or ``/Users/2819c223``.
        bulk_id: The bulkId; None is not sent.
        data: The resource or PatchOp message; None is not sent.
        version: The expected ETag of the resource; None is not sent.
    """

    method: str
    path: str
    bulk_id: str | None = None
    data: Mapping[str, Any] | None = None
    version: str | None = None

    @property
    def creates(self) -> bool:
        """True for a POST."""
        return self.method == "POST"

    @property
    def endpoint(self) -> str:
        """The endpoint of the resource type, such as ``/Users``."""
        return "/" + self.path.lstrip("/").partition("/")[0]

    def document(self) -> dict[str, Any]:
        """Return the operation as a JSON object."""
        members = {
            "method": self.method,
            "path": self.path,
            "bulkId": self.bulk_id,
            "version": self.version,
            "data": self.data,
        }
        return {name: value for name, value in members.items() if value is not None}


def _references(data: object) -> Iterator[tuple[str, str]]:
    """Yield attribute and bulkId of the references in a resource or in the values of a PatchOp message."""
    whole = data.items() if isinstance(data, dict) else ()
    found = [(name, value) for name, value in whole if name != "Operations"]
    for operation in attr(data, "Operations") or ():
        path = str(attr(operation, "path") or "")
        value = attr(operation, "value")
        found.append((path.rpartition(":")[2].partition(".")[0], value))
        if not path and isinstance(value, dict):
            found.extend(value.items())
    for name, value in found:
        if isinstance(value, dict) and name.lower().startswith("urn:"):
            found.extend(value.items())
            continue
        for item in value if isinstance(value, list) else [value]:
            bare = item if name in ("members", "manager") else None
            text = attr(item, "value") if isinstance(item, dict) else bare
            if isinstance(text, str) and text.startswith(BULK_ID_PREFIX):
                yield name, text.removeprefix(BULK_ID_PREFIX)


@dataclass(frozen=True, slots=True)
class Job:
    """A bulk request.

    Attributes:
        operations: The operations in request order.
        fail_on_errors: The number of errors that ends the request; None is not sent.
        malformed: The JSON values that are sent instead of operations, by index; the operation at this index
            is the valid one.
    """

    operations: tuple[Operation, ...]
    fail_on_errors: int | None = None
    malformed: Mapping[int, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """Return the BulkRequest message as a JSON object."""
        limit = {} if self.fail_on_errors is None else {"failOnErrors": self.fail_on_errors}
        operations = [
            self.malformed[index] if index in self.malformed else operation.document()
            for index, operation in enumerate(self.operations)
        ]
        return {"schemas": [BULK_REQUEST], **limit, "Operations": operations}

    def encode(self) -> bytes:
        """Return the BulkRequest message as JSON in UTF-8; a lone surrogate is escaped."""
        return json.dumps(self.document(), ensure_ascii=False).encode(errors="backslashreplace")

    def defines(self, bulk_id: str) -> tuple[int, ...]:
        """Return the indexes of the POSTs with a bulkId; several if the bulkId is ambiguous on purpose."""
        return tuple(
            index
            for index, operation in enumerate(self.operations)
            if operation.creates and operation.bulk_id == bulk_id
        )

    def references(self) -> tuple[Reference, ...]:
        """Return every reference in the data of the operations, in their order."""
        return tuple(
            Reference(index, attribute, bulk_id, next(iter(self.defines(bulk_id)), None))
            for index, operation in enumerate(self.operations)
            for attribute, bulk_id in _references(operation.data)
        )
