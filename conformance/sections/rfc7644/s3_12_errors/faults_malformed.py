"""Faults in which a malformed request is a server error, or is rejected too late."""

import json
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.behaviour.http import PLAIN_JSON, SCIM_JSON
from conformance.reference.declare import fault
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.job import Job, Operation, Results
from conformance.reference.scaikey import unprocessable
from conformance.reference.scim_error import ScimError


@fault("other-content-type-422", breaks=("ERROR-3.12-02",), aka=("O3",), seen_in="agent-bom")
class OtherContentType422(Behaviour):
    """The server returns a framework's 422 for a bulk request whose Content-Type is not JSON."""

    def check_media_type(self, exchange: Exchange) -> None:
        sent = exchange.headers.get("content-type", "").partition(";")[0].strip().lower()
        if sent not in (SCIM_JSON, PLAIN_JSON):
            raise unprocessable(((), "Input should be a valid dictionary", "model_attributes_type"))


@fault("malformed-422", breaks=("ERROR-3.12-02", "ERROR-3.12-07"), aka=("O1", "O2"), seen_in="agent-bom")
class Malformed422(Behaviour):
    """The server returns a framework's 422 for a body that is not a bulk request."""

    def error_response(self, exchange: Exchange, scim_error: ScimError) -> ServerResponse:
        if not exchange.is_bulk or scim_error.status != 400:
            return super().error_response(exchange, scim_error)
        problem = {"loc": ["body"], "msg": scim_error.detail, "type": "value_error"}
        return ServerResponse(422, {"detail": [problem]}, media_type="application/json")


@fault("malformed-operations-404", breaks=("ERROR-3.12-07",), aka=("D5",), seen_in="django-scim")
class MalformedOperations404(Behaviour):
    """The server rejects an operation without a path or without data with 404."""

    def admit(self, job: Job, operation: Operation) -> None:
        try:
            super().admit(job, operation)
        except ScimError as scim_error:
            raise ScimError(404, scim_error.detail) from None


@fault("extreme-bulk-id-500", breaks=("ERROR-3.12-08",), aka=("N14", "N17"))
class ExtremeBulkId500(Behaviour):
    """The server returns 500 if a bulkId is over 1,000 characters or has a lone surrogate."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if isinstance(operation.bulk_id, str) and len(operation.bulk_id.encode()) > 1000:
            raise ValueError("the bulkId is too long")
        return operation


@fault("crash-on-no-operations", breaks=("ERROR-3.12-08",), aka=("A2",), seen_in="django-scim, Charon")
class CrashOnNoOperations(Behaviour):
    """The server returns 500 for a bulk request without Operations."""

    def read_operations(self, value: object) -> list[Any]:
        if value is None:
            raise TypeError("Operations is null")
        return super().read_operations(value)


@fault("malformed-500", breaks=("ERROR-3.12-08",), aka=("N1",))
class Malformed500(Behaviour):
    """The server returns 500 for a body that is not JSON."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        try:
            return super().decode(body)
        except ScimError:
            raise ScimError(500, "The server met an unexpected condition.") from None


@fault("deep-nesting-500", breaks=("ERROR-3.12-08",), aka=("N8", "O12"))
class DeepNesting500(Behaviour):
    """The server returns 500 for a deeply nested body."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        return json.loads(body) if body.count(b"[") > 1000 else super().decode(body)


@fault("scalar-body-500", breaks=("ERROR-3.12-08",), aka=("N11",))
class ScalarBody500(Behaviour):
    """The server returns 500 for a JSON body that is not an object."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        document = super().decode(body)
        if not isinstance(document, dict):
            raise TypeError("the body is not an object")
        return document


@fault("empty-body-500", breaks=("ERROR-3.12-08",), aka=("N12",))
class EmptyBody500(Behaviour):
    """The server returns 500 for an empty body."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        if not body:
            raise ValueError("the body is empty")
        return super().decode(body)


@fault("names-in-lower-case-500", breaks=("ERROR-3.12-08",), seen_in="Charon")
class NamesInLowerCase500(Behaviour):
    """The server returns 500 if attribute names are in another letter case."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        if isinstance(document, dict) and "operations" in document:
            raise KeyError("Operations")
        return super().read_envelope(document)


# Also breaks BULK-3.7-31: a request with a large failOnErrors, which a server may reject, is a 500 too.
@fault("long-number-500", breaks=("ERROR-3.12-08",), aka=("G19",))
class LongNumber500(Behaviour):
    """The server returns 500 for a failOnErrors that does not fit into 64 bits."""

    def read_fail_on_errors(self, value: object) -> int | None:
        number = super().read_fail_on_errors(value)
        if number is not None and number.bit_length() > 63:
            raise OverflowError("the number does not fit")
        return number


@fault("nul-in-path-500", breaks=("ERROR-3.12-08",))
class NulInPath500(Behaviour):
    """The server returns 500 for the whole bulk request if a path contains a NUL character."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if "\0" in str(operation.path):
            raise ValueError("a text must not contain NUL")
        return operation


@fault("data-null-500", breaks=("ERROR-3.12-08",), aka=("C13",))
class DataNull500(Behaviour):
    """The server returns 500 for the whole bulk request if data is missing or not an object."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if operation.method in ("POST", "PUT", "PATCH") and not isinstance(operation.data, dict):
            raise TypeError("data is not an object")
        return operation


@fault("put-without-id-500", breaks=("ERROR-3.12-08",), aka=("D11",), seen_in="Charon")
class PutWithoutId500(Behaviour):
    """The server returns 500 for the whole bulk request if it has a PUT to a collection."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if operation.method == "PUT" and isinstance(operation.path, str) and operation.path.count("/") == 1:
            raise IndexError("the path has no id")
        return operation


@fault("null-operation-500", breaks=("ERROR-3.12-08",), aka=("A13", "D25", "N10"), seen_in="scimmy")
class NullOperation500(Behaviour):
    """The server returns 500 for the whole bulk request if an operation is not an object."""

    def read_operation(self, index: int, raw: object) -> Operation:
        if not isinstance(raw, dict):
            raise TypeError("an operation is not an object")
        return super().read_operation(index, raw)


@fault("unknown-method-500", breaks=("ERROR-3.12-08",), aka=("D4",), seen_in="Charon, splay, Gravitee")
class UnknownMethod500(Behaviour):
    """The server returns 500 for the whole bulk request if an operation has an unknown method."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if operation.method not in ("POST", "PUT", "PATCH", "DELETE"):
            raise ValueError("unknown method")
        return operation


@fault("missing-path-500", breaks=("ERROR-3.12-08",), aka=("D6",), seen_in="laravel-scim-server")
class MissingPath500(Behaviour):
    """The server returns 500 for the whole bulk request if an operation has no path."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if operation.path is None:
            raise KeyError("path")
        return operation


@fault("validates-too-late", breaks=("ERROR-3.12-10",), aka=("A12",))
class ValidatesTooLate(Behaviour):
    """The server applies a bulk request whose failOnErrors is not a number, and then rejects it."""

    def read_fail_on_errors(self, value: object) -> int | None:
        self._late: ScimError | None = None
        try:
            return super().read_fail_on_errors(value)
        except ScimError as scim_error:
            self._late = scim_error
            return None

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        if self._late:
            raise self._late
        return super().finished(job, results, savepoint)
