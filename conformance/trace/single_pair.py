"""One request sent twice: as a single request, and as an operation of a bulk request (RFC 7644 3.7.3)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.exchange import Exchange
from conformance.scim.fitting import numbers_of
from conformance.trace.interaction import BulkInteraction, Effect
from conformance.trace.snapshot import StoredResource

SUCCESS = {"POST": (201,), "PUT": (200,), "PATCH": (200, 204), "DELETE": (204,)}
"""The statuses of a successful single request (RFC 7644 sections 3.3, 3.5.1, 3.5.2 and 3.6)."""


@dataclass(frozen=True)
class SinglePair:
    """A single request and an operation that are equal, on two resources that are equal.

    Attributes:
        what: What they ask for, in a few words.
        alone: The request that was sent by itself.
        bulk: The bulk request in which the operation was sent.
        index: Index of the operation in the bulk request, from 0.
        names: Names of the resource of the request, and of that of the operation.
        sent: The attributes that were given to the resources, or that the requests are about.
        permitted: The statuses that the single request may have; empty if any is permitted.
        requirement: Id of the requirement that another response violates.
    """

    what: str
    alone: Exchange
    bulk: BulkInteraction
    index: int
    names: tuple[str, str]
    sent: frozenset[str]
    permitted: tuple[int, ...]
    requirement: str

    @property
    def effect(self) -> Effect:
        """The effect of the operation."""
        return self.bulk.effects[self.index]

    @property
    def unjudged(self) -> str:
        """Why the two cannot be compared; empty if they can."""
        if self.alone.status is None or self.alone.status in (401, 403, 429) or self.alone.status >= 500:
            return f"{self.what}: the single request gets {self.alone.status or self.alone.problem}"
        success = SUCCESS.get(self.effect.operation.method, ())
        if self.alone.status < 300 and self.alone.status not in success:
            method = self.effect.operation.method
            return f"{self.what}: the single request gets {self.alone.status}, not a status of {method}"
        if not self.is_permitted:
            return f"{self.what}: the single request violates {self.requirement}"
        if self.bulk.lost:
            return f"{self.what}: the whole bulk request gets {self.bulk.exchange.status}"
        if not self.bulk.accepted or self.effect.code is None:
            return f"{self.what}: the bulk response has no status for it"
        return ""

    @property
    def is_permitted(self) -> bool:
        """True if the single request gets a permitted status."""
        return not self.permitted or self.alone.status in self.permitted

    @property
    def stored(self) -> tuple[StoredResource | None, StoredResource | None]:
        """The resource of the single request and that of the operation, as read back afterwards."""
        first, second = ((*self.bulk.after.named(name), None)[0] for name in self.names)
        return first, second

    @property
    def shown(self) -> tuple[Any, Any]:
        """The stored values of the sent attributes of both, with equal names and ids; None if not stored."""
        first, second = (
            found and self._shown(found, name) for found, name in zip(self.stored, self.names, strict=True)
        )
        return first, second

    def _shown(self, found: StoredResource, name: str) -> dict[str, Any]:
        sent = {key: value for key, value in found.document.items() if key.lower() in self.sent}
        sent |= {key: found.id for key in sent if key.lower() == "id"}
        shown: dict[str, Any] = _alike(sent, name, found.id)
        return shown


def _alike(value: Any, name: str, resource_id: str) -> Any:  # noqa: ANN401 - a JSON value
    """Return a value with placeholders for name and id, without nulls, and with sorted arrays."""
    if isinstance(value, Mapping):
        parts = {key: _alike(part, name, resource_id) for key, part in value.items()}
        return {key: part for key, part in sorted(parts.items()) if part is not None}
    if isinstance(value, list):
        listed = (_alike(part, name, resource_id) for part in value)
        return sorted(listed, key=lambda part: json.dumps(part, sort_keys=True))
    if isinstance(value, str):
        if value == resource_id or value.endswith(f"/{resource_id}"):
            return value.removesuffix(resource_id) + "(id)"
        # Names are case-insensitive: a server may show them in another letter case (RFC 7643 section 7).
        return re.sub(re.escape(name), "(name)", value, flags=re.IGNORECASE)
    return "(name)" if value in numbers_of(name) else value
