"""Exploration without fixed scenarios detects faults, and fails no conforming server.

Each day tests another sample of the servers (`tests/matrix/sample.py`). `make exploration` tests all of them,
with thorough effort too.
"""

import pytest

from conformance.reference.registry import VARIANTS
from conformance.requirements.verdicts import Verdict
from tests.exploration.own_faults import FLAKY, OWN_FAULTS
from tests.exploration.play import explore
from tests.exploration.survivors import OUT_OF_SIGHT, TO_BE_SEEN
from tests.matrix.play import ONLY_GENERATED
from tests.matrix.sample import SERVERS, sampled

pytestmark = pytest.mark.matrix

IN_SIGHT = [name for name in TO_BE_SEEN if name not in OUT_OF_SIGHT]
SMALL = 5
"""Most operations in the bulk request of a finding, so that a person finds the fault at once."""


@pytest.mark.parametrize("name", ["", *sampled(VARIANTS, SERVERS)])
def test_conforming_server_has_no_failures(name: str):
    explored = explore(name)
    assert explored.problems == ()
    assert explored.leftovers == ()
    assert [(finding.requirement, finding.message) for finding in explored.findings_with(Verdict.FAIL)] == []


def test_reference_server_has_no_warnings():
    assert not explore().killed


@pytest.mark.parametrize("name", sampled(IN_SIGHT, SERVERS))
def test_fault_is_detected(name: str):
    explored = explore(name)
    assert explored.problems == ()
    assert explored.killed, f"{name} survives"


def test_most_faults_are_expected_to_be_detected():
    assert OUT_OF_SIGHT.keys() <= {*TO_BE_SEEN}
    assert len(IN_SIGHT) >= 0.7 * len(TO_BE_SEEN)


@pytest.mark.parametrize("name", ONLY_GENERATED)
def test_fault_with_boundary_values_is_shrunk(name: str):
    smallest = explore(name).smallest
    assert smallest is not None
    assert smallest <= SMALL


def asked_alone(explored):
    """Return the control requests that send the values of a bulk request as single requests."""
    return [
        each for each in explored.exchanges if each.purpose == "single" and each.scenario == "generated-jobs"
    ]


def test_no_control_request_is_sent_if_all_values_are_stored():
    assert asked_alone(explore()) == []


def test_one_control_request_is_sent_per_changed_value():
    asked = asked_alone(explore("texts-tidied", effort="quick"))
    made = [each.request.body for each in asked if each.request.body]
    assert made
    assert len(asked) == 3 * len(made)


@pytest.mark.parametrize("name", sampled(OWN_FAULTS, len(OWN_FAULTS)))
def test_thorough_exploration_detects_and_shrinks_unlisted_faults(name: str):
    explored = explore(name, own=OWN_FAULTS, effort="thorough", scenarios=("generated-jobs",))
    assert explored.problems == ()
    assert explored.smallest is not None
    assert explored.smallest <= SMALL


@pytest.mark.parametrize("name", FLAKY)
def test_flaky_fault_is_failed_or_inconclusive(name: str):
    explored = explore(name, own=FLAKY)
    assert explored.problems == ()
    shown = [finding for finding in explored.findings if "a reference is not stored" in finding.message]
    assert shown
    for finding in shown:
        assert finding.verdict in (Verdict.FAIL, Verdict.INCONCLUSIVE)


def test_violation_without_repetition_is_inconclusive_and_names_the_repetition():
    explored = explore("loses-references-once", own=FLAKY)
    once = [finding for finding in explored.findings if "not reproduced" in finding.message]
    assert once
    assert not explored.findings_with(Verdict.FAIL)
    for finding in once:
        again = explored.exchanges[int(finding.message.partition("(exchange ")[2].partition(")")[0]) - 1]
        first = explored.exchanges[finding.exchanges[0] - 1]
        assert again.purpose == first.purpose == "bulk"
        assert again.n > first.n


def test_finding_is_reported_if_requests_end_during_shrinking():
    cut_short = explore("undefined-500", most=50)
    assert len(cut_short.findings_with(Verdict.BLOCKED)) > 0
    assert {finding.requirement for finding in cut_short.findings_with(Verdict.FAIL)} == {"BULK-3.7.2-08"}


def test_server_error_with_another_cause_is_not_blamed_on_circular_references():
    explored = explore("bulk-id-on-delete-loses-the-job", scenarios=("generated-jobs",))
    assert {finding.requirement for finding in explored.findings_with(Verdict.FAIL)} == {"BULK-3.7-31"}
    assert explored.smallest == 1


def test_server_error_for_circular_references_is_detected():
    explored = explore("ring-of-three-500", effort="thorough", scenarios=("generated-jobs",))
    assert {finding.requirement for finding in explored.findings_with(Verdict.FAIL)} == {"BULK-3.7.1-07"}


def test_probe_user_is_deleted_before_the_next_bulk_request():
    asked = [
        (each.request.method, each.request.url, str(each.request.body))
        for each in explore("undefined-literal").exchanges
    ]
    (made,) = [n for n, (method, _, body) in enumerate(asked) if method == "POST" and "alone@" in body]
    deleted = [n for n, (method, _, _) in enumerate(asked) if method == "DELETE" and n > made]
    jobs = [n for n, (_, url, _) in enumerate(asked) if url.endswith("/Bulk") and n > made]
    assert min(deleted) < min(jobs)
