"""Ids of requirements are permanent, and each change of our catalogue is recorded under a version."""

import pytest

from conformance.requirements import catalogue, history
from conformance.requirements.catalogue import CatalogueError


def test_catalogue_equals_the_sum_of_its_history():
    entries = {entry.id: (entry.level.value, entry.section) for entry in catalogue.own()}
    recorded = history.load()
    assert entries == recorded.standing, (
        "the catalogue changed: raise VERSION in conformance/requirements/catalogue.py and describe the new "
        "version in conformance/requirements/history.toml (see CONTRIBUTING.md)"
    )
    assert recorded.versions[-1] == catalogue.VERSION


def test_versions_only_grow():
    numbers = [int(version) for version in history.load().versions]
    assert numbers == sorted(set(numbers))


def test_every_retired_id_has_a_note():
    assert all(retired.note for retired in history.load().retired.values())


FIRST = {"version": "1", "added": ["X-01 MUST 3.7", "X-02 SHOULD 3.7"]}


def test_id_remains_recorded_after_it_is_changed_or_retired():
    recorded = history.from_versions(
        [
            FIRST,
            {"version": "2", "added": ["X-03 MAY 3.7.1"], "changed": ["X-02 MUST 3.7.2"]},
            {"version": "3", "retired": {"X-01": "X-03 replaces it"}},
        ]
    )
    assert recorded.introduced == {"X-01": "1", "X-02": "1", "X-03": "2"}
    assert recorded.standing == {"X-02": ("MUST", "3.7.2"), "X-03": ("MAY", "3.7.1")}
    assert recorded.retired == {"X-01": history.Retired("3", "X-03 replaces it")}


@pytest.mark.parametrize(
    ("later", "message"),
    [
        ([{"version": "2", "added": ["X-01 MUST 3.7"]}], r"version 2 adds X-01, which version 1 has added"),
        (
            [{"version": "2", "retired": {"X-01": "gone"}}, {"version": "3", "added": ["X-01 MUST 3.7"]}],
            r"version 3 adds X-01, which version 1 has added",
        ),
        ([{"version": "2", "retired": {"X-09": "unknown"}}], r"version 2 changes or retires X-09"),
        ([{"version": "2", "changed": ["X-09 MUST 3.7"]}], r"version 2 changes or retires X-09"),
    ],
    ids=["added twice", "added after its retirement", "retired unknown", "changed unknown"],
)
def test_history_that_reuses_or_invents_an_id_is_rejected(later, message):
    with pytest.raises(CatalogueError, match=message):
        history.from_versions([FIRST, *later])
