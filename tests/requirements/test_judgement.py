"""The verdict of each class and of the run, from tables: no server is needed."""

import pytest

from conformance.client.features import FEATURES
from conformance.requirements.catalogue import Requirement, load
from conformance.requirements.classes import CLASSES, CONTRACT, CORE, PREREQUISITES, class_of
from conformance.requirements.judgement import (
    Claim,
    ClassResult,
    Judged,
    claims,
    class_results,
    run_verdict,
)
from conformance.requirements.verdicts import ClassVerdict, Level, RunVerdict, Verdict
from conformance.run.settings_features import SETTINGS_FEATURES

PASS, FAIL, WARN, NOTE = Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.NOTE
OPEN, BLOCKED = Verdict.INCONCLUSIVE, Verdict.BLOCKED
NOT_APPLICABLE, DESELECTED, UNTESTED = Verdict.NOT_APPLICABLE, Verdict.DESELECTED, Verdict.UNTESTED

CLAIMED = Claim(True, "it says so")
DISCLAIMED = Claim(False, "it says that it has none")
SILENT = Claim(None, "it does not say")


def judged(name: str, *verdicts: Verdict, level: Level = Level.MUST) -> list[Judged]:
    """Return requirements of a class, each with its verdict."""
    requires = () if name == CORE else (name,)
    entry = Requirement("X-1", 7644, "3.7", (1, 2), level, "title", requires=requires)
    return [(entry, verdict) for verdict in verdicts]


def result(name: str, found: list[Judged], claim: Claim | None = None) -> ClassResult:
    """Return the result of the only class."""
    (only,) = class_results(found, {name: claim} if claim else {})
    return only


@pytest.mark.parametrize(
    ("requires", "name"),
    [
        ((), CORE),
        (("users",), CORE),
        (("users", "groups", "nesting", "enterprise", "credentials"), CORE),
        (("bulk",), "bulk"),
        (("bulk", "etag"), "bulk"),
        (("patch", "bulk"), "bulk"),
        (("bulk", "contract"), CONTRACT),
        (("users", "patch"), "patch"),
        (("sort", "cursor"), "cursor"),
        (("patch", "filter"), "filter"),
        (("weak-token", "roles"), "roles"),
        (("roles", "etag"), "etag"),
    ],
)
def test_class_of_a_requirement_follows_from_its_required_features(
    requires: tuple[str, ...], name: str
) -> None:
    assert class_of(requires) == name


def test_every_feature_and_setting_is_a_class_or_a_prerequisite() -> None:
    named = {name for entry in load() for name in entry.requires}
    assert {*FEATURES, *SETTINGS_FEATURES, *named} <= {*CLASSES, *PREREQUISITES}
    assert PREREQUISITES.isdisjoint(CLASSES)


@pytest.mark.parametrize(
    ("verdicts", "claim", "verdict"),
    [
        ((PASS, PASS), CLAIMED, ClassVerdict.CONFORMANT),
        ((PASS, NOTE, NOT_APPLICABLE, UNTESTED, Verdict.WAIVED), CLAIMED, ClassVerdict.CONFORMANT),
        ((PASS, WARN), CLAIMED, ClassVerdict.CONFORMANT_WITH_WARNINGS),
        ((PASS, OPEN), CLAIMED, ClassVerdict.PARTIAL),
        ((PASS, WARN, BLOCKED), CLAIMED, ClassVerdict.PARTIAL),
        ((WARN,), CLAIMED, ClassVerdict.PARTIAL),
        ((OPEN,), CLAIMED, ClassVerdict.PARTIAL),
        ((FAIL, PASS, OPEN), CLAIMED, ClassVerdict.NOT_CONFORMANT),
        ((NOTE,), CLAIMED, ClassVerdict.NOT_JUDGED),
        ((NOT_APPLICABLE,), CLAIMED, ClassVerdict.NOT_JUDGED),
        ((PASS,), SILENT, ClassVerdict.CONFORMANT),
        ((PASS, OPEN), SILENT, ClassVerdict.PARTIAL),
        ((OPEN, BLOCKED), SILENT, ClassVerdict.NOT_JUDGED),
        ((NOT_APPLICABLE,), DISCLAIMED, ClassVerdict.NOT_JUDGED),
        ((BLOCKED,), DISCLAIMED, ClassVerdict.NOT_JUDGED),
        ((FAIL,), DISCLAIMED, ClassVerdict.NOT_CONFORMANT),
    ],
)
def test_verdict_of_an_optional_class(
    verdicts: tuple[Verdict, ...], claim: Claim, verdict: ClassVerdict
) -> None:
    assert result("bulk", judged("bulk", *verdicts), claim).verdict is verdict


def test_only_an_inconclusive_must_makes_a_class_partial() -> None:
    for level in (Level.SHOULD, Level.MAY, Level.ADVICE):
        found = judged("bulk", PASS) + judged("bulk", OPEN, level=level)
        assert result("bulk", found, CLAIMED).verdict is ClassVerdict.CONFORMANT


def test_core_needs_no_claim() -> None:
    assert result(CORE, judged(CORE, OPEN)).verdict is ClassVerdict.PARTIAL
    assert result(CONTRACT, judged(CONTRACT, OPEN)).verdict is ClassVerdict.PARTIAL
    assert result(CONTRACT, judged(CONTRACT, NOT_APPLICABLE)).verdict is ClassVerdict.NOT_JUDGED


