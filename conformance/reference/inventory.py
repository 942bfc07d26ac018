"""Resource types that no RFC defines: devices and sites."""

from typing import Annotated, Any

from pydantic import Field
from scim2_models import (
    URN,
    CaseExact,
    ComplexAttribute,
    Mutability,
    Reference,
    Required,
    Resource,
    Uniqueness,
)


class Device(Resource[Any]):
    """A device with a unique name."""

    __schema__ = URN("urn:example:params:scim:schemas:inventory:Device")

    device_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    remark: str | None = None
    serial_number: Annotated[str | None, Mutability.immutable] = None


class SiteDevice(ComplexAttribute):
    """A device at a site."""

    value: Annotated[str | None, CaseExact.true] = None
    ref: Annotated[Reference[Device] | None, Field(alias="$ref")] = None


class Site(Resource[Any]):
    """A site with its devices."""

    __schema__ = URN("urn:example:params:scim:schemas:inventory:Site")

    site_name: Annotated[str | None, Required.true] = None
    devices: list[SiteDevice] | None = None
