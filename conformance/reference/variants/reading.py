"""Liberties in how the body of a request is read, and in what is refused of it."""

import json
import re
from collections.abc import Collection
from dataclasses import replace
from posixpath import normpath
from typing import Any
from urllib.parse import urlsplit

from conformance.reference.behaviour import Behaviour
from conformance.reference.behaviour.envelope import invalid_syntax
from conformance.reference.declare import variant
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.job import Job, Operation
from conformance.reference.models import PATCH_OP
from conformance.reference.refusal import Refusal

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
SPECIAL = ("Bulk", "Me", "ServiceProviderConfig", "Schemas", "ResourceTypes")


@variant("attribute-names-exact", permits=("CORE-2.1-01",), aka=("Q32",))
class AttributeNamesExact(Behaviour):
    """A job whose attributes are written in another letter case is refused with 400."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        known = ("schemas", "failOnErrors", "Operations")
        if isinstance(document, dict):
            document = {name: value for name, value in document.items() if name in known}
        return super().read_envelope(document)


@variant("keys-twice-refused", permits=("BULK-3.7-53",), aka=("N5",))
class KeysTwiceRefused(Behaviour):
    """A body in which an object has a key twice is refused; others take the last one."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        super().decode(body)
        return json.loads(body, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise invalid_syntax("A key stands twice in an object.")
    return found


@variant("byte-order-mark-skipped", permits=("BULK-3.7-53",), aka=("N6",))
class ByteOrderMarkSkipped(Behaviour):
    """A byte order mark in front of the body is skipped; others refuse the body."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        return super().decode(body.removeprefix(BYTE_ORDER_MARK))


@variant("trailing-comma-read", permits=("BULK-3.7-32",))
class TrailingCommaRead(Behaviour):
    """A comma in front of the end of an object is read over, as RFC 7159 lets a parser do."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        return super().decode(re.sub(rb",\s*}$", b"}", body))


@variant("fail-on-errors-ignored-if-no-number", permits=("BULK-3.7-05",), aka=("Q7",))
class FailOnErrorsIgnoredIfNoNumber(Behaviour):
    """A failOnErrors that is no number of errors is no limit."""

    def read_fail_on_errors(self, value: object) -> int | None:
        try:
            return super().read_fail_on_errors(value)
        except Refusal:
            return None


@variant("numbers-of-64-bits", permits=("BULK-3.7-44",))
class NumbersOf64Bits(Behaviour):
    """A failOnErrors that does not fit into 64 bits is refused with 400."""

    def read_fail_on_errors(self, value: object) -> int | None:
        number = super().read_fail_on_errors(value)
        if number is not None and number.bit_length() > 63:
            raise invalid_syntax("failOnErrors does not fit into 64 bits.")
        return number


@variant("empty-job-done", permits=("BULK-3.7-09",), aka=("Q30",))
class EmptyJobDone(Behaviour):
    """A job without a single operation is answered 200 without a single result."""

    def read_operations(self, value: object) -> list[Any]:
        return [] if value == [] else super().read_operations(value)


@variant("operation-without-its-array", permits=("BULK-3.7-09", "BULK-3.7-32"))
class OperationWithoutItsArray(Behaviour):
    """Operations that are one object are read as an array of one."""

    def read_operations(self, value: object) -> list[Any]:
        return super().read_operations([value] if isinstance(value, dict) else value)


@variant("malformed-422-as-scim-error", permits=("ERROR-3.12-07",))
class Malformed422AsScimError(Behaviour):
    """A body that is no job is refused with 422 in place of 400, in a SCIM Error."""

    def refuse(self, exchange: Exchange, refusal: Refusal) -> Answer:
        if exchange.is_bulk and refusal.status == 400:
            refusal = Refusal(422, refusal.detail, refusal.scim_type)
        return super().refuse(exchange, refusal)


@variant("application-json-refused", permits=("FORMAT-3.8-06",), aka=("B4",))
class ApplicationJsonRefused(Behaviour):
    """A job sent as application/json is refused with 415."""

    def check_media_type(self, exchange: Exchange) -> None:
        super().check_media_type(exchange)
        if exchange.headers.get("content-type", "").startswith("application/json"):
            raise Refusal(415, "Send application/scim+json.")


