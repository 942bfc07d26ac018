"""The permitted outcomes of each operation, with the requirements that permit them."""

from dataclasses import dataclass

from conformance.oracle.bulk.job_model import JobModel
from conformance.oracle.bulk.result import Permission
from conformance.oracle.bulk.rules import circumstances, plain
from conformance.oracle.bulk.state import Observed, Server, State
from conformance.oracle.bulk.store import Store


@dataclass(frozen=True, slots=True)
class Permitted:
    """The permitted outcomes of one operation.

    Attributes:
        done: The permission of success; TOLERATED if only one reading permits it.
        rejected: The permission of a 4xx.
        codes: The expected status codes of a rejection; empty for any 4xx.
        requirements: Ids of the requirements that decide.
    """

    done: Permission
    rejected: Permission
    codes: tuple[int, ...]
    requirements: tuple[str, ...]

    def __str__(self) -> str:
        """Return a short text, such as ``success or 409 (BULK-3.7.1-03)``."""
        ways = ["success"] if self.done is not Permission.FORBIDDEN else []
        if self.rejected is not Permission.FORBIDDEN:
            ways.append(" or ".join(map(str, self.codes)) or "4xx")
        free = self.done is Permission.PERMITTED and self.rejected is Permission.FORBIDDEN
        return " or ".join(ways) + ("" if free else f" ({', '.join(self.requirements)})")


def permitted(shape: JobModel, before: State, seen: Observed, server: Server) -> tuple[Permitted, ...]:
    """Return the permitted outcomes of each operation, given the reported results of the others.

    Args:
        shape: The model of the bulk request.
        before: The resources stored before it, by label.
        seen: The observed outcome: a reference can succeed only if its target was created.
        server: The capabilities of the server.
    """
    made = frozenset(index for index, step in enumerate(shape.steps) if step.creates and seen.done(index))
    store = Store(shape, before, made)
    found = []
    for index in range(len(shape.steps)):
        rules = [*circumstances(shape, index, store, made, server)] or [plain()]
        found.append(
            Permitted(
                max(rule.success for rule in rules),
                min(rule.rejection for rule in rules),
                tuple(sorted({rule.code for rule in rules if rule.code})),
                tuple(dict.fromkeys(rule.requirement for rule in rules)),
            )
        )
        if seen.done(index):
            store.apply(index)
    return tuple(found)
