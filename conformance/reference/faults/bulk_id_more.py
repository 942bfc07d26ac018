"""More faults in references: over a distance, to what fails later, in rarer forms and spellings."""

import re
from collections.abc import Collection
from urllib.parse import unquote_plus

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.faults.bulk_id import Literal
from conformance.reference.faults.bulk_id_limits import BulkIdOfEarlierJob
from conformance.reference.faults.bulk_id_spelling import Alike
from conformance.reference.job import Job, Operation
from conformance.reference.references import Kind, Reference
from conformance.reference.refusal import Refusal

FAR = 40
"""Operations between a reference and what it refers to, beyond which a server has forgotten it."""


@fault("reference-to-failed-dangles", breaks=("BULK-3.7.2-09",))
class ReferenceToFailedDangles(Behaviour):
    """A reference to a later POST becomes the id that this was promised, also where it fails."""

    def edges(self, job: Job) -> dict[int, Collection[int]]:
        return {
            source: {target for target in targets if target < source}
            for source, targets in super().edges(job).items()
        }


@fault("far-reference-refused", breaks=("BULK-3.7.2-01",))
class FarReferenceRefused(Behaviour):
    """A reference to what was created more than forty operations before is refused."""

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        target = self.target(job, operation, reference)
        if target is not None and operation.index - target.index > FAR:
            raise Refusal(409, f"No POST of this request has the bulkId {reference.bulk_id!r}.")
        return super().target_id(job, operation, reference)


@fault("earlier-bulk-id-in-changes", breaks=("BULK-3.7-17",))
class EarlierBulkIdInChanges(BulkIdOfEarlierJob):
    """A reference to a bulkId of an earlier job is resolved in a PATCH, and in its path."""

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        if operation.method != "PATCH":
            return super(BulkIdOfEarlierJob, self).target_id(job, operation, reference)
        return super().target_id(job, operation, reference)


@fault(
    "undefined-literal-in-changes",
    breaks=("BULK-3.7.2-08",),
    also_breaks={"BULK-3.7.2-03": "what is stored is the text of a reference"},
)
class UndefinedLiteralInChanges(Literal):
    """A reference to a bulkId that nobody defines is stored as text by a PATCH."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        undefined = self.target(job, operation, reference) is None
        return undefined and operation.method == "PATCH" and reference.kind is Kind.VALUE


@fault("undefined-name-of-an-object", breaks=("BULK-3.7.2-08",))
class UndefinedNameOfAnObject(Behaviour):
    """A reference to the bulkId ``constructor`` that nobody defines becomes what objects have under it."""

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        if reference.bulk_id == "constructor" and self.target(job, operation, reference) is None:
            return "Object"
        return super().target_id(job, operation, reference)


@fault("name-reserved-by-a-failure", breaks=("BULK-3.7-33",))
class NameReservedByAFailure(Behaviour):
    """A user whose references could not be resolved has taken the userName all the same, for its job."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        self._reserved: set[str] = set()

    def resolve(self, job: Job, operation: Operation) -> Operation:
        name = str(operation.data.get("userName")) if isinstance(operation.data, dict) else ""
        if name in self._reserved:
            raise Refusal(409, "The userName is taken.", "uniqueness")
        try:
            return super().resolve(job, operation)
        except Refusal:
            self._reserved.add(name)
            raise


@fault("bulk-id-decoded", breaks=("BULK-3.7.2-05",))
class BulkIdDecoded(Alike):
    """bulkIds are the same that a URL decoded would show as the same: %41 is A, and a plus is a space."""

    def likeness(self, bulk_id: str) -> str:
        return unquote_plus(bulk_id)


@fault("bulk-id-cut-at-separator", breaks=("BULK-3.7.2-05",))
class BulkIdCutAtSeparator(Alike):
    """bulkIds are the same that are the same up to a colon or a slash."""

    def likeness(self, bulk_id: str) -> str:
        return re.split("[:/]", bulk_id, maxsplit=1)[0]


@fault(
    "percent-in-bulk-id-500",
    breaks=("BULK-3.7.2-05",),
    also_breaks={"BULK-3.7-31": "the job as a whole fails"},
)
class PercentInBulkId500(Behaviour):
    """A job with a bulkId that ends in a percent sign answers 500."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        if any(bulk_id.endswith("%") for bulk_id in job.definitions):
            raise ValueError("URI malformed")


@fault(
    "manager-in-put-literal",
    breaks=("BULK-3.7.2-07",),
    also_breaks={"BULK-3.7.2-03": "what is stored is the text of a reference"},
)
class ManagerInPutLiteral(Literal):
    """A reference in the manager of a user is stored as text by a PUT."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return operation.method == "PUT" and reference.attribute == "manager"


@fault(
    "extension-in-patch-literal",
    breaks=("BULK-3.7.2-07",),
    also_breaks={"BULK-3.7.2-03": "what is stored is the text of a reference"},
)
class ExtensionInPatchLiteral(Literal):
    """A reference in an extension that a PATCH has as a whole in its value is stored as text."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        keys = [str(key).lower() for key in reference.place]
        return operation.method == "PATCH" and any(key.startswith("urn:") for key in keys)


@fault(
    "single-member-literal",
    breaks=("BULK-3.7.2-07",),
    also_breaks={"BULK-3.7.2-03": "what is stored is the text of a reference"},
)
class SingleMemberLiteral(Literal):
    """A reference in a member that a PATCH adds by itself, and not in a list, is stored as text."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        by_itself = reference.place[-2:] == ("value", "value")
        return operation.method == "PATCH" and by_itself and reference.attribute == "members"


@fault("capitals-literal", breaks=("BULK-3.7.2-03",))
class CapitalsLiteral(Literal):
    """A reference is stored as text where the name of its attribute is written with a capital."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return any(key in ("Members", "Value") for key in reference.place)
