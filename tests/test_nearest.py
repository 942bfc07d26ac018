"""Suggestions of similar names for an unknown name."""

import pytest

from conformance.nearest import did_you_mean

KNOWN = ("no-echo", "no-echoes", "slow", "Ring")


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("slw", " Did you mean slow?"),
        ("no-ecko", " Did you mean no-echo or no-echoes?"),
        ("rING", " Did you mean Ring?"),
        ("xyz", ""),
        ("", ""),
    ],
)
def test_similar_names_are_suggested_best_first(name, question):
    assert did_you_mean(name, KNOWN) == question


def test_at_most_three_names_are_suggested():
    assert did_you_mean("no-echo-0", [f"no-echo-{n}" for n in range(1, 10)]).count("no-echo-") == 3
