"""The reference server for the matrix: over a socket, or in this process, which is faster."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from fastapi import FastAPI

from conformance.reference.app import create_app
from conformance.reference.config import BASE_PATH, ReferenceConfig
from conformance.reference.server import ReferenceServer
from conformance.run.embedded import introduced
from conformance.settings import IN_PROCESS, Settings

application: FastAPI | None = None
"""The application in this process, at the place that `Settings.app` names."""


@dataclass
class InProcess:
    """A reference server without a socket."""

    config: ReferenceConfig
    app: FastAPI = field(init=False)

    def __post_init__(self) -> None:
        self.app = create_app(self.config)

    def base_url_of(self, tenant: str) -> str:
        return IN_PROCESS + BASE_PATH.format(tenant_id=tenant)

    def token_for(
        self, tenant: str, *, scopes: tuple[str, ...] = ("scim:read", "scim:write"), lifetime: int = 3600
    ) -> str:
        return str(self.app.state.tokens.issue(tenant, scopes=scopes, lifetime=lifetime))


@contextmanager
def serving(config: ReferenceConfig, settings: Settings, *, over_http: bool) -> Iterator[Settings]:
    """Start the server and yield the settings of a run against it."""
    global application
    if over_http:
        with ReferenceServer(config) as server:
            yield introduced(settings, server)
        return
    server = InProcess(config)
    application = server.app
    yield replace(introduced(settings, server), app=f"{__name__}:application")
