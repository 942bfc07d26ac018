"""Faults with what is malformed, or only looks so: bodies, operations, members (survey C, D, E, N)."""

import json
from dataclasses import replace
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.behaviour.envelope import invalid_syntax
from conformance.reference.declare import fault
from conformance.reference.exchange import Exchange
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.refusal import Refusal

MEMBERS = frozenset({"method", "path", "bulkId", "version", "data"})


@fault("scalar-body-500", breaks=("ERROR-3.12-08",), aka=("N11",))
class ScalarBody500(Behaviour):
    """A body that is JSON and no object answers 500."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        document = super().decode(body)
        if not isinstance(document, dict):
            raise TypeError("the body is no object")
        return document


@fault("empty-body-500", breaks=("ERROR-3.12-08",), aka=("N12",))
class EmptyBody500(Behaviour):
    """An empty body answers 500."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        if not body:
            raise ValueError("the body is empty")
        return super().decode(body)


@fault("names-in-lower-case-500", breaks=("ERROR-3.12-08",), seen_in="Charon")
class NamesInLowerCase500(Behaviour):
    """A job whose attributes are written in another letter case answers 500."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        if isinstance(document, dict) and "operations" in document:
            raise KeyError("Operations")
        return super().read_envelope(document)


@fault("nan-accepted", breaks=("BULK-3.7-32",), aka=("N7",))
class NanAccepted(Behaviour):
    """NaN is read as if it were JSON, and as no limit of errors."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        return super().decode(body.replace(b"NaN", b"null"))


@fault(
    "long-number-500",
    breaks=("ERROR-3.12-08",),
    also_breaks={"BULK-3.7-31": "a job with a large failOnErrors, which may be refused, answers it too"},
    aka=("G19",),
)
class LongNumber500(Behaviour):
    """A failOnErrors that does not fit into 64 bits answers 500."""

    def read_fail_on_errors(self, value: object) -> int | None:
        number = super().read_fail_on_errors(value)
        if number is not None and number.bit_length() > 63:
            raise OverflowError("the number does not fit")
        return number


@fault("nul-in-path-500", breaks=("ERROR-3.12-08",))
class NulInPath500(Behaviour):
    """A path with a NUL, which no text column of the database takes, makes the whole job answer 500."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if "\0" in str(operation.path):
            raise ValueError("a text must not contain NUL")
        return operation


@fault("data-null-500", breaks=("ERROR-3.12-08",), aka=("C13",))
class DataNull500(Behaviour):
    """An operation whose data is missing or no object makes the whole job answer 500."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if operation.method in ("POST", "PUT", "PATCH") and not isinstance(operation.data, dict):
            raise TypeError("data is no object")
        return operation


@fault("data-as-text-read", breaks=("BULK-3.7-22",), seen_in="Charon")
class DataAsTextRead(Behaviour):
    """Data that is a text is read as the JSON that it holds."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if isinstance(operation.data, str) and operation.data.startswith("{"):
            return replace(operation, data=json.loads(operation.data))
        return operation


@fault("put-without-id-500", breaks=("ERROR-3.12-08",), aka=("D11",), seen_in="Charon")
class PutWithoutId500(Behaviour):
    """A PUT of a collection makes the whole job answer 500."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if operation.method == "PUT" and isinstance(operation.path, str) and operation.path.count("/") == 1:
            raise IndexError("the path has no id")
        return operation


@fault("malformed-operations-404", breaks=("ERROR-3.12-07",), aka=("D5",), seen_in="django-scim")
class MalformedOperations404(Behaviour):
    """An operation without a path or without data is refused with 404."""

    def admit(self, job: Job, operation: Operation) -> None:
        try:
            super().admit(job, operation)
        except Refusal as refusal:
            raise Refusal(404, refusal.detail) from None


@fault("delete-of-a-collection-204", breaks=("BULK-3.7-20",), aka=("D12",), seen_in="SAP scimono")
class DeleteOfACollection204(Behaviour):
    """A DELETE of a collection is reported as done, and does nothing."""

    def check_path(self, operation: Operation) -> None:
        if not _deletes_collection(operation):
            super().check_path(operation)

    def perform(self, job: Job, operation: Operation) -> Outcome:
        return Outcome(204) if _deletes_collection(operation) else super().perform(job, operation)


def _deletes_collection(operation: Operation) -> bool:
    return operation.method == "DELETE" and str(operation.path).count("/") == 1


