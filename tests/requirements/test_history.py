"""Ids of requirements are stable for ever, and the catalogue's version grows with what it says."""

import pytest

from conformance.requirements import catalogue, history
from conformance.requirements.catalogue import CatalogueError


def test_the_catalogue_is_what_its_history_adds_up_to():
    entries = {entry.id: (entry.level.value, entry.section) for entry in catalogue.load()}
    told = history.load()
    assert entries == told.standing, (
        "the catalogue changed: raise VERSION in conformance/requirements/catalogue.py and describe the new "
        "version in conformance/requirements/history.toml (see CONTRIBUTING.md)"
    )
    assert told.versions[-1] == catalogue.VERSION


def test_versions_only_grow():
    numbers = [int(version) for version in history.load().versions]
    assert numbers == sorted(set(numbers))


def test_every_retired_id_says_why():
    assert all(retired.note for retired in history.load().retired.values())


FIRST = {"version": "1", "added": ["X-01 MUST 3.7", "X-02 SHOULD 3.7"]}


def test_an_id_is_added_changed_and_retired_but_never_forgotten():
    told = history.tell(
        [
            FIRST,
            {"version": "2", "added": ["X-03 MAY 3.7.1"], "changed": ["X-02 MUST 3.7.2"]},
            {"version": "3", "retired": {"X-01": "X-03 says it better"}},
        ]
    )
    assert told.introduced == {"X-01": "1", "X-02": "1", "X-03": "2"}
    assert told.standing == {"X-02": ("MUST", "3.7.2"), "X-03": ("MAY", "3.7.1")}
    assert told.retired == {"X-01": history.Retired("3", "X-03 says it better")}


@pytest.mark.parametrize(
    "later",
    [
        [{"version": "2", "added": ["X-01 MUST 3.7"]}],
        [{"version": "2", "retired": {"X-01": "gone"}}, {"version": "3", "added": ["X-01 MUST 3.7"]}],
        [{"version": "2", "retired": {"X-09": "never was"}}],
        [{"version": "2", "changed": ["X-09 MUST 3.7"]}],
    ],
    ids=["given twice", "given again after its end", "retired without standing", "changed without standing"],
)
def test_a_history_that_reuses_or_invents_an_id_is_refused(later):
    with pytest.raises(CatalogueError, match=r"X-0[19]"):
        history.tell([FIRST, *later])
