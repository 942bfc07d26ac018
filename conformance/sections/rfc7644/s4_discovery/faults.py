"""Faults in the discovery documents."""

from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.exchange import Exchange
from conformance.reference.models import BULK_REQUEST
from conformance.reference.variant_bases import BulkAbsent


class _Bulk(Behaviour):
    """Publishes wrong values for Bulk."""

    def bulk(self, bulk: dict[str, Any]) -> dict[str, Any]:
        """Return the published attribute ``bulk``, given the correct one."""
        raise NotImplementedError

    def discovery(self, exchange: Exchange, document: dict[str, Any]) -> dict[str, Any]:
        published = super().discovery(exchange, document)
        return published | {"bulk": self.bulk(published["bulk"])} if "bulk" in published else published


@fault("supported-missing", breaks=("DISCOVERY-5-01",))
class SupportedMissing(_Bulk):
    """ServiceProviderConfig does not say whether Bulk is supported."""

    def bulk(self, bulk: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in bulk.items() if name != "supported"}


@fault("supported-as-text", breaks=("DISCOVERY-5-01",))
class SupportedAsText(_Bulk):
    """The value of bulk.supported in ServiceProviderConfig is a string."""

    def bulk(self, bulk: dict[str, Any]) -> dict[str, Any]:
        return bulk | {"supported": "true"}


@fault("max-operations-missing", breaks=("DISCOVERY-5-02",), aka=("A33",), seen_in="authentik #25056")
class MaxOperationsMissing(_Bulk):
    """ServiceProviderConfig has no maxOperations."""

    def bulk(self, bulk: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in bulk.items() if name != "maxOperations"}


@fault("max-operations-as-text", breaks=("DISCOVERY-5-02",), aka=("A33",))
class MaxOperationsAsText(_Bulk):
    """The value of maxOperations in ServiceProviderConfig is a string."""

    def bulk(self, bulk: dict[str, Any]) -> dict[str, Any]:
        return bulk | {"maxOperations": str(bulk["maxOperations"])}


@fault("max-payload-size-missing", breaks=("DISCOVERY-5-03",), aka=("A33",), seen_in="authentik #25056")
class MaxPayloadSizeMissing(_Bulk):
    """ServiceProviderConfig has no maxPayloadSize."""

    def bulk(self, bulk: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in bulk.items() if name != "maxPayloadSize"}


@fault("max-payload-size-as-text", breaks=("DISCOVERY-5-03",), aka=("A33",))
class MaxPayloadSizeAsText(_Bulk):
    """The value of maxPayloadSize in ServiceProviderConfig is a string with a unit."""

    def bulk(self, bulk: dict[str, Any]) -> dict[str, Any]:
        return bulk | {"maxPayloadSize": f"{bulk['maxPayloadSize'] // 1024}KB"}


@fault("config-without-schemas", breaks=("DISCOVERY-4-01",))
class ConfigWithoutSchemas(Behaviour):
    """ServiceProviderConfig has no schemas."""

    def discovery(self, exchange: Exchange, document: dict[str, Any]) -> dict[str, Any]:
        published = super().discovery(exchange, document)
        return {
            name: value for name, value in published.items() if name != "schemas" or "bulk" not in published
        }


@fault("messages-listed-as-schemas", breaks=("DISCOVERY-3.1-01",))
class MessagesListedAsSchemas(Behaviour):
    """/Schemas lists the BulkRequest message."""

    def discovery(self, exchange: Exchange, document: dict[str, Any]) -> dict[str, Any]:
        published = super().discovery(exchange, document)
        if exchange.path == "/Schemas" and "Resources" in published:
            message = {"id": BULK_REQUEST, "name": "BulkRequest", "attributes": []}
            published = published | {"Resources": [*published["Resources"], message]}
        return published


class _Disclaimed(_Bulk):
    """Publishes that Bulk is not supported."""

    def bulk(self, bulk: dict[str, Any]) -> dict[str, Any]:
        return bulk | {"supported": False}


@fault("present-but-disclaimed", breaks=("DISCOVERY-5-04",), aka=("A31",), seen_in="Azure reference code")
class PresentButDisclaimed(_Disclaimed):
    """ServiceProviderConfig does not claim Bulk, but the server processes bulk requests."""


@fault("bulk-left-out-of-config", breaks=("DISCOVERY-5-01",))
class BulkLeftOutOfConfig(BulkAbsent):
    """The server has no Bulk endpoint, and ServiceProviderConfig has no ``bulk``."""

    def discovery(self, exchange: Exchange, document: dict[str, Any]) -> dict[str, Any]:
        published = super().discovery(exchange, document)
        return {name: value for name, value in published.items() if name != "bulk"}
