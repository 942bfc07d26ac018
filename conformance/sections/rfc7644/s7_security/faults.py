"""Faults in authentication, authorization and the separation of tenants."""

from collections.abc import Collection
from dataclasses import replace
from posixpath import normpath
from typing import Any
from urllib.parse import unquote, urlsplit

import jwt

from conformance.reference.auth import READ, WRITE, Claims, Tokens
from conformance.reference.behaviour import Behaviour
from conformance.reference.config import ReferenceConfig
from conformance.reference.declare import fault
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.job import Job, Operation, Outcome, Results, Tenant
from conformance.reference.references import Reference
from conformance.reference.scim_error import ScimError

_EVERYTHING = frozenset({READ, WRITE})


# Also breaks SECURITY-2-03: a body that is not JSON gets its 400 without credentials.
@fault("no-authentication", breaks=("SECURITY-2-01",))
class NoAuthentication(Behaviour):
    """The server processes a request without a token."""

    def authenticate(self, tokens: Tokens, exchange: Exchange) -> Claims:
        if "authorization" not in exchange.headers:
            return Claims(exchange.tenant, _EVERYTHING)
        return super().authenticate(tokens, exchange)


@fault("any-token", breaks=("SECURITY-2-01",))
class AnyToken(Behaviour):
    """The server accepts any Bearer token."""

    def authenticate(self, tokens: Tokens, exchange: Exchange) -> Claims:
        if exchange.headers.get("authorization", "").startswith("Bearer "):
            return Claims(exchange.tenant, _EVERYTHING)
        return super().authenticate(tokens, exchange)


@fault("unsigned-token", breaks=("SECURITY-2-01",))
class UnsignedToken(Behaviour):
    """The server accepts a token without a signature (``alg`` none)."""

    def authenticate(self, tokens: Tokens, exchange: Exchange) -> Claims:
        token = exchange.headers.get("authorization", "").removeprefix("Bearer ")
        try:
            unsigned = jwt.get_unverified_header(token).get("alg", "").lower() == "none"
        except jwt.PyJWTError:
            unsigned = False
        return Claims(exchange.tenant, _EVERYTHING) if unsigned else super().authenticate(tokens, exchange)


@fault("login-page", breaks=("SECURITY-2-01",), aka=("O11", "A29"), seen_in="agent-bom")
class LoginPage(Behaviour):
    """The server returns 200 with an HTML page to a request without a valid token."""

    def error_response(self, exchange: Exchange, scim_error: ScimError) -> ServerResponse:
        if scim_error.status != 401:
            return super().error_response(exchange, scim_error)
        return ServerResponse(200, raw=b"<!doctype html><title>Log in</title>", media_type="text/html")


@fault("no-challenge", breaks=("SECURITY-2-02",), aka=("B7",), seen_in="agent-bom")
class NoChallenge(Behaviour):
    """A 401 has no WWW-Authenticate header."""

    def authenticate(self, tokens: Tokens, exchange: Exchange) -> Claims:
        try:
            return super().authenticate(tokens, exchange)
        except ScimError as scim_error:
            raise ScimError(scim_error.status, scim_error.detail) from None


@fault("missing-token-403", breaks=("SECURITY-2-03",))
class MissingToken403(Behaviour):
    """The server returns 403 instead of 401 to a request without a valid token."""

    def authenticate(self, tokens: Tokens, exchange: Exchange) -> Claims:
        try:
            return super().authenticate(tokens, exchange)
        except ScimError as scim_error:
            raise ScimError(403, scim_error.detail) from None


@fault("parse-before-auth", breaks=("SECURITY-2-03",), aka=("M12",))
class ParseBeforeAuth(Behaviour):
    """The server parses and validates a body before it authenticates the request."""

    def authenticate(self, tokens: Tokens, exchange: Exchange) -> Claims:
        try:
            return super().authenticate(tokens, exchange)
        except ScimError as scim_error:
            if scim_error.status != 401 or not exchange.is_bulk:
                raise
            return Claims(exchange.tenant, frozenset())

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        if not job.claims.scopes:
            raise ScimError(401, "A Bearer token is needed.", headers={"WWW-Authenticate": "Bearer"})
        super().prepare(job, edges)


@fault("internals-leaked", breaks=("SECURITY-7-01",), aka=("H10", "A3"), seen_in="SimpleIdServer, Eneo")
class InternalsLeaked(Behaviour):
    """Errors of a bulk request show where in the server's source they were raised."""

    def error(self, scim_error: ScimError) -> dict[str, Any]:
        trace = 'Traceback (most recent call last):\n  File "/srv/scim/bulk.py", line 214, in run'
        return super().error(scim_error) | {"detail": f"{trace}\nServerError: {scim_error.detail}"}


