"""The response to a bulk request, read leniently so that checks can judge each part (RFC 7644 3.7.3)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from unicodedata import normalize
from urllib.parse import urlsplit

from conformance.exchange import Exchange, Place
from conformance.scim.bulk_request import Job, Operation
from conformance.scim.document import attr, pointer
from conformance.scim.paths import plain


@dataclass(frozen=True, slots=True)
class Status:
    """The status of a result.

    Attributes:
        code: The HTTP status code; None if it is absent or unreadable.
        form: ``string``, ``number``, ``object``, ``absent`` or ``unreadable``.
        raw: The attribute as received.
    """

    code: int | None
    form: str
    raw: Any

    @property
    def succeeded(self) -> bool:
        """True if the code is in the 200 series."""
        return self.code is not None and 200 <= self.code < 300

    @property
    def failed(self) -> bool:
        """True if the code is 400 or more."""
        return self.code is not None and self.code >= 400


def read_status(raw: object) -> Status:
    """Read a status in each of the forms that servers use: ``"201"``, ``201`` and ``{"code": "201"}``."""
    if raw is None:
        return Status(None, "absent", raw)
    if isinstance(raw, dict):
        inner = read_status(attr(raw, "code"))
        return Status(inner.code, "object" if inner.code is not None else "unreadable", raw)
    if isinstance(raw, str) and re.fullmatch(r"[1-5][0-9]{2}", raw, re.ASCII):
        return Status(int(raw), "string", raw)
    if isinstance(raw, int) and not isinstance(raw, bool) and 100 <= raw <= 599:
        return Status(raw, "number", raw)
    return Status(None, "unreadable", raw)


@dataclass(frozen=True)
class Result:
    """One entry of Operations in the response.

    Attributes:
        position: Its position in the response, from 0.
        document: The entry as received: any JSON value.
        index: Index of its operation; None if it belongs to no operation.
        operation: That operation.
    """

    position: int
    document: Any
    index: int | None = None
    operation: Operation | None = None

    @cached_property
    def status(self) -> Status:
        """The status, in any form."""
        return read_status(attr(self.document, "status"))

    @property
    def succeeded(self) -> bool:
        """True if the operation is reported as successful."""
        return self.status.succeeded

    @property
    def failed(self) -> bool:
        """True if the operation is reported as failed."""
        return self.status.failed

    @property
    def location(self) -> str | None:
        """The location; None if it is absent or not a string."""
        location = attr(self.document, "location")
        return location if isinstance(location, str) and location else None

    @property
    def origin(self) -> str:
        """Scheme, host and port of the location; empty for a path or an invalid URL."""
        try:
            parts = urlsplit(self.location or "")
        except ValueError:
            return ""
        return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""

    @property
    def response(self) -> Any:  # noqa: ANN401 - a JSON value
        """The response body; None if there is none."""
        return attr(self.document, "response")

    @property
    def error(self) -> Any:  # noqa: ANN401 - a JSON value
        """The Error of a failed operation: in ``response``, or in ``status``, as older servers send it."""
        return self.response if self.response is not None else attr(self.status.raw, "response")


@dataclass(frozen=True)
class BulkResponse:
    """The response to a bulk request.

    Attributes:
        exchange: The exchange in which the bulk request was sent.
        job: The bulk request; None if the body sent was malformed on purpose.
    """

    exchange: Exchange
    job: Job | None

    @property
    def status(self) -> int | None:
        """The HTTP status; None without a response."""
        return self.exchange.status

    @property
    def document(self) -> dict[str, Any] | None:
        """The body; None if it is not a JSON object."""
        return self.exchange.json if isinstance(self.exchange.json, dict) else None

    @cached_property
    def results(self) -> tuple[Result, ...]:
        """The results, each with its operation; empty without an Operations array."""
        entries = attr(self.document, "Operations")
        if not isinstance(entries, list):
            return ()
        owners = correlate(entries, _as_sent(self.job)) if self.job else [None] * len(entries)
        return tuple(
            Result(
                place, entry, owner, self.job.operations[owner] if self.job and owner is not None else None
            )
            for place, (entry, owner) in enumerate(zip(entries, owners, strict=True))
        )

    @property
    def processed(self) -> bool:
        """True if the response has results, so that at least a part of the request was processed."""
        return bool(self.results)

    def at(self, *path: str | int) -> Place:
        """Return a part of the response as the place that shows something.

        Args:
            path: Names of members, in any letter case, and indexes of arrays; empty for the whole body. If
                the response has no such part, the place is the deepest part that exists.
        """
        return Place(self.exchange, response=pointer(self.exchange.json, *path))

    def result_of(self, index: int) -> Result | None:
        """Return the result of an operation by its index; None if there is none."""
        return next((result for result in self.results if result.index == index), None)


def single_result(operation: Operation, exchange: Exchange) -> Result | None:
    """Return the response to a single request in the form of a result; None if there was no response.

    Args:
        operation: The operation that was sent as a single request.
        exchange: The single request.
    """
    if exchange.response is None:
        return None
    document = {
        "method": operation.method,
        "status": str(exchange.response.status),
        "location": exchange.response.header("location"),
        "version": exchange.response.header("etag"),
        "response": exchange.json,
    }
    known = {name: value for name, value in document.items() if value is not None}
    return Result(0, known, 0, operation)


def correlate(entries: Sequence[Any], operations: Sequence[Operation]) -> list[int | None]:
    """Find the operation of each entry: by bulkId, by method and location, by position, by method alone.

    An altered bulkId still identifies its operation, unless another operation has that bulkId.

    The RFC says nothing about the order of results, so the position is used late. An entry belongs to no
    operation if it repeats a bulkId, or if every operation has a result.

    Returns:
        For each entry the index of its operation; None for an entry that belongs to no operation.
    """
    owners: list[int | None] = [None] * len(entries)
    free = dict(enumerate(operations))
    known = {operation.bulk_id for operation in operations}

    def repeated(entry: object) -> bool:
        assigned = (entries[place] for place, owner in enumerate(owners) if owner is not None)
        return attr(entry, "location") is not None and entry in assigned

    def by_bulk_id(entry: object, operation: Operation) -> bool:
        return operation.bulk_id is not None and attr(entry, "bulkId") == operation.bulk_id

    def by_bulk_id_altered(entry: object, operation: Operation) -> bool:
        echoed = attr(entry, "bulkId")
        both = isinstance(echoed, str) and isinstance(operation.bulk_id, str)
        return both and _alike(str(echoed)) == _alike(str(operation.bulk_id))

    def by_location(entry: object, operation: Operation) -> bool:
        location = attr(entry, "location")
        same_path = isinstance(location, str) and plain(location).rstrip("/").endswith(plain(operation.path))
        return same_path and not operation.creates and has_unknown_bulk_id(entry, operation)

    def by_both(entry: object, operation: Operation) -> bool:
        return by_location(entry, operation) and by_method(entry, operation)

    def by_method(entry: object, operation: Operation) -> bool:
        return str(attr(entry, "method")).upper() == operation.method and has_unknown_bulk_id(
            entry, operation
        )

    def has_unknown_bulk_id(entry: object, _: Operation) -> bool:
        bulk_id = attr(entry, "bulkId")
        return not (isinstance(bulk_id, str) and bulk_id in known)

    def by_position(entry: object, operation: Operation) -> bool:
        return has_unknown_bulk_id(entry, operation) and not repeated(entry)

    def has_neither_bulk_id_nor_method(entry: object, _: Operation) -> bool:
        return attr(entry, "bulkId") is None and attr(entry, "method") is None

    for matches, anywhere in (
        (by_bulk_id, True),
        (by_bulk_id_altered, True),
        (by_both, True),
        (by_location, True),
        (by_method, False),
        (by_method, True),
        (by_position, False),
        (has_neither_bulk_id_nor_method, True),
    ):
        for place, entry in enumerate(entries):
            if owners[place] is not None:
                continue
            near = [place] if place in free else []
            candidates = [*near, *free] if anywhere else near
            owner = next((index for index in candidates if matches(entry, free[index])), None)
            if owner is not None:
                owners[place] = owner
                del free[owner]
    left = [place for place, owner in enumerate(owners) if owner is None]
    last = entries[left[0]] if left else None
    if len(left) == len(free) == 1 and attr(last, "bulkId") is None and not repeated(last):
        # The only result left belongs to the only operation left, even if its method differs.
        owners[left[0]] = next(iter(free))
    return owners


def _as_sent(job: Job) -> list[Operation]:
    """Return the operations with the methods that were sent, which may be malformed."""
    sent = {index: attr(entry, "method") for index, entry in job.malformed.items()}
    return [
        replace(operation, method=str(sent[index]).upper()) if sent.get(index) is not None else operation
        for index, operation in enumerate(job.operations)
    ]


def _alike(bulk_id: str) -> str:
    """Return a bulkId trimmed, composed and in one letter case, for a tolerant comparison."""
    return normalize("NFC", bulk_id).strip().casefold()
