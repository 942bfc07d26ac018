"""Credentials of the settings, as headers and as the secrets that no record may show."""

import base64
import json
import re

from conformance.client.redaction import Redactor
from conformance.settings import Settings

EXPIRED = "an expired token"
"""What is wrong with the forgery that once was none."""

_LEAST_PART = 12
"""Characters of a part of a header, name included, that is taken for a secret by itself."""

_VOCABULARY = (
    "urn:ietf:params:scim:schemas:core:2.0:user urn:ietf:params:scim:schemas:core:2.0:group "
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user "
    "urn:ietf:params:scim:api:messages:2.0:bulkrequest bulkresponse error "
    "operations bulkid method path data location status response version detail scimtype "
    "username displayname members manager value password externalid meta resourcetype"
)


def credentials(settings: Settings) -> dict[str, str]:
    """Return the headers that tell the server who asks: Bearer (RFC 6750), Basic (RFC 7617) or any other."""
    headers = {header.name: header.value.reveal() for header in settings.headers if header.sensitive}
    if settings.token:
        headers["Authorization"] = f"Bearer {settings.token.reveal()}"
    if settings.basic:
        headers["Authorization"] = f"Basic {_base64(settings.basic.reveal())}"
    return headers


def plain_headers(settings: Settings) -> dict[str, str]:
    """Return the configured headers that are no credentials."""
    return {header.name: header.value.reveal() for header in settings.headers if not header.sensitive}


def redactor(settings: Settings) -> Redactor:
    """Return what keeps the credentials of the settings, and our users' password, out of every record."""
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
        # A server that echoes "Bearer abc" or "session=abc; path=/" may well echo "abc" alone.
        secrets += [value, value.rpartition(" ")[2]]
        secrets += [part.partition("=")[2] for part in re.split("[;, ]+", value) if len(part) >= _LEAST_PART]
    return Redactor(filter(_tells, secrets), (header.name for header in sensitive))


def _tells(secret: str) -> bool:
    """Say whether a secret can be told from what every SCIM body holds.

    A password such as ``scim`` or ``password`` is kept out of headers; cut out of bodies, it would take
    URNs and attribute names with it, and the server would be blamed.
    """
    return secret.casefold() not in _VOCABULARY


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def forgeries(settings: Settings, token: str | None) -> dict[str, dict[str, str | None]]:
    """Return headers with which nobody may be let in, by what is wrong with them.

    A Bearer token that is a JSON Web Token (RFC 7519) is also sent with a changed signature, and with
    none at all under the algorithm ``none``.

    Args:
        settings: What the run goes by; they may hold a password, and a token that has expired.
        token: The Bearer token of the run.
    """
    forged: dict[str, str | None] = {"no credentials": None, "garbage for a token": "Bearer scimconf-garbage"}
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
    """Say whether the first part of a token is the header of a JSON Web Token."""
    try:
        header = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return False
    return isinstance(header, dict) and "alg" in header
