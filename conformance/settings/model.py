"""What the settings of a run become, secrets kept out of sight."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

IN_PROCESS = "http://localhost"
"""The origin that an application in this process is asked under; nothing is sent over a network."""


class SettingsError(Exception):
    """A setting cannot be used; the message says what was wrong and what to do next."""


class Secret:
    """A text that shows itself only when asked."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text itself."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(...)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


def draw_password() -> Secret:
    """Return a password for users of ours, which satisfies usual rules for passwords."""
    return Secret(f"Pw1!{secrets.token_urlsafe(18)}")


@dataclass(frozen=True, slots=True)
class Header:
    """A header for every request.

    Attributes:
        sensitive: Its value must be kept out of records wherever it turns up, not only in this header.
    """

    name: str
    value: Secret
    sensitive: bool


@dataclass(frozen=True, slots=True)
class OAuth:
    """How a Bearer token is fetched by client credentials (RFC 6749 section 4.4).

    Attributes:
        token_url: The token endpoint.
        scope: What to ask for; empty leaves it to the endpoint.
    """

    token_url: str
    client_id: str
    secret: Secret
    scope: str = ""


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """What we show to a server that asks who we are (mTLS).

    Attributes:
        certificate: PEM file of the certificate, and of those above it.
        key: PEM file of the private key; None where it is in the same file.
        password: Password of the private key; None where it has none.
    """

    certificate: Path
    key: Path | None = None
    password: Secret | None = None


@dataclass(frozen=True, slots=True)
class OtherTenant:
    """A second tenant of the tested server, into which no job for the first one may reach.

    Attributes:
        url: Base URL without a trailing slash.
        token: Bearer token that opens it.
    """

    url: str
    token: Secret


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run goes by.

    Attributes:
        url: Base URL without a trailing slash, tenant filled in; a query behind it goes with every request.
            Empty for the embedded reference server.
        app: ``module:attribute`` of an application in this process; `url` is then under `IN_PROCESS`.
        token: Bearer token.
        basic: ``user:password``.
        oauth: Where a Bearer token comes from in place of `token`.
        client_certificate: What we show by TLS, whatever the other credentials are.
        other_tenant: A second tenant.
        weak_token: Bearer token of the tested tenant that may do less than the others.
        expired_token: Bearer token of the tested tenant that has expired.
        profile: Name of a profile, or the path of one.
        contract: OpenAPI document of the server.
        level: Levels in lower case; empty for all, as with `section`, `requirement`
            and `scenario`.
        baseline: File of known failures.
        timeout: Seconds for one request.
        settle: Seconds that reads may lag behind writes.
        rate: Requests per second, 0 for no limit.
        max_payload: Bytes of a request body.
        max_response: Bytes of a response body.
        password: What users of ours get. The processes of a run share it, so that each keeps it out of its
            records: the server may tell one of them what another has sent.
    """

    url: str = ""
    app: str = ""
    tenant: str = ""
    token: Secret | None = None
    basic: Secret | None = None
    oauth: OAuth | None = None
    client_certificate: ClientCertificate | None = None
    other_tenant: OtherTenant | None = None
    weak_token: Secret | None = None
    expired_token: Secret | None = None
    headers: tuple[Header, ...] = ()
    ca_bundle: Path | None = None
    allow_writes: bool = False
    no_traces: bool = False
    profile: str = "rfc7644"
    contract: Path | None = None
    section: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    requirement: tuple[str, ...] = ()
    scenario: tuple[str, ...] = ()
    effort: str = "standard"
    seed: int = 0
    fail_on: str = "must"
    baseline: Path | None = None
    report: Path = field(default_factory=lambda: Path("scim-report"))
    timeout: float = 30.0
    settle: float = 0.0
    rate: float = 0.0
    max_requests: int = 5000
    max_payload: int = 8 << 20
    max_response: int = 16 << 20
    password: Secret = field(default_factory=draw_password, compare=False)
