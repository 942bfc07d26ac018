"""Permitted variations in bulkIds, and in the targets of references."""

import json
from collections.abc import Collection
from dataclasses import replace
from itertools import count
from typing import Annotated

from pydantic import Field, field_validator
from scim2_models import Group, GroupMember, Required, Returned, User

from conformance.reference.behaviour import Behaviour
from conformance.reference.config import ReferenceConfig
from conformance.reference.declare import variant
from conformance.reference.enterprise import EnterpriseUser
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.references import PREFIX, Kind, Reference
from conformance.reference.scim_error import ScimError
from conformance.reference.variant_bases import DiscoveryAbsent, IdsWithPunctuation


class TypedMember(GroupMember):
    """A member with a required type: User or Group."""

    type: Annotated[str | None, Required.true] = Field(None, examples=["User", "Group"])

    @field_validator("type")
    @classmethod
    def _is_known(cls, value: str | None) -> str | None:
        if value not in (None, "User", "Group"):
            raise ValueError("type must be User or Group")
        return value


class Typed(Group):
    """A group whose members have a type."""

    members: list[TypedMember] | None = None  # type: ignore[assignment]  # a list is invariant


@variant("members-have-a-type", permits=("BULK-3.7.2-01",))
class MembersHaveAType(Behaviour):
    """The server requires the resource type of each member of a group."""

    resources = (User[EnterpriseUser], Typed)


def _flat(groups: set[str]) -> type[Group]:
    """Return a group model that rejects some groups as members."""

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
    """The server rejects a group as a member of a group, although its schema allows one."""

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

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        if exchange.method == "POST" and exchange.path == "/Groups" and response.status == 201:
            self._groups.add(response.document["id"])
        return super().response(exchange, response)


class Discreet(Group):
    """A group that returns its members only on request."""

    members: Annotated[list[GroupMember] | None, Returned.request] = None


@variant("members-on-request", permits=("BULK-3.7.2-02",))
class MembersOnRequest(Behaviour):
    """The server returns the members of a group only on request."""

    resources = (User[EnterpriseUser], Discreet)


@variant("unusual-ids", permits=("BULK-3.7.2-02",))
class UnusualIds(IdsWithPunctuation):
    """The ids of resources contain characters that a path permits but ids rarely have."""


@variant("no-references-in-path", permits=("BULK-3.7.2-02",), aka=("Q18",))
class NoReferencesInPath(Behaviour):
    """The server treats a bulkId in a path as an id and does not find it."""

    def references(self, operation: Operation) -> list[Reference]:
        return [found for found in super().references(operation) if found.kind is not Kind.PATH]


@variant("sequential-ids", permits=("BULK-3.7.2-02",))
class SequentialIds(Behaviour):
    """The ids created by bulk requests are numbers, each a prefix of others."""

    def __init__(self, config: ReferenceConfig) -> None:
        super().__init__(config)
        self._numbers = count(1)

    def new_id(self) -> str:
        return str(next(self._numbers))


@variant("forward-references-409", permits=("BULK-3.7.2-04",), aka=("Q16", "E35"))
class ForwardReferences409(Behaviour):
    """The server rejects a reference to a later operation, also a circular one, with 409."""

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        target = self.target(job, operation, reference)
        if target and target.index >= operation.index:
            raise ScimError(409, f"No earlier POST has the bulkId {reference.bulk_id!r}.")
        return super().target_id(job, operation, reference)


@variant("forward-references-400", permits=("BULK-3.7.2-04",), aka=("Q16", "E35"))
class ForwardReferences400(Behaviour):
    """The server rejects a reference to a later operation, also a circular one, with 400."""

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        target = self.target(job, operation, reference)
        if target and target.index >= operation.index:
            raise ScimError(400, f"No earlier POST has the bulkId {reference.bulk_id!r}.", "invalidValue")
        return super().target_id(job, operation, reference)


@variant("colon-in-bulk-id-refused", permits=("BULK-3.7.2-05",), aka=("E31",))
class ColonInBulkIdRefused(Behaviour):
    """The server rejects a bulkId with a colon."""

    def check_bulk_id(self, job: Job, operation: Operation) -> None:
        super().check_bulk_id(job, operation)
        if ":" in (operation.bulk_id or ""):
            raise ScimError(400, "bulkId must not have a colon.", "invalidValue")


MOST = 20
"""The most resources that a search may find."""