@pytest.mark.parametrize(
    ("found", "claim", "reason"),
    [
        (judged("bulk", PASS, WARN, NOT_APPLICABLE), CLAIMED, "1 of 2 passed, 1 with a warning"),
        (judged("bulk", PASS, UNTESTED), CLAIMED, "1 of 1 passed"),
        (judged("bulk", FAIL, PASS), CLAIMED, "1 of 2 failed"),
        (judged("bulk", PASS, OPEN, BLOCKED), CLAIMED, "2 of 3 are MUSTs that could not be judged"),
        (judged("bulk", NOT_APPLICABLE), DISCLAIMED, "not claimed by the server: it says that it has none"),
        (judged("bulk", NOT_APPLICABLE), CLAIMED, "none of its requirements applies"),
        (judged("bulk", NOTE), CLAIMED, "none of its requirements could be judged"),
        ([], CLAIMED, "this version has no requirement for it"),
    ],
)
def test_reason_states_the_basis_of_the_verdict(found: list[Judged], claim: Claim, reason: str) -> None:
    assert result("bulk", found, claim).reason == reason


def test_classes_are_listed_core_first_and_others_by_precedence() -> None:
    names = ("roles", CONTRACT, "etag", CORE, "patch", "bulk")
    found = [each for name in names for each in judged(name, PASS)]
    order = [CORE, "bulk", "patch", "etag", CONTRACT, "roles"]
    assert [each.name for each in class_results(found, {})] == order


def test_class_without_selected_requirements_has_no_result() -> None:
    found = judged(CORE, PASS) + judged("bulk", DESELECTED)
    assert [each.name for each in class_results(found, {"bulk": CLAIMED, "users": CLAIMED})] == [CORE]


def test_claim_without_requirements_has_a_result_unless_unknown() -> None:
    found = class_results(judged(CORE, PASS), {"sort": CLAIMED, "cursor": DISCLAIMED, "me": SILENT})
    assert [(each.name, each.verdict, each.claimed) for each in found[1:]] == [
        ("cursor", ClassVerdict.NOT_JUDGED, False),
        ("sort", ClassVerdict.NOT_JUDGED, True),
    ]


HONEST = judged(CORE, PASS) + judged("bulk", NOT_APPLICABLE)
CORE_PASSES = judged(CORE, PASS)


@pytest.mark.parametrize(
    ("found", "claimed", "verdict"),
    [
        (HONEST, {"bulk": DISCLAIMED}, RunVerdict.CONFORMANT),
        (CORE_PASSES + judged("bulk", PASS), {"bulk": CLAIMED}, RunVerdict.CONFORMANT),
        (CORE_PASSES + judged("bulk", WARN, PASS), {"bulk": CLAIMED}, RunVerdict.CONFORMANT_WITH_WARNINGS),
        (CORE_PASSES + judged("bulk", OPEN), {"bulk": CLAIMED}, RunVerdict.PARTIAL),
        (CORE_PASSES + judged("bulk", OPEN), {"bulk": SILENT}, RunVerdict.CONFORMANT),
        (CORE_PASSES + judged("bulk", FAIL, BLOCKED), {"bulk": CLAIMED}, RunVerdict.NOT_CONFORMANT),
        (CORE_PASSES + judged("bulk", FAIL), {"bulk": DISCLAIMED}, RunVerdict.NOT_CONFORMANT),
        (CORE_PASSES, {"sort": CLAIMED}, RunVerdict.CONFORMANT),
        (judged(CORE, OPEN) + judged("bulk", PASS), {"bulk": CLAIMED}, RunVerdict.PARTIAL),
        (judged(CORE, NOTE) + judged("bulk", PASS), {"bulk": CLAIMED}, RunVerdict.PARTIAL),
        (judged(CORE, NOT_APPLICABLE) + judged("bulk", PASS), {"bulk": CLAIMED}, RunVerdict.CONFORMANT),
        (judged(CORE, DESELECTED) + judged("bulk", PASS), {"bulk": CLAIMED}, RunVerdict.CONFORMANT),
        (judged(CORE, DESELECTED) + judged("bulk", NOT_APPLICABLE), {"bulk": DISCLAIMED}, RunVerdict.PARTIAL),
        (judged(CORE, WARN), {}, RunVerdict.PARTIAL),
        ([], {}, RunVerdict.PARTIAL),
    ],
)
def test_verdict_of_a_run(found: list[Judged], claimed: dict[str, Claim], verdict: RunVerdict) -> None:
    assert run_verdict(class_results(found, claimed)) is verdict


def test_interrupted_run_is_at_best_partial_and_suite_error_makes_it_void() -> None:
    good, bad = class_results(CORE_PASSES, {}), class_results(judged(CORE, FAIL), {})
    assert run_verdict(good, interrupted=True) is RunVerdict.PARTIAL
    assert run_verdict(bad, interrupted=True) is RunVerdict.NOT_CONFORMANT
    assert run_verdict(bad, problem="a check raised KeyError") is RunVerdict.VOID


def test_claims_are_read_from_the_capabilities_of_any_report() -> None:
    capabilities = {
        "bulk": {"supported": False, "reason": "it says so", "exchange": 1},
        "me": {"supported": None},
        "patch": {"supported": "yes"},
        "sort": [True],
        "maxOperations": 7,
    }
    assert claims(capabilities) == {"bulk": Claim(False, "it says so"), "me": Claim(None, "")}
