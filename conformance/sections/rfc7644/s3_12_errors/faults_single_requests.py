"""Faults in the errors of single requests; bulk requests are processed correctly."""

import json
from dataclasses import replace
from typing import Any

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.refusal import Refusal


class _EditedErrors(Behaviour):
    """Changes the Errors of single requests."""

    def edit(self, document: dict[str, Any]) -> dict[str, Any]:
        """Return the Error to send."""
        raise NotImplementedError

    def refuse(self, exchange: Exchange, refusal: Refusal) -> Answer:
        answer = super().refuse(exchange, refusal)
        return answer if exchange.is_bulk else replace(answer, document=self.edit(answer.document))


@fault("single-error-as-text", breaks=("ERROR-3.12-01",))
class SingleErrorAsText(Behaviour):
    """The body of an error for a single request is a JSON string."""

    def refuse(self, exchange: Exchange, refusal: Refusal) -> Answer:
        answer = super().refuse(exchange, refusal)
        return answer if exchange.is_bulk else replace(answer, document=refusal.detail)


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

    def rejection(self) -> Refusal:
        """Return the rejection."""
        raise NotImplementedError

    def read_single(self, exchange: Exchange, body: bytes) -> ScimRequest:
        if exchange.method == "POST" and not _is_object(body):
            raise self.rejection()
        return super().read_single(exchange, body)


@fault("single-malformed-422", breaks=("ERROR-3.12-07",))
class SingleMalformed422(_RejectsMalformed):
    """The server rejects a single request whose body is not a JSON object with 422."""

    def rejection(self) -> Refusal:
        return Refusal(422, "The body is not a JSON object.", "invalidSyntax")


@fault("single-malformed-500", breaks=("ERROR-3.12-08",))
class SingleMalformed500(_RejectsMalformed):
    """The server returns 500 for a single request whose body is not a JSON object."""

    def rejection(self) -> Refusal:
        return Refusal(500, "The server met an unexpected condition.")


@fault("single-malformed-uniqueness", breaks=("ERROR-3.12-09",))
class SingleMalformedUniqueness(_RejectsMalformed):
    """The Error for a single request whose body is not a JSON object has the scimType uniqueness."""

    def rejection(self) -> Refusal:
        return Refusal(400, "The body is not a JSON object.", "uniqueness")


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

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        if self.late and answer.status == 201 and not exchange.is_bulk:
            self.late = False
            answer = self.refuse(exchange, Refusal(400, "The body does not end here.", "invalidSyntax"))
        return super().answer(exchange, answer)


# Also breaks BULK-3.7.3-05: an operation in a bulk request still gets 404.
@fault("single-not-found-as-410", breaks=("ERROR-3.12-11",))
class SingleNotFoundAs410(Behaviour):
    """The server rejects a single PUT of a resource that does not exist with 410."""

    def refuse(self, exchange: Exchange, refusal: Refusal) -> Answer:
        if refusal.status == 404 and exchange.method == "PUT" and not exchange.is_bulk:
            refusal = Refusal(410, refusal.detail)
        return super().refuse(exchange, refusal)
