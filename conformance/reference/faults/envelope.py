"""Faults in reading a job and in the answer around its results (survey A, C, N, O)."""

import json
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.behaviour.envelope import invalid_syntax
from conformance.reference.declare import fault
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.job import Job, Results
from conformance.reference.refusal import Refusal


@fault(
    "ok-on-no-operations",
    breaks=("BULK-3.7-09",),
    also_breaks={"BULK-3.7-32": "a body that is no job is answered as if it were one"},
    aka=("A1",),
    seen_in="agent-bom",
)
class OkOnNoOperations(Behaviour):
    """A job without Operations is answered 200 with an empty list."""

    def read_operations(self, value: object) -> list[Any]:
        return value if isinstance(value, list) else []


@fault("crash-on-no-operations", breaks=("ERROR-3.12-08",), aka=("A2",), seen_in="django-scim, Charon")
class CrashOnNoOperations(Behaviour):
    """A job without Operations is answered 500."""

    def read_operations(self, value: object) -> list[Any]:
        if value is None:
            raise TypeError("Operations is null")
        return super().read_operations(value)


@fault("no-bulk-response-schema", breaks=("BULK-3.7-04",), aka=("A4",))
class NoBulkResponseSchema(Behaviour):
    """The answer does not say that it is a BulkResponse."""

    def envelope(self, job: Job, results: list[dict[str, Any]]) -> dict[str, Any]:
        return super().envelope(job, results) | {"schemas": []}


@fault(
    "no-operations-in-answer",
    breaks=("BULK-3.7-08",),
    also_breaks={
        "BULK-3.7-33": "operations beside a failed one are not done, or not reported as done",
        "BULK-3.7.1-05": "resources of a ring are stored otherwise than reported",
        "BULK-3.7.1-06": "no result is reported at all",
        "BULK-3.7.3-01": "operations that left their trace in the store have no result",
        "BULK-3.7.3-07": "the results up to the end of the job are not all there",
        "BULK-3.7.3-09": "a job in which everything failed is answered in the same way",
    },
)
class NoOperationsInAnswer(Behaviour):
    """The results stand under another name than Operations."""

    def envelope(self, job: Job, results: list[dict[str, Any]]) -> dict[str, Any]:
        document = super().envelope(job, results)
        return {"schemas": document["schemas"], "Results": document["Operations"]}


@fault("fail-on-errors-echoed", breaks=("BULK-3.7-07",), aka=("A5",))
class FailOnErrorsEchoed(Behaviour):
    """failOnErrors comes back in the answer."""

    def envelope(self, job: Job, results: list[dict[str, Any]]) -> dict[str, Any]:
        document = super().envelope(job, results)
        return document if job.fail_on_errors is None else document | {"failOnErrors": job.fail_on_errors}


@fault("created-overall", breaks=("BULK-3.7-31",), aka=("A6",), seen_in="Oracle IDCS manual")
class CreatedOverall(Behaviour):
    """A processed job answers 201."""

    def bulk_answer(self, job: Job, results: Results) -> Answer:
        return Answer(201, super().bulk_answer(job, results).document)


@fault("multi-status", breaks=("BULK-3.7-31",), aka=("A10",))
class MultiStatus(Behaviour):
    """A job in which some operations failed answers 207."""

    def bulk_answer(self, job: Job, results: Results) -> Answer:
        answer = super().bulk_answer(job, results)
        return Answer(207, answer.document) if any(outcome.failed for _, outcome in results) else answer


@fault("accepted-overall", breaks=("BULK-3.7-31",), aka=("Q36",), seen_in="Microsoft Graph manual")
class AcceptedOverall(Behaviour):
    """A job is answered 202 though nobody asked for asynchronous processing."""

    def bulk_answer(self, job: Job, results: Results) -> Answer:
        return Answer(202, super().bulk_answer(job, results).document)


@fault(
    "all-failed-400",
    breaks=("BULK-3.7.3-09",),
    also_breaks={
        "BULK-3.7-31": "the answer as a whole is no 200 any more",
        "BULK-3.7-42": "a job of nothing but odd paths is refused as a whole",
        "BULK-3.7.2-08": "so is a job of nothing but references to what nobody defines",
    },
    aka=("A9",),
)
class AllFailed400(Behaviour):
    """A job in which every operation failed answers 400 with an Error in place of the results."""

    def bulk_answer(self, job: Job, results: Results) -> Answer:
        if results and all(outcome.failed for _, outcome in results):
            raise Refusal(400, "Every operation failed.")
        return super().bulk_answer(job, results)


