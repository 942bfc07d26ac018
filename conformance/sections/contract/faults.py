"""Faults under a published contract: what is refused, where, and in which form."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.behaviour.operations import METHODS
from conformance.reference.declare import fault
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.job import Job, Operation, Outcome, Results
from conformance.reference.scaikey import UNPROCESSABLE, Location, unprocessable
from conformance.reference.scim_error import ScimError


# Also breaks BULK-3.7-31: the contract and the RFC both say 200.
@fault("multi-status-under-contract", breaks=("CONTRACT-01",), profile="scaikey")
class MultiStatusUnderContract(Behaviour):
    """The server returns 207 for a bulk request in which some operations failed."""

    def bulk_response(self, job: Job, results: Results) -> ServerResponse:
        response = super().bulk_response(job, results)
        return replace(response, status=207) if any(outcome.failed for _, outcome in results) else response


@fault("text-json", breaks=("CONTRACT-02",), profile="scaikey")
class TextJson(Behaviour):
    """The server sends responses as text/json."""

    def media_type(self, exchange: Exchange) -> str:
        return "text/json" if exchange.is_bulk else super().media_type(exchange)


# Also breaks BULK-3.7.3-04: the contract and the RFC both say that status is a string.
@fault("status-number-under-contract", breaks=("CONTRACT-03",), profile="scaikey")
class StatusNumberUnderContract(Behaviour):
    """The status of a result is a number; the contract publishes a string."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return document | {"status": int(document["status"])}


@fault("detail-is-text", breaks=("CONTRACT-04",), profile="scaikey")
class DetailIsText(Behaviour):
    """The detail of a 422 is a sentence instead of a list."""

    def error_response(self, exchange: Exchange, scim_error: ScimError) -> ServerResponse:
        response = super().error_response(exchange, scim_error)
        if response.status != UNPROCESSABLE:
            return response
        return replace(response, document={"detail": "Unprocessable Entity"})


@fault("detail-without-loc", breaks=("CONTRACT-04",), profile="scaikey")
class DetailWithoutLoc(Behaviour):
    """The entries of a 422 name the problem but not its location."""

    def error_response(self, exchange: Exchange, scim_error: ScimError) -> ServerResponse:
        response = super().error_response(exchange, scim_error)
        if response.status != UNPROCESSABLE:
            return response
        detail = [{"msg": error["msg"], "type": error["type"]} for error in response.document["detail"]]
        return replace(response, document={"detail": detail})


# Also breaks the RFC's own rules for malformed operations: the contract waives them for a 422 only.
@fault("broken-schema-400", breaks=("CONTRACT-05",), profile="scaikey")
class BrokenSchema400(Behaviour):
    """The server returns 400 for a body that violates the published request schema."""

    def error_response(self, exchange: Exchange, scim_error: ScimError) -> ServerResponse:
        response = super().error_response(exchange, scim_error)
        return replace(response, status=400) if response.status == UNPROCESSABLE else response


