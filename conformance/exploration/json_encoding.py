"""Encode a bulk request in unusual but equivalent JSON (RFC 8259, RFC 7643 sections 2.5 and 3)."""

import json
import re
from collections.abc import Mapping
from typing import Any

from conformance.oracle.bulk import JsonEncoding
from conformance.scim.bulk_request import Job

UNKNOWN = {"scimconfUnknown": {"defined": "nowhere"}}
"""An unknown attribute."""

ODD = ' é:/"🦉'
"""The suffix of an unusual bulkId."""


def encode(job: Job, encoding: JsonEncoding | None) -> bytes:
    """Return a bulk request in an encoding, as UTF-8."""
    document = job.document()
    if encoding is JsonEncoding.TURNED:
        document = _reversed(document)
    elif encoding is JsonEncoding.NULLS:
        operations = [dict.fromkeys(("bulkId", "version", "data")) | each for each in document["Operations"]]
        document = {"failOnErrors": None} | document | {"Operations": operations}
    elif encoding is JsonEncoding.UNKNOWN:
        document |= {"Operations": [each | UNKNOWN for each in document["Operations"]]} | UNKNOWN
    text = json.dumps(document, ensure_ascii=False, indent="\t" if encoding is JsonEncoding.SPACED else None)
    return (_escaped(text) if encoding is JsonEncoding.ESCAPED else text).encode()


def headers(encoding: JsonEncoding | None) -> Mapping[str, str]:
    """Return the headers of an encoding that replace the usual ones."""
    charset = {"Content-Type": "application/scim+json; charset=utf-8"}
    return charset if encoding is JsonEncoding.CHARSET else {}


def _reversed(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    """Reverse the members of objects, and the URNs in ``schemas``, which have no order either."""
    if isinstance(value, dict):
        return {
            name: part[::-1] if name == "schemas" else _reversed(part)
            for name, part in reversed(value.items())
        }
    return [_reversed(part) for part in value] if isinstance(value, list) else value


def _escaped(text: str) -> str:
    """Escape the first character of each string."""
    return re.sub(r'"([A-Za-z/])', lambda found: f'"\\u{ord(found[1]):04x}', text)
