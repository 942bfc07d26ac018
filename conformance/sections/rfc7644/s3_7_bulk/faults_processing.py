"""Faults in processing operations, and in limiting a failure to its operation."""

import json
import unicodedata
from collections.abc import Collection
from dataclasses import replace

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.exchange import ServerResponse
from conformance.reference.job import Job, Operation, Outcome, Results
from conformance.reference.models import PATCH_OP
from conformance.reference.scim_error import ScimError


@fault("patch-of-bare-arrays-only", breaks=("BULK-3.7-02",), aka=("C7",))
class PatchOfBareArraysOnly(Behaviour):
    """The server accepts only a bare array as the data of a PATCH and rejects a PatchOp message."""

    def check_data(self, operation: Operation) -> None:
        if operation.method != "PATCH":
            super().check_data(operation)
        elif not isinstance(operation.data, list):
            raise ScimError(400, "data must be an array of changes.", "invalidSyntax")

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        if operation.method == "PATCH":
            operation = replace(operation, data={"schemas": [PATCH_OP], "Operations": operation.data})
        return super().single_request(job, operation)


@fault("patch-500-in-bulk", breaks=("BULK-3.7-02",), aka=("C8",), seen_in="product-is #6887")
class Patch500InBulk(Behaviour):
    """The server reports 500 for PATCH in a bulk request; a single PATCH succeeds."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "PATCH":
            raise AttributeError("the PatchOp message has no value")
        return super().perform(job, operation)


@fault("put-data-as-string", breaks=("BULK-3.7-02",), aka=("C9",), seen_in="Webex manual")
class PutDataAsString(Behaviour):
    """The server accepts only a JSON string as the data of a PUT and rejects an object."""

    def check_data(self, operation: Operation) -> None:
        super().check_data(operation)
        if operation.method == "PUT":
            raise ScimError(400, "data must be a string.", "invalidValue")


@fault("right-to-left-refused-in-bulk", breaks=("BULK-3.7-02",), generated=True)
class RightToLeftRefusedInBulk(Behaviour):
    """The server rejects Hebrew and Arabic texts in a bulk request."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        text = json.dumps(operation.data, ensure_ascii=False)
        if any(unicodedata.bidirectional(character) in ("R", "AL") for character in text):
            raise ScimError(400, "The text has characters that are not allowed.", "invalidValue")
        return super().perform(job, operation)


@fault("patch-loses-the-job", breaks=("BULK-3.7-02",), seen_in="SCIMple")
class PatchLosesTheJob(Behaviour):
    """The server returns 500 for a bulk request with a PATCH; a single PATCH succeeds."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if operation.method == "PATCH":
            raise TypeError("data is not a resource")
        return operation


@fault("patch-501-in-bulk", breaks=("BULK-3.7-02",), aka=("D14",), seen_in="SCIMple")
class Patch501InBulk(Behaviour):
    """The server reports 501 for PATCH in a bulk request; a single PATCH succeeds."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "PATCH":
            raise ScimError(501, "PATCH is not supported.")
        return super().perform(job, operation)


@fault("put-501-in-bulk", breaks=("BULK-3.7-02",), aka=("D15",), seen_in="Azure reference code, indigo-iam")
class Put501InBulk(Behaviour):
    """The server reports 501 for PUT in a bulk request; a single PUT succeeds."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "PUT":
            raise ScimError(501, "PUT is not supported.")
        return super().perform(job, operation)


@fault("delete-500-in-bulk", breaks=("BULK-3.7-02",), aka=("L11",), seen_in="product-is #3275")
class Delete500InBulk(Behaviour):
    """The server reports 500 for DELETE in a bulk request; a single DELETE succeeds."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "DELETE":
            raise ScimError(500, "The server met an unexpected condition.")
        return super().perform(job, operation)


@fault("groups-501-in-bulk", breaks=("BULK-3.7-02",), aka=("D16",), seen_in="Gravitee, auth9")
class Groups501InBulk(Behaviour):
    """The server reports 501 for groups in a bulk request; single requests succeed."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if str(operation.path).startswith("/Groups"):
            raise ScimError(501, "Groups are not supported.")
        return super().perform(job, operation)


@fault("two-methods-only", breaks=("BULK-3.7-02",), aka=("D23",), seen_in="auth9")
class TwoMethodsOnly(Behaviour):
    """A bulk request can create and delete users; other operations are reported as 501."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method not in ("POST", "DELETE") or str(operation.path).startswith("/Groups"):
            raise ScimError(501, f"{operation.method} {operation.path} is not supported.")
        return super().perform(job, operation)


