"""Permitted variations in requests for another host."""

from urllib.parse import urlsplit

from conformance.reference.auth import Claims, Tokens
from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.scim_error import ScimError


@variant("unknown-host-answered-elsewhere")
class UnknownHostAnsweredElsewhere(Behaviour):
    """A server in front returns a web page to a request for another host."""

    def authenticate(self, tokens: Tokens, exchange: Exchange) -> Claims:
        if self._for_another(exchange):
            raise ScimError(404, "There is no such site.")
        return super().authenticate(tokens, exchange)

    def error_response(self, exchange: Exchange, scim_error: ScimError) -> ServerResponse:
        if self._for_another(exchange):
            return ServerResponse(
                404, raw=b"<!DOCTYPE html><title>No such site</title>", media_type="text/html"
            )
        return super().error_response(exchange, scim_error)

    def _for_another(self, exchange: Exchange) -> bool:
        return exchange.headers.get("host") != urlsplit(exchange.origin).netloc
