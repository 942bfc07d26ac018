"""Liberties in how a job is read and carried out."""

from collections.abc import Collection
from dataclasses import replace
from itertools import count

from conformance.reference.behaviour import Behaviour
from conformance.reference.config import ReferenceConfig
from conformance.reference.declare import variant
from conformance.reference.graph import on_rings
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.references import Kind, Reference
from conformance.reference.refusal import Refusal

_RING = "The operation is part of a ring of references, which was given up."


@variant("ring-409-per-operation", permits=("BULK-3.7.1-02",), aka=("Q13", "F15"))
class Ring409PerOperation(Behaviour):
    """Each operation on a ring of references, and what hangs on it, is refused with 409."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        job.refused |= {index: Refusal(409, _RING) for index in on_rings(edges)}


@variant("ring-409-whole-job", permits=("BULK-3.7.1-02", "BULK-3.7.1-03"), aka=("Q13", "Q14"))
class Ring409WholeJob(Behaviour):
    """A job with a ring of references is refused with 409 as a whole, and nothing of it is done."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        if on_rings(edges):
            raise Refusal(409, "The job has a ring of references, which was given up.")
        super().prepare(job, edges)


@variant("self-reference-409", permits=("BULK-3.7.1-02",), aka=("Q15",))
class SelfReference409(Behaviour):
    """Rings are resolved, but a resource that refers to itself is refused with 409."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        job.refused |= {index: Refusal(409, _RING) for index, targets in edges.items() if index in targets}


@variant("post-without-bulk-id", permits=("BULK-3.7-15",), aka=("Q11", "E6"))
class PostWithoutBulkId(Behaviour):
    """A POST without a bulkId is carried out like any other."""

    def check_bulk_id(self, job: Job, operation: Operation) -> None:
        if operation.bulk_id is not None:
            super().check_bulk_id(job, operation)


@variant("zero-errors-as-one", permits=("BULK-3.7-34",), aka=("Q5", "G7"))
class ZeroErrorsAsOne(Behaviour):
    """failOnErrors 0 ends the job at the first error."""

    def read_fail_on_errors(self, value: object) -> int | None:
        number = super().read_fail_on_errors(value)
        return 1 if number == 0 else number


@variant("zero-errors-refused", permits=("BULK-3.7-05",), aka=("Q5", "G9"))
class ZeroErrorsRefused(Behaviour):
    """failOnErrors 0 is refused with 400."""

    def read_fail_on_errors(self, value: object) -> int | None:
        number = super().read_fail_on_errors(value)
        if number == 0:
            raise Refusal(400, "failOnErrors must be at least 1.", "invalidValue")
        return number


@variant("no-references-in-path", permits=("BULK-3.7.2-02",), aka=("Q18",))
class NoReferencesInPath(Behaviour):
    """A bulkId in the path of an operation is taken for an id, and not found."""

    def references(self, operation: Operation) -> list[Reference]:
        return [found for found in super().references(operation) if found.kind is not Kind.PATH]


@variant("nick-name-resolved", aka=("Q19", "E28"))
class NickNameResolved(Behaviour):
    """A nickName that is a reference and nothing else is resolved too."""

    def references(self, operation: Operation) -> list[Reference]:
        found = super().references(operation)
        text = operation.data.get("nickName") if isinstance(operation.data, dict) else None
        if isinstance(text, str) and text.startswith("bulkId:"):
            found.append(Reference(Kind.VALUE, "nickname", text[7:], text, ("data", "nickName")))
        return found


@variant("unknown-reference-400", permits=("BULK-3.7.2-08",), aka=("Q17",))
class UnknownReference400(Behaviour):
    """A reference to a bulkId that nobody defines is refused with 400."""

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        try:
            return super().target_id(job, operation, reference)
        except Refusal as refusal:
            raise Refusal(400, refusal.detail, "invalidValue") from None


@variant("dependant-412", permits=("BULK-3.7.2-09",), aka=("Q17", "H14"))
class Dependant412(Behaviour):
    """An operation that refers to a POST which failed is refused with 412."""

    def refuse_dependant(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().refuse_dependant(job, operation)
        except Refusal as refusal:
            raise Refusal(412, refusal.detail) from None


@variant("lenient-spelling", permits=("BULK-3.7-12", "BULK-3.7-21"), aka=("Q31", "D2", "D17"))
class LenientSpelling(Behaviour):
    """A method in lower case and a path without its first slash are understood."""

    def read_operation(self, index: int, raw: object) -> Operation:
        operation = super().read_operation(index, raw)
        method, path = operation.method, operation.path
        if isinstance(method, str):
            method = method.upper()
        if isinstance(path, str) and path and ":" not in path:
            path = "/" + path.removeprefix("/")
        return replace(operation, method=method, path=path)


@variant("references-first", permits=("BULK-3.7-38", "BULK-3.7.3-07"), aka=("Q21", "L7", "G24"))
class ReferencesFirst(Behaviour):
    """A POST that others refer to is carried out before the rest."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        self._wanted = {target for targets in edges.values() for target in targets}

    def order(self, job: Job) -> list[Operation]:
        return sorted(super().order(job), key=lambda operation: operation.index not in self._wanted)


