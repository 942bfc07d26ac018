"""Credentials of the settings: as request headers, and as secrets to redact in records."""

import base64
import json
import re

from conformance.client.redaction import Redactor
from conformance.settings import Settings

EXPIRED = "an expired token"
"""Label of the invalid credential that is an expired token."""

_LEAST_PART = 12
"""Fewest characters of a part of a header (``name=value``) that counts as a secret of its own."""

_VOCABULARY = (
    "urn:ietf:params:scim:schemas:core:2.0:user urn:ietf:params:scim:schemas:core:2.0:group "
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user "
    "urn:ietf:params:scim:api:messages:2.0:bulkrequest bulkresponse error "
    "operations bulkid method path data location status response version detail scimtype "
    "username displayname members manager value password externalid meta resourcetype"
)


def credentials(settings: Settings) -> dict[str, str]:
    """Return the credentials as headers: Bearer (RFC 6750), Basic (RFC 7617) or any secret header."""
    headers = {header.name: header.value.reveal() for header in settings.headers if header.sensitive}
    if settings.token:
        headers["Authorization"] = f"Bearer {settings.token.reveal()}"
    if settings.basic:
        headers["Authorization"] = f"Basic {_base64(settings.basic.reveal())}"
    return headers


def plain_headers(settings: Settings) -> dict[str, str]:
    """Return the configured headers that are not credentials."""
    return {header.name: header.value.reveal() for header in settings.headers if not header.sensitive}


def redactor(settings: Settings) -> Redactor:
    """Return a redactor for the credentials of the settings and the password of test users."""
    secrets = [settings.password.reveal()]
    if settings.token:
        secrets.append(settings.token.reveal())
    if settings.basic:
        both = settings.basic.reveal()
        secrets += [both, both.partition(":")[2], _base64(both)]
    if settings.oauth:
        secrets.append(settings.oauth.secret.reveal())
    other = settings.other_tenant and settings.other_tenant.token
    tokens = (other, settings.weak_token, settings.expired_token)
    secrets += [token.reveal() for token in tokens if token]
    sensitive = [header for header in settings.headers if header.sensitive]
    for header in sensitive:
        value = header.value.reveal()
        # A server may return a header such as "Bearer abc" or "session=abc; path=/" in part, as "abc".
        secrets += [value, value.rpartition(" ")[2]]
        secrets += [part.partition("=")[2] for part in re.split("[;, ]+", value) if len(part) >= _LEAST_PART]
    return Redactor(filter(_is_distinct, secrets), (header.name for header in sensitive))


def _is_distinct(secret: str) -> bool:
    """Return True if a secret is not a word that occurs in ordinary SCIM bodies.

    Redacting a password such as ``scim`` or ``password`` in bodies would change URNs and attribute names, and
    checks would blame the server for it. Such a password is redacted in headers only.
    """
    return secret.casefold() not in _VOCABULARY


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def invalid_credentials(settings: Settings, token: str | None) -> dict[str, dict[str, str | None]]:
    """Return headers that a server has to reject, by their fault.

    If the Bearer token is a JSON Web Token (RFC 7519), two of them are variants of it: one with a changed
    signature, and one with the algorithm ``none`` and no signature.

    Args:
        settings: The settings of the run, which may contain a password and an expired token.
        token: The Bearer token of the run.
    """
    forged: dict[str, str | None] = {"no credentials": None, "a made-up token": "Bearer scimconf-garbage"}
    head, dot, rest = (token or "").partition(".")
    claims, second_dot, signature = rest.partition(".")
    if dot and second_dot and signature and _is_jose_header(head):
        first = "A" if signature[0] != "A" else "B"
        none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode("ascii").rstrip("=")
        forged["a changed signature"] = f"Bearer {head}.{claims}.{first}{signature[1:]}"
        forged["no signature and the algorithm none"] = f"Bearer {none}.{claims}."
    if settings.basic:
        user = settings.basic.reveal().partition(":")[0]
        forged["a wrong password"] = f"Basic {_base64(f'{user}:scimconf-wrong')}"
    if settings.expired_token:
        forged[EXPIRED] = f"Bearer {settings.expired_token.reveal()}"
    return {label: {"Authorization": value} for label, value in forged.items()}


def _is_jose_header(text: str) -> bool:
    """Return True if the first part of a token is the header of a JSON Web Token."""
    try:
        header = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return False
    return isinstance(header, dict) and "alg" in header
