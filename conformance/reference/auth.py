"""Bearer tokens: signed JWTs that name a tenant, what they allow, and when they end."""

import secrets
import time
from dataclasses import dataclass
from typing import Any

import jwt

from conformance.reference.refusal import Refusal

ALGORITHM = "HS256"
READ = "scim:read"
WRITE = "scim:write"


@dataclass(frozen=True)
class Claims:
    """What a verified token says.

    Attributes:
        tenant: The only tenant the token is good for.
        scopes: What it allows, of ``scim:read`` and ``scim:write``.
    """

    tenant: str
    scopes: frozenset[str]


class Tokens:
    """Issues and verifies tokens under a key that lives as long as this object."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._verified: dict[str, dict[str, Any]] = {}

    def issue(self, tenant: str, *, scopes: tuple[str, ...] = (READ, WRITE), lifetime: int = 3600) -> str:
        """Return a token for one tenant.

        Args:
            tenant: The tenant it opens.
            scopes: What it allows.
            lifetime: Seconds until it ends; a negative number gives one that has ended.
        """
        claims = {"tenant": tenant, "scope": " ".join(scopes), "exp": int(time.time()) + lifetime}
        return jwt.encode(claims, self._key, algorithm=ALGORITHM)

    def verify(self, authorization: str | None, *, grace: int = 0) -> Claims:
        """Return what the token in an Authorization header says (RFC 6750).

        Args:
            authorization: The header; None where there is none.
            grace: For how many seconds a token still lives that has ended.

        Raises:
            Refusal: 401 with a challenge, where there is no token or it is not one of ours that still lives.
        """
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise _unauthorized("A Bearer token is needed.")
        try:
            claims = self._claims(token.strip())
        except jwt.PyJWTError:
            claims = None
        if claims is None or int(claims["exp"]) <= time.time() - grace:
            raise _unauthorized("The Bearer token is not valid.", ', error="invalid_token"')
        return Claims(str(claims["tenant"]), frozenset(str(claims.get("scope", "")).split()))

    def _claims(self, token: str) -> dict[str, Any]:
        """Return what a token of ours says, ended or not; each signature is verified once.

        Raises:
            jwt.PyJWTError: It is not one of ours.
        """
        if token not in self._verified:
            self._verified[token] = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                options={"require": ["exp", "tenant"], "verify_exp": False},
            )
        return self._verified[token]


def _unauthorized(detail: str, reason: str = "") -> Refusal:
    return Refusal(401, detail, headers={"WWW-Authenticate": f'Bearer realm="SCIM"{reason}'})
