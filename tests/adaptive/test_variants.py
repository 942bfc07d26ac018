"""Servers that return less or require more than usual still get verdicts, and no failures."""

import pytest

from conformance.requirements.verdicts import Verdict
from tests.matrix.play import play_named

pytestmark = pytest.mark.matrix

SEEN = ("BULK-3.7-23", "BULK-3.7-38", "BULK-3.7.2-01", "BULK-3.7.3-10", "RESOURCE-3.3-01", "VERSION-3.14-02")
"""Requirements that need users, groups, changes and versions."""


@pytest.mark.parametrize(
    "name",
    [
        "post-answered-empty",
        "named-sets-first",
        "nick-names-unique",
        "display-names-and-numbers-unique",
        "display-names-listed",
        "members-have-a-type",
    ],
)
def test_variant_has_no_failures_and_the_expected_passes(name: str) -> None:
    played = play_named(name)
    assert played.problems == ()
    assert played.left_open() == {}
    assert {id_: played.verdicts[id_] for id_ in SEEN} == dict.fromkeys(SEEN, Verdict.PASS)
    assert {id_: played.messages(id_) for id_ in played.bad()} == {}


def test_users_without_a_text_attribute_are_not_changed() -> None:
    played = play_named("users-without-a-text")
    assert played.problems == ()
    assert played.bad() == {}
    assert played.left_open() == {}
    for requirement in ("BULK-3.7.2-13", "RESOURCE-3.5.2-03"):
        assert played.verdicts[requirement] is Verdict.NOT_APPLICABLE
        messages = {finding.message for finding in played.findings[requirement]}
        assert messages == {"/Schemas defines no free-text attribute of /Users"}
