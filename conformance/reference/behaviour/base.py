"""The settings that all decisions share."""

from functools import cached_property
from typing import Any

from scim2_models import Group, Resource, ResourceType, User

from conformance.reference.config import ReferenceConfig
from conformance.reference.enterprise import EnterpriseUser


class Choices:
    """The settings that decisions use.

    Attributes:
        etags: True if resources have versions (RFC 7644 section 3.14).
        patch_shows_resource: True if PATCH returns 200 with the resource, False if it returns 204.
        resources: The models of the resources, with their extensions; the source of all discovery documents.
    """

    etags = True
    patch_shows_resource = True
    resources: tuple[type[Resource[Any]], ...] = (User[EnterpriseUser], Group)

    def __init__(self, config: ReferenceConfig) -> None:
        self.config = config

    @cached_property
    def resource_types(self) -> tuple[ResourceType, ...]:
        """The published resource types."""
        return tuple(ResourceType.from_resource(model) for model in self.resources)

    @cached_property
    def endpoints(self) -> frozenset[str]:
        """The endpoints of the resource types, such as ``/Users``."""
        return frozenset(str(resource_type.endpoint) for resource_type in self.resource_types)

    @property
    def max_operations(self) -> int:
        """The published limit of operations in a bulk request."""
        return self.config.max_operations

    @property
    def max_payload_size(self) -> int:
        """The published limit of bytes in a request body."""
        return self.config.max_payload_size