@fault(
    "bulk-ids-made-text",
    breaks=("BULK-3.7-50",),
    also_breaks={"BULK-3.7-33": "a POST without a bulkId takes the others down"},
    seen_in="Charon",
)
class BulkIdsMadeText(Behaviour):
    """A bulkId that is no text is made one; a POST without any refuses the whole job."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if operation.method == "POST" and not operation.bulk_id:
            raise invalid_syntax("A POST needs a bulkId.")
        if operation.method != "POST" or isinstance(operation.bulk_id, str):
            return operation
        return replace(operation, bulk_id=json.dumps(operation.bulk_id))


@fault("bulk-id-number-accepted", breaks=("BULK-3.7-50",), aka=("E7",), seen_in="agent-bom")
class BulkIdNumberAccepted(Behaviour):
    """A bulkId may be a number."""

    def check_bulk_id(self, job: Job, operation: Operation) -> None:
        if not isinstance(operation.bulk_id, int):
            super().check_bulk_id(job, operation)


@fault("version-number-ignored", breaks=("BULK-3.7-51",))
class VersionNumberIgnored(Behaviour):
    """A version that is no text is not looked at."""

    def read_operation(self, index: int, raw: object) -> Operation:
        if isinstance(raw, dict) and not isinstance(raw.get("version", ""), str):
            raw = {name: value for name, value in raw.items() if name != "version"}
        return super().read_operation(index, raw)


@fault("unknown-attribute-refused", breaks=("BULK-3.7-52",), aka=("C4",), seen_in="scim2-server")
class UnknownAttributeRefused(Behaviour):
    """A job with an attribute that nobody knows is refused."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        known = {"schemas", "operations", "failonerrors"}
        if isinstance(document, dict) and not {name.lower() for name in document} <= known:
            raise invalid_syntax("The request has an unknown attribute.")
        return super().read_envelope(document)


@fault("unknown-member-kills-job", breaks=("BULK-3.7-52",), aka=("N18",))
class UnknownMemberKillsJob(Behaviour):
    """A job in which an operation has an attribute that nobody knows is refused."""

    def read_operation(self, index: int, raw: object) -> Operation:
        names = raw if isinstance(raw, dict) else {}
        if not {name.lower() for name in names} <= {name.lower() for name in MEMBERS}:
            raise invalid_syntax("An operation has an unknown attribute.")
        return super().read_operation(index, raw)


@fault("null-member-refused", breaks=("CORE-2.5-01",), aka=("N15",))
class NullMemberRefused(Behaviour):
    """A bulkId or a version of null is refused."""

    def admit(self, job: Job, operation: Operation) -> None:
        super().admit(job, operation)
        if any(operation.raw.get(name, "") is None for name in ("bulkId", "version")):
            raise invalid_syntax("bulkId and version must be strings.")


@fault("bulk-id-on-delete-500", breaks=("BULK-3.7-54",), aka=("E22",), seen_in="SCIMple")
class BulkIdOnDelete500(Behaviour):
    """A DELETE with a bulkId answers 500."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "DELETE" and operation.bulk_id is not None:
            raise KeyError(operation.bulk_id)
        return super().perform(job, operation)


@fault("member-case-matters", breaks=("CORE-2.1-01",), aka=("N4",), seen_in="scimmy")
class MemberCaseMatters(Behaviour):
    """``bulkid`` and ``Method`` in an operation are not seen, so that it is refused."""

    def read_operation(self, index: int, raw: object) -> Operation:
        known = raw if not isinstance(raw, dict) else {n: v for n, v in raw.items() if n in MEMBERS}
        return super().read_operation(index, known)


@fault("chunks-refused", breaks=("FORMAT-3.8-08",), aka=("N13",), seen_in="scim2-server's own HTTP server")
class ChunksRefused(Behaviour):
    """A body whose length is not announced is taken for an empty one."""

    def check_media_type(self, exchange: Exchange) -> None:
        super().check_media_type(exchange)
        if "content-length" not in exchange.headers:
            raise invalid_syntax("The body ended unexpectedly.")


@fault("media-type-case-matters", breaks=("FORMAT-3.8-07",), aka=("B8",))
class MediaTypeCaseMatters(Behaviour):
    """A Content-Type with capitals is refused."""

    def check_media_type(self, exchange: Exchange) -> None:
        super().check_media_type(exchange)
        sent = exchange.headers.get("content-type", "")
        if sent != sent.lower():
            raise Refusal(415, f"Content-Type {json.dumps(sent)} is not supported.")
