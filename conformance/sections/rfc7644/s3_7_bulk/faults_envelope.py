"""Faults in reading a bulk request as a whole, and in the response around the results."""

import json
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.behaviour.envelope import invalid_syntax
from conformance.reference.declare import fault
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.job import Job, Results
from conformance.reference.scim_error import ScimError


@fault("claimed-but-absent", breaks=("BULK-3.7-01",), aka=("A30", "A34"), seen_in="Owin.Scim")
class ClaimedButAbsent(Behaviour):
    """The server claims Bulk, but /Bulk returns 404."""

    def check_media_type(self, exchange: Exchange) -> None:
        raise ScimError(404, "There is nothing here.")


@fault("claimed-but-always-400", breaks=("BULK-3.7-01",))
class ClaimedButAlways400(Behaviour):
    """The server claims Bulk, but returns 400 for every bulk request."""

    def check_media_type(self, exchange: Exchange) -> None:
        raise ScimError(400, "The request cannot be read.", "invalidSyntax")


@fault("claimed-but-always-500", breaks=("BULK-3.7-01",))
class ClaimedButAlways500(Behaviour):
    """The server claims Bulk, but returns 500 for every bulk request."""

    def check_media_type(self, exchange: Exchange) -> None:
        raise TypeError("the engine is not configured")


@fault("claimed-but-always-empty", breaks=("BULK-3.7-08", "BULK-3.7.3-01"))
class ClaimedButAlwaysEmpty(Behaviour):
    """The server claims Bulk, but answers each bulk request with 200 and an empty object."""

    def check_media_type(self, exchange: Exchange) -> None:
        raise ScimError(200, "")

    def error(self, scim_error: ScimError) -> dict[str, Any]:
        return {} if scim_error.status == 200 else super().error(scim_error)


@fault("schemas-unchecked", breaks=("BULK-3.7-03",), aka=("C1",), seen_in="agent-bom, Charon and others")
class SchemasUnchecked(Behaviour):
    """The server ignores the schemas of a bulk request."""

    def check_schemas(self, schemas: object) -> None:
        pass


@fault("no-bulk-response-schema", breaks=("BULK-3.7-04",), aka=("A4",))
class NoBulkResponseSchema(Behaviour):
    """The response does not have the BulkResponse schema."""

    def envelope(self, job: Job, results: list[dict[str, Any]]) -> dict[str, Any]:
        return super().envelope(job, results) | {"schemas": []}


@fault("fail-on-errors-echoed", breaks=("BULK-3.7-07",), aka=("A5",))
class FailOnErrorsEchoed(Behaviour):
    """The response repeats failOnErrors."""

    def envelope(self, job: Job, results: list[dict[str, Any]]) -> dict[str, Any]:
        document = super().envelope(job, results)
        return document if job.fail_on_errors is None else document | {"failOnErrors": job.fail_on_errors}


@fault("no-operations-in-answer", breaks=("BULK-3.7-08",))
class NoOperationsInAnswer(Behaviour):
    """The results are under another name than Operations."""

    def envelope(self, job: Job, results: list[dict[str, Any]]) -> dict[str, Any]:
        document = super().envelope(job, results)
        return {"schemas": document["schemas"], "Results": document["Operations"]}


@fault("ok-on-no-operations", breaks=("BULK-3.7-09",), aka=("A1",), seen_in="agent-bom")
class OkOnNoOperations(Behaviour):
    """The server returns 200 and an empty list for a bulk request without Operations."""

    def read_operations(self, value: object) -> list[Any]:
        return value if isinstance(value, list) else []


@fault("created-overall", breaks=("BULK-3.7-31",), aka=("A6",), seen_in="Oracle IDCS manual")
class CreatedOverall(Behaviour):
    """The server returns 201 for a bulk request."""

    def bulk_response(self, job: Job, results: Results) -> ServerResponse:
        return ServerResponse(201, super().bulk_response(job, results).document)


@fault("multi-status", breaks=("BULK-3.7-31",), aka=("A10",))
class MultiStatus(Behaviour):
    """The server returns 207 for a bulk request in which some operations failed."""

    def bulk_response(self, job: Job, results: Results) -> ServerResponse:
        response = super().bulk_response(job, results)
        return (
            ServerResponse(207, response.document)
            if any(outcome.failed for _, outcome in results)
            else response
        )


@fault("accepted-overall", breaks=("BULK-3.7-31",), aka=("Q36",), seen_in="Microsoft Graph manual")
class AcceptedOverall(Behaviour):
    """The server returns 202 for a bulk request that did not ask for asynchronous processing."""

    def bulk_response(self, job: Job, results: Results) -> ServerResponse:
        return ServerResponse(202, super().bulk_response(job, results).document)


@fault("malformed-200", breaks=("BULK-3.7-32",), aka=("N1", "H16"), seen_in="product-is #3947")
class Malformed200(Behaviour):
    """The server returns 200 with an Error for a body that is not a bulk request."""

    def error_response(self, exchange: Exchange, scim_error: ScimError) -> ServerResponse:
        response = super().error_response(exchange, scim_error)
        return (
            ServerResponse(200, response.document)
            if exchange.is_bulk and scim_error.status == 400
            else response
        )


@fault("bad-utf8-replaced", breaks=("BULK-3.7-32",), aka=("N9",), seen_in="scimmy")
class BadUtf8Replaced(Behaviour):
    """The server replaces invalid UTF-8 and processes the bulk request."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        return super().decode(body.decode(errors="replace").encode())


@fault("trailing-garbage-ignored", breaks=("BULK-3.7-32",), aka=("N16",))
class TrailingGarbageIgnored(Behaviour):
    """The server ignores everything after the first JSON value of a body."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        try:
            return json.JSONDecoder().raw_decode(body.decode())[0]
        except (ValueError, RecursionError):
            return super().decode(body)


@fault("nan-accepted", breaks=("BULK-3.7-32",), aka=("N7",))
class NanAccepted(Behaviour):
    """The server accepts NaN, and reads it as no failOnErrors limit."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        return super().decode(body.replace(b"NaN", b"null"))


@fault("unknown-attribute-refused", breaks=("BULK-3.7-52",), aka=("C4",), seen_in="scim2-server")
class UnknownAttributeRefused(Behaviour):
    """The server rejects a bulk request with an unknown attribute."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        known = {"schemas", "operations", "failonerrors"}
        if isinstance(document, dict) and not {name.lower() for name in document} <= known:
            raise invalid_syntax("The request has an unknown attribute.")
        return super().read_envelope(document)
