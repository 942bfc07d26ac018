"""Faults in resolving references to what the same job creates (survey E)."""

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.references import PREFIX, Kind, Reference, remove
from conformance.reference.refusal import Refusal


class Literal(Behaviour):
    """Keeps some references as the text that they are."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        """Tell whether a reference is kept as text."""
        raise NotImplementedError

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        if self.keeps(job, operation, reference):
            return PREFIX + reference.bulk_id
        return super().target_id(job, operation, reference)


class Dropped(Behaviour):
    """Drops some references, with the members and managers that they stand in, and says nothing."""

    def drops(self, job: Job, operation: Operation, reference: Reference) -> bool:
        """Tell whether a reference is dropped."""
        raise NotImplementedError

    def resolve(self, job: Job, operation: Operation) -> Operation:
        found = [each for each in self.references(operation) if self.drops(job, operation, each)]
        return super().resolve(job, remove(operation, found))


@fault(
    "members-literal",
    breaks=("BULK-3.7.2-03",),
    also_breaks={
        "BULK-3.7.1-04": "the edges of a ring are such references",
        "BULK-3.7.2-02": "the text is not the id that belongs there",
        "BULK-3.7.2-04": "some of them point to what is created later",
        "BULK-3.7.2-05": "the bulkIds to tell apart stand in members",
        "BULK-3.7.2-12": "the $ref of a member is such a reference too",
    },
    aka=("E12", "E15", "E19"),
    seen_in="agent-bom, zitadel",
)
class MembersLiteral(Literal):
    """A reference in the members of a group is stored as the text ``bulkId:...``."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        known = self.target(job, operation, reference) is not None
        return known and operation.method == "POST" and reference.attribute == "members"


@fault(
    "manager-literal",
    breaks=("BULK-3.7.2-03",),
    also_breaks={
        "BULK-3.7.1-04": "the edges of a ring are such references",
        "BULK-3.7.2-04": "some of them point to what is created later",
        "BULK-3.7.2-06": "the text is not the id that belongs there",
        "BULK-3.7.2-07": "a PATCH sets one as well",
    },
    aka=("E17",),
    seen_in="SCIMple, Charon, agent-bom",
)
class ManagerLiteral(Literal):
    """A reference in the manager of a user is stored as the text ``bulkId:...``."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return reference.attribute == "manager"


@fault(
    "group-in-group-literal",
    breaks=("BULK-3.7.2-03",),
    also_breaks={
        "BULK-3.7.1-04": "the edges of a ring are such references",
        "BULK-3.7.2-02": "the text is not the id that belongs there",
        "BULK-3.7.2-04": "some of them point to what is created later",
        "BULK-3.7.2-11": "a PATCH names a group in its path",
    },
    aka=("E14",),
    seen_in="Charon",
)
class GroupInGroupLiteral(Literal):
    """A reference to a group is stored as the text ``bulkId:...``, one to a user is resolved."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        target = self.target(job, operation, reference)
        return target is not None and target.path == "/Groups"


@fault(
    "put-literal",
    breaks=("BULK-3.7.2-03",),
    also_breaks={"BULK-3.7.2-07": "the text is not the id that belongs there"},
    aka=("E23",),
)
class PutLiteral(Literal):
    """A reference in the data of a PUT is stored as the text ``bulkId:...``."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return operation.method == "PUT" and reference.kind is not Kind.PATH


@fault(
    "patch-value-literal",
    breaks=("BULK-3.7.2-03",),
    also_breaks={
        "BULK-3.7.2-04": "some of them point to what is created later",
        "BULK-3.7.2-07": "the text is not the id that belongs there",
        "BULK-3.7.2-08": "some of them stand for nothing",
        "BULK-3.7.2-11": "a PATCH with a reference in its path has another in its value",
    },
    aka=("E23",),
    seen_in="SimpleIdServer, zitadel",
)
class PatchValueLiteral(Literal):
    """A reference in the value of a PATCH is stored as the text ``bulkId:...``."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return operation.method == "PATCH" and reference.kind is Kind.VALUE


