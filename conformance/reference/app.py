"""The reference server as a FastAPI application."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from conformance.reference.behaviour.http import SCIM_JSON
from conformance.reference.config import BASE_PATH, PUBLIC, ReferenceConfig
from conformance.reference.gateway import Gateway
from conformance.reference.models import HTTPValidationError, SCIMBulkRequest, SCIMBulkResponse
from conformance.reference.registry import compose
from conformance.reference.scim_error import ScimError


class ScimJSONResponse(JSONResponse):
    """A response in the media type of SCIM (RFC 7644 3.8)."""

    media_type = SCIM_JSON


def create_app(config: ReferenceConfig | None = None) -> FastAPI:
    """Return a reference server; ``app.state.tokens`` issues the tokens that it accepts.

    Raises:
        ValueError: The settings name a fault or a variant that does not exist.
    """
    config = config or ReferenceConfig()
    gateway = Gateway(config, compose(config))
    app = FastAPI(title="SCIM reference server", docs_url=None, redoc_url=None)
    app.state.tokens = gateway.tokens
    app.add_exception_handler(HTTPException, _not_scim)
    app.router.add_api_route(
        f"{BASE_PATH}/Bulk",
        _bulk,
        methods=["POST"],
        summary="Bulk Operation",
        dependencies=[Depends(HTTPBearer(scheme_name="BearerJWT", bearerFormat="JWT"))],
        route_class_override=_handled_by(gateway),
        **_documented(config),
    )
    for path in (BASE_PATH + "/{path:path}", BASE_PATH, PUBLIC + BASE_PATH + "/{path:path}"):
        app.router.routes.append(Route(path, gateway, include_in_schema=False))
    return app


def _bulk(tenant_id: str, body: SCIMBulkRequest) -> SCIMBulkResponse:
    """Execute several SCIM operations in one request (RFC 7644 section 3.7)."""
    raise NotImplementedError(
        f"the gateway handles the route of {tenant_id}, with {len(body.schemas)} schemas"
    )


def _documented(config: ReferenceConfig) -> dict[str, Any]:
    """Return the description of Bulk responses in the OpenAPI document."""
    if config.profile == "scaikey":
        return {"responses": {422: {"model": HTTPValidationError}}}
    error = {"description": "A SCIM Error", "content": {SCIM_JSON: {"schema": {"type": "object"}}}}
    return {"response_class": ScimJSONResponse, "responses": {"4XX": error}}


def _handled_by(gateway: Gateway) -> type[APIRoute]:
    """Return a route class that documents a signature and handles the raw request.

    FastAPI itself returns 500 for NaN in a body, and 400 without an Error for deep nesting.
    """

    class GatewayRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            return gateway.respond

    return GatewayRoute


async def _not_scim(_: Request, exception: Exception) -> Response:
    """Return the response for a path outside of every tenant, without any behaviour."""
    assert isinstance(exception, HTTPException)
    scim_error = ScimError(exception.status_code, str(exception.detail))
    return ScimJSONResponse(scim_error.body(), scim_error.status, exception.headers)
