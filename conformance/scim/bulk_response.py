"""The response to a bulk request, read leniently so that checks can judge each part (RFC 7644 3.7.3)."""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from conformance.exchange import Exchange, Place
from conformance.scim.bulk_request import Job, Operation
from conformance.scim.correlation import correlate
from conformance.scim.document import attr, pointer


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
        return self._by_operation.get(index)

    @cached_property
    def _by_operation(self) -> dict[int | None, Result]:
        """The first result of each operation."""
        return {result.index: result for result in reversed(self.results)}


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


def _as_sent(job: Job) -> list[Operation]:
    """Return the operations with the methods that were sent, which may be malformed."""
    sent = {index: attr(entry, "method") for index, entry in job.malformed.items()}
    return [
        replace(operation, method=str(sent[index]).upper()) if sent.get(index) is not None else operation
        for index, operation in enumerate(job.operations)
    ]
