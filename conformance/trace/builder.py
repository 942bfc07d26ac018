"""Traces written down by hand, for the table tests of checks."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from conformance.exchange import Exchange, Failure, Request, Response
from conformance.scim.bulk_request import BULK_RESPONSE, ERROR, Job, Operation
from conformance.scim.bulk_response import BulkResponse
from conformance.scim.resource_types import DEFAULT_KINDS
from conformance.trace.control_request import ControlRequest
from conformance.trace.interaction import BulkInteraction, SingleInteraction
from conformance.trace.snapshot import Snapshot, StoredResource
from conformance.trace.trace import Trace

BASE_URL = "http://scim.example/v2"
"""Base URL of the server in a built trace."""

SUCCESS = {"POST": 201, "PUT": 200, "PATCH": 200, "DELETE": 204}

SCIM = (("Content-Type", "application/scim+json"),)

Result = int | Mapping[str, Any] | None
"""A result as a test writes it: a status code, members that differ from a conforming result, or no result."""


class TraceBuilder:
    """Builds one trace: requests are added in the order in which they were sent.

    Whatever a test does not name is as a conforming server would have it, so that a test shows nothing but
    what it is about.

    Args:
        scenario: Name of the scenario.
    """

    def __init__(self, scenario: str = "scenario") -> None:
        self._scenario = scenario
        self._sent = 0
        self._runs: list[BulkInteraction] = []
        self._singles: dict[str, SingleInteraction] = {}
        self._controls: list[ControlRequest] = []

    def bulk(
        self,
        *operations: Operation,
        results: Sequence[Result] | None = None,
        after: Sequence[StoredResource] = (),
        before: Sequence[StoredResource] = (),
        fail_on_errors: int | None = None,
        response: "Exchange | None" = None,
        complete: bool = True,
        label: str = "",
    ) -> "TraceBuilder":
        """Add a bulk request.

        Args:
            operations: Its operations.
            results: One for each operation, in order; by default each succeeded.
            after: The resources stored afterwards.
            before: The resources stored before.
            fail_on_errors: Its failOnErrors.
            response: The whole exchange, made by `exchange`, for responses that hold no results.
            complete: Whether a search showed that nothing else is stored afterwards.
            label: The scenario's label for it.
        """
        job = Job(operations, fail_on_errors)
        wanted: Sequence[Result] = results if results is not None else [{}] * len(operations)
        entries = [
            _result(operation, result, after)
            for operation, result in zip(operations, wanted, strict=True)
            if result is not None
        ]
        body = {"schemas": [BULK_RESPONSE], "Operations": entries}
        sent = response or exchange("POST", "/Bulk", 200, body, request=job.document())
        self._sent += 1
        sent = _numbered(sent, self._sent, "bulk", self._scenario)
        self._runs.append(
            BulkInteraction(
                BulkResponse(sent, job),
                Snapshot(tuple(before)),
                Snapshot(tuple(after), complete=complete),
                label,
            )
        )
        return self

    def single(
        self,
        label: str,
        sent: Exchange,
        *,
        before: Sequence[StoredResource] = (),
        after: Sequence[StoredResource] = (),
    ) -> "TraceBuilder":
        """Add a single request.

        Args:
            label: The scenario's label for it.
            sent: The exchange, made by `exchange`.
            before: The resources stored before.
            after: The resources read back afterwards.
        """
        self._sent += 1
        sent = _numbered(sent, self._sent, "single", self._scenario)
        data = json.loads(sent.request.body) if sent.request.body else None
        operation = Operation(sent.request.method, sent.request.url.removeprefix(BASE_URL), None, data)
        self._singles[label] = SingleInteraction(
            label, operation, sent, Snapshot(tuple(before)), Snapshot(tuple(after), complete=False)
        )
        return self

    def control(self, subject: str, endpoint: str, reason: str) -> "TraceBuilder":
        """Add a control request whose response explains what a bulk request did not do."""
        self._controls.append(ControlRequest(subject, endpoint, reason))
        return self

    def build(self) -> Trace:
        """Return the trace."""
        return Trace(
            self._scenario, tuple(self._runs), dict(self._singles), control_requests=tuple(self._controls)
        )


def exchange(
    method: str,
    path: str,
    status: int | None,
    body: object = None,
    *,
    headers: Sequence[tuple[str, str]] = SCIM,
    request: object = None,
    failure: str = "timeout",
) -> Exchange:
    """Return a request and its response.

    Args:
        method: HTTP method.
        path: Path below the base URL.
        status: Status code of the response; None for a request without one.
        body: JSON value or bytes of the response.
        headers: Headers of the response.
        request: JSON value or bytes of the request.
        failure: Why there is no response, as `conformance.exchange.Failure.kind`.
    """
    sent = Request(method, f"{BASE_URL}{path}", (), _bytes(request))
    if status is None:
        return Exchange(1, "single", sent, failure=Failure(failure, f"no response: {failure}"))
    return Exchange(1, "single", sent, Response(status, tuple(headers), _bytes(body), 1.0))


def stored(path: str, **document: object) -> StoredResource:
    """Return a stored resource as GET showed it.

    Args:
        path: Its path, such as ``/Users/1``; the id and the location follow from it.
        document: Its attributes.
    """
    whole = {"id": path.rpartition("/")[2], "meta": {"location": f"{BASE_URL}{path}"}, **document}
    return StoredResource(path, whole, exchange("GET", path, 200, whole), DEFAULT_KINDS.of(path))


def error(status: int, **members: object) -> dict[str, object]:
    """Return an Error response (RFC 7644 section 3.12).

    Args:
        status: The status code.
        members: Members that differ; None leaves one out.
    """
    whole = {"schemas": [ERROR], "status": str(status), "detail": "Refused.", **members}
    return {name: value for name, value in whole.items() if value is not None}


def _result(operation: Operation, result: Result, after: Sequence[StoredResource]) -> dict[str, Any]:
    """Return an entry of the response's Operations that is as a server would have it but for what differs."""
    given = {"status": str(result)} if isinstance(result, int) else dict(result or {})
    status = str(given.get("status", SUCCESS[operation.method]))
    failed = not status.startswith("2")
    location = None if operation.creates and failed else f"{BASE_URL}{_path(operation, after)}"
    whole = {
        "method": operation.method,
        "bulkId": operation.bulk_id,
        "location": location,
        "status": status,
        "response": error(int(status)) if failed and status.isdigit() else None,
        **given,
    }
    return {name: value for name, value in whole.items() if value is not None}


def _path(operation: Operation, after: Sequence[StoredResource]) -> str:
    if not operation.creates:
        return operation.path
    name = DEFAULT_KINDS.of(operation.path).name_of(operation.data)
    return next((found.path for found in after if found.name == name), f"{operation.path}/new")


def _numbered(sent: Exchange, number: int, purpose: str, scenario: str) -> Exchange:
    return Exchange(number, purpose, sent.request, sent.response, sent.failure, scenario)


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    return b"" if value is None else json.dumps(value).encode()
