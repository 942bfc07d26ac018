"""Each MUST is seen to be broken, by one fault each: what `make check` plays of the matrix."""

import pytest

from conformance.reference.registry import FAULTS
from conformance.requirements import catalogue
from conformance.requirements.verdicts import Level
from tests.matrix.play import BAD, play_named

KILLER = {requirement: name for name in sorted(FAULTS, reverse=True) for requirement in FAULTS[name].breaks}
"""A fault for each requirement that has one."""


MUSTS = sorted(entry.id for entry in catalogue.load() if entry.level is Level.MUST and entry.id in KILLER)


@pytest.mark.parametrize("requirement", MUSTS)
def test_requirement_is_seen_to_be_broken(requirement: str) -> None:
    played = play_named(KILLER[requirement], (requirement,))
    assert played.problems == ()
    assert played.verdicts[requirement] in BAD, KILLER[requirement]
