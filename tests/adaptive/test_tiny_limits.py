"""Servers that take next to nothing in one job, and say so."""

import pytest

from tests.matrix.play import play


@pytest.mark.parametrize("limits", [{"max_operations": 2}, {"max_payload_size": 300}], ids=str)
def test_a_server_is_not_accused_of_its_limits(limits):
    played = play(**limits)
    assert not played.problems
    assert {name: played.told(name) for name in played.bad()} == {}
