"""Faults in the Error message and in the codes of errors."""

from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.fault_bases import Recoded
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.refusal import Refusal


@fault("plain-text-errors", breaks=("ERROR-3.12-01",), aka=("O6", "B7"), seen_in="auth9, Eneo")
class PlainTextErrors(Behaviour):
    """The server rejects a whole request in plain text."""

    def refuse(self, exchange: Exchange, refusal: Refusal) -> Answer:
        return Answer(
            refusal.status, headers=refusal.headers, raw=refusal.detail.encode(), media_type="text/plain"
        )


@fault("413-of-a-proxy", breaks=("ERROR-3.12-01",), aka=("K5",), seen_in="proxies in front of a server")
class ProxyAnswers413(Behaviour):
    """A 413 is an HTML page, as a proxy in front of the server sends it."""

    def refuse(self, exchange: Exchange, refusal: Refusal) -> Answer:
        if refusal.status != 413:
            return super().refuse(exchange, refusal)
        page = f"<!doctype html><title>413</title><p>{refusal.detail}"
        return Answer(413, raw=page.encode(), media_type="text/html")


@fault("error-without-schemas", breaks=("ERROR-3.12-02",), aka=("H3",), seen_in="agent-bom")
class ErrorWithoutSchemas(Behaviour):
    """Errors have no schemas."""

    def error(self, refusal: Refusal) -> dict[str, Any]:
        return {name: value for name, value in super().error(refusal).items() if name != "schemas"}


@fault("error-of-scim-1", breaks=("ERROR-3.12-02",), aka=("H17",))
class ErrorOfScim1(Behaviour):
    """Errors have the form of SCIM 1.1."""

    def error(self, refusal: Refusal) -> dict[str, Any]:
        return {"Errors": [{"description": refusal.detail, "code": str(refusal.status)}]}


@fault("framework-errors", breaks=("ERROR-3.12-02",), aka=("B7", "O4", "O5"), seen_in="agent-bom")
class FrameworkErrors(Behaviour):
    """The server rejects a whole request in the error format of its web framework."""

    def refuse(self, exchange: Exchange, refusal: Refusal) -> Answer:
        return Answer(refusal.status, {"detail": refusal.detail}, refusal.headers, "application/json")


@fault("error-status-number", breaks=("ERROR-3.12-03",), aka=("H4",), seen_in="i2scim")
class ErrorStatusNumber(Behaviour):
    """The status of an Error is a JSON number."""

    def error(self, refusal: Refusal) -> dict[str, Any]:
        return super().error(refusal) | {"status": refusal.status}


@fault("error-without-status", breaks=("ERROR-3.12-03",), aka=("H3", "G21"), seen_in="laravel-scim-server")
class ErrorWithoutStatus(Behaviour):
    """Errors have no status."""

    def error(self, refusal: Refusal) -> dict[str, Any]:
        return {name: value for name, value in super().error(refusal).items() if name != "status"}


@fault("error-status-mismatch", breaks=("ERROR-3.12-04",), aka=("H5",))
class ErrorStatusMismatch(Behaviour):
    """The status of an Error is 400, whatever the HTTP status is."""

    def error(self, refusal: Refusal) -> dict[str, Any]:
        return super().error(refusal) | {"status": "400" if refusal.status != 400 else "422"}


@fault(
    "unknown-scim-type",
    breaks=("ERROR-3.12-05", "ERROR-3.12-09"),
    aka=("H7",),
    seen_in="SimpleIdServer and others",
)
class UnknownScimType(Behaviour):
    """Errors carry a scimType that the RFC does not define."""

    def error(self, refusal: Refusal) -> dict[str, Any]:
        return super().error(refusal) | {"scimType": "tooLarge"}


@fault("error-detail-list", breaks=("ERROR-3.12-06",), aka=("H8",))
class ErrorDetailList(Behaviour):
    """The detail of an Error is a list of texts."""

    def error(self, refusal: Refusal) -> dict[str, Any]:
        return super().error(refusal) | {"detail": [refusal.detail]}


@fault("not-found-as-410", breaks=("ERROR-3.12-11",))
class NotFoundAs410(Recoded):
    """The server reports 410 in a bulk request for a resource that does not exist."""

    def recode(self, operation: Operation, refusal: Refusal) -> Refusal:
        return Refusal(410, refusal.detail) if refusal.status == 404 else refusal


@fault("delete-of-nothing-204", breaks=("ERROR-3.12-11", "BULK-3.7.3-05"), aka=("H11",))
class DeleteOfNothing204(Behaviour):
    """The server reports 204 for a DELETE of a resource that does not exist."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except Refusal as refusal:
            if operation.method == "DELETE" and refusal.status == 404:
                return Outcome(204)
            raise
