"""One HTTP request to the server, and the answer before it is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Exchange:
    """What is known of a request before its body is read.

    Attributes:
        path: Path under the SCIM root, such as ``/Users/2819c223``; the root itself is ``/``.
        origin: Scheme, host and port that the request came in on, whatever its Host header says.
        headers: Request headers, names in lower case.
        root: Path of the SCIM root, with the tenant filled in.
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
        """Whether it goes to the Bulk endpoint."""
        return self.path.strip("/") == "Bulk"


@dataclass(frozen=True)
class Answer:
    """What is to be sent.

    Attributes:
        document: The JSON document; None for an empty body.
        media_type: Media type of the document; empty for the one that was negotiated, None for no
            Content-Type at all.
        raw: Bytes sent in place of the document; None to send the document.
    """

    status: int
    document: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str | None = ""
    raw: bytes | None = None
