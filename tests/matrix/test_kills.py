"""Each fault and variant gets the verdicts of ``expected.json``, no others.

A sample is played unless ``SCIM_MATRIX=all`` is set; see ``tests/matrix/sample.py``.
"""

import pytest

from conformance.reference.config import Profile
from conformance.reference.registry import FAULTS, VARIANTS
from conformance.requirements.verdicts import Verdict
from tests.matrix.expected import differences
from tests.matrix.play import clean, play, play_named
from tests.matrix.sample import SERVERS, sampled

pytestmark = pytest.mark.matrix


@pytest.mark.parametrize("profile", ["rfc7644", "scaikey"])
def test_reference_server_gets_no_failure_and_no_warning(profile: Profile) -> None:
    played = clean(profile)
    assert played.bad() == {}
    assert played.left_open() == {}
    assert played.problems == ()
    assert played.leftovers == ()


@pytest.mark.parametrize("name", sampled([*FAULTS, *VARIANTS], SERVERS))
def test_verdicts_are_the_expected_ones(name: str) -> None:
    played = play_named(name)
    assert played.problems == ()
    if lines := differences(name, played):
        pytest.fail("\n".join(lines), pytrace=False)


def test_collection_as_location_is_no_leftover() -> None:
    located = "delete-located-at-its-collection"
    assert play((located,), requirement=FAULTS[located].breaks).leftovers == ()


def test_reordered_results_without_bulk_ids_are_assigned() -> None:
    played = play(variants=("results-reversed", "bulk-id-of-posts-only"))
    assert {id_ for id_, verdict in played.bad().items() if verdict is Verdict.FAIL} == set()


@pytest.mark.parametrize("name", ["users-only", "one-resource-a-page", "no-list-of-more-than-50"])
def test_no_leftovers_on_a_server_with_limited_search(name: str) -> None:
    assert play_named(name).leftovers == ()


def test_conforming_server_with_low_limits_passes() -> None:
    played = play(max_payload_size=1024)
    assert played.bad() == {}
    kept = ("BULK-3.7-02", "BULK-3.7-33", "BULK-3.7.2-06", "BULK-3.7.3-09", "VERSION-3.14-02")
    assert {id_: played.verdicts[id_] for id_ in kept} == dict.fromkeys(kept, Verdict.PASS)
