"""Build traces by hand, for the table tests of checks."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from conformance.exchange import Exchange, Failure, Request, Response, decode
from conformance.scim.bulk_request import BULK_RESPONSE, ERROR, Job, Operation
from conformance.scim.bulk_response import BulkResponse
from conformance.scim.document import BULK_ID_PREFIX
from conformance.scim.resource_types import DEFAULT_RESOURCE_TYPES, UNKNOWN, ResourceTypes
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

Whole = Exchange | Mapping[str, Any]
"""A response as a test writes it: the exchange, or members that differ from a conforming BulkResponse."""


class TraceBuilder:
    """Builds one trace: requests are added in the order in which they were sent.

    Everything that a test does not give is as a conforming server would send it.

    Args:
        scenario: Name of the scenario.
        resource_types: The resource types of the server.
    """

    def __init__(
        self, scenario: str = "scenario", resource_types: ResourceTypes = DEFAULT_RESOURCE_TYPES
    ) -> None:
        self._scenario = scenario
        self._resource_types = resource_types
        self._sent = 0
        self._runs: list[BulkInteraction] = []
        self._singles: dict[str, SingleInteraction] = {}
        self._controls: list[ControlRequest] = []
        self._resources: dict[int, tuple[StoredResource, StoredResource]] = {}

    def bulk(
        self,
        *operations: Operation,
        results: Sequence[Result] | None = None,
        after: Sequence[StoredResource] = (),
        before: Sequence[StoredResource] = (),
        reads: Mapping[str, Exchange] | None = None,
        fail_on_errors: int | None = None,
        malformed: Mapping[int, Any] | None = None,
        status: int = 200,
        response: Whole | None = None,
        complete: bool = True,
        rejectable: bool = False,
        label: str = "",
    ) -> "TraceBuilder":
        """Add a bulk request.

        Args:
            operations: Its operations.
            results: One for each operation, in order; by default each succeeded.
            after: The resources stored afterwards.
            before: The resources stored before.
            reads: GETs that show something else than `before` and `after` do, by path or location.
            fail_on_errors: Its failOnErrors.
            malformed: What was sent in place of an operation, by its index.
            status: HTTP status of a response that holds results.
            response: Members of the BulkResponse that differ; or the whole exchange, such as `rejected`.
            complete: True if a search showed that nothing else is stored afterwards.
            rejectable: True if the server may reject the bulk request as a whole.
            label: The scenario's label for it.
        """
        job = Job(operations, fail_on_errors, malformed or {})
        if not isinstance(response, Exchange):
            wanted: Sequence[Result] = results if results is not None else [{}] * len(operations)
            entries = [
                _result(operation, result, self._path(operation, operations, after))
                for operation, result in zip(operations, wanted, strict=True)
                if result is not None
            ]
            body = {"schemas": [BULK_RESPONSE], "Operations": entries, **(response or {})}
            present = {name: value for name, value in body.items() if value is not None}
            response = exchange("POST", "/Bulk", status, present, request=job.document())
        sent = self._numbered(response, "bulk")
        later = [self._read(found) for found in after]
        gone = {each.path for each in before} - {each.path for each in after}
        seen = {
            **{path: self._numbered(exchange("GET", path, 404, error(404)), "read") for path in sorted(gone)},
            **{found.path: found.exchange for found in later},
            **{f"{BASE_URL}{found.path}": found.exchange for found in later},
            **{path: self._numbered(read, "read") for path, read in (reads or {}).items()},
        }
        self._runs.append(
            BulkInteraction(
                BulkResponse(sent, job),
                self._snapshot(before),
                Snapshot(tuple(later), seen, complete),
                label,
                rejectable,
                self._resource_types,
            )
        )
        return self

    def body(
        self, label: str, response: Exchange, after: Sequence[StoredResource] = (), *, complete: bool = True
    ) -> "TraceBuilder":
        """Add a body that is not a bulk request.

        Args:
            label: What is wrong with it.
            response: The exchange.
            after: The resources stored afterwards.
            complete: True if a search showed that nothing else is stored afterwards.
        """
        sent = self._numbered(response, "bulk")
        store = self._snapshot(after, complete=complete)
        self._runs.append(
            BulkInteraction(
                BulkResponse(sent, None), Snapshot(), store, label, resource_types=self._resource_types
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
        reads: Mapping[str, Exchange] | None = None,
        complete: bool = False,
    ) -> "TraceBuilder":
        """Add a single request.

        Args:
            label: The scenario's label for it.
            sent: The exchange, made by `exchange`.
            before: The resources stored before.
            after: The resources read back afterwards.
            reads: GETs after it, by path.
            complete: Whether a search showed that nothing else is stored afterwards.
        """
        sent = self._numbered(sent, "single")
        data, version = decode(sent.request.body).value, dict(sent.request.headers).get("If-Match")
        document = data if isinstance(data, dict) else None
        path = sent.request.url.removeprefix(BASE_URL)
        operation = Operation(sent.request.method, path, None, document, version)
        later = self._snapshot(after, complete=complete)
        seen = {path: self._numbered(read, "read") for path, read in (reads or {}).items()}
        store = Snapshot(later.resources, {**later.reads, **seen}, later.complete)
        self._singles[label] = SingleInteraction(
            label, operation, sent, self._snapshot(before), store, self._resource_types
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

    def _path(
        self, operation: Operation, operations: Sequence[Operation], after: Sequence[StoredResource]
    ) -> str:
        """Return the path of the resource that an operation is about, with its permanent id."""
        _, reference, bulk_id = operation.path.partition(BULK_ID_PREFIX)
        if reference:
            posts = [each for each in operations if each.creates and each.bulk_id == bulk_id]
            return self._path(posts[0], operations, after) if posts else operation.path
        if not operation.creates:
            return operation.path
        type_ = self._resource_types.of(operation.path) or UNKNOWN
        name = type_.name_of(operation.data)
        named = (found.path for found in after if type_.name_of(found.document) == name)
        return next(named, f"{operation.path}/new")

    def _numbered(self, sent: Exchange, purpose: str) -> Exchange:
        self._sent += 1
        return replace(sent, n=self._sent, purpose=purpose, scenario=self._scenario)

    def _read(self, found: StoredResource) -> StoredResource:
        """Return a resource with a GET of this trace; the same object if it is given again."""
        if id(found) not in self._resources:
            type_ = self._resource_types.of_resource(found.path, found.document)
            numbered = replace(found, exchange=self._numbered(found.exchange, "read"), resource_type=type_)
            self._resources[id(found)] = found, numbered
        return self._resources[id(found)][1]

    def _snapshot(self, resources: Sequence[StoredResource], *, complete: bool = True) -> Snapshot:
        return Snapshot(tuple(self._read(found) for found in resources), complete=complete)


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


def rejected(status: int = 400, body: object = None) -> Exchange:
    """Return the exchange of a bulk request that the server rejected as a whole.

    Args:
        status: HTTP status of the response.
        body: JSON value or bytes of the response; an Error by default.
    """
    return exchange("POST", "/Bulk", status, error(status) if body is None else body)


def stored(path: str, **document: object) -> StoredResource:
    """Return a stored resource as GET returns it.

    Args:
        path: Its path, such as ``/Users/1``; the id and the location follow from it.
        document: Its attributes.
    """
    whole = {"id": path.rpartition("/")[2], "meta": {"location": f"{BASE_URL}{path}"}, **document}
    return StoredResource(
        path, whole, exchange("GET", path, 200, whole), DEFAULT_RESOURCE_TYPES.of_resource(path, whole)
    )


def error(status: int, **members: object) -> dict[str, object]:
    """Return an Error response (RFC 7644 section 3.12).

    Args:
        status: The status code.
        members: Members that differ; None leaves one out.
    """
    whole = {"schemas": [ERROR], "status": str(status), "detail": "Refused.", **members}
    return {name: value for name, value in whole.items() if value is not None}


def _result(operation: Operation, result: Result, path: str) -> dict[str, Any]:
    """Return a result in the Operations of the response, with the given members."""
    given = {"status": str(result)} if isinstance(result, int) else dict(result or {})
    status = str(given.get("status", SUCCESS[operation.method]))
    failed = not status.startswith("2")
    whole = {
        "method": operation.method,
        "bulkId": operation.bulk_id,
        "location": None if operation.creates and failed else f"{BASE_URL}{path}",
        "status": status,
        "response": error(int(status)) if failed and status.isdigit() else None,
        **given,
    }
    return {name: value for name, value in whole.items() if value is not None}


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    return b"" if value is None else json.dumps(value).encode()
