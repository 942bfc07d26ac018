"""Liberties in what a server lets others change, what it asks of resources, and what it shows of them."""

from typing import Annotated

from pydantic import Field, field_validator
from scim2_models import AnyExtension, Group, GroupMember, Required, Returned, User

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.enterprise import EnterpriseUser
from conformance.reference.exchange import Exchange
from conformance.reference.job import Job, Operation
from conformance.reference.refusal import Refusal


@variant("groups-managed-elsewhere", permits=("BULK-3.7-02", "BULK-3.7.2-01"))
class GroupsManagedElsewhere(Behaviour):
    """Groups are listed and shown, and nobody may create any, singly or in a job."""

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if exchange.method == "POST" and exchange.path == "/Groups":
            raise Refusal(403, "Groups are managed elsewhere.")

    def admit(self, job: Job, operation: Operation) -> None:
        super().admit(job, operation)
        if operation.method == "POST" and operation.path == "/Groups":
            raise Refusal(403, "Groups are managed elsewhere.")


class Capital(User[AnyExtension]):
    """A user whose userName is in capitals."""

    @field_validator("user_name")
    @classmethod
    def _in_capitals(cls, value: str | None) -> str | None:
        return value and value.upper()


@variant("names-in-capitals", permits=("BULK-3.7-61",))
class NamesInCapitals(Behaviour):
    """The letter case of userNames, which does not matter, is altered (RFC 7643 section 7)."""

    resources = (Capital[EnterpriseUser], Group)


class NumberedOnly(EnterpriseUser):
    """The extension, in which whoever has it must have an employeeNumber."""

    employee_number: Annotated[str | None, Required.true] = None


@variant("required-in-optional-extension", permits=("BULK-3.7.2-06",))
class RequiredInOptionalExtension(Behaviour):
    """A user need not have the enterprise extension, but whoever has it must have an employeeNumber."""

    resources = (User[NumberedOnly], Group)


class Assembly(Group):
    """A group that has members."""

    members: Annotated[list[GroupMember] | None, Required.true] = None


@variant("groups-have-members", permits=("BULK-3.7-02",))
class GroupsHaveMembers(Behaviour):
    """A group must have a member, as in some directories."""

    resources = (User[EnterpriseUser], Assembly)


class TypedMember(GroupMember):
    """A member that says whether it is a user or a group."""

    type: Annotated[str | None, Required.true] = Field(None, examples=["User", "Group"])

    @field_validator("type")
    @classmethod
    def _is_known(cls, value: str | None) -> str | None:
        if value not in (None, "User", "Group"):
            raise ValueError("type must be User or Group")
        return value


class Typed(Group):
    """A group of such members."""

    members: list[TypedMember] | None = None  # type: ignore[assignment]  # a list is invariant


@variant("members-have-a-type", permits=("BULK-3.7.2-01",))
class MembersHaveAType(Behaviour):
    """Each member of a group must have the name of its resource type."""

    resources = (User[EnterpriseUser], Typed)


class Discreet(Group):
    """A group that is shown with its members only where they are asked for."""

    members: Annotated[list[GroupMember] | None, Returned.request] = None


@variant("members-on-request", permits=("BULK-3.7.2-02",))
class MembersOnRequest(Behaviour):
    """The members of a group are shown to those who ask for them."""

    resources = (User[EnterpriseUser], Discreet)


@variant("versions-wanted", permits=("VERSION-3.14-01",))
class VersionsWanted(Behaviour):
    """A change that names no version is refused with 428, alone and in a job (RFC 6585 section 3)."""

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        self._want(exchange.method, exchange.headers.get("if-match"))

    def admit(self, job: Job, operation: Operation) -> None:
        super().admit(job, operation)
        self._want(str(operation.method), operation.version)

    def _want(self, method: str, version: str | None) -> None:
        if method in ("PUT", "PATCH", "DELETE") and not version:
            raise Refusal(428, "Name the version that is to be changed.")
