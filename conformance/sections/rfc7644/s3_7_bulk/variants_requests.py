"""Permitted variations in reading a bulk request and its operations."""

import json
import re
from collections.abc import Collection
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from conformance.reference.behaviour import Behaviour
from conformance.reference.behaviour.envelope import invalid_syntax
from conformance.reference.declare import variant
from conformance.reference.job import Job, Operation
from conformance.reference.models import BULK_REQUEST, PATCH_OP
from conformance.reference.scim_error import ScimError


@variant("schemas-exact-only", permits=("BULK-3.7-03",), aka=("Q29", "C2"))
class SchemasExactOnly(Behaviour):
    """The server rejects a bulk request with any other schema beside BulkRequest."""

    def check_schemas(self, schemas: object) -> None:
        super().check_schemas(schemas)
        if schemas != [BULK_REQUEST]:
            raise ScimError(400, f"schemas must be {BULK_REQUEST} alone.", "invalidSyntax")


@variant("zero-errors-refused", permits=("BULK-3.7-05",), aka=("Q5", "G9"))
class ZeroErrorsRefused(Behaviour):
    """The server rejects failOnErrors 0 with 400."""

    def read_fail_on_errors(self, value: object) -> int | None:
        number = super().read_fail_on_errors(value)
        if number == 0:
            raise ScimError(400, "failOnErrors must be at least 1.", "invalidValue")
        return number


@variant("fail-on-errors-ignored-if-no-number", permits=("BULK-3.7-05",), aka=("Q7",))
class FailOnErrorsIgnoredIfNoNumber(Behaviour):
    """The server ignores a failOnErrors that is not a valid number."""

    def read_fail_on_errors(self, value: object) -> int | None:
        try:
            return super().read_fail_on_errors(value)
        except ScimError:
            return None


@variant("empty-job-done", permits=("BULK-3.7-09",), aka=("Q30",))
class EmptyJobDone(Behaviour):
    """The server returns 200 without results for a bulk request without operations."""

    def read_operations(self, value: object) -> list[Any]:
        return [] if value == [] else super().read_operations(value)


@variant("operation-without-its-array", permits=("BULK-3.7-09", "BULK-3.7-32"))
class OperationWithoutItsArray(Behaviour):
    """The server reads Operations that is one object as an array of one."""

    def read_operations(self, value: object) -> list[Any]:
        return super().read_operations([value] if isinstance(value, dict) else value)


@variant("lenient-spelling", permits=("BULK-3.7-12", "BULK-3.7-21"), aka=("Q31", "D2", "D17"))
class LenientSpelling(Behaviour):
    """The server accepts a method in lower case and a path without its leading slash."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        method, path = operation.method, operation.path
        if isinstance(method, str):
            method = method.upper()
        if isinstance(path, str) and path and ":" not in path:
            path = "/" + path.removeprefix("/")
        return replace(operation, method=method, path=path)


@variant("post-without-bulk-id", permits=("BULK-3.7-15",), aka=("Q11", "E6"))
class PostWithoutBulkId(Behaviour):
    """The server applies a POST without a bulkId."""

    def check_bulk_id(self, job: Job, operation: Operation) -> None:
        if operation.bulk_id is not None:
            super().check_bulk_id(job, operation)


@variant("duplicate-bulk-id-whole-job-400", permits=("BULK-3.7-16",), aka=("Q12", "A11"))
class DuplicateBulkIdWholeJob400(Behaviour):
    """The server rejects a whole bulk request in which two POSTs have one bulkId."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        if len(job.definitions) < len(job.ids):
            raise ScimError(400, "bulkId must be unique within a Bulk request.", "invalidValue")


@variant("collection-taken-for-an-id", permits=("BULK-3.7-20",), aka=("D10",))
class CollectionTakenForAnId(Behaviour):
    """The server returns 404 for PUT, PATCH and DELETE of a collection."""

    def check_path(self, operation: Operation) -> None:
        if operation.method != "POST" and operation.path in ("/Users", "/Groups"):
            raise ScimError(404, "There is no such resource.")
        super().check_path(operation)


