"""Resources that no RFC defines: what a server keeps that has nothing to do with people."""

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
    """A device with a name of its own."""

    __schema__ = URN("urn:example:params:scim:schemas:inventory:Device")

    device_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    remark: str | None = None
    serial_number: Annotated[str | None, Mutability.immutable] = None


class SiteDevice(ComplexAttribute):
    """A device that stands at a site."""

    value: Annotated[str | None, CaseExact.true] = None
    ref: Annotated[Reference[Device] | None, Field(alias="$ref")] = None


class Site(Resource[Any]):
    """A site and the devices that stand there."""

    __schema__ = URN("urn:example:params:scim:schemas:inventory:Site")

    site_name: Annotated[str | None, Required.true] = None
    devices: list[SiteDevice] | None = None
