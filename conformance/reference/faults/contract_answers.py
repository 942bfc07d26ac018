"""Faults in the form of the answers that a contract publishes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.job import Job, Operation, Outcome, Results
from conformance.reference.refusal import Refusal
from conformance.reference.scaikey import UNPROCESSABLE


def relocated(answer: Answer, change: Callable[[list[Any]], list[Any]]) -> Answer:
    """Return a 422 in which the place of every error is another one; other answers stay as they are."""
    if answer.status != UNPROCESSABLE or "schemas" in answer.document:
        return answer
    detail = [{**error, "loc": change(error["loc"])} for error in answer.document["detail"]]
    return replace(answer, document={"detail": detail})


@fault(
    "detail-is-text",
    breaks=("CONTRACT-04",),
    also_breaks={"CONTRACT-06": "a sentence names no place"},
    profile="scaikey",
)
class DetailIsText(Behaviour):
    """The detail of a 422 is a sentence in place of a list."""

    def refuse(self, exchange: Exchange, refusal: Refusal) -> Answer:
        answer = super().refuse(exchange, refusal)
        if answer.status != UNPROCESSABLE:
            return answer
        return replace(answer, document={"detail": "Unprocessable Entity"})


@fault(
    "detail-without-loc",
    breaks=("CONTRACT-04",),
    also_breaks={"CONTRACT-06": "no place is named at all"},
    profile="scaikey",
)
class DetailWithoutLoc(Behaviour):
    """The entries of a 422 say what is wrong but not where."""

    def refuse(self, exchange: Exchange, refusal: Refusal) -> Answer:
        answer = super().refuse(exchange, refusal)
        if answer.status != UNPROCESSABLE:
            return answer
        detail = [{"msg": error["msg"], "type": error["type"]} for error in answer.document["detail"]]
        return replace(answer, document={"detail": detail})


@fault("loc-of-another-operation", breaks=("CONTRACT-06",), profile="scaikey")
class LocOfAnotherOperation(Behaviour):
    """A 422 counts operations from 1, so that it names the one behind the broken one."""

    def refuse(self, exchange: Exchange, refusal: Refusal) -> Answer:
        answer = super().refuse(exchange, refusal)
        return relocated(answer, lambda loc: [step + 1 if isinstance(step, int) else step for step in loc])


@fault("loc-of-the-parent", breaks=("CONTRACT-06",), profile="scaikey")
class LocOfTheParent(Behaviour):
    """A 422 names what encloses the broken place."""

    def refuse(self, exchange: Exchange, refusal: Refusal) -> Answer:
        return relocated(super().refuse(exchange, refusal), lambda loc: loc[:-1])


@fault(
    "multi-status-under-contract",
    breaks=("CONTRACT-01",),
    also_breaks={"BULK-3.7-31": "the contract and the RFC agree on 200"},
    profile="scaikey",
)
class MultiStatusUnderContract(Behaviour):
    """A job of which some operations failed answers 207."""

    def bulk_answer(self, job: Job, results: Results) -> Answer:
        answer = super().bulk_answer(job, results)
        return replace(answer, status=207) if any(outcome.failed for _, outcome in results) else answer


@fault(
    "text-json",
    breaks=("CONTRACT-02",),
    also_breaks={"FORMAT-3.8-02": "it is not the media type of the RFC either"},
    profile="scaikey",
)
class TextJson(Behaviour):
    """Answers come as text/json."""

    def media_type(self, exchange: Exchange) -> str:
        return "text/json" if exchange.is_bulk else super().media_type(exchange)


@fault(
    "status-number-under-contract",
    breaks=("CONTRACT-03",),
    also_breaks={"BULK-3.7.3-04": "the contract and the RFC agree that a status is a string"},
    profile="scaikey",
)
class StatusNumberUnderContract(Behaviour):
    """The status of a result is a number, published to be a string."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return document | {"status": int(document["status"])}
