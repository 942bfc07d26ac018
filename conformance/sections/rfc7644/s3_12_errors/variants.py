"""Permitted variations in errors."""

from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.refusal import Refusal


@variant("malformed-422-as-scim-error", permits=("ERROR-3.12-07",))
class Malformed422AsScimError(Behaviour):
    """The server rejects a body that is not a bulk request with 422 and a SCIM Error."""

    def refuse(self, exchange: Exchange, refusal: Refusal) -> Answer:
        if exchange.is_bulk and refusal.status == 400:
            refusal = Refusal(422, refusal.detail, refusal.scim_type)
        return super().refuse(exchange, refusal)


@variant("no-scim-types", permits=("ERROR-3.12-09", "ERROR-3.12-05", "RESOURCE-3.3-02"), aka=("N2",))
class NoScimTypes(Behaviour):
    """Errors have no scimType."""

    def error(self, refusal: Refusal) -> dict[str, Any]:
        return {name: value for name, value in super().error(refusal).items() if name != "scimType"}


@variant("details-beside-the-point", aka=("C3", "F18"))
class DetailsBesideThePoint(Behaviour):
    """The detail of a 400 or 409 describes another problem."""

    def error(self, refusal: Refusal) -> dict[str, Any]:
        document = super().error(refusal)
        beside = {"detail": "The operation is part of a ring, or no SearchRequest."}
        return document | beside if refusal.status in (400, 409) else document
