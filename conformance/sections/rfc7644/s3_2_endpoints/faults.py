"""Faults in the endpoints that exist, and in those that a bulk operation reaches."""

import socket
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.scim_error import ScimError


@fault("bulk-get-200", breaks=("ENDPOINT-3.2-01",), aka=("A29",), seen_in="agent-bom")
class BulkGet200(Behaviour):
    """The server returns 200 for a GET of the Bulk endpoint."""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        if exchange.is_bulk and exchange.method == "GET" and response.status == 405:
            return ServerResponse(200, {})
        return super().response(exchange, response)


@fault("bulk-get-500", breaks=("ENDPOINT-3.2-02",))
class BulkGet500(Behaviour):
    """The server returns 500 for methods other than POST on the Bulk endpoint."""

    def bulk_not_allowed(self, exchange: Exchange) -> ScimError:
        return ScimError(500, "The server met an unexpected condition.")


@fault("discovery-in-bulk", breaks=("BULK-3.7-41",), aka=("M2",), seen_in="django-scim, SimpleIdServer")
class DiscoveryInBulk(Behaviour):
    """The server reports success for a DELETE of a discovery endpoint."""

    def check_path(self, operation: Operation) -> None:
        if operation.path not in ("/ServiceProviderConfig", "/Schemas", "/ResourceTypes"):
            super().check_path(operation)

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.path in ("/ServiceProviderConfig", "/Schemas", "/ResourceTypes"):
            return Outcome(204)
        return super().perform(job, operation)


@fault("nested-bulk", breaks=("BULK-3.7-41",), aka=("M1",), seen_in="SimpleIdServer, django-scim")
class NestedBulk(Behaviour):
    """The server processes a bulk request nested in the data of an operation."""

    def check_path(self, operation: Operation) -> None:
        if operation.path != "/Bulk":
            super().check_path(operation)

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.path != "/Bulk":
            return super().perform(job, operation)
        nested, _ = self.read_envelope(operation.data)
        for index, raw in enumerate(nested):
            inner = self.read_operation(index, raw)
            self.admit(replace(job, definitions={inner.bulk_id: inner}), inner)
            super().perform(replace(job, ids={}), inner)
        return Outcome(200)


@fault("search-in-bulk", breaks=("BULK-3.7-41",), aka=("M3",), seen_in="django-scim")
class SearchInBulk(Behaviour):
    """The server runs a search for a POST to ``/Users/.search`` in a bulk request."""

    def check_path(self, operation: Operation) -> None:
        if operation.path != "/Users/.search":
            super().check_path(operation)

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.path != "/Users/.search":
            return super().perform(job, operation)
        return job.tenant.single(ScimRequest("GET", job.base_url, "/Users"))


@fault("other-type-in-path-reached", breaks=("BULK-3.7-42",), seen_in="SCIMple")
class OtherTypeInPathReached(Behaviour):
    """The server ignores the resource type in a path: /Groups/ID reaches the user with that id."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except ScimError as scim_error:
            if scim_error.status != 404 or not operation.path.startswith("/Groups/"):
                raise
            user = operation.path.replace("/Groups/", "/Users/")
            return super().perform(job, replace(operation, path=user))


class _Rerouted(Behaviour):
    """Treats an invalid path as another, valid path."""

    def reroute(self, job: Job, path: str) -> str:
        """Return the path that this fault uses instead."""
        raise NotImplementedError

    def resolve(self, job: Job, operation: Operation) -> Operation:
        known = super().resolve(job, operation)
        return replace(known, path=self.reroute(job, known.path)) if isinstance(known.path, str) else known


@fault("traversal", breaks=("BULK-3.7-42",), aka=("M6", "M7"))
class Traversal(_Rerouted):
    """The server resolves dot segments in a path, also percent-encoded ones, to another resource."""

    def reroute(self, job: Job, path: str) -> str:
        segments: list[str] = []
        for segment in unquote(path).split("/"):
            if segment == ".." and len(segments) > 1:
                segments.pop()
            elif segment != "..":
                segments.append(segment)
        return "/".join(segments)


@fault("absolute-url-followed", breaks=("BULK-3.7-42",), aka=("M5",))
class AbsoluteUrlFollowed(_Rerouted):
    """The server accepts an absolute URL as a path and ignores its host."""

    def reroute(self, job: Job, path: str) -> str:
        url = urlsplit(path)
        root = urlsplit(job.base_url).path
        return url.path.removeprefix(root) if url.scheme or url.netloc else path


@fault("query-ignored", breaks=("BULK-3.7-42",), aka=("D20",), seen_in="SimpleIdServer, django-scim")
class QueryIgnored(_Rerouted):
    """The server drops the query of a path and processes the operation."""

    def reroute(self, job: Job, path: str) -> str:
        return path.partition("?")[0]


@fault("endpoint-at-the-end", breaks=("BULK-3.7-42",), seen_in="Charon")
class EndpointAtTheEnd(_Rerouted):
    """The server finds the endpoint at the end of a path and ignores the segments before it."""

    def reroute(self, job: Job, path: str) -> str:
        return next((endpoint for endpoint in self.endpoints if path.endswith(endpoint)), path)


@fault("rest-of-path-ignored", breaks=("BULK-3.7-42",), seen_in="Charon")
class RestOfPathIgnored(_Rerouted):
    """The server ignores everything after the second segment in the path of a PUT, PATCH or DELETE."""

    def reroute(self, job: Job, path: str) -> str:
        return "/".join(path.split("/")[:3])


@fault("absolute-url-visited", breaks=("BULK-3.7-42",), aka=("M5",))
class AbsoluteUrlVisited(Behaviour):
    """The server sends a request to the host that a path names and returns the response."""

    def check_path(self, operation: Operation) -> None:
        url = urlsplit(operation.path if isinstance(operation.path, str) else "")
        if url.netloc:
            try:
                with socket.create_connection((url.hostname or "", url.port or 80), timeout=1) as call:
                    call.sendall(f"{operation.method} {url.path} HTTP/1.0\r\n\r\n".encode())
            except (OSError, ValueError):
                raise ScimError(502, "The other server does not respond.") from None
        super().check_path(operation)
