"""Single requests: the resources that are served and how each request is answered (RFC 7644 3.2 to 3.6, 4).

What a PATCH, a filter or an immutable attribute means is the business of scim2-server and scim2-models.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from scim2_models import (
    AuthenticationScheme,
    Bulk,
    ChangePassword,
    Context,
    ETag,
    Filter,
    Patch,
    Resource,
    ResourceType,
    ResponseParameters,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
)
from scim2_server.responses import ScimResponse
from scim2_server.service import ScimService


class ReferenceService(ScimService):
    """The single-request protocol with the limits and choices of one server.

    Args:
        models: The models of what is served, with their extensions.
        resource_types: How they are published.
        max_operations: The limit that is published.
        max_payload_size: The limit that is published, in bytes.
        etags: Whether resources have versions.
        patch_shows_resource: Whether a PATCH answers 200 with the resource, else 204.
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

    def patch_response(
        self, base_url: str, resource: Resource[Any], response_parameters: ResponseParameters[Any]
    ) -> ScimResponse:
        """Answer a PATCH with 200 and the resource, or with 204 (RFC 7644 3.5.2 allows both)."""
        if not self._patch_shows_resource:
            return super().patch_response(base_url, resource, response_parameters)
        published = self.publish(base_url, resource)
        return self.resource_response(published, Context.RESOURCE_REPLACEMENT_RESPONSE, response_parameters)


def _parts(model: type[Resource[Any]]) -> Iterator[type[Any]]:
    """Yield a model without its extensions, and then these."""
    extensions = getattr(model, "__scim_extension_metadata__", [])
    yield model.__mro__[1] if extensions else model
    yield from extensions
