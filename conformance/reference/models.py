"""The published request and response models of the SCIM Bulk API (profile ``scaikey``).

Names, types, nullability, requiredness and defaults are the contract. ``schemas/scaikey/openapi.json`` has
the same contract, written by hand from the published tables. A test compares the two.
"""

from typing import Any

from pydantic import BaseModel, Field

BULK_REQUEST = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
BULK_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class SCIMBulkOperation(BaseModel):
    """One operation of a Bulk request (RFC 7644 section 3.7)."""

    method: str
    bulkId: str | None = None  # noqa: N815 - SCIM's name
    version: str | None = None
    path: str
    data: dict[str, Any] | None = None


class SCIMBulkRequest(BaseModel):
    """A Bulk request (RFC 7644 section 3.7)."""

    schemas: list[str] = [BULK_REQUEST]
    failOnErrors: int | None = None  # noqa: N815 - SCIM's name
    Operations: list[SCIMBulkOperation]


class SCIMBulkResponseOperation(BaseModel):
    """The result of one operation (RFC 7644 section 3.7.3)."""

    method: str
    bulkId: str | None = None  # noqa: N815 - SCIM's name
    version: str | None = None
    location: str | None = None
    status: str
    response: dict[str, Any] | None = None


class SCIMBulkResponse(BaseModel):
    """The response to a Bulk request (RFC 7644 section 3.7.3)."""

    schemas: list[str] = [BULK_RESPONSE]
    Operations: list[SCIMBulkResponseOperation]


class ValidationError(BaseModel):
    """One violation of the published request schema."""

    loc: list[str | int]
    msg: str
    type: str


class HTTPValidationError(BaseModel):
    """The body of a 422: all violations of the published request schema."""

    detail: list[ValidationError] = Field(default_factory=list)
