"""Faults in the Error message and in the codes of errors."""

from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.fault_bases import Recoded
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.scim_error import ScimError


@fault("plain-text-errors", breaks=("ERROR-3.12-01",), aka=("O6", "B7"), seen_in="auth9, Eneo")
class PlainTextErrors(Behaviour):
    """The server rejects a whole request in plain text."""

    def error_response(self, exchange: Exchange, scim_error: ScimError) -> ServerResponse:
        return ServerResponse(
            scim_error.status,
            headers=scim_error.headers,
            raw=scim_error.detail.encode(),
            media_type="text/plain",
        )


@fault("413-of-a-proxy", breaks=("ERROR-3.12-01",), aka=("K5",), seen_in="proxies in front of a server")
class ProxyAnswers413(Behaviour):
    """A 413 is an HTML page, as a proxy in front of the server sends it."""

    def error_response(self, exchange: Exchange, scim_error: ScimError) -> ServerResponse:
        if scim_error.status != 413:
            return super().error_response(exchange, scim_error)
        page = f"<!doctype html><title>413</title><p>{scim_error.detail}"
        return ServerResponse(413, raw=page.encode(), media_type="text/html")


@fault("error-without-schemas", breaks=("ERROR-3.12-02",), aka=("H3",), seen_in="agent-bom")
class ErrorWithoutSchemas(Behaviour):
    """Errors have no schemas."""

    def error(self, scim_error: ScimError) -> dict[str, Any]:
        return {name: value for name, value in super().error(scim_error).items() if name != "schemas"}


@fault("error-of-scim-1", breaks=("ERROR-3.12-02",), aka=("H17",))
class ErrorOfScim1(Behaviour):
    """Errors have the form of SCIM 1.1."""

    def error(self, scim_error: ScimError) -> dict[str, Any]:
        return {"Errors": [{"description": scim_error.detail, "code": str(scim_error.status)}]}


@fault("framework-errors", breaks=("ERROR-3.12-02",), aka=("B7", "O4", "O5"), seen_in="agent-bom")
class FrameworkErrors(Behaviour):
    """The server rejects a whole request in the error format of its web framework."""

    def error_response(self, exchange: Exchange, scim_error: ScimError) -> ServerResponse:
        return ServerResponse(
            scim_error.status, {"detail": scim_error.detail}, scim_error.headers, "application/json"
        )


@fault("error-status-number", breaks=("ERROR-3.12-03",), aka=("H4",), seen_in="i2scim")
class ErrorStatusNumber(Behaviour):
    """The status of an Error is a JSON number."""

    def error(self, scim_error: ScimError) -> dict[str, Any]:
        return super().error(scim_error) | {"status": scim_error.status}


@fault("error-without-status", breaks=("ERROR-3.12-03",), aka=("H3", "G21"), seen_in="laravel-scim-server")
class ErrorWithoutStatus(Behaviour):
    """Errors have no status."""

    def error(self, scim_error: ScimError) -> dict[str, Any]:
        return {name: value for name, value in super().error(scim_error).items() if name != "status"}


@fault("error-status-mismatch", breaks=("ERROR-3.12-04",), aka=("H5",))
class ErrorStatusMismatch(Behaviour):
    """The status of an Error is 400, whatever the HTTP status is."""

    def error(self, scim_error: ScimError) -> dict[str, Any]:
        return super().error(scim_error) | {"status": "400" if scim_error.status != 400 else "422"}


@fault(
    "unknown-scim-type",
    breaks=("ERROR-3.12-05", "ERROR-3.12-09"),
    aka=("H7",),
    seen_in="SimpleIdServer and others",
)
class UnknownScimType(Behaviour):
    """Errors carry a scimType that the RFC does not define."""

    def error(self, scim_error: ScimError) -> dict[str, Any]:
        return super().error(scim_error) | {"scimType": "tooLarge"}


@fault("error-detail-list", breaks=("ERROR-3.12-06",), aka=("H8",))
class ErrorDetailList(Behaviour):
    """The detail of an Error is a list of texts."""

    def error(self, scim_error: ScimError) -> dict[str, Any]:
        return super().error(scim_error) | {"detail": [scim_error.detail]}


@fault("not-found-as-410", breaks=("ERROR-3.12-11",))
class NotFoundAs410(Recoded):
    """The server reports 410 in a bulk request for a resource that does not exist."""

    def recode(self, operation: Operation, scim_error: ScimError) -> ScimError:
        return ScimError(410, scim_error.detail) if scim_error.status == 404 else scim_error


@fault("delete-of-nothing-204", breaks=("ERROR-3.12-11", "BULK-3.7.3-05"), aka=("H11",))
class DeleteOfNothing204(Behaviour):
    """The server reports 204 for a DELETE of a resource that does not exist."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except ScimError as scim_error:
            if operation.method == "DELETE" and scim_error.status == 404:
                return Outcome(204)
            raise
