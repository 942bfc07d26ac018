"""Faults in the errors of single requests; bulk requests are processed correctly."""

import json
from dataclasses import replace
from typing import Any

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.scim_error import ScimError


class _EditedErrors(Behaviour):
    """Changes the Errors of single requests."""

    def edit(self, document: dict[str, Any]) -> dict[str, Any]:
        """Return the Error to send."""
        raise NotImplementedError

    def error_response(self, exchange: Exchange, scim_error: ScimError) -> ServerResponse:
        response = super().error_response(exchange, scim_error)
        return response if exchange.is_bulk else replace(response, document=self.edit(response.document))


@fault("single-error-as-text", breaks=("ERROR-3.12-01",))
class SingleErrorAsText(Behaviour):
    """The body of an error for a single request is a JSON string."""

    def error_response(self, exchange: Exchange, scim_error: ScimError) -> ServerResponse:
        response = super().error_response(exchange, scim_error)
        return response if exchange.is_bulk else replace(response, document=scim_error.detail)


@fault("single-error-without-schemas", breaks=("ERROR-3.12-02",))
class SingleErrorWithoutSchemas(_EditedErrors):
    """Errors of single requests have no schemas."""

    def edit(self, document: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in document.items() if name != "schemas"}


@fault("single-error-status-number", breaks=("ERROR-3.12-03",))
class SingleErrorStatusNumber(_EditedErrors):
    """The status in an Error of a single request is a JSON number."""

    def edit(self, document: dict[str, Any]) -> dict[str, Any]:
        return document | {"status": int(document["status"])}


@fault("single-error-status-mismatch", breaks=("ERROR-3.12-04",))
class SingleErrorStatusMismatch(_EditedErrors):
    """The status in an Error of a single request is 500, whatever the HTTP status is."""

    def edit(self, document: dict[str, Any]) -> dict[str, Any]:
        return document | {"status": "500"}


# Also breaks BULK-3.7-60: the Error of the same operation in a bulk request has no scimType.
@fault("single-error-unknown-scim-type", breaks=("ERROR-3.12-05",))
class SingleErrorUnknownScimType(_EditedErrors):
    """Errors of single requests without a scimType get one that the RFC does not define."""

    def edit(self, document: dict[str, Any]) -> dict[str, Any]:
        return {"scimType": "notFound"} | document


@fault("single-error-detail-list", breaks=("ERROR-3.12-06",))
class SingleErrorDetailList(_EditedErrors):
    """The detail in an Error of a single request is a list of strings."""

    def edit(self, document: dict[str, Any]) -> dict[str, Any]:
        return document | {"detail": [document["detail"]]}


def _is_object(body: bytes) -> bool:
    """Return whether a body is a JSON object."""
    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False


class _RejectsMalformed(Behaviour):
    """Rejects a single POST whose body is not a JSON object in another way."""

    def rejection(self) -> ScimError:
        """Return the rejection."""
        raise NotImplementedError

    def read_single(self, exchange: Exchange, body: bytes) -> ScimRequest:
        if exchange.method == "POST" and not _is_object(body):
            raise self.rejection()
        return super().read_single(exchange, body)


@fault("single-malformed-422", breaks=("ERROR-3.12-07",))
class SingleMalformed422(_RejectsMalformed):
    """The server rejects a single request whose body is not a JSON object with 422."""

    def rejection(self) -> ScimError:
        return ScimError(422, "The body is not a JSON object.", "invalidSyntax")


@fault("single-malformed-500", breaks=("ERROR-3.12-08",))
class SingleMalformed500(_RejectsMalformed):
    """The server returns 500 for a single request whose body is not a JSON object."""

    def rejection(self) -> ScimError:
        return ScimError(500, "The server met an unexpected condition.")


@fault("single-malformed-uniqueness", breaks=("ERROR-3.12-09",))
class SingleMalformedUniqueness(_RejectsMalformed):
    """The Error for a single request whose body is not a JSON object has the scimType uniqueness."""

    def rejection(self) -> ScimError:
        return ScimError(400, "The body is not a JSON object.", "uniqueness")


@fault("single-malformed-applied", breaks=("ERROR-3.12-10",))
class SingleMalformedApplied(Behaviour):
    """The server creates the resource in a body that does not end with it, and then returns 400."""

    late = False

    def read_single(self, exchange: Exchange, body: bytes) -> ScimRequest:
        text = body.decode(errors="replace")
        self.late = False
        if exchange.method == "POST" and text.startswith("{") and not _is_object(body):
            try:
                _, end = json.JSONDecoder().raw_decode(text)
            except (ValueError, RecursionError):
                return super().read_single(exchange, body)
            self.late = True
            body = text[:end].encode()
        return super().read_single(exchange, body)

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        if self.late and response.status == 201 and not exchange.is_bulk:
            self.late = False
            response = self.error_response(
                exchange, ScimError(400, "The body does not end here.", "invalidSyntax")
            )
        return super().response(exchange, response)


# Also breaks BULK-3.7.3-05: an operation in a bulk request still gets 404.
@fault("single-not-found-as-410", breaks=("ERROR-3.12-11",))
class SingleNotFoundAs410(Behaviour):
    """The server rejects a single PUT of a resource that does not exist with 410."""

    def error_response(self, exchange: Exchange, scim_error: ScimError) -> ServerResponse:
        if scim_error.status == 404 and exchange.method == "PUT" and not exchange.is_bulk:
            scim_error = ScimError(410, scim_error.detail)
        return super().error_response(exchange, scim_error)
