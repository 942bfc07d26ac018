"""Decisions about HTTP: authentication, media types, payload size and the final response."""

import json
from typing import Any

from scim2_server.requests import ScimRequest

from conformance.reference.auth import READ, WRITE, Claims, Tokens
from conformance.reference.behaviour.base import Choices
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.job import Outcome, Tenant
from conformance.reference.scim_error import ScimError

SCIM_JSON = "application/scim+json"
PLAIN_JSON = "application/json"


class HttpChoices(Choices):
    """Authentication, media types, payload size and the form of responses (RFC 7644 2, 3.8, 3.12)."""

    def authenticate(self, tokens: Tokens, exchange: Exchange) -> Claims:
        """Return the claims of the client's token.

        Raises:
            ScimError: 401 without a valid token, 403 with one for another tenant.
        """
        claims = tokens.verify(exchange.headers.get("authorization"))
        if claims.tenant != exchange.tenant:
            raise ScimError(403, "The token is not valid for this tenant.")
        return claims

    def authorize(self, claims: Claims, method: str) -> None:
        """Check that a token permits a method; called for each operation of a bulk request.

        Raises:
            ScimError: 403 if it does not.
        """
        scope = READ if method in ("GET", "HEAD") else WRITE
        if scope not in claims.scopes:
            raise ScimError(403, f"The token does not allow {method}: it lacks the scope {scope}.")

    def base_url(self, exchange: Exchange) -> str:
        """Return the URL of the SCIM root for locations."""
        return exchange.origin + exchange.root

    def check_media_type(self, exchange: Exchange) -> None:
        """Check the Content-Type of a bulk request (RFC 7644 3.8), without parameters and letter case.

        Raises:
            ScimError: 415 if it is neither SCIM JSON nor plain JSON.
        """
        sent = exchange.headers.get("content-type", "")
        if sent.partition(";")[0].strip().lower() not in (SCIM_JSON, PLAIN_JSON):
            raise ScimError(415, f"Content-Type {sent!r} is not supported: send {SCIM_JSON}.")

    def payload_limit(self, exchange: Exchange) -> int:  # noqa: ARG002 - a fault may read the exchange
        """Return the largest accepted body in bytes, as transferred."""
        return self.max_payload_size

    def payload_too_large(self) -> ScimError:
        """Return the rejection of a larger body (RFC 7644 section 3.7.4)."""
        return ScimError(413, f"The body exceeds the maxPayloadSize ({self.max_payload_size} bytes).")

    def bulk_not_allowed(self, exchange: Exchange) -> ScimError:
        """Return the rejection of another method than POST on the Bulk endpoint."""
        return ScimError(
            405, f"{exchange.method} is not supported here: use POST.", headers={"Allow": "POST"}
        )

    def error(self, scim_error: ScimError) -> dict[str, Any]:
        """Return the Error for a rejected request or operation (RFC 7644 section 3.12)."""
        return scim_error.body()

    def error_response(self, exchange: Exchange, scim_error: ScimError) -> ServerResponse:  # noqa: ARG002 - a fault may read it
        """Return the response to a request that is rejected as a whole."""
        return ServerResponse(scim_error.status, self.error(scim_error), scim_error.headers)

    def crash(self, exchange: Exchange, exception: Exception) -> ServerResponse:  # noqa: ARG002 - no internals leak
        """Return the response to a request that caused an exception."""
        return self.error_response(exchange, ScimError(500, "The server met an unexpected condition."))

    def admit_single(self, exchange: Exchange) -> None:
        """Check a single request before it is processed.

        Raises:
            ScimError: The server does not support it.
        """

    def perform_single(self, tenant: Tenant, request: ScimRequest) -> Outcome:
        """Process a single request.

        Raises:
            ScimError: It is rejected.
        """
        return tenant.single(request)

    def read_single(self, exchange: Exchange, body: bytes) -> ScimRequest:
        """Return a single request as its handler gets it."""
        return ScimRequest(
            exchange.method,
            self.base_url(exchange),
            exchange.path,
            query=exchange.query,
            headers=exchange.headers,
            body=body,
        )

    def discovery(self, exchange: Exchange, document: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """Return the published form of a discovery document (RFC 7644 section 4)."""
        return document

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:  # noqa: ARG002 - a fault may read it
        """Return the response to send; called last for every request."""
        return response

    def media_type(self, exchange: Exchange) -> str:
        """Return the media type of JSON documents: plain JSON only if SCIM JSON is not accepted."""
        accept = exchange.headers.get("accept", "").lower()
        return PLAIN_JSON if PLAIN_JSON in accept and SCIM_JSON not in accept else SCIM_JSON

    def encode(self, document: Any) -> bytes:  # noqa: ANN401 - a JSON value
        """Return a document as bytes."""
        return json.dumps(document).encode()
