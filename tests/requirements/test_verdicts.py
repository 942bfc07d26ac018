"""What stands for several verdicts, and for a whole run."""

import pytest

from conformance.requirements.catalogue import Requirement
from conformance.requirements.finding import Finding
from conformance.requirements.judgement import run_verdict
from conformance.requirements.profile import ProfileError, load
from conformance.requirements.verdicts import Level, RunVerdict, Verdict, combine


def entry(level: Level = Level.MUST, requires: tuple[str, ...] = ("bulk",)) -> Requirement:
    return Requirement("X-1", 7644, "3.7", (1, 2), level, "title", requires=requires)


def test_the_worst_of_what_was_seen_stands() -> None:
    assert combine([Verdict.PASS, Verdict.WARN, Verdict.INCONCLUSIVE]) is Verdict.WARN
    assert combine([Verdict.PASS, Verdict.FAIL]) is Verdict.FAIL
    assert combine([Verdict.INCONCLUSIVE, Verdict.PASS]) is Verdict.PASS
    assert combine([]) is Verdict.UNTESTED


@pytest.mark.parametrize(
    ("judged", "verdict"),
    [
        ([(entry(), Verdict.PASS)], RunVerdict.CONFORMANT),
        ([(entry(), Verdict.PASS), (entry(Level.SHOULD), Verdict.WARN)], RunVerdict.CONFORMANT_WITH_WARNINGS),
        ([(entry(), Verdict.PASS), (entry(), Verdict.INCONCLUSIVE)], RunVerdict.PARTIAL),
        ([(entry(), Verdict.PASS), (entry(), Verdict.BLOCKED)], RunVerdict.PARTIAL),
        ([(entry(), Verdict.PASS), (entry(Level.MAY), Verdict.INCONCLUSIVE)], RunVerdict.CONFORMANT),
        ([(entry(), Verdict.FAIL), (entry(), Verdict.INCONCLUSIVE)], RunVerdict.NOT_CONFORMANT),
        ([(entry(), Verdict.NOT_APPLICABLE)], RunVerdict.PARTIAL),
        ([], RunVerdict.PARTIAL),
    ],
)
def test_verdict_of_a_run(judged: list[tuple[Requirement, Verdict]], verdict: RunVerdict) -> None:
    assert run_verdict(judged) is verdict


def test_a_server_without_bulk_is_never_conformant_to_it() -> None:
    discovery = (entry(requires=()), Verdict.PASS)
    assert run_verdict([discovery, (entry(), Verdict.NOT_APPLICABLE)]) is RunVerdict.PARTIAL
    assert run_verdict([discovery]) is RunVerdict.CONFORMANT


@pytest.mark.parametrize("verdict", [Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.NOTE])
def test_nothing_examined_is_nothing_seen(verdict: Verdict) -> None:
    with pytest.raises(ValueError, match="nothing examined"):
        Finding("X-1", "check", "scenario", verdict, "message", examined=0)


def test_profiles_are_data_and_an_unknown_one_is_named() -> None:
    assert load("rfc7644").waivers == ()
    assert load("scaikey").waiver("FORMAT-3.8-02")
    with pytest.raises(ProfileError, match=r"'scim1'.*rfc7644, scaikey"):
        load("scim1")
