"""Faults in SCIM Errors, inside results and around them (survey C, H)."""

from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.refusal import Refusal


@fault("error-without-schemas", breaks=("ERROR-3.12-02",), aka=("H3",), seen_in="agent-bom")
class ErrorWithoutSchemas(Behaviour):
    """Errors do not say that they are one."""

    def error(self, refusal: Refusal) -> dict[str, Any]:
        return {name: value for name, value in super().error(refusal).items() if name != "schemas"}


@fault(
    "error-of-scim-1",
    breaks=("ERROR-3.12-02",),
    also_breaks={"BULK-3.7.3-06": "without an Error there is no explanation"},
    aka=("H17",),
)
class ErrorOfScim1(Behaviour):
    """Errors have the form of SCIM 1.1."""

    def error(self, refusal: Refusal) -> dict[str, Any]:
        return {"Errors": [{"description": refusal.detail, "code": str(refusal.status)}]}


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
    """The status of an Error is 400, whatever the answer says."""

    def error(self, refusal: Refusal) -> dict[str, Any]:
        return super().error(refusal) | {"status": "400" if refusal.status != 400 else "422"}


@fault(
    "unknown-scim-type",
    breaks=("ERROR-3.12-05", "ERROR-3.12-09"),
    also_breaks={
        "RESOURCE-3.3-02": "the scimType of a duplicate is lost or changed as well",
    },
    aka=("H7",),
    seen_in="SimpleIdServer and others",
)
class UnknownScimType(Behaviour):
    """Errors carry a scimType that no table knows."""

    def error(self, refusal: Refusal) -> dict[str, Any]:
        return super().error(refusal) | {"scimType": "tooLarge"}


@fault("error-detail-list", breaks=("ERROR-3.12-06",), aka=("H8",))
class ErrorDetailList(Behaviour):
    """The detail of an Error is a list of texts."""

    def error(self, refusal: Refusal) -> dict[str, Any]:
        return super().error(refusal) | {"detail": [refusal.detail]}


@fault(
    "error-without-detail",
    breaks=("BULK-3.7.3-06",),
    also_breaks={"BULK-3.7.4-05": "the limit was told in the text that is missing now"},
    aka=("H2",),
)
class ErrorWithoutDetail(Behaviour):
    """Errors do not explain themselves."""

    def error(self, refusal: Refusal) -> dict[str, Any]:
        return {name: value for name, value in super().error(refusal).items() if name != "detail"}


@fault(
    "plain-text-errors",
    breaks=("ERROR-3.12-01",),
    also_breaks={"FORMAT-3.8-02": "errors made by the framework have the framework's media type"},
    aka=("O6", "B7"),
    seen_in="auth9, Eneo",
)
class PlainTextErrors(Behaviour):
    """A request that is refused as a whole is answered in plain text."""

    def refuse(self, exchange: Exchange, refusal: Refusal) -> Answer:
        return Answer(
            refusal.status, headers=refusal.headers, raw=refusal.detail.encode(), media_type="text/plain"
        )


@fault(
    "framework-errors",
    breaks=("ERROR-3.12-02",),
    also_breaks={"FORMAT-3.8-02": "errors made by the framework have the framework's media type"},
    aka=("B7", "O4", "O5"),
    seen_in="agent-bom",
)
class FrameworkErrors(Behaviour):
    """A request that is refused as a whole is answered in the form of a web framework."""

    def refuse(self, exchange: Exchange, refusal: Refusal) -> Answer:
        return Answer(refusal.status, {"detail": refusal.detail}, refusal.headers, "application/json")


@fault("internals-leaked", breaks=("SECURITY-7-01",), aka=("H10", "A3"), seen_in="SimpleIdServer, Eneo")
class InternalsLeaked(Behaviour):
    """Errors of a job show where in the server's source they were raised."""

    def error(self, refusal: Refusal) -> dict[str, Any]:
        trace = 'Traceback (most recent call last):\n  File "/srv/scim/bulk.py", line 214, in run'
        return super().error(refusal) | {"detail": f"{trace}\nServerError: {refusal.detail}"}


class _Recoded(Behaviour):
    """Refuses operations of a job with another status than a single request would have been."""

    def recode(self, operation: Operation, refusal: Refusal) -> Refusal:
        """Return the refusal as this fault has it."""
        raise NotImplementedError

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except Refusal as refusal:
            raise self.recode(operation, refusal) from None


@fault(
    "every-error-400",
    breaks=("BULK-3.7.3-05", "ERROR-3.12-11"),
    also_breaks={
        "BULK-3.7-60": "the scimType is another one than the single request gets",
        "RESOURCE-3.3-01": "the 409 of a duplicate is another code now",
        "VERSION-3.14-03": "the 412 of a stale version is another code now",
    },
    aka=("H6",),
    seen_in="Jans, auth9",
)
class EveryError400(_Recoded):
    """Operations that fail do so with 400 invalidSyntax, whatever the reason."""

    def recode(self, operation: Operation, refusal: Refusal) -> Refusal:
        return Refusal(400, refusal.detail, "invalidSyntax")


@fault(
    "every-error-500",
    breaks=("BULK-3.7.3-05",),
    also_breaks={"ERROR-3.12-08": "an odd path is refused with a server error"},
    aka=("H15", "G28"),
    seen_in="Eneo, auth9",
)
class EveryError500(_Recoded):
    """Operations that fail do so with 500."""

    def recode(self, operation: Operation, refusal: Refusal) -> Refusal:
        return Refusal(500, refusal.detail)


@fault(
    "duplicate-as-400",
    breaks=("RESOURCE-3.3-01",),
    also_breaks={"BULK-3.7.3-05": "the code is another one than the single request gets"},
    aka=("C11",),
    seen_in="Authify, Jans, auth9",
)
class DuplicateAs400(_Recoded):
    """Creating a duplicate in a job answers 400."""

    def recode(self, operation: Operation, refusal: Refusal) -> Refusal:
        return Refusal(400, refusal.detail, refusal.scim_type) if refusal.status == 409 else refusal


@fault(
    "conflict-without-scim-type",
    breaks=("RESOURCE-3.3-02",),
    also_breaks={"BULK-3.7-60": "the scimType is another one than the single request gets"},
    aka=("C12",),
    seen_in="agent-bom",
)
class ConflictWithoutScimType(_Recoded):
    """The conflict of a duplicate has no scimType."""

    def recode(self, operation: Operation, refusal: Refusal) -> Refusal:
        return Refusal(refusal.status, refusal.detail) if refusal.status == 409 else refusal


@fault(
    "not-found-as-410",
    breaks=("ERROR-3.12-11",),
    also_breaks={"BULK-3.7.3-05": "the code is another one than the single request gets"},
)
class NotFoundAs410(_Recoded):
    """A resource that does not exist answers 410 in a job."""

    def recode(self, operation: Operation, refusal: Refusal) -> Refusal:
        return Refusal(410, refusal.detail) if refusal.status == 404 else refusal


@fault("delete-of-nothing-204", breaks=("ERROR-3.12-11", "BULK-3.7.3-05"), aka=("H11",))
class DeleteOfNothing204(Behaviour):
    """Deleting what does not exist is reported as done."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except Refusal as refusal:
            if operation.method == "DELETE" and refusal.status == 404:
                return Outcome(204)
            raise


@fault("stale-version-409", breaks=("VERSION-3.14-03",), aka=("J4",))
class StaleVersion409(_Recoded):
    """A stale version is refused with 409 in place of 412."""

    def recode(self, operation: Operation, refusal: Refusal) -> Refusal:
        return Refusal(409, refusal.detail) if refusal.status == 412 else refusal
