"""Writing a job down in unusual ways that mean the same (RFC 8259, RFC 7643 sections 2.5 and 3)."""

import json
import re
from collections.abc import Mapping
from typing import Any

from conformance.jobs.job import Job
from conformance.law.oracle import Writing

UNKNOWN = {"scimconfUnknown": {"of": "nobody"}}
"""A member that nobody has defined."""

ODD = ' é:/"🦉'
"""What an odd bulkId ends in."""


def encode(job: Job, writing: Writing | None) -> bytes:
    """Return a job as it is sent, in UTF-8."""
    document = job.document()
    if writing is Writing.TURNED:
        document = _turned(document)
    elif writing is Writing.NULLS:
        operations = [dict.fromkeys(("bulkId", "version", "data")) | each for each in document["Operations"]]
        document = {"failOnErrors": None} | document | {"Operations": operations}
    elif writing is Writing.UNKNOWN:
        document |= {"Operations": [each | UNKNOWN for each in document["Operations"]]} | UNKNOWN
    text = json.dumps(document, ensure_ascii=False, indent="\t" if writing is Writing.SPACED else None)
    return (_escaped(text) if writing is Writing.ESCAPED else text).encode()


def headers(writing: Writing | None) -> Mapping[str, str]:
    """Return the headers that a writing asks for in place of the usual ones."""
    charset = {"Content-Type": "application/scim+json; charset=utf-8"}
    return charset if writing is Writing.CHARSET else {}


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
