"""Writing a job down in unusual ways that mean the same (RFC 8259, RFC 7643 sections 2.5 and 3)."""

import json
import re
from collections.abc import Mapping
from typing import Any

from conformance.oracle.bulk import JsonEncoding
from conformance.scim.bulk_request import Job

UNKNOWN = {"scimconfUnknown": {"of": "nobody"}}
"""A member that nobody has defined."""

ODD = ' é:/"🦉'
"""What an odd bulkId ends in."""


def encode(job: Job, encoding: JsonEncoding | None) -> bytes:
    """Return a job as it is sent, in UTF-8."""
    document = job.document()
    if encoding is JsonEncoding.TURNED:
        document = _turned(document)
    elif encoding is JsonEncoding.NULLS:
        operations = [dict.fromkeys(("bulkId", "version", "data")) | each for each in document["Operations"]]
        document = {"failOnErrors": None} | document | {"Operations": operations}
    elif encoding is JsonEncoding.UNKNOWN:
        document |= {"Operations": [each | UNKNOWN for each in document["Operations"]]} | UNKNOWN
    text = json.dumps(document, ensure_ascii=False, indent="\t" if encoding is JsonEncoding.SPACED else None)
    return (_escaped(text) if encoding is JsonEncoding.ESCAPED else text).encode()


def headers(encoding: JsonEncoding | None) -> Mapping[str, str]:
    """Return the headers that a writing asks for in place of the usual ones."""
    charset = {"Content-Type": "application/scim+json; charset=utf-8"}
    return charset if encoding is JsonEncoding.CHARSET else {}


def _turned(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    """Turn the members of objects round, and the URNs in ``schemas``, whose order means nothing either."""
    if isinstance(value, dict):
        return {
            name: part[::-1] if name == "schemas" else _turned(part) for name, part in reversed(value.items())
        }
    return [_turned(part) for part in value] if isinstance(value, list) else value


def _escaped(text: str) -> str:
    """Write the first character of each string as an escape."""
    return re.sub(r'"([A-Za-z/])', lambda found: f'"\\u{ord(found[1]):04x}', text)
