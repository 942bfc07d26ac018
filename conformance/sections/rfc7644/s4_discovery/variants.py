"""Permitted variations in the discovery documents."""

from dataclasses import replace
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.scim_error import ScimError
from conformance.reference.variant_bases import (
    DISCOVERY_ENDPOINTS,
    BulkAbsent,
    DiscoveryAbsent,
    first_segment,
)


@variant("bulk-not-supported-without-limits", permits=("DISCOVERY-5-02", "DISCOVERY-5-03"), aka=("Q37",))
class BulkNotSupportedWithoutLimits(BulkAbsent):
    """The server does not claim Bulk and publishes no limits for it."""

    def discovery(self, exchange: Exchange, document: dict[str, Any]) -> dict[str, Any]:
        published = super().discovery(exchange, document)
        return published | {"bulk": {"supported": False}} if "bulk" in published else published


@variant("filter-not-supported")
class FilterNotSupported(Behaviour):
    """The server does not claim filters and rejects them."""

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if "filter" in exchange.query:
            raise ScimError(400, "Filters are not supported.", "invalidFilter")

    def discovery(self, exchange: Exchange, document: dict[str, Any]) -> dict[str, Any]:
        published = super().discovery(exchange, document)
        if "filter" not in published:
            return published
        return published | {"filter": {"supported": False, "maxResults": 0}}


@variant("no-discovery")
class NoDiscovery(DiscoveryAbsent):
    """The discovery endpoints return 404."""


@variant("no-config", permits=("DISCOVERY-5-04", "BULK-3.7-01"))
class NoConfig(Behaviour):
    """The server has no ServiceProviderConfig, but processes bulk requests."""

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if first_segment(exchange.path) == "ServiceProviderConfig":
            raise ScimError(404, "There is nothing here.")


@variant("no-config-and-no-bulk", permits=("DISCOVERY-5-04", "BULK-3.7-01"))
class NoConfigAndNoBulk(NoConfig):
    """The server returns 404 for ServiceProviderConfig and for the Bulk endpoint."""

    def check_media_type(self, exchange: Exchange) -> None:
        raise ScimError(404, "There is nothing here.")


@variant("no-schemas")
class NoSchemas(Behaviour):
    """The server lists its resource types but not their schemas."""

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if first_segment(exchange.path) == "Schemas":
            raise ScimError(404, "There is nothing here.")


@variant("bare-array-discovery")
class BareArrayDiscovery(Behaviour):
    """The server lists resource types and schemas in a bare array instead of a ListResponse."""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        response = super().response(exchange, response)
        listed = exchange.path.strip("/") in DISCOVERY_ENDPOINTS and isinstance(response.document, dict)
        resources = response.document.get("Resources") if listed else None
        return replace(response, document=resources) if resources is not None else response
