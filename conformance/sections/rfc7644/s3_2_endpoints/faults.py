"""Faults in which endpoints there are, and which of them a bulk operation reaches."""

import socket
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.refusal import Refusal


@fault("bulk-get-200", breaks=("ENDPOINT-3.2-01",), aka=("A29",), seen_in="agent-bom")
class BulkGet200(Behaviour):
    """GET on the Bulk endpoint answers 200."""

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        if exchange.is_bulk and exchange.method == "GET" and answer.status == 405:
            return Answer(200, {})
        return super().answer(exchange, answer)


@fault("bulk-get-500", breaks=("ENDPOINT-3.2-02",))
class BulkGet500(Behaviour):
    """Other methods than POST on the Bulk endpoint answer 500."""

    def bulk_not_allowed(self, exchange: Exchange) -> Refusal:
        return Refusal(500, "The server met an unexpected condition.")


@fault("discovery-in-bulk", breaks=("BULK-3.7-41",), aka=("M2",), seen_in="django-scim, SimpleIdServer")
class DiscoveryInBulk(Behaviour):
    """A DELETE of a discovery endpoint is reported as done."""

    def check_path(self, operation: Operation) -> None:
        if operation.path not in ("/ServiceProviderConfig", "/Schemas", "/ResourceTypes"):
            super().check_path(operation)

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.path in ("/ServiceProviderConfig", "/Schemas", "/ResourceTypes"):
            return Outcome(204)
        return super().perform(job, operation)


@fault("nested-bulk", breaks=("BULK-3.7-41",), aka=("M1",), seen_in="SimpleIdServer, django-scim")
class NestedBulk(Behaviour):
    """An operation on the Bulk endpoint carries out the job in its data."""

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
    """A POST to ``/Users/.search`` is carried out as a search."""

    def check_path(self, operation: Operation) -> None:
        if operation.path != "/Users/.search":
            super().check_path(operation)

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.path != "/Users/.search":
            return super().perform(job, operation)
        return job.tenant.single(ScimRequest("GET", job.base_url, "/Users"))


@fault("other-type-in-path-reached", breaks=("BULK-3.7-42",), seen_in="SCIMple")
class OtherTypeInPathReached(Behaviour):
    """Of the path of a PUT, PATCH or DELETE the id alone counts: /Groups/ID reaches the user with that id."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except Refusal as refusal:
            if refusal.status != 404 or not operation.path.startswith("/Groups/"):
                raise
            user = operation.path.replace("/Groups/", "/Users/")
            return super().perform(job, replace(operation, path=user))


class _Rerouted(Behaviour):
    """Takes paths for others that a careful server would refuse."""

    def reroute(self, job: Job, path: str) -> str:
        """Return the path that this fault sees in a path."""
        raise NotImplementedError

    def resolve(self, job: Job, operation: Operation) -> Operation:
        known = super().resolve(job, operation)
        return replace(known, path=self.reroute(job, known.path)) if isinstance(known.path, str) else known


@fault("traversal", breaks=("BULK-3.7-42",), aka=("M6", "M7"))
class Traversal(_Rerouted):
    """Dot segments in a path lead to another resource, percent-encoded ones too."""

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
    """A path that is an absolute URL is carried out here, whatever host it names."""

    def reroute(self, job: Job, path: str) -> str:
        url = urlsplit(path)
        root = urlsplit(job.base_url).path
        return url.path.removeprefix(root) if url.scheme or url.netloc else path


@fault("query-ignored", breaks=("BULK-3.7-42",), aka=("D20",), seen_in="SimpleIdServer, django-scim")
class QueryIgnored(_Rerouted):
    """The query of a path is cut off and the rest carried out."""

    def reroute(self, job: Job, path: str) -> str:
        return path.partition("?")[0]


@fault("endpoint-at-the-end", breaks=("BULK-3.7-42",), seen_in="Charon")
class EndpointAtTheEnd(_Rerouted):
    """An operation goes to the endpoint that its path ends in, whatever stands before it."""

    def reroute(self, job: Job, path: str) -> str:
        return next((endpoint for endpoint in self.endpoints if path.endswith(endpoint)), path)


@fault("rest-of-path-ignored", breaks=("BULK-3.7-42",), seen_in="Charon")
class RestOfPathIgnored(_Rerouted):
    """Of the path of a PUT, PATCH or DELETE the first two segments count."""

    def reroute(self, job: Job, path: str) -> str:
        return "/".join(path.split("/")[:3])


@fault("absolute-url-visited", breaks=("BULK-3.7-42",), aka=("M5",))
class AbsoluteUrlVisited(Behaviour):
    """The server calls the host that a path names, and answers for it."""

    def check_path(self, operation: Operation) -> None:
        url = urlsplit(operation.path if isinstance(operation.path, str) else "")
        if url.netloc:
            try:
                with socket.create_connection((url.hostname or "", url.port or 80), timeout=1) as call:
                    call.sendall(f"{operation.method} {url.path} HTTP/1.0\r\n\r\n".encode())
            except (OSError, ValueError):
                raise Refusal(502, "The other server does not answer.") from None
        super().check_path(operation)