@variant("searches-too-many", permits=("BULK-3.7.2-05",))
class SearchesTooMany(Behaviour):
    """The server rejects a search for more than twenty resources with 400 (RFC 7644 section 3.12)."""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        response = super().response(exchange, response)
        found = response.document.get("totalResults", 0) if isinstance(response.document, dict) else 0
        if exchange.path not in ("/Users", "/Groups") or found <= MOST:
            return response
        return ServerResponse(
            400, self.error(ScimError(400, "The search finds too many resources.", "tooMany"))
        )


class NumberedOnly(EnterpriseUser):
    """An extension that requires an employeeNumber."""

    employee_number: Annotated[str | None, Required.true] = None


@variant("required-in-optional-extension", permits=("BULK-3.7.2-06",))
class RequiredInOptionalExtension(Behaviour):
    """The enterprise extension is optional, but requires an employeeNumber."""

    resources = (User[NumberedOnly], Group)


class Unmanaged(EnterpriseUser):
    """An extension of a server without managers."""

    @field_validator("manager")
    @classmethod
    def _dropped(cls, manager: object) -> None:  # noqa: ARG003 - whatever is sent
        return None


@variant("managers-not-kept", permits=("BULK-3.7.2-06",))
class ManagersNotKept(DiscoveryAbsent):
    """The server has no discovery endpoints and drops the managers of users."""

    resources = (User[Unmanaged], Group)


@variant("unknown-reference-400", permits=("BULK-3.7.2-08",), aka=("Q17",))
class UnknownReference400(Behaviour):
    """The server rejects a reference to an undefined bulkId with 400."""

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        try:
            return super().target_id(job, operation, reference)
        except ScimError as scim_error:
            raise ScimError(400, scim_error.detail, "invalidValue") from None


@variant("undefined-reference-409-whole-job", permits=("BULK-3.7.2-08",), aka=("Q17", "E40"))
class UndefinedReference409WholeJob(Behaviour):
    """The server rejects a whole bulk request with an undefined bulkId with 409."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        for operation in job.operations:
            for reference in self.references(operation):
                if self.target(job, operation, reference) is None:
                    raise ScimError(409, f"No POST of this request has the bulkId {reference.bulk_id!r}.")


@variant("dependant-412", permits=("BULK-3.7.2-09",), aka=("Q17", "H14"))
class Dependant412(Behaviour):
    """The server rejects an operation that refers to a failed POST with 412."""

    def reject_dependant(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().reject_dependant(job, operation)
        except ScimError as scim_error:
            raise ScimError(412, scim_error.detail) from None


@variant("nick-name-resolved", permits=("BULK-3.7.2-14",), aka=("Q19", "E28"))
class NickNameResolved(Behaviour):
    """The server also resolves a nickName that consists of a reference."""

    def references(self, operation: Operation) -> list[Reference]:
        found = super().references(operation)
        text = operation.data.get("nickName") if isinstance(operation.data, dict) else None
        if isinstance(text, str) and text.startswith("bulkId:"):
            found.append(Reference(Kind.VALUE, "nickname", text[7:], text, ("data", "nickName")))
        return found


@variant("display-name-resolved", permits=("BULK-3.7.2-14",), aka=("Q19", "E28"))
class DisplayNameResolved(Behaviour):
    """The server reads a displayName that starts like a reference as a reference."""

    def references(self, operation: Operation) -> list[Reference]:
        found = super().references(operation)
        text = operation.data.get("displayName") if isinstance(operation.data, dict) else None
        if isinstance(text, str) and text.startswith(PREFIX):
            place = ("data", "displayName")
            found.append(Reference(Kind.VALUE, "displayname", text.removeprefix(PREFIX), text, place))
        return found


@variant("prefix-in-any-case", permits=("BULK-3.7.2-16",), aka=("E34",))
class PrefixInAnyCase(Behaviour):
    """The server accepts ``bulkid:`` in lower case as the prefix of a reference."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        text = json.dumps(operation.data)
        return replace(operation, data=json.loads(text.replace(f'"{PREFIX.lower()}', f'"{PREFIX}')))


@variant("managers-are-users", permits=("BULK-3.7.2-16",), aka=("E46",))
class ManagersAreUsers(Behaviour):
    """The server rejects a manager that is not a user."""

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        target = self.target(job, operation, reference)
        if reference.attribute == "manager" and target is not None and target.path != "/Users":
            raise ScimError(400, "A manager must be a user.", "invalidValue")
        return super().target_id(job, operation, reference)
