"""Faults in what is refused under a published contract, most of them those of web frameworks (survey O)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.behaviour.http import PLAIN_JSON, SCIM_JSON
from conformance.reference.behaviour.operations import METHODS
from conformance.reference.declare import fault
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.job import Job, Results
from conformance.reference.refusal import Refusal
from conformance.reference.scaikey import UNPROCESSABLE, Location, unprocessable

_IN_PART = "a job that is refused as a whole is done in part"
_NOT_WAIVED = "the contract allows otherwise than the RFC has it with 422 alone"


@fault(
    "broken-schema-400",
    breaks=("CONTRACT-05",),
    also_breaks={
        "CONTRACT-09": "a body that is no JSON is refused in the same way",
        "CONTRACT-10": "a value of another type is refused in the same way",
        "BULK-3.7-12": _NOT_WAIVED,
        "BULK-3.7-21": _NOT_WAIVED,
        "BULK-3.7-22": _NOT_WAIVED,
        "BULK-3.7-33": _NOT_WAIVED,
        "CORE-2.1-01": _NOT_WAIVED,
        "ERROR-3.12-02": _NOT_WAIVED,
    },
    profile="scaikey",
)
class BrokenSchema400(Behaviour):
    """A body that breaks the published request schema answers 400."""

    def refuse(self, exchange: Exchange, refusal: Refusal) -> Answer:
        answer = super().refuse(exchange, refusal)
        return replace(answer, status=400) if answer.status == UNPROCESSABLE else answer


@fault(
    "broken-type-500",
    breaks=("CONTRACT-05",),
    also_breaks={"ERROR-3.12-08": "it is a server error for a fault of the client"},
    seen_in="Eneo code",
    profile="scaikey",
)
class BrokenType500(Behaviour):
    """A member of an operation that has another type than published answers 500."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        operations = document.get("Operations") if isinstance(document, dict) else None
        for operation in operations if isinstance(operations, list) else ():
            if isinstance(operation, dict) and isinstance(operation.get("path", ""), int | list | dict):
                raise TypeError("path is no text")
        return super().read_envelope(document)


@fault(
    "broken-job-done-in-part",
    breaks=("CONTRACT-07", "BULK-3.7-12"),
    also_breaks={
        "BULK-3.7-21": _IN_PART,
        "BULK-3.7-22": _IN_PART,
        "BULK-3.7-33": _IN_PART,
        "ERROR-3.12-10": _IN_PART,
    },
    profile="scaikey",
)
class BrokenJobDoneInPart(Behaviour):
    """Of a job that breaks the published schema, what keeps it is done before the 422."""

    late: Refusal | None = None

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        try:
            return super().read_envelope(document)
        except Refusal as refusal:
            operations = document.get("Operations") if isinstance(document, dict) else None
            good = [each for each in operations if _whole(each)] if isinstance(operations, list) else []
            if refusal.status != UNPROCESSABLE or not good:
                raise
            self.late = refusal
            return good, None

    def bulk_answer(self, job: Job, results: Results) -> Answer:
        late, self.late = self.late, None
        if late:
            raise late
        return super().bulk_answer(job, results)


def _whole(operation: object) -> bool:
    return isinstance(operation, dict) and operation.get("method") in METHODS and "data" in operation


def _refuse_where(document: object, broken: Callable[[str, Any], bool]) -> None:
    """Refuse a document with 422 for the first member of an operation that is called broken.

    Raises:
        Refusal: There is one.
    """
    operations = document.get("Operations") if isinstance(document, dict) else None
    for index, operation in enumerate(operations if isinstance(operations, list) else ()):
        for name, value in operation.items() if isinstance(operation, dict) else ():
            place: Location = ("Operations", index, name)
            if broken(name, value):
                raise unprocessable((place, "Input is not permitted", "value_error"))


@fault("unknown-method-422", breaks=("CONTRACT-08",), profile="scaikey")
class UnknownMethod422(Behaviour):
    """A method that is none of the four answers 422, although any text is published to be allowed."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        _refuse_where(document, lambda name, value: name == "method" and value not in METHODS)
        return super().read_envelope(document)


@fault(
    "null-422",
    breaks=("CONTRACT-08",),
    also_breaks={"CORE-2.5-01": "the contract and the RFC agree that null may stand there"},
    profile="scaikey",
)
class Null422(Behaviour):
    """Null answers 422 where the published schema allows it."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        _refuse_where(document, lambda _, value: value is None)
        return super().read_envelope(document)


@fault(
    "stranger-422",
    breaks=("CONTRACT-08",),
    also_breaks={"BULK-3.7-52": "the contract and the RFC agree that unknown members do not matter"},
    profile="scaikey",
)
class Stranger422(Behaviour):
    """A member that the published schema does not name, and does not forbid, answers 422."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        known = ("method", "path", "bulkId", "version", "data")
        _refuse_where(document, lambda name, _: name not in known)
        return super().read_envelope(document)


@fault(
    "nan-500",
    breaks=("CONTRACT-09",),
    also_breaks={"ERROR-3.12-08": "it is a server error for a fault of the client"},
    seen_in="FastAPI",
    profile="scaikey",
)
class Nan500(Behaviour):
    """A body with NaN answers 500, since the refusal repeats it."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        if b"NaN" in body:
            raise ValueError("Out of range float values are not JSON compliant")
        return super().decode(body)


@fault(
    "numbers-as-text",
    breaks=("CONTRACT-10",),
    also_breaks={"BULK-3.7-05": "failOnErrors as text is taken for a number"},
    profile="scaikey",
)
class NumbersAsText(Behaviour):
    """A failOnErrors that is a number as text is accepted."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        value = document.get("failOnErrors") if isinstance(document, dict) else None
        if isinstance(document, dict) and isinstance(value, str) and value.isdigit():
            document = document | {"failOnErrors": int(value)}
        return super().read_envelope(document)


@fault("other-content-type-422", breaks=("ERROR-3.12-02",), aka=("O3",), seen_in="agent-bom")
class OtherContentType422(Behaviour):
    """A job under another Content-Type than JSON answers 422 in the form of a web framework."""

    def check_media_type(self, exchange: Exchange) -> None:
        sent = exchange.headers.get("content-type", "").partition(";")[0].strip().lower()
        if sent not in (SCIM_JSON, PLAIN_JSON):
            raise unprocessable(((), "Input should be a valid dictionary", "model_attributes_type"))
