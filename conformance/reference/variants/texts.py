"""Liberties in which texts resources have, and in what these may hold (RFC 7643 section 7)."""

from typing import Annotated, Any

import scim2_models as core
from pydantic import Field, field_validator
from scim2_models import URN, AnyExtension, Group, Required, Resource, Uniqueness

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.enterprise import EnterpriseUser
from conformance.reference.inventory import Device, SiteDevice


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


class Pseudonymous(core.User[AnyExtension]):
    """A user who must have a nickName that nobody else has."""

    nick_name: Annotated[str | None, Uniqueness.server, Required.true] = None


@variant("nick-names-unique", permits=("RESOURCE-3.3-04",))
class NickNamesUnique(Behaviour):
    """Users must have a nickName, and it is as unique as the userName."""

    resources = (Pseudonymous[EnterpriseUser], Group)


class Singular(core.User[AnyExtension]):
    """A user who shares neither displayName nor number with anybody."""

    display_name: Annotated[str | None, Uniqueness.server] = None
    uid_number: Annotated[int | None, Uniqueness.server, Required.true] = None


@variant("display-names-and-numbers-unique", permits=("RESOURCE-3.3-04",))
class DisplayNamesAndNumbersUnique(Behaviour):
    """Users must have a number, and it is as unique as their userName; so is the displayName."""

    resources = (Singular[EnterpriseUser], Group)


class Listed(core.User[AnyExtension]):
    """A user whose displayName is one of two."""

    display_name: Annotated[str | None, Field(examples=["Staff", "Guest"])] = None

    @field_validator("display_name")
    @classmethod
    def _is_known(cls, value: str | None) -> str | None:
        if value not in (None, "Staff", "Guest"):
            raise ValueError("displayName must be Staff or Guest")
        return value


@variant("display-names-listed", permits=("RESOURCE-3.5.2-03",))
class DisplayNamesListed(Behaviour):
    """The displayName of a user is one of its canonical values, or none."""

    resources = (Listed[EnterpriseUser], Group)


class Set(Resource[Any]):
    """Devices under a title that no other set has."""

    __schema__ = URN("urn:example:params:scim:schemas:inventory:Set")

    title: Annotated[str | None, Uniqueness.server, Required.true] = None
    devices: list[SiteDevice] | None = None


@variant("named-sets-first", permits=("BULK-3.7-02",))
class NamedSetsFirst(Behaviour):
    """There are sets, whose title is unique and their only text, and the devices in them; sets come first."""

    resources = (Set, Device)
