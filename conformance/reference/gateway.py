"""One ASGI application for every SCIM path, between HTTP and the handlers."""

import logging
from collections.abc import Mapping
from typing import Any

from scim2_server.handler import ScimHandler
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from conformance.reference.auth import Claims, Tokens
from conformance.reference.behaviour import Behaviour
from conformance.reference.bulk import BulkEngine
from conformance.reference.config import BASE_PATH, ReferenceConfig
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.job import Tenant
from conformance.reference.scim_error import ScimError
from conformance.reference.service import ReferenceService
from conformance.reference.storage import TenantStorage

_LOG = logging.getLogger(__name__)
_DRAINED = 64 * 1024 * 1024
"""Bytes of an oversized body that are read and discarded, so that the client can read the 413."""

_DISCOVERY = ("ServiceProviderConfig", "ResourceTypes", "Schemas")


class Gateway:
    """Handles every request of every tenant under one behaviour.

    Attributes:
        tokens: Issues the tokens that it accepts.
    """

    def __init__(self, config: ReferenceConfig, behaviour: Behaviour) -> None:
        self.tokens = Tokens()
        self._behaviour = behaviour
        self._engine = BulkEngine(behaviour)
        service = ReferenceService(
            behaviour.resources,
            behaviour.resource_types,
            behaviour.max_operations,
            behaviour.max_payload_size,
            etags=behaviour.etags,
            patch_shows_resource=behaviour.patch_shows_resource,
        )
        self._tenants = {name: _tenant(service, behaviour) for name in config.tenants}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request (ASGI)."""
        request = Request(scope, receive)
        response = await self.respond(request)
        await response(scope, receive, send)

    async def respond(self, request: Request) -> Response:
        """Return the response to one request; each failure is a SCIM Error (RFC 7644 section 3.12)."""
        exchange = _exchange(request)
        try:
            response = await self._handle(exchange, request)
        except ScimError as scim_error:
            response = self._behaviour.error_response(exchange, scim_error)
        except ClientDisconnect:
            raise
        except Exception as exception:  # noqa: BLE001 - every failure becomes a SCIM Error
            _LOG.exception("%s %s failed unexpectedly", exchange.method, exchange.path)
            response = self._behaviour.crash(exchange, exception)
        return self._response(exchange, self._behaviour.response(exchange, response))

    async def _handle(self, exchange: Exchange, request: Request) -> ServerResponse:
        claims = self._behaviour.authenticate(self.tokens, exchange)
        tenant = self._tenants.get(exchange.tenant)
        if tenant is None:
            raise ScimError(404, "There is no such tenant.")
        if exchange.is_bulk:
            return await self._bulk(exchange, request, tenant, claims)
        self._behaviour.authorize(claims, exchange.method)
        return self._single(exchange, await self._read(exchange, request), tenant)

    async def _bulk(
        self, exchange: Exchange, request: Request, tenant: Tenant, claims: Claims
    ) -> ServerResponse:
        if exchange.method != "POST":
            raise self._behaviour.bulk_not_allowed(exchange)
        self._behaviour.check_media_type(exchange)
        document = self._behaviour.decode(await self._read(exchange, request))
        job = self._engine.read(document, tenant, claims, self._behaviour.base_url(exchange))
        await self._behaviour.pause(job)
        return self._behaviour.bulk_response(job, self._engine.run(job))

    async def _read(self, exchange: Exchange, request: Request) -> bytes:
        """Return the body; an oversized one is read, up to a limit, and discarded."""
        limit = self._behaviour.payload_limit(exchange)
        size, kept = 0, bytearray()
        async for chunk in request.stream():
            size += len(chunk)
            if size > max(limit, _DRAINED):
                break
            if size <= limit:
                kept += chunk
        if size > limit:
            raise self._behaviour.payload_too_large()
        return bytes(kept)

    def _single(self, exchange: Exchange, body: bytes, tenant: Tenant) -> ServerResponse:
        self._behaviour.admit_single(exchange)
        request = self._behaviour.read_single(exchange, body)
        outcome = self._behaviour.perform_single(tenant, request)
        document = outcome.body
        if document is not None and exchange.path.split("/")[1] in _DISCOVERY:
            document = self._behaviour.discovery(exchange, document)
        return ServerResponse(outcome.status, document, outcome.headers)

    def _response(self, exchange: Exchange, response: ServerResponse) -> Response:
        headers = {name: value for name, value in response.headers.items() if name.lower() != "content-type"}
        content = response.raw
        if content is None and response.document is not None:
            content = self._behaviour.encode(response.document)
        negotiated = response.media_type == ""
        media_type = self._behaviour.media_type(exchange) if negotiated else response.media_type
        return Response(content, response.status, headers, media_type if content is not None else None)


def _tenant(service: ReferenceService, behaviour: Behaviour) -> Tenant:
    storage = TenantStorage(behaviour.new_id)
    return Tenant(storage, ScimHandler(service, storage))


def _exchange(request: Request) -> Exchange:
    tenant = request.path_params["tenant_id"]
    mounted_at, root, path = request.scope["path"].partition(BASE_PATH.format(tenant_id=tenant))
    return Exchange(
        method=request.method,
        tenant=tenant,
        root=mounted_at + root,
        path=path or "/",
        origin=_origin(request.scope),
        query=dict(request.query_params),
        headers={name.lower(): value for name, value in request.headers.items()},
    )


def _origin(scope: Mapping[str, Any]) -> str:
    """Return scheme, host and port of the socket: a Host header could name any other server."""
    host, port = scope["server"]
    name = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}.get(scope["scheme"])
    return f"{scope['scheme']}://{name}" + ("" if port in (None, default) else f":{port}")
