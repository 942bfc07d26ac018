"""Permitted variations in the resource types of a server and in their required attributes."""

from typing import Annotated, Any

from pydantic import Field, field_validator
from scim2_models import AnyExtension, Group, GroupMember, Mutability, Required, User

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.enterprise import EnterpriseUser
from conformance.reference.exchange import Exchange
from conformance.reference.inventory import Device, Site
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.scim_error import ScimError
from conformance.reference.variant_bases import BulkAbsent, first_segment


@variant("bulk-not-supported", permits=("BULK-3.7-01",), aka=("Q37",))
class BulkNotSupported(BulkAbsent):
    """The server does not claim Bulk, and the endpoint returns 501."""


@variant("bulk-not-supported-404", permits=("BULK-3.7-01", "DISCOVERY-5-04"), aka=("Q37",))
class BulkNotSupported404(BulkNotSupported):
    """The server does not claim Bulk, and the endpoint returns 404."""

    def check_media_type(self, exchange: Exchange) -> None:
        raise ScimError(404, "There is nothing here.")


@variant("bulk-not-supported-403", permits=("BULK-3.7-01", "DISCOVERY-5-04"), aka=("A32",))
class BulkNotSupported403(BulkNotSupported):
    """The server does not claim Bulk, and the endpoint returns 403."""

    def check_media_type(self, exchange: Exchange) -> None:
        raise ScimError(403, "Bulk is switched off.")


@variant("bulk-not-supported-405", permits=("BULK-3.7-01", "DISCOVERY-5-04"))
class BulkNotSupported405(BulkNotSupported):
    """The server does not claim Bulk, and the endpoint returns 405."""

    def check_media_type(self, exchange: Exchange) -> None:
        raise ScimError(405, "POST is not supported here.")


@variant("groups-managed-elsewhere", permits=("BULK-3.7-02", "BULK-3.7.2-01"))
class GroupsManagedElsewhere(Behaviour):
    """Groups are read-only, in single and bulk requests."""

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if exchange.method == "POST" and exchange.path == "/Groups":
            raise ScimError(403, "Groups are managed elsewhere.")

    def admit(self, job: Job, operation: Operation) -> None:
        super().admit(job, operation)
        if operation.method == "POST" and operation.path == "/Groups":
            raise ScimError(403, "Groups are managed elsewhere.")


class Assembly(Group):
    """A group with required members."""

    members: Annotated[list[GroupMember] | None, Required.true] = None


@variant("groups-have-members", permits=("BULK-3.7-02",))
class GroupsHaveMembers(Behaviour):
    """The server requires a member in each group, as some directories do."""

    resources = (User[EnterpriseUser], Assembly)


@variant("users-only", permits=("BULK-3.7-02",))
class UsersOnly(Behaviour):
    """The server has no groups."""

    resources = (User[EnterpriseUser],)


@variant("inventory", permits=("BULK-3.7-02",))
class Inventory(Behaviour):
    """The server has devices and sites instead of users and groups."""

    resources = (Device, Site)


@variant("patch-not-supported", permits=("BULK-3.7-02",))
class PatchNotSupported(Behaviour):
    """The server does not claim PATCH and returns 501 for it, in single and bulk requests."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "PATCH":
            raise ScimError(501, "PATCH is not supported.")
        return super().perform(job, operation)

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if exchange.method == "PATCH":
            raise ScimError(501, "PATCH is not supported.")

    def discovery(self, exchange: Exchange, document: dict[str, Any]) -> dict[str, Any]:
        published = super().discovery(exchange, document)
        return published | {"patch": {"supported": False}} if "patch" in published else published


@variant("groups-not-patched", permits=("BULK-3.7-02",))
class GroupsNotPatched(Behaviour):
    """The server claims PATCH but returns 501 for a PATCH of groups."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "PATCH" and first_segment(str(operation.path)) == "Groups":
            raise ScimError(501, "Groups cannot be patched.")
        return super().perform(job, operation)

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if exchange.method == "PATCH" and first_segment(exchange.path) == "Groups":
            raise ScimError(501, "Groups cannot be patched.")


@variant("groups-replaced-only", permits=("BULK-3.7-02",))
class GroupsReplacedOnly(Behaviour):
    """The server claims PATCH but forbids a PATCH of groups."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "PATCH" and first_segment(str(operation.path)) == "Groups":
            raise ScimError(403, "Groups are changed by PUT.")
        return super().perform(job, operation)

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if exchange.method == "PATCH" and first_segment(exchange.path) == "Groups":
            raise ScimError(403, "Groups are changed by PUT.")


class Employee(User[AnyExtension]):
    """A user with a required kind of contract."""

    contract: Annotated[str | None, Required.true] = Field(None, examples=["permanent", "temporary"])

    @field_validator("contract")
    @classmethod
    def _is_known(cls, value: str | None) -> str | None:
        if value not in (None, "permanent", "temporary"):
            raise ValueError("contract must be permanent or temporary")
        return value


@variant("required-attribute", permits=("BULK-3.7-23",))
class RequiredAttribute(Behaviour):
    """The server requires an attribute of its own in users, with one of two values."""

    resources = (Employee[EnterpriseUser], Group)


class NumberedUser(EnterpriseUser):
    """An extension with a required employeeNumber."""

    employee_number: Annotated[str | None, Required.true] = None


@variant("required-extension", permits=("BULK-3.7-23",))
class RequiredExtension(Behaviour):
    """The server requires the enterprise extension with an employeeNumber."""

    resources = (User[Annotated[NumberedUser, Required.true]], Group)


class Registered(User[AnyExtension]):
    """A user whose displayName comes from another system."""

    display_name: Annotated[str | None, Mutability.read_only] = None


@variant("display-name-read-only", permits=("BULK-3.7-23",))
class DisplayNameReadOnly(Behaviour):
    """The displayName of users is read-only."""

    resources = (Registered[EnterpriseUser], Group)
