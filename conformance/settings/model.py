"""The settings of a run as data; their secrets are never shown."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

IN_PROCESS = "http://localhost"
"""The origin in the URLs of an application in this process; no request goes over a network."""


class SettingsError(Exception):
    """A setting is not valid. The message says why and what to do next."""


class Secret:
    """A text that `repr` and `str` do not show; use `reveal` to read it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(...)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


def draw_password() -> Secret:
    """Return a random password for test users, which satisfies common password rules."""
    return Secret(f"Pw1!{secrets.token_urlsafe(18)}")


@dataclass(frozen=True, slots=True)
class Header:
    """A header for every request.

    Attributes:
        name: Name of the header.
        value: Its value.
        sensitive: The value is a secret and must not occur anywhere in a record.
    """

    name: str
    value: Secret
    sensitive: bool


@dataclass(frozen=True, slots=True)
class OAuth:
    """An OAuth 2 client that fetches a Bearer token by client credentials (RFC 6749 section 4.4).

    Attributes:
        token_url: The token endpoint.
        client_id: Id of the client.
        secret: Secret of the client.
        scope: The requested scope; empty for the default of the endpoint.
    """

    token_url: str
    client_id: str
    secret: Secret
    scope: str = ""


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """A client certificate for TLS (mTLS).

    Attributes:
        certificate: PEM file of the certificate and its chain.
        key: PEM file of the private key; None if it is in the same file.
        password: Password of the private key; None if it has none.
    """

    certificate: Path
    key: Path | None = None
    password: Secret | None = None


@dataclass(frozen=True, slots=True)
class OtherTenant:
    """A second tenant of the tested server, for tests that one tenant cannot change the other.

    Attributes:
        url: Base URL without a trailing slash.
        token: Bearer token for this tenant.
    """

    url: str
    token: Secret


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a run.

    Attributes:
        url: Base URL without a trailing slash, with the tenant filled in. Its query is added to every
            request. Empty with `demo`, or without a target.
        app: ``module:attribute`` of an application in this process; `url` then begins with `IN_PROCESS`.
        demo: Test the bundled reference server; `url` and `app` are then empty.
        token: Bearer token.
        basic: ``user:password``.
        oauth: OAuth 2 client that fetches the Bearer token, instead of `token`.
        client_certificate: Client certificate for TLS, in addition to any other credential.
        other_tenant: A second tenant.
        weak_token: Bearer token of the tested tenant with fewer permissions.
        expired_token: Expired Bearer token of the tested tenant.
        profile: Name of a profile, or the path of a profile file.
        contract: OpenAPI document of the server.
        level: Selected levels in lower case; empty for all, like `section`, `requirement` and `scenario`.
        baseline: Baseline file of known failures.
        timeout: Seconds for one request.
        settle: Seconds until a read shows the last write.
        rate: Requests per second; 0 for no limit.
        max_payload: Largest request body in bytes.
        max_response: Largest response body in bytes.
        password: Password of test users. All processes of a run share it and redact it in their records,
            since the server may return in one process what another one has sent.
    """

    url: str = ""
    app: str = ""
    demo: bool = False
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
