"""Permitted variations in media types and in the framing of bodies."""

from dataclasses import replace

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.scim_error import ScimError


@variant("errors-as-plain-json", permits=("FORMAT-3.8-02",), aka=("B2",))
class ErrorsAsPlainJson(Behaviour):
    """The server sends errors for the whole request as application/json."""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        response = super().response(exchange, response)
        return replace(response, media_type="application/json") if response.status >= 400 else response


@variant("media-type-spelt-otherwise", permits=("FORMAT-3.8-02",), aka=("B8",))
class MediaTypeSpeltOtherwise(Behaviour):
    """The media type of responses has capitals and a charset."""

    def media_type(self, exchange: Exchange) -> str:
        return "Application/SCIM+JSON; charset=UTF-8"


@variant("application-json-refused", permits=("FORMAT-3.8-06",), aka=("B4",))
class ApplicationJsonRefused(Behaviour):
    """The server rejects a bulk request sent as application/json with 415."""

    def check_media_type(self, exchange: Exchange) -> None:
        super().check_media_type(exchange)
        if exchange.headers.get("content-type", "").startswith("application/json"):
            raise ScimError(415, "Send application/scim+json.")


@variant("length-required", permits=("FORMAT-3.8-08",))
class LengthRequired(Behaviour):
    """The server rejects a body without Content-Length with 411."""

    def check_media_type(self, exchange: Exchange) -> None:
        super().check_media_type(exchange)
        if "content-length" not in exchange.headers:
            raise ScimError(411, "Send a Content-Length.")


@variant("any-content-type", aka=("B3",))
class AnyContentType(Behaviour):
    """The server reads a bulk request as JSON, whatever its Content-Type."""

    def check_media_type(self, exchange: Exchange) -> None:
        pass