@variant("waits-for-references", permits=("BULK-3.7-34", "BULK-3.7-38"))
class WaitsForReferences(Behaviour):
    """An operation that refers ahead, or to nobody, waits until nothing else can be carried out."""

    def order(self, job: Job) -> list[Operation]:
        waiting, done = super().order(job), []
        while waiting:
            ready = next((each for each in waiting if not self._waits(job, each, waiting)), waiting[0])
            waiting = [each for each in waiting if each is not ready]
            done.append(ready)
        return done

    def _waits(self, job: Job, operation: Operation, waiting: list[Operation]) -> bool:
        targets = [self.target(job, operation, found) for found in self.references(operation)]
        return any(target is None or (target in waiting and target is not operation) for target in targets)


@variant("put-off-once", permits=("BULK-3.7-34", "BULK-3.7-38"))
class PutOffOnce(Behaviour):
    """An operation that refers ahead, or to nobody, is put off until all others have had their turn."""

    def order(self, job: Job) -> list[Operation]:
        ahead: list[Operation] = []
        behind: list[Operation] = []
        for operation in super().order(job):
            targets = [self.target(job, operation, found) for found in self.references(operation)]
            waits = any(target is not operation and target not in ahead for target in targets)
            (behind if waits else ahead).append(operation)
        return ahead + behind


@variant("forward-references-409", permits=("BULK-3.7.2-04",), aka=("Q16", "E35"))
class ForwardReferences409(Behaviour):
    """A reference to a later operation is refused with 409, and a ring with it."""

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        target = self.target(job, operation, reference)
        if target and target.index >= operation.index:
            raise Refusal(409, f"No earlier POST has the bulkId {reference.bulk_id!r}.")
        return super().target_id(job, operation, reference)


@variant("undefined-reference-409-whole-job", permits=("BULK-3.7.2-08",), aka=("Q17", "E40"))
class UndefinedReference409WholeJob(Behaviour):
    """A job with a reference to a bulkId that nobody defines is refused, and nothing of it is done."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        for operation in job.operations:
            for reference in self.references(operation):
                if self.target(job, operation, reference) is None:
                    raise Refusal(409, f"No POST of this request has the bulkId {reference.bulk_id!r}.")


@variant("unreferenced-duplicates-created", permits=("BULK-3.7-16",), aka=("Q12", "E9"))
class UnreferencedDuplicatesCreated(Behaviour):
    """Two POSTs with one bulkId are both carried out when nothing refers to it."""

    def check_bulk_id(self, job: Job, operation: Operation) -> None:
        referred = {each.bulk_id for other in job.operations for each in self.references(other)}
        first = job.definitions.get(operation.bulk_id) if isinstance(operation.bulk_id, str) else None
        super().check_bulk_id(job, operation if first is None or operation.bulk_id in referred else first)


@variant("duplicate-bulk-id-whole-job-400", permits=("BULK-3.7-16",), aka=("Q12", "A11"))
class DuplicateBulkIdWholeJob400(Behaviour):
    """A job in which two POSTs have one bulkId is refused, and nothing of it is done."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        if len(job.definitions) < len(job.ids):
            raise Refusal(400, "bulkId must be unique within a Bulk request.", "invalidValue")


@variant("bad-operation-400-whole-job", permits=("BULK-3.7-33", "BULK-3.7-12"), aka=("Q9", "A11"))
class BadOperation400WholeJob(Behaviour):
    """A job with an operation that is no operation is refused, and nothing of it is done."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        for operation in job.operations:
            self.admit(job, operation)


@variant("delete-with-data-refused", aka=("D21",))
class DeleteWithDataRefused(Behaviour):
    """A DELETE that carries data is refused."""

    def check_data(self, operation: Operation) -> None:
        super().check_data(operation)
        if operation.method == "DELETE" and operation.data is not None:
            raise Refusal(400, "DELETE takes no data.", "invalidSyntax")


@variant("sequential-ids", permits=("BULK-3.7.2-02",))
class SequentialIds(Behaviour):
    """The ids of what jobs create are numbers, each the beginning of others."""

    def __init__(self, config: ReferenceConfig) -> None:
        super().__init__(config)
        self._numbers = count(1)

    def new_id(self) -> str:
        return str(next(self._numbers))