@variant("length-required", permits=("FORMAT-3.8-08",))
class LengthRequired(Behaviour):
    """A body whose length is not announced is refused with 411."""

    def check_media_type(self, exchange: Exchange) -> None:
        super().check_media_type(exchange)
        if "content-length" not in exchange.headers:
            raise Refusal(411, "Send a Content-Length.")


@variant("size-judged-by-its-announcement", permits=("BULK-3.7.4-03",), aka=("Q27",))
class SizeJudgedByItsAnnouncement(Behaviour):
    """A body that is announced to be too large is refused before it is read."""

    def check_media_type(self, exchange: Exchange) -> None:
        super().check_media_type(exchange)
        if int(exchange.headers.get("content-length", "0")) > self.payload_limit(exchange):
            raise self.payload_too_large()


@variant("path-case-ignored", permits=("BULK-3.7-53",), aka=("D18",))
class PathCaseIgnored(Behaviour):
    """The endpoint in a path may be written in any letter case."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if not isinstance(operation.path, str):
            return operation
        endpoint, slash, rest = operation.path.removeprefix("/").partition("/")
        known = endpoint.capitalize() in ("Users", "Groups") and operation.path.startswith("/")
        return replace(operation, path=f"/{endpoint.capitalize()}{slash}{rest}") if known else operation


@variant("trailing-slash-understood", permits=("BULK-3.7-53",), aka=("N19",))
class TrailingSlashUnderstood(Behaviour):
    """A path may end in a slash."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        path = operation.path
        return replace(operation, path=path.removesuffix("/")) if isinstance(path, str) else operation


@variant("base-path-understood", permits=("BULK-3.7-53",), aka=("D19",))
class BasePathUnderstood(Behaviour):
    """A path may begin with that of the base URL."""

    def resolve(self, job: Job, operation: Operation) -> Operation:
        known = super().resolve(job, operation)
        path, base = known.path, urlsplit(job.base_url).path
        inside = isinstance(path, str) and path.startswith(f"{base}/")
        return replace(known, path=path.removeprefix(base)) if inside else known


@variant("collection-taken-for-an-id", permits=("BULK-3.7-20",), aka=("D10",))
class CollectionTakenForAnId(Behaviour):
    """PUT, PATCH and DELETE of a collection are refused with 404: no resource is called so."""

    def check_path(self, operation: Operation) -> None:
        if operation.method != "POST" and operation.path in ("/Users", "/Groups"):
            raise Refusal(404, "There is no such resource.")
        super().check_path(operation)


@variant("special-endpoint-400-whole-job", permits=("BULK-3.7-41",), aka=("Q35",))
class SpecialEndpoint400WholeJob(Behaviour):
    """A job with an operation on a special endpoint is refused, and nothing of it is done."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        for operation in job.operations:
            if {*str(operation.path).split("/")} & {*SPECIAL, ".search"}:
                raise invalid_syntax("An operation is no operation on a resource.")


@variant("empty-bulk-id-accepted", permits=("BULK-3.7-50",), aka=("E8",))
class EmptyBulkIdAccepted(Behaviour):
    """A bulkId may be empty."""

    def check_bulk_id(self, job: Job, operation: Operation) -> None:
        if operation.bulk_id != "":
            super().check_bulk_id(job, operation)


@variant("patch-of-bare-arrays-too", permits=("BULK-3.7-22",), aka=("Q28",))
class PatchOfBareArraysToo(Behaviour):
    """The data of a PATCH may be the bare array of changes, as an example of the RFC has it."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        if operation.method == "PATCH" and isinstance(operation.data, list):
            return replace(operation, data={"schemas": [PATCH_OP], "Operations": operation.data})
        return operation


@variant("path-resolved-as-a-url", permits=("BULK-3.7-42",))
class PathResolvedAsAUrl(Behaviour):
    """Dot segments of a path are removed and its query is left aside, as RFC 3986 has it."""

    def resolve(self, job: Job, operation: Operation) -> Operation:
        known = super().resolve(job, operation)
        url = urlsplit(re.sub("%2e", ".", str(known.path), flags=re.IGNORECASE))
        relative = isinstance(known.path, str) and not url.scheme and not url.netloc
        return replace(known, path=normpath(url.path)) if relative and url.path else known
