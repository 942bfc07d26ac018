"""Faults in media types and encodings of single requests; bulk requests are processed correctly."""

import json
from dataclasses import replace

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.behaviour.http import PLAIN_JSON
from conformance.reference.declare import fault
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.scim_error import ScimError


class _RejectsSingle(Behaviour):
    """Rejects some single requests by their headers."""

    def rejection(self, exchange: Exchange) -> ScimError | None:
        """Return the rejection of a request; None if it is processed."""
        raise NotImplementedError

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if rejection := self.rejection(exchange):
            raise rejection


@fault("single-responses-cut-off", breaks=("FORMAT-3.8-01",))
class SingleResponsesCutOff(Behaviour):
    """The server cuts the response to a PUT or PATCH of a single resource after 100 bytes."""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        response = super().response(exchange, response)
        if exchange.method not in ("PUT", "PATCH") or response.document is None or response.status >= 400:
            return response
        return replace(response, raw=json.dumps(response.document).encode()[:100])


@fault("single-responses-as-html", breaks=("FORMAT-3.8-02",))
class SingleResponsesAsHtml(Behaviour):
    """The server declares the response to a single POST as text/html."""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        response = super().response(exchange, response)
        html = exchange.method == "POST" and not exchange.is_bulk and response.document is not None
        return replace(response, media_type="text/html") if html else response


@fault("single-accept-json-406", breaks=("FORMAT-3.8-03",))
class SingleAcceptJson406(_RejectsSingle):
    """The server returns 406 to a single request that accepts application/json."""

    def rejection(self, exchange: Exchange) -> ScimError | None:
        rejected = exchange.headers.get("accept", "").strip() == PLAIN_JSON
        return ScimError(406, "There is no such representation.") if rejected else None


@fault("single-charset-415", breaks=("FORMAT-3.8-04",))
class SingleCharset415(_RejectsSingle):
    """The server returns 415 to a single request with a charset in its Content-Type."""

    def rejection(self, exchange: Exchange) -> ScimError | None:
        rejected = "charset" in exchange.headers.get("content-type", "").lower()
        return ScimError(415, "The Content-Type is not supported.") if rejected else None


@fault("single-values-in-ascii", breaks=("FORMAT-3.8-05",))
class SingleValuesInAscii(Behaviour):
    """The server reads the body of a single POST as ASCII, with question marks for other characters."""

    def read_single(self, exchange: Exchange, body: bytes) -> ScimRequest:
        if exchange.method == "POST":
            body = body.decode(errors="replace").encode("ascii", "replace")
        return super().read_single(exchange, body)


@fault("single-media-type-case-matters", breaks=("FORMAT-3.8-07",))
class SingleMediaTypeCaseMatters(_RejectsSingle):
    """The server rejects a single request whose Content-Type has capitals."""

    def rejection(self, exchange: Exchange) -> ScimError | None:
        sent = exchange.headers.get("content-type", "")
        return ScimError(415, "The Content-Type is not supported.") if sent != sent.lower() else None


@fault("single-chunks-refused", breaks=("FORMAT-3.8-08",))
class SingleChunksRefused(_RejectsSingle):
    """The server rejects a single POST without Content-Length as empty."""

    def rejection(self, exchange: Exchange) -> ScimError | None:
        rejected = exchange.method == "POST" and "content-length" not in exchange.headers
        return ScimError(400, "The body is empty.", "invalidSyntax") if rejected else None
