"""Faults in reading failOnErrors, counting errors and stopping at the limit."""

from itertools import takewhile
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.behaviour.envelope import invalid_syntax
from conformance.reference.declare import fault
from conformance.reference.exchange import ServerResponse
from conformance.reference.job import Job, Operation, Outcome, Results
from conformance.reference.scim_error import ScimError


@fault("fail-on-errors-coerced", breaks=("BULK-3.7-05",), aka=("G12", "G14", "G15"), seen_in="agent-bom")
class FailOnErrorsCoerced(Behaviour):
    """The server accepts a string, a Boolean or a fraction as failOnErrors."""

    def read_fail_on_errors(self, value: object) -> int | None:
        if isinstance(value, str | bool | float):
            try:
                return int(value)
            except ValueError:
                return None
        return super().read_fail_on_errors(value)


@fault("negative-fail-on-errors-runs-nothing", breaks=("BULK-3.7-05",), aka=("G10",), seen_in="Charon, Jans")
class NegativeRunsNothing(Behaviour):
    """The server returns 200 for a negative failOnErrors and applies nothing."""

    def read_fail_on_errors(self, value: object) -> int | None:
        negative = isinstance(value, int) and value < 0
        return -1 if negative else super().read_fail_on_errors(value)

    def order(self, job: Job) -> list[Operation]:
        return [] if job.fail_on_errors == -1 else super().order(job)


@fault("negative-fail-on-errors-runs-one", breaks=("BULK-3.7-05",), aka=("G11",))
class NegativeRunsOne(Behaviour):
    """A negative failOnErrors ends the bulk request after one operation."""

    def read_fail_on_errors(self, value: object) -> int | None:
        negative = isinstance(value, int) and value < 0
        return -1 if negative else super().read_fail_on_errors(value)

    def stops(self, job: Job, errors: int) -> bool:
        return job.fail_on_errors == -1 or super().stops(job, errors)


@fault("fail-on-errors-text-ignored", breaks=("BULK-3.7-05",), aka=("G13",), seen_in="sbx")
class TextIgnored(Behaviour):
    """The server ignores a failOnErrors that is a string."""

    def read_fail_on_errors(self, value: object) -> int | None:
        return None if isinstance(value, str) else super().read_fail_on_errors(value)


@fault("fail-on-errors-boolean", breaks=("BULK-3.7-05", "BULK-3.7-44"), aka=("G33",), seen_in="Innovario")
class TakenForBoolean(Behaviour):
    """The server reads failOnErrors as a Boolean: true means 1, and it rejects numbers."""

    def read_fail_on_errors(self, value: object) -> int | None:
        if isinstance(value, bool):
            return 1 if value else None
        if isinstance(value, int):
            raise invalid_syntax("failOnErrors must be true or false.")
        return super().read_fail_on_errors(value)


@fault("fail-on-errors-mandatory", breaks=("BULK-3.7-06",), aka=("G32",), seen_in="Webex manual")
class FailOnErrorsMandatory(Behaviour):
    """The server rejects a bulk request without failOnErrors."""

    def read_fail_on_errors(self, value: object) -> int | None:
        if value is None:
            raise ScimError(400, "failOnErrors is missing.", "invalidSyntax")
        return super().read_fail_on_errors(value)


@fault("zero-errors-stops-on-success", breaks=("BULK-3.7-10",), aka=("G6",), seen_in="i2, grav")
class ZeroStopsOnSuccess(Behaviour):
    """failOnErrors 0 ends the bulk request after its first operation."""

    def stops(self, job: Job, errors: int) -> bool:
        return job.fail_on_errors == 0 or super().stops(job, errors)


@fault("limit-answers-412", breaks=("BULK-3.7-31",), aka=("A7",), seen_in="SCIM-SDK")
class LimitAnswers412(Behaviour):
    """The server returns 412 with the results so far if failOnErrors ends a bulk request."""

    def bulk_response(self, job: Job, results: Results) -> ServerResponse:
        response = super().bulk_response(job, results)
        ended = self.stops(job, sum(outcome.failed for _, outcome in results))
        return ServerResponse(412, response.document) if ended else response