@variant("patch-of-bare-arrays-too", permits=("BULK-3.7-22",), aka=("Q28",))
class PatchOfBareArraysToo(Behaviour):
    """The server also accepts a bare array as the data of a PATCH, as in an RFC example."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if operation.method == "PATCH" and isinstance(operation.data, list):
            return replace(operation, data={"schemas": [PATCH_OP], "Operations": operation.data})
        return operation


@variant("trailing-comma-read", permits=("BULK-3.7-32",))
class TrailingCommaRead(Behaviour):
    """The server accepts a comma before the end of a JSON object (RFC 7159)."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        return super().decode(re.sub(rb",\s*}$", b"}", body))


@variant("bad-operation-400-whole-job", permits=("BULK-3.7-33", "BULK-3.7-12"), aka=("Q9", "A11"))
class BadOperation400WholeJob(Behaviour):
    """The server rejects a whole bulk request that has an invalid operation."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        for operation in job.operations:
            self.admit(job, operation)


@variant("numbers-of-64-bits", permits=("BULK-3.7-44",))
class NumbersOf64Bits(Behaviour):
    """The server rejects a failOnErrors that does not fit into 64 bits with 400."""

    def read_fail_on_errors(self, value: object) -> int | None:
        number = super().read_fail_on_errors(value)
        if number is not None and number.bit_length() > 63:
            raise invalid_syntax("failOnErrors does not fit into 64 bits.")
        return number


@variant("empty-bulk-id-accepted", permits=("BULK-3.7-50",), aka=("E8",))
class EmptyBulkIdAccepted(Behaviour):
    """The server accepts an empty bulkId."""

    def check_bulk_id(self, job: Job, operation: Operation) -> None:
        if operation.bulk_id != "":
            super().check_bulk_id(job, operation)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise invalid_syntax("An object has a duplicate key.")
    return found


@variant("keys-twice-refused", permits=("BULK-3.7-53",), aka=("N5",))
class KeysTwiceRefused(Behaviour):
    """The server rejects a body with a duplicate key in an object."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        super().decode(body)
        return json.loads(body, object_pairs_hook=_once)


BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@variant("byte-order-mark-skipped", permits=("BULK-3.7-53",), aka=("N6",))
class ByteOrderMarkSkipped(Behaviour):
    """The server skips a byte order mark before the body."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        return super().decode(body.removeprefix(BYTE_ORDER_MARK))


@variant("path-case-ignored", permits=("BULK-3.7-53",), aka=("D18",))
class PathCaseIgnored(Behaviour):
    """The server ignores the letter case of the endpoint in a path."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if not isinstance(operation.path, str):
            return operation
        endpoint, slash, rest = operation.path.removeprefix("/").partition("/")
        known = endpoint.capitalize() in ("Users", "Groups") and operation.path.startswith("/")
        return replace(operation, path=f"/{endpoint.capitalize()}{slash}{rest}") if known else operation


@variant("trailing-slash-understood", permits=("BULK-3.7-53",), aka=("N19",))
class TrailingSlashUnderstood(Behaviour):
    """The server accepts a trailing slash in a path."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        path = operation.path
        return replace(operation, path=path.removesuffix("/")) if isinstance(path, str) else operation


@variant("base-path-understood", permits=("BULK-3.7-53",), aka=("D19",))
class BasePathUnderstood(Behaviour):
    """The server accepts a path that starts with the path of the base URL."""

    def resolve(self, job: Job, operation: Operation) -> Operation:
        known = super().resolve(job, operation)
        path, base = known.path, urlsplit(job.base_url).path
        inside = isinstance(path, str) and path.startswith(f"{base}/")
        return replace(known, path=path.removeprefix(base)) if inside else known


@variant("delete-with-data-refused", aka=("D21",))
class DeleteWithDataRefused(Behaviour):
    """The server rejects a DELETE with data."""

    def check_data(self, operation: Operation) -> None:
        super().check_data(operation)
        if operation.method == "DELETE" and operation.data is not None:
            raise ScimError(400, "DELETE takes no data.", "invalidSyntax")
