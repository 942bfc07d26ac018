"""Faults in who may do what, and in what answers give away (survey A, B, H, M)."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import jwt

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


@fault("source-in-headers", breaks=("SECURITY-7-01",), aka=("H10",))
class SourceInHeaders(Behaviour):
    """Every answer names the file of the server that wrote it."""

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        told: dict[str, Any] = {"X-Debug-Source": "/srv/scim/bulk.py:214"}
        return replace(super().answer(exchange, answer), headers=dict(answer.headers) | told)
