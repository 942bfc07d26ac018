"""Permitted variations in bulkIds, and in what references may point to."""

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
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.references import PREFIX, Kind, Reference
from conformance.reference.refusal import Refusal
from conformance.reference.variant_bases import DiscoveryAbsent, IdsWithPunctuation


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


class Discreet(Group):
    """A group that is shown with its members only where they are asked for."""

    members: Annotated[list[GroupMember] | None, Returned.request] = None


@variant("members-on-request", permits=("BULK-3.7.2-02",))
class MembersOnRequest(Behaviour):
    """The members of a group are shown to those who ask for them."""

    resources = (User[EnterpriseUser], Discreet)


@variant("unusual-ids", permits=("BULK-3.7.2-02",))
class UnusualIds(IdsWithPunctuation):
    """The ids of resources hold characters that are lawful in a path and rare in ids."""


@variant("no-references-in-path", permits=("BULK-3.7.2-02",), aka=("Q18",))
class NoReferencesInPath(Behaviour):
    """A bulkId in the path of an operation is taken for an id, and not found."""

    def references(self, operation: Operation) -> list[Reference]:
        return [found for found in super().references(operation) if found.kind is not Kind.PATH]


@variant("sequential-ids", permits=("BULK-3.7.2-02",))
class SequentialIds(Behaviour):
    """The ids of what jobs create are numbers, each the beginning of others."""

    def __init__(self, config: ReferenceConfig) -> None:
        super().__init__(config)
        self._numbers = count(1)

    def new_id(self) -> str:
        return str(next(self._numbers))


@variant("forward-references-409", permits=("BULK-3.7.2-04",), aka=("Q16", "E35"))
class ForwardReferences409(Behaviour):
    """A reference to a later operation is refused with 409, and a ring with it."""

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        target = self.target(job, operation, reference)
        if target and target.index >= operation.index:
            raise Refusal(409, f"No earlier POST has the bulkId {reference.bulk_id!r}.")
        return super().target_id(job, operation, reference)


@variant("forward-references-400", permits=("BULK-3.7.2-04",), aka=("Q16", "E35"))
class ForwardReferences400(Behaviour):
    """A reference to a later operation is refused with 400, and a ring with it."""

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        target = self.target(job, operation, reference)
        if target and target.index >= operation.index:
            raise Refusal(400, f"No earlier POST has the bulkId {reference.bulk_id!r}.", "invalidValue")
        return super().target_id(job, operation, reference)


@variant("colon-in-bulk-id-refused", permits=("BULK-3.7.2-05",), aka=("E31",))
class ColonInBulkIdRefused(Behaviour):
    """A bulkId with a colon is refused."""

    def check_bulk_id(self, job: Job, operation: Operation) -> None:
        super().check_bulk_id(job, operation)
        if ":" in (operation.bulk_id or ""):
            raise Refusal(400, "bulkId must not have a colon.", "invalidValue")


MOST = 20
"""Resources that a search may find."""


@variant("searches-too-many", permits=("BULK-3.7.2-05",))
class SearchesTooMany(Behaviour):
    """A search that finds more than twenty resources is refused with 400 tooMany (RFC 7644 section 3.12)."""

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        answer = super().answer(exchange, answer)
        found = answer.document.get("totalResults", 0) if isinstance(answer.document, dict) else 0
        if exchange.path not in ("/Users", "/Groups") or found <= MOST:
            return answer
        return Answer(400, self.error(Refusal(400, "The search finds too many resources.", "tooMany")))


class NumberedOnly(EnterpriseUser):
    """The extension, in which whoever has it must have an employeeNumber."""

    employee_number: Annotated[str | None, Required.true] = None


@variant("required-in-optional-extension", permits=("BULK-3.7.2-06",))
class RequiredInOptionalExtension(Behaviour):
    """A user need not have the enterprise extension, but whoever has it must have an employeeNumber."""

    resources = (User[NumberedOnly], Group)


class Unmanaged(EnterpriseUser):
    """The extension of a server that has no use for managers."""

    @field_validator("manager")
    @classmethod
    def _dropped(cls, manager: object) -> None:  # noqa: ARG003 - whatever is sent
        return None


@variant("managers-not-kept", permits=("BULK-3.7.2-06",))
class ManagersNotKept(DiscoveryAbsent):
    """The server says nothing of itself, and drops the managers of users, singly and in a job."""

    resources = (User[Unmanaged], Group)


@variant("unknown-reference-400", permits=("BULK-3.7.2-08",), aka=("Q17",))
class UnknownReference400(Behaviour):
    """A reference to a bulkId that nobody defines is refused with 400."""

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        try:
            return super().target_id(job, operation, reference)
        except Refusal as refusal:
            raise Refusal(400, refusal.detail, "invalidValue") from None


@variant("undefined-reference-409-whole-job", permits=("BULK-3.7.2-08",), aka=("Q17", "E40"))
class UndefinedReference409WholeJob(Behaviour):
    """A job with a reference to a bulkId that nobody defines is refused, and nothing of it is done."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        for operation in job.operations:
            for reference in self.references(operation):
                if self.target(job, operation, reference) is None:
                    raise Refusal(409, f"No POST of this request has the bulkId {reference.bulk_id!r}.")


@variant("dependant-412", permits=("BULK-3.7.2-09",), aka=("Q17", "H14"))
class Dependant412(Behaviour):
    """An operation that refers to a POST which failed is refused with 412."""

    def refuse_dependant(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().refuse_dependant(job, operation)
        except Refusal as refusal:
            raise Refusal(412, refusal.detail) from None


@variant("nick-name-resolved", permits=("BULK-3.7.2-14",), aka=("Q19", "E28"))
class NickNameResolved(Behaviour):
    """A nickName that is a reference and nothing else is resolved too."""

    def references(self, operation: Operation) -> list[Reference]:
        found = super().references(operation)
        text = operation.data.get("nickName") if isinstance(operation.data, dict) else None
        if isinstance(text, str) and text.startswith("bulkId:"):
            found.append(Reference(Kind.VALUE, "nickname", text[7:], text, ("data", "nickName")))
        return found


@variant("display-name-resolved", permits=("BULK-3.7.2-14",), aka=("Q19", "E28"))
class DisplayNameResolved(Behaviour):
    """A user's displayName that begins like a reference is taken for one."""

    def references(self, operation: Operation) -> list[Reference]:
        found = super().references(operation)
        text = operation.data.get("displayName") if isinstance(operation.data, dict) else None
        if isinstance(text, str) and text.startswith(PREFIX):
            place = ("data", "displayName")
            found.append(Reference(Kind.VALUE, "displayname", text.removeprefix(PREFIX), text, place))
        return found


@variant("prefix-in-any-case", permits=("BULK-3.7.2-16",), aka=("E34",))
class PrefixInAnyCase(Behaviour):
    """A reference may begin with bulkid: in lower case; others take that for an id."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        text = json.dumps(operation.data)
        return replace(operation, data=json.loads(text.replace(f'"{PREFIX.lower()}', f'"{PREFIX}')))


@variant("managers-are-users", permits=("BULK-3.7.2-16",), aka=("E46",))
class ManagersAreUsers(Behaviour):
    """A reference from a manager to anything but a user is refused; others do not look."""

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        target = self.target(job, operation, reference)
        if reference.attribute == "manager" and target is not None and target.path != "/Users":
            raise Refusal(400, "A manager must be a user.", "invalidValue")
        return super().target_id(job, operation, reference)
