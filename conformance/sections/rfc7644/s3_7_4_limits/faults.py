"""Faults in maxOperations and maxPayloadSize."""

import json
from collections.abc import Collection
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.exchange import Exchange
from conformance.reference.job import Job, Operation, Results
from conformance.reference.scim_error import ScimError


@fault("limits-of-zero", breaks=("BULK-3.7.4-01",), aka=("K12",))
class LimitsOfZero(Behaviour):
    """ServiceProviderConfig publishes limits of 0, but the server processes bulk requests."""

    def discovery(self, exchange: Exchange, document: dict[str, Any]) -> dict[str, Any]:
        published = super().discovery(exchange, document)
        if "bulk" in published:
            published["bulk"] = {"supported": True, "maxOperations": 0, "maxPayloadSize": 0}
        return published


@fault(
    "max-operations-unenforced",
    breaks=("BULK-3.7.4-03",),
    aka=("K1",),
    seen_in="Charon, SCIMple, django-scim",
)
class MaxOperationsUnenforced(Behaviour):
    """The server processes a bulk request with more than maxOperations operations."""

    def limit_operations(self, operations: list[Any]) -> list[Any]:
        return operations


@fault(
    "limits-answer-400", breaks=("BULK-3.7.4-03", "BULK-3.7.4-04"), aka=("K3",), seen_in="SCIM-SDK, rustauth"
)
class LimitsAnswer400(Behaviour):
    """The server rejects a bulk request above a limit with 400."""

    def payload_too_large(self) -> ScimError:
        return ScimError(400, super().payload_too_large().detail)

    def too_many_operations(self, count: int) -> ScimError:
        return ScimError(400, super().too_many_operations(count).detail)


class _Unlimited(Behaviour):
    """Accepts a bulk request with too many operations and handles the surplus later."""

    def limit_operations(self, operations: list[Any]) -> list[Any]:
        return operations

    def exceeds(self, job: Job) -> bool:
        """Return whether a bulk request has too many operations."""
        return len(job.operations) > self.max_operations


@fault("surplus-413-per-operation", breaks=("BULK-3.7.4-03",), aka=("K10",))
class Surplus413PerOperation(_Unlimited):
    """The server reports 413 for each operation above maxOperations and applies the others."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        scim_error = super().too_many_operations(len(job.operations))
        job.rejected |= dict.fromkeys(range(self.max_operations, len(job.operations)), scim_error)


@fault("surplus-ignored", breaks=("BULK-3.7.4-03",), aka=("K11",))
class SurplusIgnored(Behaviour):
    """The server ignores operations above maxOperations."""

    def limit_operations(self, operations: list[Any]) -> list[Any]:
        return operations[: self.max_operations]


NO_LIMIT = 1 << 40


@fault(
    "max-payload-size-unenforced",
    breaks=("BULK-3.7.4-04",),
    aka=("K2",),
    seen_in="agent-bom, SCIMple, scimono",
)
class MaxPayloadSizeUnenforced(Behaviour):
    """The server processes a bulk request of more than maxPayloadSize bytes."""

    def payload_limit(self, exchange: Exchange) -> int:
        return NO_LIMIT


@fault("content-length-only", breaks=("BULK-3.7.4-04",), aka=("K6",), seen_in="agent-bom, Jans, Authify")
class ContentLengthOnly(Behaviour):
    """The server does not limit the size of a bulk request without Content-Length."""

    def payload_limit(self, exchange: Exchange) -> int:
        return super().payload_limit(exchange) if "content-length" in exchange.headers else NO_LIMIT


class _MeasuredWhenDecoded(Behaviour):
    """Measures the size of a bulk request after decoding."""

    def size(self, text: str) -> int:
        """Return the size of a body as this server measures it."""
        raise NotImplementedError

    def payload_limit(self, exchange: Exchange) -> int:
        return NO_LIMIT

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        document = super().decode(body)
        if self.size(body.decode()) > self.max_payload_size:
            raise self.payload_too_large()
        return document


@fault("size-in-characters", breaks=("BULK-3.7.4-04",), aka=("K13",))
class SizeInCharacters(_MeasuredWhenDecoded):
    """The server counts characters instead of bytes for maxPayloadSize."""

    def size(self, text: str) -> int:
        return len(text)


# Also breaks BULK-3.7-31: a request within the limit is rejected.
@fault("size-re-encoded", breaks=("BULK-3.7.4-04", "BULK-3.7.4-08"), aka=("K7",), seen_in="SimpleIdServer")
class SizeReEncoded(_MeasuredWhenDecoded):
    """The server counts the bytes of its own encoding for maxPayloadSize: ASCII, no white space."""

    def size(self, text: str) -> int:
        return len(json.dumps(json.loads(text), separators=(",", ":")))


@fault("limits-unnamed", breaks=("BULK-3.7.4-05",), aka=("K4",), seen_in="scimono, laravel-scim-server")
class LimitsUnnamed(Behaviour):
    """A 413 does not name the exceeded limit."""

    def payload_too_large(self) -> ScimError:
        return ScimError(413, "The request is too large.")

    def too_many_operations(self, count: int) -> ScimError:
        return ScimError(413, "The request is too large.")


@fault("413-after-the-deed", breaks=("BULK-3.7.4-06",), aka=("K9",))
class TooLateFor413(_Unlimited):
    """The server applies maxOperations operations before it returns 413."""

    def order(self, job: Job) -> list[Operation]:
        return super().order(job)[: self.max_operations]

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        if self.exceeds(job):
            raise self.too_many_operations(len(job.operations))
        return super().finished(job, results, savepoint)


@fault("one-operation-too-early", breaks=("BULK-3.7.4-07",), aka=("K8",))
class OneOperationTooEarly(Behaviour):
    """The server rejects a bulk request with exactly maxOperations operations."""

    def limit_operations(self, operations: list[Any]) -> list[Any]:
        if len(operations) == self.max_operations:
            raise self.too_many_operations(len(operations))
        return super().limit_operations(operations)


def _changes(operation: object) -> int:
    data = operation.get("data") if isinstance(operation, dict) else None
    changes = data.get("Operations") if isinstance(data, dict) else None
    return len(changes) if isinstance(changes, list) else 1


@fault("patch-changes-counted", breaks=("BULK-3.7.4-07",), aka=("Q25",))
class PatchChangesCounted(Behaviour):
    """The server counts each change of a PATCH for maxOperations."""

    def limit_operations(self, operations: list[Any]) -> list[Any]:
        super().limit_operations(operations)
        changes = sum(_changes(operation) for operation in operations)
        if changes > self.max_operations:
            raise self.too_many_operations(changes)
        return operations


@fault("one-byte-too-early", breaks=("BULK-3.7.4-08",), aka=("K8",))
class OneByteTooEarly(Behaviour):
    """The server rejects a body of exactly maxPayloadSize bytes."""

    def payload_limit(self, exchange: Exchange) -> int:
        return super().payload_limit(exchange) - 1