@fault("broken-type-500", breaks=("CONTRACT-05",), seen_in="Eneo code", profile="scaikey")
class BrokenType500(Behaviour):
    """The server returns 500 if a member of an operation has another type than published."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        operations = document.get("Operations") if isinstance(document, dict) else None
        for operation in operations if isinstance(operations, list) else ():
            if isinstance(operation, dict) and isinstance(operation.get("path", ""), int | list | dict):
                raise TypeError("path is not a string")
        return super().read_envelope(document)


def relocated(response: ServerResponse, change: Callable[[list[Any]], list[Any]]) -> ServerResponse:
    """Return a 422 with another location in each error; other responses are unchanged."""
    if response.status != UNPROCESSABLE or "schemas" in response.document:
        return response
    detail = [{**error, "loc": change(error["loc"])} for error in response.document["detail"]]
    return replace(response, document={"detail": detail})


@fault("loc-of-another-operation", breaks=("CONTRACT-06",), profile="scaikey")
class LocOfAnotherOperation(Behaviour):
    """A 422 counts operations from 1, so it names the operation after the invalid one."""

    def error_response(self, exchange: Exchange, scim_error: ScimError) -> ServerResponse:
        response = super().error_response(exchange, scim_error)
        return relocated(response, lambda loc: [step + 1 if isinstance(step, int) else step for step in loc])


@fault("loc-of-the-parent", breaks=("CONTRACT-06",), profile="scaikey")
class LocOfTheParent(Behaviour):
    """A 422 names the parent of the invalid value."""

    def error_response(self, exchange: Exchange, scim_error: ScimError) -> ServerResponse:
        return relocated(super().error_response(exchange, scim_error), lambda loc: loc[:-1])


def _whole(operation: object) -> bool:
    return isinstance(operation, dict) and operation.get("method") in METHODS and "data" in operation


@fault("broken-job-done-in-part", breaks=("CONTRACT-07", "BULK-3.7-12"), profile="scaikey")
class BrokenJobDoneInPart(Behaviour):
    """The server applies the valid operations of an invalid bulk request before it returns 422."""

    late: ScimError | None = None

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        try:
            return super().read_envelope(document)
        except ScimError as scim_error:
            operations = document.get("Operations") if isinstance(document, dict) else None
            good = [each for each in operations if _whole(each)] if isinstance(operations, list) else []
            if scim_error.status != UNPROCESSABLE or not good:
                raise
            self.late = scim_error
            return good, None

    def bulk_response(self, job: Job, results: Results) -> ServerResponse:
        late, self.late = self.late, None
        if late:
            raise late
        return super().bulk_response(job, results)


def _refuse_where(document: object, broken: Callable[[str, Any], bool]) -> None:
    """Reject a document with 422 for the first invalid member of an operation.

    Raises:
        ScimError: A member is invalid.
    """
    operations = document.get("Operations") if isinstance(document, dict) else None
    for index, operation in enumerate(operations if isinstance(operations, list) else ()):
        for name, value in operation.items() if isinstance(operation, dict) else ():
            place: Location = ("Operations", index, name)
            if broken(name, value):
                raise unprocessable((place, "Input is not permitted", "value_error"))


@fault("unknown-method-422", breaks=("CONTRACT-08",), profile="scaikey")
class UnknownMethod422(Behaviour):
    """The server returns 422 for an unknown method, although the contract allows any text."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        _refuse_where(document, lambda name, value: name == "method" and value not in METHODS)
        return super().read_envelope(document)


# Also breaks CORE-2.5-01: the contract, too, allows null there.
@fault("null-422", breaks=("CONTRACT-08",), profile="scaikey")
class Null422(Behaviour):
    """The server returns 422 for null where the published schema allows it."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        _refuse_where(document, lambda _, value: value is None)
        return super().read_envelope(document)


# Also breaks BULK-3.7-52: the contract, too, ignores unknown attributes.
@fault("stranger-422", breaks=("CONTRACT-08",), profile="scaikey")
class Stranger422(Behaviour):
    """The server returns 422 for an unpublished member, although the published schema does not forbid it."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        known = ("method", "path", "bulkId", "version", "data")
        _refuse_where(document, lambda name, _: name not in known)
        return super().read_envelope(document)


@fault("nan-500", breaks=("CONTRACT-09",), seen_in="FastAPI", profile="scaikey")
class Nan500(Behaviour):
    """The server returns 500 for a body with NaN, because the error repeats the value."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        if b"NaN" in body:
            raise ValueError("Out of range float values are not JSON compliant")
        return super().decode(body)


@fault("numbers-as-text", breaks=("CONTRACT-10",), profile="scaikey")
class NumbersAsText(Behaviour):
    """The server accepts a failOnErrors that is a number written as text."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        value = document.get("failOnErrors") if isinstance(document, dict) else None
        if isinstance(document, dict) and isinstance(value, str) and value.isdigit():
            document = document | {"failOnErrors": int(value)}
        return super().read_envelope(document)
