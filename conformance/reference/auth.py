"""Bearer tokens: signed JWTs with a tenant, scopes and an expiry."""

import secrets
import time
from dataclasses import dataclass
from typing import Any

import jwt

from conformance.reference.scim_error import ScimError

ALGORITHM = "HS256"
READ = "scim:read"
WRITE = "scim:write"


@dataclass(frozen=True)
class Claims:
    """The claims of a verified token.

    Attributes:
        tenant: The only tenant to which the token gives access.
        scopes: Its scopes, of ``scim:read`` and ``scim:write``.
    """

    tenant: str
    scopes: frozenset[str]


class Tokens:
    """Issues and verifies tokens with a key of its own."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._verified: dict[str, dict[str, Any]] = {}

    def issue(self, tenant: str, *, scopes: tuple[str, ...] = (READ, WRITE), lifetime: int = 3600) -> str:
        """Return a token for one tenant.

        Args:
            tenant: The tenant.
            scopes: The scopes of the token.
            lifetime: Seconds until it expires; negative for an expired token.
        """
        claims = {"tenant": tenant, "scope": " ".join(scopes), "exp": int(time.time()) + lifetime}
        return jwt.encode(claims, self._key, algorithm=ALGORITHM)

    def verify(self, authorization: str | None, *, grace: int = 0) -> Claims:
        """Return the claims of the token in an Authorization header (RFC 6750).

        Args:
            authorization: The header; None if it is absent.
            grace: Seconds for which an expired token is still accepted.

        Raises:
            ScimError: 401 with a challenge if the token is absent, invalid or expired.
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
        """Return the claims of a token, expired or not; each signature is verified once.

        Raises:
            jwt.PyJWTError: The token is invalid.
        """
        if token not in self._verified:
            self._verified[token] = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                options={"require": ["exp", "tenant"], "verify_exp": False},
            )
        return self._verified[token]


def _unauthorized(detail: str, reason: str = "") -> ScimError:
    return ScimError(401, detail, headers={"WWW-Authenticate": f'Bearer realm="SCIM"{reason}'})
