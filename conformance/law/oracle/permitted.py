"""What is permitted of each operation of a job, with the requirements that say so."""

from dataclasses import dataclass

from conformance.law.oracle.demands import circumstances, plain
from conformance.law.oracle.model import Seen, Server, State
from conformance.law.oracle.ruling import Stand
from conformance.law.oracle.shape import Shape
from conformance.law.oracle.store import Store


@dataclass(frozen=True, slots=True)
class Permitted:
    """What is permitted of one operation.

    Attributes:
        done: How its being done stands; LENIENT where only one reading allows it.
        refused: How a 4xx for it stands.
        codes: The codes that a refusal should have; empty where any 4xx will do.
        laws: Ids of the requirements that say so.
    """

    done: Stand
    refused: Stand
    codes: tuple[int, ...]
    laws: tuple[str, ...]

    def __str__(self) -> str:
        """Return it in words, such as ``409, by BULK-3.7.1-03``."""
        ways = ["done"] if self.done is not Stand.UNLAWFUL else []
        if self.refused is not Stand.UNLAWFUL:
            ways.append(" | ".join(map(str, self.codes)) or "4xx")
        free = self.done is Stand.LAWFUL and self.refused is Stand.UNLAWFUL
        return " | ".join(ways) + ("" if free else f", by {', '.join(self.laws)}")


def permitted(shape: Shape, before: State, seen: Seen, server: Server) -> tuple[Permitted, ...]:
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
                max(demand.success for demand in demands),
                min(demand.refusal for demand in demands),
                tuple(sorted({demand.code for demand in demands if demand.code})),
                tuple(dict.fromkeys(demand.law for demand in demands)),
            )
        )
        if seen.done(index):
            store.apply(index)
    return tuple(found)
