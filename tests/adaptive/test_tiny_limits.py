"""Servers that publish very small limits of a bulk request."""

import pytest

from tests.matrix.play import play


@pytest.mark.parametrize("limits", [{"max_operations": 2}, {"max_payload_size": 300}], ids=str)
def test_server_with_tiny_limits_has_no_failures(limits):
    played = play(**limits)
    assert not played.problems
    assert {name: played.messages(name) for name in played.bad()} == {}
