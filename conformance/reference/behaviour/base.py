"""What every theme of decisions has at hand."""

from functools import cached_property
from typing import Any

from scim2_models import Group, Resource, ResourceType, User

from conformance.reference.config import ReferenceConfig
from conformance.reference.enterprise import EnterpriseUser


class Choices:
    """The settings that decisions rest on.

    Attributes:
        etags: Whether resources have versions (RFC 7644 3.14).
        patch_shows_resource: Whether PATCH answers 200 with the resource, else 204.
        resources: The models of what is served, with their extensions; all are discovered from them.
    """

    etags = True
    patch_shows_resource = True
    resources: tuple[type[Resource[Any]], ...] = (User[EnterpriseUser], Group)

    def __init__(self, config: ReferenceConfig) -> None:
        self.config = config

    @cached_property
    def resource_types(self) -> tuple[ResourceType, ...]:
        """What is served, as it is published."""
        return tuple(ResourceType.from_resource(model) for model in self.resources)

    @cached_property
    def endpoints(self) -> frozenset[str]:
        """The endpoints of what is served, such as ``/Users``."""
        return frozenset(str(resource_type.endpoint) for resource_type in self.resource_types)

    @property
    def max_operations(self) -> int:
        """The most operations in a job, as published."""
        return self.config.max_operations

    @property
    def max_payload_size(self) -> int:
        """The most bytes in a request body, as published."""
        return self.config.max_payload_size
