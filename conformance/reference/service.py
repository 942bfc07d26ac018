"""Single requests (RFC 7644 sections 3.2 to 3.6 and 4).

The semantics of PATCH, filters and immutable attributes are in scim2-server and scim2-models.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Union

from scim2_models import (
    AuthenticationScheme,
    BaseModel,
    Bulk,
    ChangePassword,
    Context,
    ETag,
    Filter,
    ListResponse,
    Patch,
    PatchOp,
    Resource,
    ResourceType,
    ResponseParameters,
    ScimProvider,
    SearchRequest,
    ServiceProviderConfig,
    Sort,
)
from scim2_server.conditions import Conditions
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.routing import Target, match
from scim2_server.service import ScimService
from scim2_server.storage import SearchPage
from scim2_server.utils import parametrize

from conformance.reference.copying import deep_copy
from conformance.reference.locating import locate_references
from conformance.reference.remembered import Remembered


class ReferenceService(ScimService):
    """The single-request protocol with the settings of one server.

    Args:
        models: The models of the resources, with their extensions.
        resource_types: The published resource types.
        max_operations: The published limit.
        max_payload_size: The published limit, in bytes.
        etags: True if resources have versions.
        patch_shows_resource: True if PATCH returns 200 with the resource, False if it returns 204.
    """

    def __init__(
        self,
        models: Iterable[type[Resource[Any]]],
        resource_types: Iterable[ResourceType],
        max_operations: int,
        max_payload_size: int,
        *,
        etags: bool,
        patch_shows_resource: bool,
    ) -> None:
        config = ServiceProviderConfig(
            patch=Patch(supported=True),
            bulk=Bulk(supported=True, max_operations=max_operations, max_payload_size=max_payload_size),
            filter=Filter(supported=True, max_results=1000),
            change_password=ChangePassword(supported=True),
            sort=Sort(supported=True),
            etag=ETag(supported=etags),
            authentication_schemes=[
                AuthenticationScheme(
                    type=AuthenticationScheme.Type.oauthbearertoken,
                    name="Bearer JWT",
                    description="A signed JSON Web Token that names the tenant.",
                    primary=True,
                )
            ],
        )
        super().__init__(
            ScimProvider(
                models=[part for model in models for part in _parts(model)],
                resource_types=resource_types,
                config=config,
            )
        )
        self._patch_shows_resource = patch_shows_resource
        self._shown: Remembered[ScimResponse] = Remembered()
        self._listed: Remembered[dict[str, Any]] = Remembered()
        self._messages = _messages(tuple(self.get_models()))
        self._list_response = _list_response(tuple(self.get_models()))

    @staticmethod
    def match(request: ScimRequest) -> Target:
        """Return the target of a request, cached because the handler calls this twice per request."""
        return _match(request.method.upper(), request.path)

    def publish(self, base_url: str, resource: Resource[Any]) -> Resource[Any]:
        """Return a copy of a stored resource with locations, as returned to clients."""
        assert resource.meta is not None
        assert resource.id is not None
        location = self.resource_location(base_url, self.get_resource_type_of(resource), resource.id)
        published = deep_copy(resource)
        version = resource.meta.version if self.etag_supported else None
        published.meta = resource.meta.model_copy(update={"location": location, "version": version})
        locate_references(published, lambda reference: self.reference_location(base_url, reference))
        return published

    def creation_response(self, base_url: str, created: Resource[Any]) -> ScimResponse:
        """Return 201 with the resource for a POST."""
        shown = self._show(base_url, created, HTTPStatus.CREATED)
        shown.headers["Location"] = shown.headers["Content-Location"]
        return shown

    def query_response(
        self,
        base_url: str,
        resource: Resource[Any],
        response_parameters: ResponseParameters[Any],
        conditions: Conditions,
    ) -> ScimResponse:
        """Return the response to a GET of one resource."""
        if _selects(response_parameters) or conditions != Conditions():
            return super().query_response(base_url, resource, response_parameters, conditions)
        return self._show(base_url, resource)

    def replacement_response(
        self, base_url: str, resource: Resource[Any], response_parameters: ResponseParameters[Any]
    ) -> ScimResponse:
        """Return 200 with the resource for a PUT."""
        if _selects(response_parameters):
            return super().replacement_response(base_url, resource, response_parameters)
        return self._show(base_url, resource)

    def patch_response(
        self, base_url: str, resource: Resource[Any], response_parameters: ResponseParameters[Any]
    ) -> ScimResponse:
        """Return 200 with the resource or 204 for a PATCH (RFC 7644 section 3.5.2 permits both)."""
        if not self._patch_shows_resource:
            return super().patch_response(base_url, resource, response_parameters)
        return self.replacement_response(base_url, resource, response_parameters)

    def search_response(
        self,
        base_url: str,
        resource_types: list[ResourceType],
        page: SearchPage,
        search_request: SearchRequest[Any],
    ) -> ScimResponse:
        """Return the response to a search; each resource in it is cached."""
        if _selects(search_request) or search_request.cursor is not None:
            return super().search_response(base_url, resource_types, page, search_request)

        documents = [self._list(base_url, resource) for resource in page.resources]
        envelope = self._list_response(
            total_results=page.total,
            items_per_page=len(documents),
            start_index=search_request.start_index,
            resources=[],
        )
        body = envelope.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)
        return ScimResponse(HTTPStatus.OK, body | ({"Resources": documents} if documents else {}))

    def _list(self, base_url: str, resource: Resource[Any]) -> dict[str, Any]:
        """Return a whole resource as an entry of a list."""
        listed = self._listed.get(resource, base_url)
        if listed is None:
            alone = self._list_response(resources=[self._show(base_url, resource).body])
            dumped = alone.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)
            listed = self._listed.keep(resource, base_url, dumped["Resources"][0])
        return deep_copy(listed)

    def _show(
        self, base_url: str, resource: Resource[Any], status: HTTPStatus = HTTPStatus.OK
    ) -> ScimResponse:
        """Return the response with a whole resource, which is the same for every method."""
        shown = self._shown.get(resource, base_url)
        if shown is None:
            published = self.publish(base_url, resource)
            made = self.resource_response(published, Context.RESOURCE_QUERY_RESPONSE)
            shown = self._shown.keep(resource, base_url, made)
        return ScimResponse(status, deep_copy(shown.body), dict(shown.headers))


_match = lru_cache(maxsize=256)(match)


@lru_cache(maxsize=64)
def _messages(models: tuple[type[Resource[Any]], ...]) -> tuple[type[BaseModel], ...]:
    """Return the models of requests with resources.

    Pydantic drops a parametrized model without references and builds it again for the next request.
    """
    generics: tuple[type[BaseModel], ...] = (SearchRequest, ResponseParameters, PatchOp)
    everything = parametrize(SearchRequest, Union[models])  # noqa: UP007 - the models are known at runtime
    return (everything, *(parametrize(generic, model) for generic in generics for model in models))


@lru_cache(maxsize=64)
def _list_response(models: tuple[type[Resource[Any]], ...]) -> "type[ListResponse[Any]]":
    """Return the model of the lists of all resources."""
    return parametrize(ListResponse, Union[models])  # noqa: UP007 - the models are known at runtime


def _selects(parameters: ResponseParameters[Any]) -> bool:
    """Return whether a request selects attributes."""
    return bool(parameters.attributes or parameters.excluded_attributes)


def _parts(model: type[Resource[Any]]) -> Iterator[type[Any]]:
    """Yield a model without its extensions, then its extensions."""
    extensions = getattr(model, "__scim_extension_metadata__", [])
    yield model.__mro__[1] if extensions else model
    yield from extensions
