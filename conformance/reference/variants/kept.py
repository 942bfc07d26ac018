"""Liberties in which resources a server keeps, and in what it asks of them (RFC 7643)."""

from collections.abc import Collection
from itertools import count
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator
from scim2_models import AnyExtension, Group, GroupMember, Mutability, Required, Uniqueness, User

from conformance.reference.behaviour import Behaviour
from conformance.reference.config import ReferenceConfig
from conformance.reference.declare import variant
from conformance.reference.enterprise import EnterpriseUser
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.inventory import Device, Site
from conformance.reference.job import Job
from conformance.reference.variants.offers import NoDiscovery


@variant("users-only", permits=("BULK-3.7-02",))
class UsersOnly(Behaviour):
    """There are no groups."""

    resources = (User[EnterpriseUser],)


@variant("inventory", permits=("BULK-3.7-02",))
class Inventory(Behaviour):
    """There are devices with unique names, and sites that refer to them; neither users nor groups."""

    resources = (Device, Site)


def _flat(groups: set[str]) -> type[Group]:
    """Return groups that none of the groups named may be a member of."""

    class Team(Group):
        @field_validator("members")
        @classmethod
        def _are_users(cls, members: list[GroupMember] | None) -> list[GroupMember] | None:
            if any(member.value in groups for member in members or ()):
                raise ValueError("a member must be a user")
            return members

    return Team


@variant("groups-not-nested", permits=("BULK-3.7.2-01",))
class GroupsNotNested(Behaviour):
    """A group as the member of a group is refused, singly and in a job, though the schema does not say so."""

    def __init__(self, config: ReferenceConfig) -> None:
        super().__init__(config)
        self._groups: set[str] = set()
        self.resources = (User[EnterpriseUser], _flat(self._groups))

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        promised = (
            job.ids.get(operation.index) for operation in job.operations if operation.path == "/Groups"
        )
        self._groups.update(filter(None, promised))

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        if exchange.method == "POST" and exchange.path == "/Groups" and answer.status == 201:
            self._groups.add(answer.document["id"])
        return super().answer(exchange, answer)


class Unmanaged(EnterpriseUser):
    """The extension of a server that has no use for managers."""

    @field_validator("manager")
    @classmethod
    def _dropped(cls, manager: object) -> None:  # noqa: ARG003 - whatever is sent
        return None


@variant("managers-not-kept", permits=("BULK-3.7.2-06",))
class ManagersNotKept(NoDiscovery):
    """The server says nothing of itself, and drops the managers of users, singly and in a job."""

    resources = (User[Unmanaged], Group)


class Employee(User[AnyExtension]):
    """A user with a kind of contract, which the server requires."""

    contract: Annotated[str | None, Required.true] = Field(None, examples=["permanent", "temporary"])

    @field_validator("contract")
    @classmethod
    def _is_known(cls, value: str | None) -> str | None:
        if value not in (None, "permanent", "temporary"):
            raise ValueError("contract must be permanent or temporary")
        return value


@variant("required-attribute", permits=("BULK-3.7-23",))
class RequiredAttribute(Behaviour):
    """Users must have an attribute of the server's own, one of two values."""

    resources = (Employee[EnterpriseUser], Group)


class NumberedUser(EnterpriseUser):
    """The extension, with an employeeNumber that the server requires."""

    employee_number: Annotated[str | None, Required.true] = None


@variant("required-extension", permits=("BULK-3.7-23",))
class RequiredExtension(Behaviour):
    """Users must have the enterprise extension, and an employeeNumber in it."""

    resources = (User[Annotated[NumberedUser, Required.true]], Group)


class Mailbox(User[AnyExtension]):
    """A user whose userName is an e-mail address."""

    @field_validator("user_name")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        if value is not None and "@" not in value.strip("@"):
            raise ValueError("userName must be an e-mail address")
        return value


@variant("names-are-addresses")
class NamesAreAddresses(Behaviour):
    """A userName must be an e-mail address."""

    resources = (Mailbox[EnterpriseUser], Group)


class Registered(User[AnyExtension]):
    """A user whose displayName comes from elsewhere."""

    display_name: Annotated[str | None, Mutability.read_only] = None


@variant("display-name-read-only", permits=("BULK-3.7-23",))
class DisplayNameReadOnly(Behaviour):
    """The displayName of users cannot be set."""

    resources = (Registered[EnterpriseUser], Group)


@variant("unusual-ids", permits=("BULK-3.7.2-02",))
class UnusualIds(Behaviour):
    """The ids of resources hold characters that are lawful in a path and rare in ids."""

    def __init__(self, config: ReferenceConfig) -> None:
        super().__init__(config)
        self._numbers = count(1)

    def new_id(self) -> str:
        return f"urn:x~{next(self._numbers)}.a@b=c,d+e"


class Named(User[AnyExtension]):
    """A user whose displayName is made of the parts of the name."""

    @model_validator(mode="after")
    def _shown_by_name(self) -> Self:
        if self.name:
            # Past the model, which would validate the assignment, and so come here again.
            self.__dict__["display_name"] = f"{self.name.given_name} {self.name.family_name}"
        return self


@variant("display-name-made-of-name", permits=("BULK-3.7-61",))
class DisplayNameMadeOfName(Behaviour):
    """Users are shown with a displayName that is made of their name, whatever is sent singly or in a job."""

    resources = (Named[EnterpriseUser], Group)


class Engraved(User[AnyExtension]):
    """A user whose names are given once."""

    user_name: Annotated[str | None, Mutability.immutable, Required.true, Uniqueness.server] = None
    display_name: Annotated[str | None, Mutability.immutable] = None


@variant("names-given-once", permits=("RESOURCE-3.5.1-02",))
class NamesGivenOnce(Behaviour):
    """The userName and the displayName of a user are set when it is created, and cannot be changed."""

    resources = (Engraved[EnterpriseUser], Group)
