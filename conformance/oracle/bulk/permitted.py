"""What is permitted of each operation of a job, with the requirements that say so."""

from dataclasses import dataclass

from conformance.oracle.bulk.job_model import JobModel
from conformance.oracle.bulk.result import Permission
from conformance.oracle.bulk.rules import circumstances, plain
from conformance.oracle.bulk.state import Seen, Server, State
from conformance.oracle.bulk.store import Store


@dataclass(frozen=True, slots=True)
class Permitted:
    """What is permitted of one operation.

    Attributes:
        done: How its being done stands; LENIENT where only one reading allows it.
        refused: How a 4xx for it stands.
        codes: The codes that a refusal should have; empty where any 4xx will do.
        laws: Ids of the requirements that say so.
    """

    done: Permission
    refused: Permission
    codes: tuple[int, ...]
    laws: tuple[str, ...]

    def __str__(self) -> str:
        """Return it in words, such as ``409, by BULK-3.7.1-03``."""
        ways = ["done"] if self.done is not Permission.FORBIDDEN else []
        if self.refused is not Permission.FORBIDDEN:
            ways.append(" | ".join(map(str, self.codes)) or "4xx")
        free = self.done is Permission.PERMITTED and self.refused is Permission.FORBIDDEN
        return " | ".join(ways) + ("" if free else f", by {', '.join(self.laws)}")


def permitted(shape: JobModel, before: State, seen: Seen, server: Server) -> tuple[Permitted, ...]:
    """Return for each operation what is permitted of it, given what was reported of the others.

    Args:
        shape: The job.
        before: What was stored before it, by label.
        seen: What was answered: an operation that refers to another may be done only if that was.
        server: What the server claims.
    """
    made = frozenset(index for index, step in enumerate(shape.steps) if step.creates and seen.done(index))
    store = Store(shape, before, made)
    found = []
    for index in range(len(shape.steps)):
        demands = [*circumstances(shape, index, store, made, server)] or [plain()]
        found.append(
            Permitted(
                max(rule.success for rule in demands),
                min(rule.refusal for rule in demands),
                tuple(sorted({rule.code for rule in demands if rule.code})),
                tuple(dict.fromkeys(rule.law for rule in demands)),
            )
        )
        if seen.done(index):
            store.apply(index)
    return tuple(found)