@fault("limit-read-too-late", breaks=("BULK-3.7-34",), generated=True)
class LimitReadTooLate(Behaviour):
    """The server ignores a failOnErrors that comes after Operations."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        operations, limit = super().read_envelope(document)
        names = document if isinstance(document, dict) else {}
        seen = "failOnErrors" in takewhile(lambda name: name != "Operations", names)
        return operations, limit if seen else None


@fault("fail-on-errors-ignored", breaks=("BULK-3.7-34",), aka=("G1",), seen_in="SimpleIdServer, splay")
class FailOnErrorsIgnored(Behaviour):
    """The server ignores failOnErrors."""

    def stops(self, job: Job, errors: int) -> bool:
        return False


@fault("fail-on-errors-late", breaks=("BULK-3.7-34",), aka=("G2", "Q6"), seen_in="Azure reference code")
class FailOnErrorsLate(Behaviour):
    """The server stops one error later than failOnErrors says."""

    def stops(self, job: Job, errors: int) -> bool:
        return super().stops(job, errors - 1)


@fault("missing-resources-not-counted", breaks=("BULK-3.7-34",))
class MissingResourcesNotCounted(Behaviour):
    """The server does not count a 404 towards failOnErrors."""

    def counts_as_error(self, operation: Operation, outcome: Outcome) -> bool:
        return outcome.status != 404 and super().counts_as_error(operation, outcome)


@fault("invalid-operations-not-counted", breaks=("BULK-3.7-34",), aka=("G26",), seen_in="SCIMple")
class InvalidOperationsNotCounted(Behaviour):
    """The server does not count a 400 towards failOnErrors."""

    def counts_as_error(self, operation: Operation, outcome: Outcome) -> bool:
        return outcome.status != 400 and super().counts_as_error(operation, outcome)


@fault("runs-after-the-limit", breaks=("BULK-3.7-34",), aka=("G22",))
class RunsAfterTheLimit(Behaviour):
    """The server applies operations after the failOnErrors limit but does not report them."""

    def stops(self, job: Job, errors: int) -> bool:
        return False

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        reported: Results = []
        errors = 0
        for operation, outcome in results:
            reported.append((operation, outcome))
            errors += outcome.failed
            if super().stops(job, errors):
                break
        return super().finished(job, reported, savepoint)


@fault("unresolved-not-counted", breaks=("BULK-3.7-34",), aka=("G25",), seen_in="SCIMple")
class UnresolvedNotCounted(Behaviour):
    """The server does not count a reference to an undefined bulkId towards failOnErrors."""

    def counts_as_error(self, operation: Operation, outcome: Outcome) -> bool:
        return super().counts_as_error(operation, outcome) and not self.references(operation)


@fault("changes-behind-the-end-made", breaks=("BULK-3.7-34",))
class ChangesBehindTheEndMade(Behaviour):
    """The server applies PUT, PATCH and DELETE after the failOnErrors limit without results."""

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        reported = {operation.index for operation, _ in results}
        for operation in job.operations:
            if operation.index not in reported and operation.method in ("PUT", "PATCH", "DELETE"):
                self.perform(job, operation)
        return super().finished(job, results, savepoint)


@fault("deletions-not-counted", breaks=("BULK-3.7-34",))
class DeletionsNotCounted(Behaviour):
    """The server does not count a failed DELETE towards failOnErrors."""

    def counts_as_error(self, operation: Operation, outcome: Outcome) -> bool:
        return operation.method != "DELETE" and super().counts_as_error(operation, outcome)


@fault("patches-not-counted", breaks=("BULK-3.7-34",))
class PatchesNotCounted(Behaviour):
    """The server does not count a failed PATCH towards failOnErrors."""

    def counts_as_error(self, operation: Operation, outcome: Outcome) -> bool:
        return operation.method != "PATCH" and super().counts_as_error(operation, outcome)


@fault("groups-not-counted", breaks=("BULK-3.7-34",))
class GroupsNotCounted(Behaviour):
    """The server does not count a failed operation on a group towards failOnErrors."""

    def counts_as_error(self, operation: Operation, outcome: Outcome) -> bool:
        return not str(operation.path).startswith("/Groups") and super().counts_as_error(operation, outcome)


@fault("fail-on-errors-always-one", breaks=("BULK-3.7-35",))
class FailOnErrorsAlwaysOne(Behaviour):
    """The server stops at the first error, whatever the value of failOnErrors."""

    def stops(self, job: Job, errors: int) -> bool:
        return bool(job.fail_on_errors) and errors > 0


@fault("fail-on-errors-counts-all", breaks=("BULK-3.7-35",), aka=("G3",), seen_in="indigo-iam")
class FailOnErrorsCountsAll(Behaviour):
    """The server counts successful operations towards failOnErrors."""

    def counts_as_error(self, operation: Operation, outcome: Outcome) -> bool:
        return True


@fault("fail-on-errors-counts-204", breaks=("BULK-3.7-35",), aka=("G27",), seen_in="SCIM-SDK, oxTrust")
class FailOnErrorsCounts204(Behaviour):
    """The server counts an operation with status 204 towards failOnErrors."""

    def counts_as_error(self, operation: Operation, outcome: Outcome) -> bool:
        return outcome.status == 204 or super().counts_as_error(operation, outcome)


@fault("zero-errors-runs-nothing", breaks=("BULK-3.7-43",), aka=("G4",), seen_in="mitol, Jans")
class ZeroRunsNothing(Behaviour):
    """The server returns 200 for failOnErrors 0 and applies nothing."""

    def order(self, job: Job) -> list[Operation]:
        return [] if job.fail_on_errors == 0 else super().order(job)


@fault("zero-errors-all-412", breaks=("BULK-3.7-43",), aka=("G5",), seen_in="Authify")
class ZeroAll412(Behaviour):
    """The server rejects each operation with 412 if failOnErrors is 0."""

    def admit(self, job: Job, operation: Operation) -> None:
        if job.fail_on_errors == 0:
            raise ScimError(412, "No errors are accepted.")
        super().admit(job, operation)


@fault("fail-on-errors-bounded", breaks=("BULK-3.7-44",), aka=("G18", "G34"), seen_in="Webex manual")
class FailOnErrorsBounded(Behaviour):
    """The server rejects a failOnErrors above 10."""

    def read_fail_on_errors(self, value: object) -> int | None:
        if isinstance(value, int) and value > 10:
            raise invalid_syntax("failOnErrors must be at most 10.")
        return super().read_fail_on_errors(value)


@fault("fail-on-errors-null-refused", breaks=("BULK-3.7-45",), aka=("G16",), seen_in="scimmy")
class FailOnErrorsNullRefused(Behaviour):
    """The server rejects a failOnErrors of null."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        if isinstance(document, dict) and document.get("failOnErrors", 1) is None:
            raise invalid_syntax("failOnErrors must be an integer.")
        return super().read_envelope(document)


# Also breaks BULK-3.7.3-01: the operations after the error have no result, and there is no limit.
@fault("null-limit-ends-at-an-error", breaks=("BULK-3.7-45",))
class NullLimitEndsAtAnError(Behaviour):
    """The server reads a failOnErrors of null as 1."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        operations, limit = super().read_envelope(document)
        null = isinstance(document, dict) and document.get("failOnErrors", 0) is None
        return operations, 1 if null else limit
