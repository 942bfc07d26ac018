"""One fault for each MUST makes it fail: what `make check` plays of the matrix, a sixth of them each day."""

import pytest

from conformance.reference.registry import FAULTS
from conformance.requirements import catalogue
from conformance.requirements.verdicts import Level, Verdict
from tests.matrix.expected import load
from tests.matrix.play import play_named
from tests.matrix.sample import REQUIREMENTS, sampled

NEVER_FAILED = {
    "BULK-3.7.1-03": "a ring that is refused otherwise than with 409 is tolerated by a reading",
}
"""MUSTs whose own faults only cause a warning; another fault makes each of them fail."""


def killers() -> dict[str, str]:
    """Return a fault for each MUST that one of its faults fails, the first by name."""
    musts = {entry.id for entry in catalogue.load() if entry.level is Level.MUST}
    return {
        requirement: name
        for name in sorted(FAULTS, reverse=True)
        for requirement in musts & {*FAULTS[name].breaks}
        if load()[name].get(requirement) is Verdict.FAIL
    }


KILLERS = killers()


def test_every_must_with_a_fault_is_failed_by_one() -> None:
    musts = {entry.id for entry in catalogue.load() if entry.level is Level.MUST}
    broken = {id_ for fault in FAULTS.values() for id_ in fault.breaks}
    assert (musts & broken) - KILLERS.keys() == NEVER_FAILED.keys()


@pytest.mark.parametrize("requirement", sampled(KILLERS, REQUIREMENTS))
def test_requirement_fails_for_a_fault_that_breaks_it(requirement: str) -> None:
    played = play_named(KILLERS[requirement], (requirement,))
    assert played.problems == ()
    assert played.verdicts[requirement] is Verdict.FAIL, KILLERS[requirement]
