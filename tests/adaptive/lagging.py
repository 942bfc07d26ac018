"""A server with eventual consistency: a read shows a write only after some time."""

import time
from collections import deque
from typing import Any
from unittest.mock import patch

from scim2_server.handler import ScimHandler
from starlette.requests import Request

from conformance.reference import app
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.gateway import Gateway
from conformance.reference.job import Tenant
from conformance.reference.server import ReferenceServer
from conformance.reference.storage import TenantStorage

LAG = 0.08
"""Seconds until a read shows the last write."""


class LaggingGateway(Gateway):
    """Answers GET from a copy of the store that is `LAG` seconds old."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._copies: dict[str, deque[tuple[float, dict[str, Any]]]] = {
            tenant: deque([(0.0, {})]) for tenant in self._tenants
        }

    async def _handle(self, exchange: Exchange, request: Request) -> ServerResponse:
        try:
            return await super()._handle(exchange, request)
        finally:
            if exchange.method != "GET":
                stored = self._tenants[exchange.tenant].storage._resources
                copy = {kind: dict(resources) for kind, resources in stored.items()}
                self._copies[exchange.tenant].append((time.monotonic(), copy))

    def _single(self, exchange: Exchange, body: bytes, tenant: Tenant) -> ServerResponse:
        if exchange.method != "GET":
            return super()._single(exchange, body, tenant)
        copies = self._copies[exchange.tenant]
        while len(copies) > 1 and copies[1][0] < time.monotonic() - LAG:
            copies.popleft()
        replica = TenantStorage(str)
        replica._resources.update(copies[0][1])
        return super()._single(exchange, body, Tenant(replica, ScimHandler(tenant.handler.service, replica)))


def lagging_server() -> ReferenceServer:
    """Return a reference server with eventual consistency; it has no faults."""
    with patch.object(app, "Gateway", LaggingGateway):
        return ReferenceServer()
