"""Faults in ids, and in jobs that are refused too late (survey E, G, N)."""

from dataclasses import replace
from itertools import count
from uuid import uuid4

from conformance.reference.behaviour import Behaviour
from conformance.reference.config import ReferenceConfig
from conformance.reference.declare import fault
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.job import Job, Results
from conformance.reference.refusal import Refusal


@fault("id-contains-bulk-id", breaks=("CORE-3.1-01",), aka=("E44",))
class IdContainsBulkId(Behaviour):
    """The ids of what a job creates contain the reserved word."""

    def new_id(self) -> str:
        return f"bulkId-{uuid4().hex}"


@fault("id-is-a-number", breaks=("CORE-3.1-03",))
class IdIsANumber(Behaviour):
    """The id of a resource is the key of its row, a JSON number."""

    def __init__(self, config: ReferenceConfig) -> None:
        super().__init__(config)
        self._rows = count(1)

    def new_id(self) -> str:
        return str(next(self._rows))

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        answer = super().answer(exchange, answer)
        shown = answer.document
        if exchange.is_bulk or not isinstance(shown, dict):
            return answer
        for resource in shown.get("Resources") or [shown]:
            if str(resource.get("id")).isdigit():
                resource["id"] = int(resource["id"])
        return answer


@fault("id-left-out", breaks=("CORE-3.1-03",))
class IdLeftOut(Behaviour):
    """A GET of one resource does not show its id, which stands in the URL."""

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        answer = super().answer(exchange, answer)
        if exchange.method == "GET" and isinstance(answer.document, dict) and "userName" in answer.document:
            return replace(answer, document={k: v for k, v in answer.document.items() if k != "id"})
        return answer


@fault("validates-too-late", breaks=("ERROR-3.12-10",), aka=("A12",))
class ValidatesTooLate(Behaviour):
    """A job whose failOnErrors is no number is carried out, and then refused for it."""

    def read_fail_on_errors(self, value: object) -> int | None:
        self._late: Refusal | None = None
        try:
            return super().read_fail_on_errors(value)
        except Refusal as refusal:
            self._late = refusal
            return None

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        if self._late:
            raise self._late
        return super().finished(job, results, savepoint)