@fault(
    "patch-first-change-only",
    breaks=("BULK-3.7.2-03",),
    also_breaks={"BULK-3.7.2-07": "the text is not the id that belongs there"},
    aka=("E24",),
    seen_in="Charon",
)
class PatchFirstChangeOnly(Literal):
    """Of the changes in a PATCH only the first one has its references resolved."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return operation.method == "PATCH" and len(reference.place) > 2 and reference.place[2] != 0


@fault(
    "last-reference-only",
    breaks=("BULK-3.7.2-03",),
    also_breaks={
        "BULK-3.7.1-04": "a group on a ring has another member too",
        "BULK-3.7.2-02": "the text is not the id that belongs there",
        "BULK-3.7.2-07": "the text is not the id that belongs there",
        "BULK-3.7.2-11": "a PATCH has a reference in its path and another in its value",
        "BULK-3.7.2-12": "the $ref of a member is such a reference too",
    },
    aka=("E13",),
    seen_in="scimmy",
)
class LastReferenceOnly(Literal):
    """Of several references in the data of one operation only the last one is resolved."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return reference != self.references(operation)[-1]


@fault("first-reference-only", breaks=("BULK-3.7.2-02",))
class FirstReferenceOnly(Dropped):
    """Of several references in the data of one POST only the first one is stored at all."""

    def drops(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return operation.method == "POST" and reference != self.references(operation)[0]


@fault(
    "one-reference-at-most",
    breaks=("BULK-3.7.2-01",),
    also_breaks={
        "BULK-3.7.1-03": "a group on a ring has another member too",
        "BULK-3.7.2-12": "the $ref of a member is a second reference",
    },
)
class OneReferenceAtMost(Behaviour):
    """A POST with several references is refused."""

    def resolve(self, job: Job, operation: Operation) -> Operation:
        if operation.method == "POST" and len(self.references(operation)) > 1:
            raise Refusal(400, "There are several references.", "invalidValue")
        return super().resolve(job, operation)


@fault(
    "manager-lost",
    breaks=("BULK-3.7.2-06",),
    also_breaks={
        "BULK-3.7.1-04": "the edges of a ring are such references",
        "BULK-3.7.2-04": "some managers are created later",
        "BULK-3.7.2-07": "a PATCH sets one as well",
    },
)
class ManagerLost(Dropped):
    """A manager that is a reference is not stored."""

    def drops(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return reference.attribute == "manager"


@fault("put-reference-lost", breaks=("BULK-3.7.2-07",))
class PutReferenceLost(Dropped):
    """Members that are references are not stored by a PUT."""

    def drops(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return operation.method == "PUT" and reference.kind is Kind.VALUE


@fault(
    "patch-reference-refused",
    breaks=("BULK-3.7.2-07",),
    also_breaks={
        "BULK-3.7.2-04": "some values point to what is created later",
        "BULK-3.7.2-11": "a PATCH with a reference in its path has another in its value",
    },
)
class PatchReferenceRefused(Behaviour):
    """A PATCH whose values are references is refused."""

    def resolve(self, job: Job, operation: Operation) -> Operation:
        if operation.method == "PATCH" and any(r.kind is Kind.VALUE for r in self.references(operation)):
            raise Refusal(400, "The member does not exist.", "invalidValue")
        return super().resolve(job, operation)


@fault(
    "path-reference-without-effect",
    breaks=("BULK-3.7.2-11",),
    also_breaks={"BULK-3.7.3-05": "a DELETE is reported with the code of a GET"},
    aka=("E18",),
)
class PathReferenceWithoutEffect(Behaviour):
    """An operation whose path has a bulkId is reported as done and touches nothing."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if job.operations[operation.index].path != operation.path:
            return job.tenant.single(ScimRequest("GET", job.base_url, operation.path))
        return super().perform(job, operation)


@fault("path-reference-500", breaks=("BULK-3.7.2-11",), aka=("E18",))
class PathReference500(Behaviour):
    """An operation whose path has a bulkId answers 500."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if job.operations[operation.index].path != operation.path:
            raise ValueError("the path cannot be read")
        return super().perform(job, operation)
