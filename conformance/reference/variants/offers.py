"""Liberties in what a server keeps, and in what it says and lets be asked of it."""

from collections.abc import Collection
from dataclasses import replace
from itertools import count
from typing import Annotated, Any, Self

from pydantic import Field, field_validator, model_validator
from scim2_models import AnyExtension, Group, GroupMember, Mutability, Required, User

from conformance.reference.behaviour import Behaviour
from conformance.reference.config import ReferenceConfig
from conformance.reference.declare import variant
from conformance.reference.enterprise import EnterpriseUser
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.inventory import Device, Site
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.refusal import Refusal

_DISCOVERY = ("ServiceProviderConfig", "ResourceTypes", "Schemas")


def _first(path: str) -> str:
    return path.strip("/").partition("/")[0]


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


@variant("patch-not-supported", permits=("BULK-3.7-02",))
class PatchNotSupported(Behaviour):
    """PATCH is honestly not claimed, and answers 501, singly and in a job."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "PATCH":
            raise Refusal(501, "PATCH is not supported.")
        return super().perform(job, operation)

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if exchange.method == "PATCH":
            raise Refusal(501, "PATCH is not supported.")

    def discovery(self, exchange: Exchange, document: dict[str, Any]) -> dict[str, Any]:
        published = super().discovery(exchange, document)
        return published | {"patch": {"supported": False}} if "patch" in published else published


@variant("groups-not-patched", permits=("BULK-3.7-02",))
class GroupsNotPatched(Behaviour):
    """PATCH is claimed and works for users; of groups it answers 501, singly and in a job."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "PATCH" and _first(str(operation.path)) == "Groups":
            raise Refusal(501, "Groups cannot be patched.")
        return super().perform(job, operation)

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if exchange.method == "PATCH" and _first(exchange.path) == "Groups":
            raise Refusal(501, "Groups cannot be patched.")


@variant("filter-not-supported")
class FilterNotSupported(Behaviour):
    """Filters are honestly not claimed, and refused."""

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if "filter" in exchange.query:
            raise Refusal(400, "Filters are not supported.", "invalidFilter")

    def discovery(self, exchange: Exchange, document: dict[str, Any]) -> dict[str, Any]:
        published = super().discovery(exchange, document)
        if "filter" not in published:
            return published
        return published | {"filter": {"supported": False, "maxResults": 0}}


@variant("no-discovery")
class NoDiscovery(Behaviour):
    """The server says nothing of itself: its discovery endpoints answer 404."""

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if _first(exchange.path) in _DISCOVERY:
            raise Refusal(404, "There is nothing here.")


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


@variant("no-schemas")
class NoSchemas(Behaviour):
    """The server lists its resource types and not their schemas."""

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if _first(exchange.path) == "Schemas":
            raise Refusal(404, "There is nothing here.")


@variant("bare-array-discovery")
class BareArrayDiscovery(Behaviour):
    """Resource types and schemas are listed in a bare array, without the ListResponse around it."""

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        answer = super().answer(exchange, answer)
        listed = exchange.path.strip("/") in _DISCOVERY and isinstance(answer.document, dict)
        resources = answer.document.get("Resources") if listed else None
        return replace(answer, document=resources) if resources is not None else answer


@variant("inactive-users-unlisted")
class InactiveUsersUnlisted(Behaviour):
    """Users who are not active are left out of lists; each can still be read by itself."""

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        answer = super().answer(exchange, answer)
        if exchange.path.strip("/") != "Users" or exchange.method != "GET" or answer.status != 200:
            return answer
        resources = answer.document.get("Resources") or []
        listed = [each for each in resources if each.get("active") is not False]
        total = answer.document["totalResults"] - len(resources) + len(listed)
        changes = {"Resources": listed, "totalResults": total, "itemsPerPage": len(listed)}
        return replace(answer, document=answer.document | changes)


@variant("lists-in-brief")
class ListsInBrief(Behaviour):
    """Lists show the names of resources; the rest of each is shown to who asks for it by itself."""

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        answer = super().answer(exchange, answer)
        if exchange.method != "GET" or exchange.path not in ("/Users", "/Groups") or answer.status != 200:
            return answer
        shown = {"schemas", "id", "meta", "userName" if exchange.path == "/Users" else "displayName"}
        resources = answer.document.get("Resources") or []
        brief = [{name: value for name, value in each.items() if name in shown} for each in resources]
        return replace(answer, document=answer.document | {"Resources": brief})


@variant("strangers-in-lists")
class StrangersInLists(Behaviour):
    """A ListResponse carries attributes that the RFC does not know."""

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        answer = super().answer(exchange, answer)
        if not isinstance(answer.document, dict) or "totalResults" not in answer.document:
            return answer
        strangers = {"hasMore": False, "links": {"self": exchange.path}}
        return replace(answer, document=strangers | answer.document)


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
