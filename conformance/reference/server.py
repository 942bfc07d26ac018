"""The reference server on a loopback socket."""

import socket
import ssl
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import uvicorn

from conformance.reference.app import create_app
from conformance.reference.config import BASE_PATH, ReferenceConfig

__all__ = ["ReferenceConfig", "ReferenceServer", "Tls"]

HOST = "127.0.0.1"
_START_SECONDS = 10
_POLL_SECONDS = 0.002


def _listen(port: int) -> socket.socket:
    """Return a listening TCP socket; its explicit protocol makes asyncio disable Nagle's algorithm."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen()
    except OSError:
        listening.close()
        raise
    return listening


@dataclass(frozen=True, slots=True)
class Tls:
    """The TLS settings of the server, all PEM files.

    Attributes:
        certificate: The certificate of the server.
        key: The private key; None if it is in the same file.
        client_authorities: The authorities for client certificates; None requires no client certificate.
    """

    certificate: Path
    key: Path | None = None
    client_authorities: Path | None = None


class ReferenceServer:
    """Serves on 127.0.0.1 from its own thread while the ``with`` block runs.

    Args:
        config: The settings; a conforming server by default.
        port: The port; 0 selects a free one.
        tls: The TLS settings; None serves plain HTTP.

    Raises:
        OSError: The port is in use.
        ValueError: The settings name a fault or a variant that does not exist.
    """

    def __init__(
        self, config: ReferenceConfig | None = None, *, port: int = 0, tls: Tls | None = None
    ) -> None:
        self.config = config or ReferenceConfig()
        self._app = create_app(self.config)
        self._scheme = "https" if tls else "http"
        self._socket = _listen(port)
        settings = uvicorn.Config(
            self._app,
            log_config=None,
            log_level="critical",
            access_log=False,
            lifespan="off",
            ws="none",
            **(_tls_options(tls) if tls else {}),
        )
        self._server = uvicorn.Server(settings)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="scim-reference", daemon=True
        )

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"{self._scheme}://{HOST}:{self._socket.getsockname()[1]}"

    @property
    def base_url(self) -> str:
        """URL of the SCIM root of the default tenant."""
        return self.base_url_of(self.config.tenants[0])

    @property
    def token(self) -> str:
        """A token for the default tenant with all scopes, valid for one hour."""
        return self.token_for(self.config.tenants[0])

    def base_url_of(self, tenant: str) -> str:
        """Return the URL of the SCIM root of a tenant."""
        return self.origin + BASE_PATH.format(tenant_id=tenant)

    def token_for(
        self, tenant: str, *, scopes: tuple[str, ...] = ("scim:read", "scim:write"), lifetime: int = 3600
    ) -> str:
        """Return a token for a tenant.

        Args:
            tenant: The tenant.
            scopes: The scopes of the token.
            lifetime: Seconds until it expires; negative for an expired token.
        """
        token: str = self._app.state.tokens.issue(tenant, scopes=scopes, lifetime=lifetime)
        return token

    def __enter__(self) -> Self:
        """Start the server and wait until it accepts requests.

        Raises:
            RuntimeError: The server did not start.
        """
        self._thread.start()
        deadline = time.monotonic() + _START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the reference server did not start")
            time.sleep(_POLL_SECONDS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the server and abort open requests."""
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join()
        self._socket.close()


def _tls_options(tls: Tls) -> dict[str, Any]:
    """Return the uvicorn options for HTTPS."""
    options = {"ssl_certfile": tls.certificate, "ssl_keyfile": tls.key}
    if tls.client_authorities is None:
        return options
    return options | {"ssl_ca_certs": str(tls.client_authorities), "ssl_cert_reqs": ssl.CERT_REQUIRED}
