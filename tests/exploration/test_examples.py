"""The same seed sends the same requests, and the next run tries failing examples first."""

import json

from hypothesis.database import DirectoryBasedExampleDatabase

from conformance.exploration import archive
from conformance.exploration.examples import KEY
from conformance.oracle.bulk import Absent, JobModel, Method, OperationModel
from tests.exploration.play import explore

FAULT = "one-reference-at-most"
"""A fault with one finding, so that the run stores one example."""


def remembered(report):
    return set(DirectoryBasedExampleDatabase(report / "examples").fetch(KEY))


def test_same_seed_sends_the_same_requests():
    first, second, other = (explore(effort="quick", seed=seed).jobs for seed in (1, 1, 2))
    assert first == second
    assert first != other


def test_failing_model_is_tried_first_until_it_is_fixed(tmp_path):
    first = explore(FAULT, report=tmp_path)
    (kept,) = remembered(tmp_path)
    assert first.smallest == len(archive.load(kept).steps)
    assert len(json.loads(first.jobs[0])["Operations"]) > first.smallest

    second = explore(FAULT, report=tmp_path)
    assert len(json.loads(second.jobs[0])["Operations"]) == first.smallest
    assert second.smallest == first.smallest
    assert remembered(tmp_path) == {kept}

    fixed = explore(report=tmp_path)
    assert fixed.jobs[0] == second.jobs[0]
    assert not fixed.killed
    assert remembered(tmp_path) == set()


def test_unreadable_example_is_deleted_and_unsendable_one_is_skipped(tmp_path):
    elsewhere = archive.dump(JobModel((OperationModel(Method.DELETE, "Printer", Absent(), "a"),)))
    broken = [b"", b"\xff\xfe", b"[]", b'{"steps": [1]}', b'{"steps": [], "failOnErrors": "two"}', elsewhere]
    database = DirectoryBasedExampleDatabase(tmp_path / "examples")
    for entry in broken:
        database.save(KEY, entry)
    explored = explore(report=tmp_path, effort="quick")
    assert explored.problems == ()
    assert explored.jobs == explore(effort="quick").jobs
    assert remembered(tmp_path) == {elsewhere}
