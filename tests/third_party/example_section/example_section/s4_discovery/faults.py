"""Faults of the discovery endpoints."""

from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.exchange import Exchange


@fault("example-schemas-are-paged", breaks=("EXAMPLE-4-01",))
class ExampleSchemasArePaged(Behaviour):
    """/Schemas returns no more schemas than count asks for."""

    def discovery(self, exchange: Exchange, document: dict[str, Any]) -> dict[str, Any]:
        published = super().discovery(exchange, document)
        if "Resources" in published and "count" in exchange.query:
            return published | {"Resources": published["Resources"][: int(exchange.query["count"])]}
        return published
