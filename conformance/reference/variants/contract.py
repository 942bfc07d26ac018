"""Liberties beside a published contract, and those of the frameworks that publish one."""

from dataclasses import replace
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.refusal import Refusal

RESULT = ("location", "bulkId", "version", "response")
"""Attributes of a result that need not be there."""


@variant("types-made-to-fit", permits=("CONTRACT-10",), aka=("O7",), profile="scaikey")
class TypesMadeToFit(Behaviour):
    """Values of another type are made to fit where that is possible, as pydantic does by default."""

    strict = False


@variant("nulls-sent", permits=("BULK-3.7-07",), aka=("O8",))
class NullsSent(Behaviour):
    """What a result or an envelope does not have is sent as null."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        return dict.fromkeys(RESULT) | super().result(job, operation, outcome)

    def envelope(self, job: Job, results: list[dict[str, Any]]) -> dict[str, Any]:
        return super().envelope(job, results) | {"failOnErrors": None}


@variant("nulls-left-out", profile="scaikey")
class NullsLeftOut(Behaviour):
    """What a result does not have is left out, although null is published to be allowed."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return {name: value for name, value in document.items() if value is not None}


@variant("strangers-in-answers", profile="scaikey")
class StrangersInAnswers(Behaviour):
    """Answers carry members that are not published, as newer versions of FastAPI put them into a 422."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        return super().result(job, operation, outcome) | {"took": 1.5}

    def refuse(self, exchange: Exchange, refusal: Refusal) -> Answer:
        answer = super().refuse(exchange, refusal)
        detail = answer.document.get("detail") if isinstance(answer.document, dict) else None
        if not isinstance(detail, list):
            return answer
        return replace(answer, document={"detail": [{**error, "input": None, "ctx": {}} for error in detail]})


@variant("slash-redirect", aka=("O9",))
class SlashRedirect(Behaviour):
    """The Bulk endpoint without a slash at its end redirects to the one with it."""

    def check_media_type(self, exchange: Exchange) -> None:
        if not exchange.path.endswith("/"):
            target = f"{exchange.root}{exchange.path}/"
            raise Refusal(307, "The endpoint ends in a slash.", headers={"Location": target})
        super().check_media_type(exchange)