@fault("source-in-headers", breaks=("SECURITY-7-01",), aka=("H10",))
class SourceInHeaders(Behaviour):
    """Every response names a source file of the server."""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        headers: dict[str, Any] = {"X-Debug-Source": "/srv/scim/bulk.py:214"}
        return replace(super().response(exchange, response), headers=dict(response.headers) | headers)


@fault("tenant-crossing", breaks=("SECURITY-2-04",), aka=("M8",), seen_in="Atlas-Workforce-System #175")
class TenantCrossing(Behaviour):
    """A token for one tenant gives access to the others."""

    def authenticate(self, tokens: Tokens, exchange: Exchange) -> Claims:
        claims = tokens.verify(exchange.headers.get("authorization"))
        return replace(claims, tenant=exchange.tenant)


class _KnowsTenants(Behaviour):
    """Remembers the tenants that sent bulk requests."""

    def __init__(self, config: ReferenceConfig) -> None:
        super().__init__(config)
        self.tenants: dict[str, Tenant] = {}

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        self.tenants[job.base_url] = job.tenant
        return super().finished(job, results, savepoint)


@fault("ids-of-all-tenants", breaks=("SECURITY-2-04",), aka=("M8",))
class IdsOfAllTenants(_KnowsTenants):
    """An operation reaches the resource with its id in any tenant."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except ScimError as scim_error:
            for tenant in self.tenants.values():
                if scim_error.status == 404 and tenant is not job.tenant:
                    return super().perform(replace(job, tenant=tenant), operation)
            raise


@fault("climbing-out-of-the-tenant", breaks=("SECURITY-2-04",), aka=("M8", "M6"))
class ClimbingOutOfTheTenant(_KnowsTenants):
    """Dot segments in a path lead into another tenant."""

    def check_path(self, operation: Operation) -> None:
        if ".." not in str(operation.path):
            super().check_path(operation)

    def perform(self, job: Job, operation: Operation) -> Outcome:
        place = normpath(urlsplit(job.base_url).path + unquote(operation.path))
        for base_url, tenant in self.tenants.items():
            root = urlsplit(base_url).path
            if ".." in operation.path and tenant is not job.tenant and place.startswith(f"{root}/"):
                inside = replace(operation, path=place.removeprefix(root))
                return super().perform(replace(job, tenant=tenant), inside)
        super().check_path(operation)
        return super().perform(job, operation)


@fault("bulk-ids-of-all-tenants", breaks=("SECURITY-2-04",), aka=("M17",))
class BulkIdsOfAllTenants(Behaviour):
    """The server resolves a reference to a bulkId of another tenant's bulk request."""

    def __init__(self, config: ReferenceConfig) -> None:
        super().__init__(config)
        self._made: dict[tuple[str, str], str] = {}

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        if self.target(job, operation, reference) is None:
            for (base_url, bulk_id), made in self._made.items():
                if bulk_id == reference.bulk_id and base_url != job.base_url:
                    return made
        return super().target_id(job, operation, reference)

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        for bulk_id, post in job.definitions.items():
            self._made[job.base_url, bulk_id] = job.ids[post.index]
        return super().finished(job, results, savepoint)


@fault("scope-unchecked-in-bulk", breaks=("SECURITY-2-05",), aka=("M10",), seen_in="product-is #18887")
class ScopeUncheckedInBulk(Behaviour):
    """A token with read scope can write through a bulk request."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        return super().perform(replace(job, claims=Claims(job.claims.tenant, _EVERYTHING)), operation)


@fault("host-header-location", breaks=("SECURITY-7-02",), aka=("I9",))
class HostHeaderLocation(Behaviour):
    """Locations repeat the Host header of the request."""

    def base_url(self, exchange: Exchange) -> str:
        return f"http://{exchange.headers.get('host', '')}{exchange.root}"


@fault("expired-token-accepted", breaks=("SECURITY-7.4-01",))
class ExpiredTokenAccepted(Behaviour):
    """The server accepts a token for a day after it expired."""

    def authenticate(self, tokens: Tokens, exchange: Exchange) -> Claims:
        claims = tokens.verify(exchange.headers.get("authorization"), grace=24 * 3600)
        return claims if claims.tenant == exchange.tenant else super().authenticate(tokens, exchange)