@fault(
    "schemas-unchecked",
    breaks=("BULK-3.7-03",),
    also_breaks={"BULK-3.7-32": "a body that is no job is answered as if it were one"},
    aka=("C1",),
    seen_in="agent-bom, Charon and others",
)
class SchemasUnchecked(Behaviour):
    """A job is processed whatever its schemas say."""

    def check_schemas(self, schemas: object) -> None:
        pass


@fault(
    "attribute-case-matters",
    breaks=("CORE-2.1-01",),
    aka=("N3",),
    seen_in="agent-bom",
)
class AttributeCaseMatters(Behaviour):
    """``operations`` in lower case is not seen, and answered 200 with an empty list."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        if isinstance(document, dict) and "operations" in document:
            return [], None
        return super().read_envelope(document)


@fault(
    "malformed-200",
    breaks=("BULK-3.7-32",),
    also_breaks={
        "BULK-3.7-03": "a job that does not name its schema is accepted as well",
        "BULK-3.7-05": "a job whose failOnErrors is no number is accepted as well",
        "BULK-3.7-09": "a job without Operations is accepted as well",
    },
    aka=("N1", "H16"),
    seen_in="product-is #3947",
)
class Malformed200(Behaviour):
    """A body that is no job answers 200 with an Error in it."""

    def refuse(self, exchange: Exchange, refusal: Refusal) -> Answer:
        answer = super().refuse(exchange, refusal)
        return Answer(200, answer.document) if exchange.is_bulk and refusal.status == 400 else answer


@fault("malformed-500", breaks=("ERROR-3.12-08",), aka=("N1",))
class Malformed500(Behaviour):
    """A body that is no JSON answers 500."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        try:
            return super().decode(body)
        except Refusal:
            raise Refusal(500, "The server met an unexpected condition.") from None


@fault(
    "malformed-422",
    breaks=("ERROR-3.12-02", "ERROR-3.12-07"),
    also_breaks={"FORMAT-3.8-02": "errors made by the framework have the framework's media type"},
    aka=("O1", "O2"),
    seen_in="agent-bom",
)
class Malformed422(Behaviour):
    """A body that is no job answers 422 in the form of a web framework."""

    def refuse(self, exchange: Exchange, refusal: Refusal) -> Answer:
        if not exchange.is_bulk or refusal.status != 400:
            return super().refuse(exchange, refusal)
        problem = {"loc": ["body"], "msg": refusal.detail, "type": "value_error"}
        return Answer(422, {"detail": [problem]}, media_type="application/json")


@fault("deep-nesting-500", breaks=("ERROR-3.12-08",), aka=("N8", "O12"))
class DeepNesting500(Behaviour):
    """A deeply nested body answers 500."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        return json.loads(body) if body.count(b"[") > 1000 else super().decode(body)


@fault("bad-utf8-replaced", breaks=("BULK-3.7-32",), aka=("N9",), seen_in="scimmy")
class BadUtf8Replaced(Behaviour):
    """Bytes that are no UTF-8 are replaced and the job is processed."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        return super().decode(body.decode(errors="replace").encode())


@fault("trailing-garbage-ignored", breaks=("BULK-3.7-32",), aka=("N16",))
class TrailingGarbageIgnored(Behaviour):
    """What follows the first JSON value of a body is not looked at."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        try:
            return json.JSONDecoder().raw_decode(body.decode())[0]
        except (ValueError, RecursionError):
            return super().decode(body)


@fault("fail-on-errors-bounded", breaks=("BULK-3.7-44",), aka=("G18", "G34"), seen_in="Webex manual")
class FailOnErrorsBounded(Behaviour):
    """A failOnErrors above 10 is refused."""

    def read_fail_on_errors(self, value: object) -> int | None:
        if isinstance(value, int) and value > 10:
            raise invalid_syntax("failOnErrors must be at most 10.")
        return super().read_fail_on_errors(value)


@fault("fail-on-errors-null-refused", breaks=("BULK-3.7-45",), aka=("G16",), seen_in="scimmy")
class FailOnErrorsNullRefused(Behaviour):
    """A failOnErrors of null is refused."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        if isinstance(document, dict) and document.get("failOnErrors", 1) is None:
            raise invalid_syntax("failOnErrors must be an integer.")
        return super().read_envelope(document)
