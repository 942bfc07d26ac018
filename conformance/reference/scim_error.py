"""The SCIM Error with which a request or an operation is rejected."""

from collections.abc import Mapping
from typing import Any

from scim2_models import SCIMException
from scim2_server.errors import MethodNotAllowedException

from conformance.reference.models import ERROR


class ScimError(Exception):
    """The request or operation is rejected.

    Attributes:
        status: HTTP status code.
        detail: A human-readable reason.
        scim_type: The keyword of RFC 7644 table 9; empty for none.
        headers: Further headers of the response.
        document: A body instead of the SCIM Error, if a contract requires one.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        scim_type: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        document: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.scim_type = scim_type
        self.headers = dict(headers or {})
        self.document = document

    @classmethod
    def of(cls, exception: SCIMException) -> "ScimError":
        """Return the rejection for an exception of the single-request handlers."""
        allowed = exception.allowed if isinstance(exception, MethodNotAllowedException) else []
        headers = {"Allow": ", ".join(allowed)} if allowed else {}
        return cls(exception.status, exception.detail, exception.scim_type, headers=headers)

    def body(self) -> dict[str, Any]:
        """Return the Error document (RFC 7644 section 3.12)."""
        if self.document is not None:
            return self.document
        document = {"schemas": [ERROR], "status": str(self.status), "detail": self.detail}
        return document | ({"scimType": self.scim_type} if self.scim_type else {})
