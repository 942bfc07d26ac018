"""The result of the oracle: violations and the requirements that it applied."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Permission(IntEnum):
    """Whether the RFC permits an outcome; larger is worse.

    TOLERATED means that only a lenient reading permits it.
    """

    PERMITTED = 0
    TOLERATED = 1
    FORBIDDEN = 2


@dataclass(frozen=True, slots=True)
class Violation:
    """An observation that the strict reading of a requirement does not permit.

    Attributes:
        requirement: Id of the catalogue entry.
        permission: TOLERATED if a lenient reading permits it, else FORBIDDEN.
        message: The problem in one sentence, without a final full stop.
        expected: The permitted outcome.
        got: The observed outcome.
        step: Index of the operation; None for the bulk request as a whole.
    """

    requirement: str
    permission: Permission
    message: str
    expected: str
    got: str
    step: int | None = None


@dataclass(frozen=True, slots=True)
class OracleResult:
    """The result of the oracle for one outcome.

    Attributes:
        violations: All violations; empty if every reading permits the outcome.
        applied: Ids of the requirements that applied, met or violated.
    """

    violations: tuple[Violation, ...] = ()
    applied: frozenset[str] = frozenset()

    @property
    def permission(self) -> Permission:
        """The permission of the outcome as a whole: the worst of its violations."""
        return max((violation.permission for violation in self.violations), default=Permission.PERMITTED)

    @property
    def requirements(self) -> frozenset[str]:
        """Ids of the requirements that are violated under every reading."""
        return frozenset(
            violation.requirement
            for violation in self.violations
            if violation.permission is Permission.FORBIDDEN
        )

    def softened(self, requirement: str, why: str, expected: str, got: str) -> "OracleResult":
        """Return the result as tolerated by one more lenient reading of a requirement."""
        if any(violation.permission is Permission.FORBIDDEN for violation in self.violations):
            return self
        lenient = Violation(requirement, Permission.TOLERATED, why, expected, got)
        return OracleResult((*self.violations, lenient), self.applied | {requirement})


def best(results: Iterable[OracleResult], known: frozenset[str] = frozenset()) -> OracleResult:
    """Return the mildest of several results: one permitted explanation is enough.

    Of tolerated results, the one with the fewest lenient readings wins. Of forbidden results, the one that
    violates the fewest requirements wins. Of equal results, the first wins.

    Args:
        results: The results, at least one.
        known: Ids of requirements that the server is known to violate; they do not count.
    """

    def weight(oracle_result: OracleResult) -> tuple[Permission, int, int]:
        if oracle_result.permission is Permission.TOLERATED:
            return (
                oracle_result.permission,
                len({violation.requirement for violation in oracle_result.violations}),
                0,
            )
        return (
            oracle_result.permission,
            len(oracle_result.requirements - known),
            len(oracle_result.requirements),
        )

    return min(results, key=weight)
