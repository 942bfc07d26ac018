"""How a request or an operation is refused, and the SCIM Error that says so."""

from collections.abc import Mapping
from typing import Any

from scim2_models import SCIMException
from scim2_server.errors import MethodNotAllowedException

from conformance.reference.models import ERROR


class Refusal(Exception):  # noqa: N818 - what is refused is no error of the server
    """A request or an operation that is not carried out.

    Attributes:
        status: HTTP status code.
        detail: Why, for a person.
        scim_type: Keyword of RFC 7644 table 9; empty where none applies.
        headers: Further headers of the answer.
        document: A body that stands in place of the SCIM Error, where a contract asks for another one.
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
    def of(cls, exception: SCIMException) -> "Refusal":
        """Return the refusal that an exception of the single-request handlers stands for."""
        allowed = exception.allowed if isinstance(exception, MethodNotAllowedException) else []
        headers = {"Allow": ", ".join(allowed)} if allowed else {}
        return cls(exception.status, exception.detail, exception.scim_type, headers=headers)

    def body(self) -> dict[str, Any]:
        """Return the document that tells the client (RFC 7644 section 3.12)."""
        if self.document is not None:
            return self.document
        document = {"schemas": [ERROR], "status": str(self.status), "detail": self.detail}
        return document | ({"scimType": self.scim_type} if self.scim_type else {})
