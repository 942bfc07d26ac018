"""Sequences of bulk and single requests detect faults that depend on earlier requests."""

from functools import cache

import pytest

from conformance.reference.behaviour import Behaviour
from conformance.requirements.verdicts import Verdict
from tests.exploration.play import explore

SEQUENCES = ("generated-sequences",)


class RemembersFailures(Behaviour):
    """The server rejects a bulkId whose POST failed in an earlier bulk request."""

    _failed = frozenset()

    def prepare(self, job, edges):
        super().prepare(job, edges)
        self._doomed = self._failed

    def counts_as_error(self, operation, effect):
        failed = super().counts_as_error(operation, effect)
        if failed and operation.method == "POST":
            self._failed = self._failed | {operation.bulk_id}
        return failed

    def check_bulk_id(self, job, operation):
        super().check_bulk_id(job, operation)
        if operation.method == "POST" and operation.bulk_id in self._doomed:
            raise ValueError("the bulkId is known to fail")


def played(name="", **options):
    explored = explore(name, effort="thorough", scenarios=SEQUENCES, **options)
    assert explored.problems == ()
    assert explored.leftovers == ()
    return explored


@cache
def of_an_earlier_job():
    return played("bulk-id-of-earlier-job")


@pytest.mark.parametrize("seed", [0, 1])
def test_reference_server_has_no_findings_in_sequences(seed):
    explored = played(seed=seed)
    assert not explored.killed
    assert len(explored.jobs) > 20


def test_sequence_reuses_resources_and_sends_single_requests():
    explored = played()
    purposes = [each.purpose for each in explored.exchanges]
    between = purposes[purposes.index("bulk") : len(purposes) - purposes[::-1].index("bulk")]
    assert "single" in between
    made = {each.request.url.rpartition("/")[2] for each in explored.exchanges if each.purpose == "single"}
    assert any(resource_id.encode() in body for resource_id in made for body in bodies(explored))


def bodies(explored):
    return [each.request.body for each in explored.exchanges if each.purpose == "bulk"]


def test_fault_between_requests_is_detected_and_repeated():
    assert of_an_earlier_job().findings_with(Verdict.FAIL)
    assert played("remembers-failures", own={"remembers-failures": RemembersFailures}).findings_with(
        Verdict.FAIL
    )


def test_finding_shows_a_short_request_and_the_requests_before_it():
    explored = of_an_earlier_job()
    (finding, *_) = explored.findings_with(Verdict.FAIL)
    assert explored.smallest is not None
    assert explored.smallest <= 5
    earlier = finding.message.partition("; sent after: ")[2]
    assert 0 < earlier.count(", ") + 1 <= 5


def test_failing_sequence_is_tried_first(tmp_path):
    plain = played("bulk-id-of-earlier-job", report=tmp_path, most=300).jobs[0]
    remembered = played("bulk-id-of-earlier-job", report=tmp_path, most=100).jobs[0]
    assert remembered != plain
    assert of_an_earlier_job().jobs[0] == plain, "the drawn requests depend on the seed only"
