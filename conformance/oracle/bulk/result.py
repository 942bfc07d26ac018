"""What the oracle says of an outcome."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Permission(IntEnum):
    """How something stands with the law; the larger, the worse."""

    PERMITTED = 0
    TOLERATED = 1
    FORBIDDEN = 2


@dataclass(frozen=True, slots=True)
class Violation:
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
    stand: Permission
    message: str
    expected: str
    got: str
    step: int | None = None


@dataclass(frozen=True, slots=True)
class OracleResult:
    """What the law says of one outcome.

    Attributes:
        violations: Everything that is not permitted; nothing, where it is lawful under every reading.
        applied: Ids of the requirements that had a say in it, kept or broken.
    """

    violations: tuple[Violation, ...] = ()
    applied: frozenset[str] = frozenset()

    @property
    def stand(self) -> Permission:
        """How the outcome as a whole stands."""
        return max((violation.stand for violation in self.violations), default=Permission.PERMITTED)

    @property
    def requirements(self) -> frozenset[str]:
        """Ids of what is broken under every reading."""
        return frozenset(
            violation.requirement for violation in self.violations if violation.stand is Permission.FORBIDDEN
        )

    def softened(self, requirement: str, why: str) -> "OracleResult":
        """Return it as what one more lenient reading allows, under the requirement that grants that."""
        if any(violation.stand is Permission.FORBIDDEN for violation in self.violations):
            return self
        reordered = Violation(requirement, Permission.TOLERATED, why, "in turn", "in another order")
        return OracleResult((*self.violations, reordered), self.applied | {requirement})


def best(rulings: Iterable[OracleResult], known: frozenset[str] = frozenset()) -> OracleResult:
    """Return the mildest of several rulings: one lawful explanation is enough.

    Of lenient ones it is that which asks for the fewest readings, of unlawful ones that which breaks the
    fewest requirements: the others keep what this one does not need to be broken. Of equals it is the first.

    Args:
        rulings: The rulings, at least one.
        known: Ids of requirements that are known to be broken; they do not count.
    """

    def weight(oracle_result: OracleResult) -> tuple[Permission, int, int]:
        if oracle_result.stand is Permission.TOLERATED:
            return (
                oracle_result.stand,
                len({violation.requirement for violation in oracle_result.violations}),
                0,
            )
        return (
            oracle_result.stand,
            len(oracle_result.requirements - known),
            len(oracle_result.requirements),
        )

    return min(rulings, key=weight)
