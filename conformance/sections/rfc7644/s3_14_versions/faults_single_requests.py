"""Faults in the versions of single requests; bulk requests are processed correctly."""

from dataclasses import replace

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.scim_error import ScimError

IF_MATCH = "if-match"


@fault("single-current-version-refused", breaks=("VERSION-3.14-01",))
class SingleCurrentVersionRefused(Behaviour):
    """The server rejects a single request with the current version in If-Match with 409."""

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if "stale" not in exchange.headers.get(IF_MATCH, "stale"):
            raise ScimError(409, "The version does not match.")


@fault("single-stale-version-overwrites", breaks=("VERSION-3.14-02",))
class SingleStaleVersionOverwrites(Behaviour):
    """The server ignores the If-Match of a single request."""

    def read_single(self, exchange: Exchange, body: bytes) -> ScimRequest:
        headers = {name: value for name, value in exchange.headers.items() if name != IF_MATCH}
        return super().read_single(replace(exchange, headers=headers), body)


@fault("single-stale-version-409", breaks=("VERSION-3.14-03",))
class SingleStaleVersion409(Behaviour):
    """The server rejects a single request with a stale version with 409."""

    def error_response(self, exchange: Exchange, scim_error: ScimError) -> ServerResponse:
        if scim_error.status == 412 and not exchange.is_bulk:
            scim_error = ScimError(409, scim_error.detail)
        return super().error_response(exchange, scim_error)


@fault("single-etag-of-before", breaks=("VERSION-3.14-04",))
class SingleEtagOfBefore(Behaviour):
    """The response to a single PUT with If-Match has the ETag from before the change."""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        response = super().response(exchange, response)
        before = exchange.headers.get(IF_MATCH)
        if exchange.method != "PUT" or not before or response.status != 200:
            return response
        headers = {name: value for name, value in response.headers.items() if name.lower() != "etag"}
        return replace(response, headers={**headers, "ETag": before})


@fault("single-responses-without-version", breaks=("VERSION-3.14-05",))
class SingleResponsesWithoutVersion(Behaviour):
    """The responses to single PUTs and PATCHes have neither an ETag nor a meta.version; those to GET have."""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        response = super().response(exchange, response)
        if exchange.method not in ("PUT", "PATCH") or not isinstance(response.document, dict):
            return response
        headers = {name: value for name, value in response.headers.items() if name.lower() != "etag"}
        meta = {name: value for name, value in response.document.get("meta", {}).items() if name != "version"}
        return replace(response, headers=headers, document=response.document | {"meta": meta})
