"""Permitted variations in resource types that hold little or no free text."""

from typing import Annotated, Any

from pydantic import Field
from scim2_models import URN, AnyExtension, Group, Required, Resource, Uniqueness

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.enterprise import EnterpriseUser
from conformance.reference.inventory import Device, SiteDevice


class Set(Resource[Any]):
    """Devices under a title that no other set has."""

    __schema__ = URN("urn:example:params:scim:schemas:inventory:Set")

    title: Annotated[str | None, Uniqueness.server, Required.true] = None
    devices: list[SiteDevice] | None = None


@variant("named-sets-first", permits=("BULK-3.7-02",))
class NamedSetsFirst(Behaviour):
    """There are sets, whose title is unique and their only text, and the devices in them; sets come first."""

    resources = (Set, Device)


class User(Resource[AnyExtension]):
    """A user who has nothing but a name and a kind."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    user_type: Annotated[str | None, Field(examples=["staff", "guest"])] = None
    active: bool | None = None


@variant("users-without-a-text", permits=("BULK-3.7-23", "RESOURCE-3.5.2-03", "VERSION-3.14-01"))
class UsersWithoutAText(Behaviour):
    """Users have no attribute that may hold any text, beside their userName."""

    resources = (User[EnterpriseUser], Group)
