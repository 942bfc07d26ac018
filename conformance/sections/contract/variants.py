"""Permitted variations under a published contract."""

from dataclasses import replace
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.scim_error import ScimError


@variant("types-made-to-fit", permits=("CONTRACT-10",), aka=("O7",), profile="scaikey")
class TypesMadeToFit(Behaviour):
    """The server converts values of another type where it can, as pydantic does by default."""

    strict = False


@variant("nulls-left-out", profile="scaikey")
class NullsLeftOut(Behaviour):
    """Results omit attributes without a value, although the contract allows null."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return {name: value for name, value in document.items() if value is not None}


@variant("strangers-in-answers", profile="scaikey")
class StrangersInAnswers(Behaviour):
    """Responses carry unpublished members, as a 422 of newer FastAPI versions does."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        return super().result(job, operation, outcome) | {"took": 1.5}

    def error_response(self, exchange: Exchange, scim_error: ScimError) -> ServerResponse:
        response = super().error_response(exchange, scim_error)
        detail = response.document.get("detail") if isinstance(response.document, dict) else None
        if not isinstance(detail, list):
            return response
        return replace(
            response, document={"detail": [{**error, "input": None, "ctx": {}} for error in detail]}
        )
