"""Liberties in which mentions of a bulkId count, and in what may be referred to."""

import json
from collections.abc import Collection
from dataclasses import replace

from conformance.reference.behaviour import Behaviour
from conformance.reference.config import ReferenceConfig
from conformance.reference.declare import variant
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.references import PREFIX, Kind, Reference
from conformance.reference.refusal import Refusal

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@variant("colon-in-bulk-id-refused", permits=("BULK-3.7.2-05",), aka=("E31",))
class ColonInBulkIdRefused(Behaviour):
    """A bulkId with a colon is refused."""

    def check_bulk_id(self, job: Job, operation: Operation) -> None:
        super().check_bulk_id(job, operation)
        if ":" in (operation.bulk_id or ""):
            raise Refusal(400, "bulkId must not have a colon.", "invalidValue")


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


@variant("forward-references-400", permits=("BULK-3.7.2-04",), aka=("Q16", "E35"))
class ForwardReferences400(Behaviour):
    """A reference to a later operation is refused with 400, and a ring with it."""

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        target = self.target(job, operation, reference)
        if target and target.index >= operation.index:
            raise Refusal(400, f"No earlier POST has the bulkId {reference.bulk_id!r}.", "invalidValue")
        return super().target_id(job, operation, reference)


@variant("self-reference-400", permits=("BULK-3.7.1-03",), aka=("Q15", "F2"))
class SelfReference400(Behaviour):
    """Rings are resolved, but a resource that refers to itself is refused with 400."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        refusal = Refusal(400, "A resource must not refer to itself.", "invalidValue")
        job.refused |= {index: refusal for index, targets in edges.items() if index in targets}


@variant("dependants-not-counted", permits=("BULK-3.7-34",), aka=("Q39", "G23"))
class DependantsNotCounted(Behaviour):
    """An operation that refers to one which failed answers 412, and does not count for failOnErrors."""

    def order(self, job: Job) -> list[Operation]:
        self._dependants: set[int] = set()
        return super().order(job)

    def refuse_dependant(self, job: Job, operation: Operation) -> Outcome:
        self._dependants.add(operation.index)
        try:
            return super().refuse_dependant(job, operation)
        except Refusal as refusal:
            raise Refusal(412, refusal.detail) from None

    def counts_as_error(self, operation: Operation, outcome: Outcome) -> bool:
        return super().counts_as_error(operation, outcome) and operation.index not in self._dependants


@variant("duplicates-not-counted", permits=("BULK-3.7-34",))
class DuplicatesNotCounted(Behaviour):
    """POSTs with one bulkId are refused before the job is run, and do not count for failOnErrors."""

    def order(self, job: Job) -> list[Operation]:
        bulk_ids = [operation.bulk_id for operation in job.operations if operation.method == "POST"]
        self._pairs = {str(bulk_id) for bulk_id in bulk_ids if bulk_ids.count(bulk_id) > 1}
        return super().order(job)

    def counts_as_error(self, operation: Operation, outcome: Outcome) -> bool:
        pair = operation.method == "POST" and str(operation.bulk_id) in self._pairs
        return super().counts_as_error(operation, outcome) and not pair


@variant("managers-shown-by-name", permits=("BULK-3.7.1-03",))
class ManagersShownByName(Behaviour):
    """A user who is known to have a manager shows the manager's displayName (RFC 7643 section 4.3)."""

    def __init__(self, config: ReferenceConfig) -> None:
        super().__init__(config)
        self._called: dict[str, str] = {}

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        shown = answer.document if isinstance(answer.document, dict) else {}
        users = [user for user in (*shown.get("Resources", ()), shown) if "userName" in user]
        self._called |= {user["id"]: user["displayName"] for user in users if "displayName" in user}
        for manager in (user.get(ENTERPRISE, {}).get("manager") for user in users):
            if manager and manager.get("value") in self._called:
                manager["displayName"] = self._called[manager["value"]]
        return super().answer(exchange, answer)
