"""Sequences of jobs and single requests: what shows only from one job to the next."""

import pytest

from conformance.law.verdicts import Verdict
from conformance.reference.behaviour import Behaviour
from tests.exploration.play import explore

SEQUENCES = ("generated-sequences",)


class RemembersFailures(Behaviour):
    """A bulkId whose POST failed fails in the next job too."""

    _failed = frozenset()

    def prepare(self, job, edges):
        super().prepare(job, edges)
        self._doomed = self._failed

    def counts_as_error(self, operation, outcome):
        failed = super().counts_as_error(operation, outcome)
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


@pytest.mark.parametrize("seed", [0, 1])
def test_the_reference_server_is_not_accused_of_what_comes_of_a_sequence(seed):
    explored = played(seed=seed)
    assert not explored.killed
    assert len(explored.jobs) > 20


def test_jobs_act_on_what_earlier_jobs_have_left_and_single_requests_come_in_between():
    explored = played()
    purposes = [each.purpose for each in explored.exchanges]
    between = purposes[purposes.index("bulk") : len(purposes) - purposes[::-1].index("bulk")]
    assert "single" in between
    made = {each.request.url.rpartition("/")[2] for each in explored.exchanges if each.purpose == "single"}
    assert any(resource_id.encode() in body for resource_id in made for body in bodies(explored))


def bodies(explored):
    return [each.request.body for each in explored.exchanges if each.purpose == "bulk"]


@pytest.mark.parametrize(
    ("name", "own"),
    [("bulk-id-of-earlier-job", None), ("remembers-failures", {"remembers-failures": RemembersFailures})],
)
def test_what_one_job_does_to_the_next_is_seen_and_seen_again(name, own):
    assert played(name, own=own).told(Verdict.FAIL)
