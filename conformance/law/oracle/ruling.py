"""What the oracle says of an outcome."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Stand(IntEnum):
    """How something stands with the law; the larger, the worse."""

    LAWFUL = 0
    LENIENT = 1
    UNLAWFUL = 2


@dataclass(frozen=True, slots=True)
class Breach:
    """Something seen that the law, or its stricter reading, does not permit.

    Attributes:
        requirement: Id of the catalogue entry.
        stand: LENIENT where another reading permits it, else UNLAWFUL.
        message: What is wrong, in a sentence.
        expected: What is permitted.
        got: What was seen.
        step: Index of the operation; None where the whole job is meant.
    """

    requirement: str
    stand: Stand
    message: str
    expected: str
    got: str
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the law says of one outcome.

    Attributes:
        breaches: Everything that is not permitted; nothing, where it is lawful under every reading.
        applied: Ids of the requirements that had a say in it, kept or broken.
    """

    breaches: tuple[Breach, ...] = ()
    applied: frozenset[str] = frozenset()

    @property
    def stand(self) -> Stand:
        """How the outcome as a whole stands."""
        return max((breach.stand for breach in self.breaches), default=Stand.LAWFUL)

    @property
    def requirements(self) -> frozenset[str]:
        """Ids of what is broken under every reading."""
        return frozenset(breach.requirement for breach in self.breaches if breach.stand is Stand.UNLAWFUL)

    def softened(self, requirement: str, why: str) -> "Ruling":
        """Return it as what one more lenient reading allows, under the requirement that grants that."""
        if any(breach.stand is Stand.UNLAWFUL for breach in self.breaches):
            return self
        reordered = Breach(requirement, Stand.LENIENT, why, "in turn", "in another order")
        return Ruling((*self.breaches, reordered), self.applied | {requirement})


def best(rulings: Iterable[Ruling], known: frozenset[str] = frozenset()) -> Ruling:
    """Return the mildest of several rulings: one lawful explanation is enough.

    Of lenient ones it is that which asks for the fewest readings, of unlawful ones that which breaks the
    fewest requirements: the others keep what this one does not need to be broken. Of equals it is the first.

    Args:
        rulings: The rulings, at least one.
        known: Ids of requirements that are known to be broken; they do not count.
    """

    def weight(ruling: Ruling) -> tuple[Stand, int, int]:
        if ruling.stand is Stand.LENIENT:
            return ruling.stand, len({breach.requirement for breach in ruling.breaches}), 0
        return ruling.stand, len(ruling.requirements - known), len(ruling.requirements)

    return min(rulings, key=weight)
