"""An HTTP request to the server, and the response before serialization."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Exchange:
    """A request without its body.

    Attributes:
        path: The path under the SCIM root, such as ``/Users/2819c223``; the root itself is ``/``.
        origin: Scheme, host and port of the socket, independent of the Host header.
        headers: Request headers, names in lower case.
        root: Path of the SCIM root of the tenant.
    """

    method: str
    tenant: str
    root: str
    path: str
    origin: str
    query: Mapping[str, str]
    headers: Mapping[str, str]

    @property
    def is_bulk(self) -> bool:
        """True for the Bulk endpoint."""
        return self.path.strip("/") == "Bulk"


@dataclass(frozen=True)
class ServerResponse:
    """A response before serialization.

    Attributes:
        document: The JSON document; None for an empty body.
        media_type: The media type of the document; empty for the negotiated one, None for no Content-Type.
        raw: Bytes to send instead of the document; None sends the document.
    """

    status: int
    document: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str | None = ""
    raw: bytes | None = None
