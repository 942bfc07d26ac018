"""A Bulk job as it was asked for, and what became of each operation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scim2_models import SCIMException
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest

from conformance.reference.auth import Claims
from conformance.reference.refusal import Refusal
from conformance.reference.storage import TenantStorage


@dataclass(frozen=True)
class Operation:
    """One operation as it was sent; whatever JSON value stood there, absent and null alike being None.

    Attributes:
        index: Its place in the job, from 0.
        raw: The whole operation.
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
    """What became of one request, sent singly or as an operation.

    Attributes:
        status: HTTP status code.
        body: The resource, list or SCIM Error; None where there is none.
        headers: SCIM headers such as ETag and Location.
        location: The resource's URL, which only a failed POST cannot have; None where unknown.
    """

    status: int
    body: dict[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    location: str | None = None

    @property
    def failed(self) -> bool:
        """Whether the status is not in the 200 series."""
        return not 200 <= self.status < 300

    @property
    def version(self) -> str | None:
        """The entity-tag of the resource, where there is one."""
        return self.headers.get("ETag")


@dataclass(frozen=True)
class Tenant:
    """One tenant: its store, and the handler of single requests on that store."""

    storage: TenantStorage
    handler: ScimHandler

    def single(self, request: ScimRequest) -> Outcome:
        """Carry out one request.

        Raises:
            Refusal: The request is refused, in the words of the handler.
        """
        try:
            response = self.handler.handle(request)
        except SCIMException as exception:
            raise Refusal.of(exception) from exception
        return Outcome(int(response.status), response.body, response.headers)


@dataclass
class Job:
    """A Bulk job while it is carried out.

    Attributes:
        base_url: URL of the SCIM root as the client sees it.
        fail_on_errors: How many errors end the job; None or 0 for no limit.
        ids: The id that each POST's resource will have, by place in the job.
        definitions: The POST that each bulkId stands for.
        refused: Operations that are refused beforehand, by place in the job.
    """

    tenant: Tenant
    claims: Claims
    base_url: str
    operations: list[Operation]
    fail_on_errors: int | None = None
    ids: dict[int, str] = field(default_factory=dict)
    definitions: dict[str, Operation] = field(default_factory=dict)
    refused: dict[int, Refusal] = field(default_factory=dict)


Results = list[tuple[Operation, Outcome]]
"""What became of the operations that were carried out, in the order in which that was done."""
