"""Permitted variations in resource types with little or no free text."""

from typing import Annotated, Any

from pydantic import Field
from scim2_models import URN, AnyExtension, Group, Required, Resource, Uniqueness

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.enterprise import EnterpriseUser
from conformance.reference.inventory import Device, SiteDevice


class Set(Resource[Any]):
    """Devices under a unique title."""

    __schema__ = URN("urn:example:params:scim:schemas:inventory:Set")

    title: Annotated[str | None, Uniqueness.server, Required.true] = None
    devices: list[SiteDevice] | None = None


@variant("named-sets-first", permits=("BULK-3.7-02",))
class NamedSetsFirst(Behaviour):
    """The server has devices and sets; a set has a unique title and no other text."""

    resources = (Set, Device)


class User(Resource[AnyExtension]):
    """A user with only a name and a kind."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    user_type: Annotated[str | None, Field(examples=["staff", "guest"])] = None
    active: bool | None = None


@variant("users-without-a-text", permits=("BULK-3.7-23", "RESOURCE-3.5.2-03", "VERSION-3.14-01"))
class UsersWithoutAText(Behaviour):
    """Users have no text attribute beside their userName."""

    resources = (User[EnterpriseUser], Group)
