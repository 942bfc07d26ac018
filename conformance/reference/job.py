"""A bulk request and the outcomes of its operations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scim2_models import SCIMException
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest

from conformance.reference.auth import Claims
from conformance.reference.scim_error import ScimError
from conformance.reference.storage import TenantStorage


@dataclass(frozen=True)
class Operation:
    """One operation as received; attributes may be any JSON value, and None if absent or null.

    Attributes:
        index: Its index in the bulk request, from 0.
        raw: The JSON value of the operation.
    """

    index: int
    raw: Any
    method: Any = None
    bulk_id: Any = None
    version: Any = None
    path: Any = None
    data: Any = None

    @classmethod
    def read(cls, index: int, raw: object) -> "Operation":
        """Read an operation from its JSON value, attribute names in any letter case (RFC 7643 2.1)."""
        if not isinstance(raw, dict):
            return cls(index, raw)
        sent = {name.lower(): value for name, value in raw.items()}
        return cls(
            index,
            raw,
            sent.get("method"),
            sent.get("bulkid"),
            sent.get("version"),
            sent.get("path"),
            sent.get("data"),
        )


@dataclass(frozen=True)
class Outcome:
    """The outcome of a single request or of an operation.

    Attributes:
        status: HTTP status code.
        body: The resource, list or SCIM Error; None without a body.
        headers: SCIM headers such as ETag and Location.
        location: The URL of the resource; None if unknown, such as for a failed POST.
    """

    status: int
    body: dict[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    location: str | None = None

    @property
    def failed(self) -> bool:
        """True if the status is not in the 200 series."""
        return not 200 <= self.status < 300

    @property
    def version(self) -> str | None:
        """The entity-tag of the resource; None without one."""
        return self.headers.get("ETag")


@dataclass(frozen=True)
class Tenant:
    """One tenant: its store, and the handler of single requests on that store."""

    storage: TenantStorage
    handler: ScimHandler

    def single(self, request: ScimRequest) -> Outcome:
        """Process one request.

        Raises:
            ScimError: The handler rejects the request.
        """
        try:
            response = self.handler.handle(request)
        except SCIMException as exception:
            raise ScimError.of(exception) from exception
        return Outcome(int(response.status), response.body, response.headers)


@dataclass
class Job:
    """A bulk request in progress.

    Attributes:
        base_url: URL of the SCIM root as the client sees it.
        fail_on_errors: The number of errors that ends the request; None or 0 for no limit.
        ids: The reserved id of each POST, by index.
        definitions: The POST that defines each bulkId.
        rejected: Operations that are rejected before processing, by index.
    """

    tenant: Tenant
    claims: Claims
    base_url: str
    operations: list[Operation]
    fail_on_errors: int | None = None
    ids: dict[int, str] = field(default_factory=dict)
    definitions: dict[str, Operation] = field(default_factory=dict)
    rejected: dict[int, ScimError] = field(default_factory=dict)


Results = list[tuple[Operation, Outcome]]
"""The processed operations and their outcomes, in the order of processing."""
