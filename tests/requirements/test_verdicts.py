"""Combined verdicts of a requirement, and valid findings."""

import pytest

from conformance.requirements.finding import Finding
from conformance.requirements.profile import ProfileError, load
from conformance.requirements.verdicts import Verdict, combine


def test_combined_verdict_is_the_worst_one() -> None:
    assert combine([Verdict.PASS, Verdict.WARN, Verdict.INCONCLUSIVE]) is Verdict.WARN
    assert combine([Verdict.PASS, Verdict.FAIL]) is Verdict.FAIL
    assert combine([Verdict.INCONCLUSIVE, Verdict.PASS]) is Verdict.PASS
    assert combine([]) is Verdict.UNTESTED


@pytest.mark.parametrize("verdict", [Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.NOTE])
def test_verdict_without_anything_examined_is_an_error(verdict: Verdict) -> None:
    with pytest.raises(ValueError, match="nothing examined"):
        Finding("X-1", "check", "scenario", verdict, "message", examined=0)


def test_profiles_are_data_and_an_unknown_one_is_named() -> None:
    assert load("rfc7644").waivers == ()
    assert load("scaikey").waiver("FORMAT-3.8-02")
    with pytest.raises(ProfileError, match=r"'scim1'.*rfc7644, scaikey"):
        load("scim1")
