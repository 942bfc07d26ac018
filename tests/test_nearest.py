"""The question that is asked of whoever gives a name that nothing has."""

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
def test_the_nearest_names_are_offered_in_any_letter_case_the_best_first(name, question):
    assert did_you_mean(name, KNOWN) == question


def test_of_many_near_names_three_are_offered():
    assert did_you_mean("no-echo-0", [f"no-echo-{n}" for n in range(1, 10)]).count("no-echo-") == 3