@fault("done-twice", breaks=("BULK-3.7-10",), aka=("A27",), seen_in="Charon")
class DoneTwice(Behaviour):
    """The server creates each group of a bulk request twice."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        outcome = super().perform(job, operation)
        if operation.method == "POST" and str(operation.path).lower() == "/groups":
            job.tenant.single(self.single_request(job, operation))
        return outcome


@fault("data-attributes-lost", breaks=("BULK-3.7-23",))
class DataAttributesLost(Behaviour):
    """The server does not store the externalId of resources that a bulk request creates."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        if operation.method == "POST":
            data = {name: value for name, value in operation.data.items() if name != "externalId"}
            operation = replace(operation, data=data)
        return super().single_request(job, operation)


@fault("failed-target-loses-the-job", breaks=("BULK-3.7-31",), seen_in="SCIMple")
class FailedTargetLosesTheJob(Behaviour):
    """The server returns 500 if a POST fails to which an earlier operation refers."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        failed = {str(operation.bulk_id): operation.index for operation, outcome in results if outcome.failed}
        for operation in job.operations:
            for reference in self.references(operation):
                if failed.get(reference.bulk_id, -1) > operation.index:
                    raise TypeError("data is null")
        return super().finished(job, results, savepoint)


@fault("name-reserved-by-a-failure", breaks=("BULK-3.7-33",))
class NameReservedByAFailure(Behaviour):
    """A user with unresolved references is not created but reserves its userName."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        self._reserved: set[str] = set()

    def resolve(self, job: Job, operation: Operation) -> Operation:
        name = str(operation.data.get("userName")) if isinstance(operation.data, dict) else ""
        if name in self._reserved:
            raise ScimError(409, "The userName is taken.", "uniqueness")
        try:
            return super().resolve(job, operation)
        except ScimError:
            self._reserved.add(name)
            raise


@fault("failure-takes-back-others", breaks=("BULK-3.7-33",), aka=("F14",), seen_in="SCIMple")
class FailureTakesBackOthers(Behaviour):
    """If an operation fails, the server deletes its targets and reports them with 409."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        edges = self.edges(job)
        lost = {
            target for operation, outcome in results if outcome.failed for target in edges[operation.index]
        }
        return super().finished(job, [self._take_back(job, *each, lost=lost) for each in results], savepoint)

    def _take_back(
        self, job: Job, operation: Operation, outcome: Outcome, *, lost: Collection[int]
    ) -> tuple[Operation, Outcome]:
        if operation.index not in lost or outcome.failed:
            return operation, outcome
        path = f"{operation.path}/{job.ids[operation.index]}"
        job.tenant.single(ScimRequest("DELETE", job.base_url, path))
        return operation, Outcome(409, self.error(ScimError(409, "An operation that needs it failed.")))


@fault("unknown-method-kills-job", breaks=("BULK-3.7-33",), aka=("A11", "O13"), seen_in="Jans, Charon")
class UnknownMethodKillsJob(Behaviour):
    """The server returns 400 for a whole bulk request with an unknown method."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        self.check_method(operation)
        return operation


@fault("stops-at-first-error", breaks=("BULK-3.7-33",), aka=("L1", "G17"), seen_in="Authify, Celonis manual")
class StopsAtFirstError(Behaviour):
    """The server stops at the first error of a bulk request without failOnErrors."""

    def stops(self, job: Job, errors: int) -> bool:
        return errors > 0 or super().stops(job, errors)


@fault("first-error-kills-job", breaks=("BULK-3.7-33",), aka=("A11", "L1"), seen_in="Azure reference code")
class FirstErrorKillsJob(Behaviour):
    """The server returns the first error instead of results, after it applied earlier operations."""

    def bulk_response(self, job: Job, results: Results) -> ServerResponse:
        for _, outcome in results:
            if outcome.failed:
                raise ScimError(outcome.status, "An operation failed.")
        return super().bulk_response(job, results)


@fault("all-or-nothing", breaks=("BULK-3.7-33",), aka=("L2",), seen_in="rustauth")
class AllOrNothing(Behaviour):
    """If one operation fails, the server rolls back the others and reports them as failed."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        if not any(outcome.failed for _, outcome in results):
            return super().finished(job, results, savepoint)
        job.tenant.storage.rollback(savepoint)
        undone = ScimError(412, "The operation was rolled back.")
        return [
            (
                operation,
                outcome if outcome.failed else Outcome(412, self.error(undone), location=outcome.location),
            )
            for operation, outcome in results
        ]
