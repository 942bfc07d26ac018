"""Permitted variations in errors."""

from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.scim_error import ScimError


@variant("malformed-422-as-scim-error", permits=("ERROR-3.12-07",))
class Malformed422AsScimError(Behaviour):
    """The server rejects a body that is not a bulk request with 422 and a SCIM Error."""

    def error_response(self, exchange: Exchange, scim_error: ScimError) -> ServerResponse:
        if exchange.is_bulk and scim_error.status == 400:
            scim_error = ScimError(422, scim_error.detail, scim_error.scim_type)
        return super().error_response(exchange, scim_error)


@variant("no-scim-types", permits=("ERROR-3.12-09", "ERROR-3.12-05", "RESOURCE-3.3-02"), aka=("N2",))
class NoScimTypes(Behaviour):
    """Errors have no scimType."""

    def error(self, scim_error: ScimError) -> dict[str, Any]:
        return {name: value for name, value in super().error(scim_error).items() if name != "scimType"}


@variant("details-beside-the-point", aka=("C3", "F18"))
class DetailsBesideThePoint(Behaviour):
    """The detail of a 400 or 409 describes another problem."""

    def error(self, scim_error: ScimError) -> dict[str, Any]:
        document = super().error(scim_error)
        beside = {"detail": "The operation is part of a circular reference, or not a SearchRequest."}
        return document | beside if scim_error.status in (400, 409) else document
