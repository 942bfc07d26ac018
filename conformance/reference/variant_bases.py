"""Base classes and helpers for the variants of several sections."""

from itertools import count
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.config import ReferenceConfig
from conformance.reference.exchange import Exchange
from conformance.reference.scim_error import ScimError

DISCOVERY_ENDPOINTS = ("ServiceProviderConfig", "ResourceTypes", "Schemas")
"""The endpoints in which a server describes itself (RFC 7644 section 4)."""


def first_segment(path: str) -> str:
    """Return the first segment of a path, such as ``Users`` for ``/Users/2819c223``."""
    return path.strip("/").partition("/")[0]


class DiscoveryAbsent(Behaviour):
    """Returns 404 at the discovery endpoints."""

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if first_segment(exchange.path) in DISCOVERY_ENDPOINTS:
            raise ScimError(404, "There is nothing here.")


class BulkAbsent(Behaviour):
    """Does not claim bulk requests, and returns 501 for them."""

    def check_media_type(self, exchange: Exchange) -> None:
        raise ScimError(501, "Bulk is not supported.")

    def discovery(self, exchange: Exchange, document: dict[str, Any]) -> dict[str, Any]:
        published = super().discovery(exchange, document)
        if "bulk" in published:
            published["bulk"] = {"supported": False, "maxOperations": 0, "maxPayloadSize": 0}
        return published


class IdsWithPunctuation(Behaviour):
    """Creates ids with characters that a path permits but ids rarely have."""

    def __init__(self, config: ReferenceConfig) -> None:
        super().__init__(config)
        self._numbers = count(1)

    def new_id(self) -> str:
        return f"urn:x~{next(self._numbers)}.a@b=c,d+e"
