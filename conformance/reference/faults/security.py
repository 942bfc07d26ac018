"""Faults in who may do what, and in where a path may lead (survey A, B, D, M)."""

import socket
from collections.abc import Collection
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

import jwt
from scim2_server.requests import ScimRequest

from conformance.reference.auth import READ, WRITE, Claims, Tokens
from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.refusal import Refusal

_EVERYTHING = frozenset({READ, WRITE})


@fault(
    "no-authentication",
    breaks=("SECURITY-2-01",),
    also_breaks={"SECURITY-2-03": "a body that is no JSON is read without credentials, and answered 400"},
)
class NoAuthentication(Behaviour):
    """A request without any token is carried out."""

    def authenticate(self, tokens: Tokens, exchange: Exchange) -> Claims:
        if "authorization" not in exchange.headers:
            return Claims(exchange.tenant, _EVERYTHING)
        return super().authenticate(tokens, exchange)


@fault(
    "any-token",
    breaks=("SECURITY-2-01",),
    also_breaks={
        "SECURITY-2-04": "so does a token of another tenant",
        "SECURITY-7.4-01": "so does a token that has expired",
    },
)
class AnyToken(Behaviour):
    """Whatever is sent as a Bearer token opens the server."""

    def authenticate(self, tokens: Tokens, exchange: Exchange) -> Claims:
        if exchange.headers.get("authorization", "").startswith("Bearer "):
            return Claims(exchange.tenant, _EVERYTHING)
        return super().authenticate(tokens, exchange)


@fault(
    "unsigned-token",
    breaks=("SECURITY-2-01",),
)
class UnsignedToken(Behaviour):
    """A token whose signature was taken off, ``alg`` being none, is accepted."""

    def authenticate(self, tokens: Tokens, exchange: Exchange) -> Claims:
        token = exchange.headers.get("authorization", "").removeprefix("Bearer ")
        try:
            unsigned = jwt.get_unverified_header(token).get("alg", "").lower() == "none"
        except jwt.PyJWTError:
            unsigned = False
        return Claims(exchange.tenant, _EVERYTHING) if unsigned else super().authenticate(tokens, exchange)


@fault("no-challenge", breaks=("SECURITY-2-02",), aka=("B7",), seen_in="agent-bom")
class NoChallenge(Behaviour):
    """A 401 does not say how to authenticate."""

    def authenticate(self, tokens: Tokens, exchange: Exchange) -> Claims:
        try:
            return super().authenticate(tokens, exchange)
        except Refusal as refusal:
            raise Refusal(refusal.status, refusal.detail) from None


@fault(
    "missing-token-403",
    breaks=("SECURITY-2-03",),
)
class MissingToken403(Behaviour):
    """A request without a valid token is answered 403 in place of 401."""

    def authenticate(self, tokens: Tokens, exchange: Exchange) -> Claims:
        try:
            return super().authenticate(tokens, exchange)
        except Refusal as refusal:
            raise Refusal(403, refusal.detail) from None


@fault(
    "login-page",
    breaks=("SECURITY-2-01",),
    also_breaks={
        "FORMAT-3.8-01": "the page is no JSON",
        "FORMAT-3.8-02": "the page is HTML",
        "SECURITY-7.4-01": "a token that has expired is answered 200 too",
    },
    aka=("O11", "A29"),
    seen_in="agent-bom",
)
class LoginPage(Behaviour):
    """A request without a valid token is answered 200 with an HTML page."""

    def refuse(self, exchange: Exchange, refusal: Refusal) -> Answer:
        if refusal.status != 401:
            return super().refuse(exchange, refusal)
        return Answer(200, raw=b"<!doctype html><title>Log in</title>", media_type="text/html")


@fault("expired-token-accepted", breaks=("SECURITY-7.4-01",))
class ExpiredTokenAccepted(Behaviour):
    """A token is accepted for a day after it has expired."""

    def authenticate(self, tokens: Tokens, exchange: Exchange) -> Claims:
        claims = tokens.verify(exchange.headers.get("authorization"), grace=24 * 3600)
        return claims if claims.tenant == exchange.tenant else super().authenticate(tokens, exchange)


@fault("parse-before-auth", breaks=("SECURITY-2-03",), aka=("M12",))
class ParseBeforeAuth(Behaviour):
    """A body is read and judged before it is asked who sent it."""

    def authenticate(self, tokens: Tokens, exchange: Exchange) -> Claims:
        try:
            return super().authenticate(tokens, exchange)
        except Refusal as refusal:
            if refusal.status != 401 or not exchange.is_bulk:
                raise
            return Claims(exchange.tenant, frozenset())

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        if not job.claims.scopes:
            raise Refusal(401, "A Bearer token is needed.", headers={"WWW-Authenticate": "Bearer"})
        super().prepare(job, edges)


@fault("scope-unchecked-in-bulk", breaks=("SECURITY-2-05",), aka=("M10",), seen_in="product-is #18887")
class ScopeUncheckedInBulk(Behaviour):
    """Whoever may read may write by way of a job."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        return super().perform(replace(job, claims=Claims(job.claims.tenant, _EVERYTHING)), operation)


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


@fault("any-path-answers", breaks=("BULK-3.7-19",), aka=("M16",), seen_in="SimpleIdServer, django-scim")
class AnyPathAnswers(Behaviour):
    """An operation on a path of the application that is none of SCIM's is reported as done."""

    def check_path(self, operation: Operation) -> None:
        if operation.path != "/ScimconfNoSuchEndpoint":
            super().check_path(operation)

    def perform(self, job: Job, operation: Operation) -> Outcome:
        known = operation.path != "/ScimconfNoSuchEndpoint"
        return super().perform(job, operation) if known else Outcome(200)


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


@fault("source-in-headers", breaks=("SECURITY-7-01",), aka=("H10",))
class SourceInHeaders(Behaviour):
    """Every answer names the file of the server that wrote it."""

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        told: dict[str, Any] = {"X-Debug-Source": "/srv/scim/bulk.py:214"}
        return replace(super().answer(exchange, answer), headers=dict(answer.headers) | told)
