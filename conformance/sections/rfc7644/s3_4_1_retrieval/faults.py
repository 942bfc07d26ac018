"""Faults in retrieving a known resource."""

from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.exchange import Exchange, ServerResponse


def _is_inactive_user(exchange: Exchange, response: ServerResponse) -> bool:
    """Return whether a response shows one user who is not active."""
    shown: Any = response.document
    single = exchange.method == "GET" and response.status == 200 and isinstance(shown, dict)
    return single and "userName" in shown and shown.get("active") is False


@fault("inactive-user-404", breaks=("QUERY-3.4.1-01",))
class InactiveUser404(Behaviour):
    """GET of a user who is not active returns 404."""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        if _is_inactive_user(exchange, response):
            scim_error = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "404"}
            return ServerResponse(404, scim_error | {"detail": "There is no such active user."})
        return super().response(exchange, response)


@fault("inactive-user-empty", breaks=("QUERY-3.4.1-02",))
class InactiveUserEmpty(Behaviour):
    """GET of a user who is not active returns 200 and an empty resource."""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        if _is_inactive_user(exchange, response):
            return ServerResponse(200, {})
        return super().response(exchange, response)
