"""Every fault is seen by the check that cites its requirement, and by no other without a reason.

Every liberty of the RFC passes.
"""

import pytest

from conformance.reference.config import Profile
from conformance.reference.registry import FAULTS, VARIANTS
from conformance.requirements import catalogue
from conformance.requirements.verdicts import Level, Verdict
from tests.matrix.play import clean, play, play_named

pytestmark = pytest.mark.matrix

BY_HANDSHAKE = {"SECURITY-7.2-01", "SECURITY-7.2-02"}
"""About TLS, for which there are no faults; tests/engine/test_transport_checks.py sees them broken."""


@pytest.mark.parametrize("profile", ["rfc7644", "scaikey"])
def test_the_reference_server_itself_keeps_the_law(profile: Profile) -> None:
    played = clean(profile)
    assert played.bad() == {}
    assert played.left_open() == {}
    assert played.problems == ()
    assert played.leftovers == ()


@pytest.mark.parametrize("name", sorted(name for name, fault in FAULTS.items() if fault.breaks))
def test_fault_is_killed_and_nothing_else_is_accused(name: str) -> None:
    fault = FAULTS[name]
    played = play_named(name)
    bad = played.bad()
    assert played.problems == ()
    assert set(fault.breaks) <= bad.keys(), f"{name} survives"
    unexplained = {id_: played.messages(id_) for id_ in bad.keys() - {*fault.breaks, *fault.also_breaks}}
    assert not unexplained


def test_a_collection_that_a_result_is_located_at_is_not_taken_for_a_leftover() -> None:
    located = "delete-located-at-its-collection"
    assert play((located,), requirement=FAULTS[located].breaks).leftovers == ()


@pytest.mark.parametrize("name", sorted(VARIANTS))
def test_variant_is_not_accused(name: str) -> None:
    played = play_named(name)
    assert played.problems == ()
    failed = {id_: played.messages(id_) for id_, verdict in played.bad().items() if verdict is Verdict.FAIL}
    assert not failed


def test_results_in_another_order_that_repeat_bulk_ids_of_posts_only_are_nobody_elses() -> None:
    played = play(variants=("results-reversed", "bulk-id-of-posts-only"))
    assert {id_ for id_, verdict in played.bad().items() if verdict is Verdict.FAIL} == set()


@pytest.mark.parametrize("name", ["users-only", "one-resource-a-page", "no-list-of-more-than-50"])
def test_nothing_is_left_on_a_server_that_is_hard_to_search(name: str) -> None:
    assert play_named(name).leftovers == ()


def test_a_text_like_a_reference_may_be_taken_for_one() -> None:
    assert play_named("display-name-resolved").bad() == {}


def test_what_was_not_run_when_the_job_ended_needs_no_result() -> None:
    assert play_named("regrouped-by-type").verdicts["BULK-3.7.3-07"] is Verdict.WARN


def test_a_server_that_takes_little_at_once_is_seen_to_keep_the_law_all_the_same() -> None:
    played = play(max_payload_size=1024)
    assert played.bad() == {}
    kept = ("BULK-3.7-02", "BULK-3.7-33", "BULK-3.7.2-06", "BULK-3.7.3-09", "VERSION-3.14-02")
    assert {id_: played.verdicts[id_] for id_ in kept} == dict.fromkeys(kept, Verdict.PASS)


def test_every_requirement_that_can_be_broken_has_a_fault() -> None:
    broken = {id_ for fault in FAULTS.values() for id_ in fault.breaks}
    testable = {entry.id for entry in catalogue.load() if entry.testable and entry.level is not Level.MAY}
    assert testable - broken == BY_HANDSHAKE


def test_faults_name_requirements_that_exist() -> None:
    known = {entry.id for entry in catalogue.load()}
    for fault in FAULTS.values():
        assert {*fault.breaks, *fault.also_breaks} <= known, fault.name
    for variant in VARIANTS.values():
        assert set(variant.permits) <= known, variant.name
