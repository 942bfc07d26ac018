"""Shapes of jobs: drawn, told apart, made smaller, and kept."""

import json
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from conformance.exploration import archive
from conformance.exploration.boundary_values import boundary_values_of
from conformance.exploration.building_blocks import JobBuilder, building_blocks
from conformance.exploration.coverage import choose, features
from conformance.exploration.shrinking import shrink, smaller
from conformance.exploration.strategies import LINKS, shapes
from conformance.oracle.bulk import Absent, Created, Existing, JobModel, Method, OperationModel, Version
from conformance.scim.bulk_request import ENTERPRISE_USER, USER

EXISTING = {"ann": "User", "bob": "User", "team": "Group"}
BOUNDARY_VALUES = {"User": boundary_values_of({USER: None, ENTERPRISE_USER: None}, USER)}
ANY = shapes(existing=EXISTING, most=10, boundary_values=BOUNDARY_VALUES)
quickly = settings(
    max_examples=100, deadline=None, database=None, suppress_health_check=[HealthCheck.filter_too_much]
)


def post(bulk_id, *refers, kind="User", **rest):
    return OperationModel(
        Method.POST, kind, None, bulk_id, f"new-{bulk_id}", refers=tuple(map(Created, refers)), **rest
    )


def size(shape):
    """Return how large a shape is, in the order of what is cut first."""
    trimmings = sum(
        len(step.refers) + len(step.values) + (step.version is not None) + step.flawed for step in shape.steps
    )
    return (
        len(shape.steps),
        trimmings,
        shape.encoding is not None,
        0 if shape.fail_on_errors is None else shape.fail_on_errors,
    )


@quickly
@given(ANY)
def test_a_drawn_shape_keeps_to_its_size_and_to_what_is_there(shape):
    assert 1 <= len(shape.steps) <= 10
    for step in shape.steps:
        assert (step.on is None) == step.creates
        assert not step.creates or (step.bulk_id and step.name)
        for pointer in filter(None, (*step.refers, step.on)):
            assert isinstance(pointer, Created | Absent) or pointer.label in EXISTING
        assert step.method is not Method.DELETE or not (step.refers or step.text)
        assert len(set(step.refers)) == len(step.refers)
    assert shape.fail_on_errors is None or shape.fail_on_errors >= 1


@quickly
@given(shapes(existing={}, most=6, links={"User": ()}, patch=False, versions=False))
def test_a_server_that_can_little_is_asked_for_little(shape):
    for step in shape.steps:
        assert step.kind == "User"
        assert not step.refers
        assert step.version is None
        assert step.method is not Method.PATCH
        assert not isinstance(step.on, Existing)


@quickly
@given(ANY)
def test_only_planted_twins_share_a_bulk_id_or_a_name(shape):
    posts = [step for step in shape.steps if step.creates]
    for count in Counter(step.bulk_id for step in posts).values():
        assert count <= 2


def seen_in(wanted, count=400):
    """Say whether something is seen in one of many drawn shapes."""
    found = []

    @settings(max_examples=count, deadline=None, database=None, derandomize=True)
    @given(ANY)
    def look(shape):
        found.append(wanted(shape))

    look()
    return any(found)


@pytest.mark.parametrize(
    "wanted",
    [
        lambda shape: any(shape.in_ring(index) for index in range(len(shape.steps))),
        lambda shape: any(target > index for index, targets in shape.edges.items() for target in targets),
        lambda shape: any(isinstance(step.on, Created) for step in shape.steps),
        lambda shape: any(isinstance(step.on, Absent) for step in shape.steps),
        lambda shape: any(step.flawed for step in shape.steps),
        lambda shape: any(step.version is Version.STALE for step in shape.steps),
        lambda shape: any(len(step.refers) > 2 for step in shape.steps),
        lambda shape: any(len(indexes) > 1 for indexes in shape.definers.values()),
        lambda shape: any(step.creates and step.name in EXISTING for step in shape.steps),
        lambda shape: any(
            isinstance(pointer, Created) and pointer.bulk_id not in shape.definers
            for step in shape.steps
            for pointer in step.refers
        ),
        lambda shape: (shape.fail_on_errors or 0) > 1,
        lambda shape: len(shape.steps) == 10,
    ],
    ids=[
        *("ring", "forward", "path", "absent", "flawed", "stale", "fan-out", "twins", "taken", "nobody"),
        *("limit", "longest"),
    ],
)
def test_what_goes_wrong_in_servers_is_drawn(wanted):
    assert seen_in(wanted)


@quickly
@given(st.data())
def test_each_pattern_hands_out_names_and_bulk_ids_of_its_own(data):
    for block in building_blocks(LINKS):
        builder = JobBuilder(data.draw, EXISTING, LINKS, patch=True, versions=True)
        both = [*block(builder), *block(builder)]
        texts = [step.text for step in both if step.text]
        assert len(set(texts)) == len(texts)


def test_there_are_no_patterns_with_groups_where_there_are_none():
    assert (
        len(building_blocks({"User": ()}))
        < len(building_blocks({"User": ("User",)}))
        < len(building_blocks(LINKS))
    )


@quickly
@given(ANY)
def test_a_shape_comes_back_from_the_archive(shape):
    assert archive.load(archive.dump(shape)) == shape


def test_a_shape_of_an_older_version_has_no_values_and_is_written_as_usual():
    value = archive.document(JobModel((post("a"),)))
    del value["writing"], value["steps"][0]["values"]
    assert archive.shape_of(value) == JobModel((post("a"),))


def test_the_archive_refuses_a_job_without_operations():
    with pytest.raises(ValueError, match="no shape of a job: it has no operation"):
        archive.load(b'{"failOnErrors": null, "steps": []}')


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=3), st.lists, max_leaves=4)


@quickly
@given(ANY, JSON, st.data())
def test_the_archive_gives_a_shape_or_says_that_it_is_none(shape, junk, data):
    value = json.loads(archive.dump(shape))
    step = data.draw(st.sampled_from(value["steps"]))
    place = data.draw(st.sampled_from([value, step]))
    place[data.draw(st.sampled_from(sorted(place)))] = junk
    try:
        found = archive.load(json.dumps(value).encode())
    except ValueError:
        return
    assert found.fail_on_errors is None or isinstance(found.fail_on_errors, int)
    for each in found.steps:
        assert isinstance(each.kind, str)
        assert all(isinstance(text, str | None) for text in (each.bulk_id, each.name, each.text))


@quickly
@given(ANY)
def test_smaller_shapes_are_smaller_and_not_empty(shape):
    for other in smaller(shape):
        assert other.steps
        assert size(other) < size(shape) or other == shape


@quickly
@given(ANY, st.sampled_from(list(Method)))
def test_shrinking_ends_with_what_fails_and_cannot_be_cut_further(shape, method):
    def fails(other):
        return any(step.method is method for step in other.steps)

    assume(fails(shape))
    shrunk = shrink(shape, fails, tries=200)
    assert fails(shrunk)
    assert len(shrunk.steps) == 1
    assert shrunk.fail_on_errors is None
    assert shrunk.encoding is None
    assert not shrunk.steps[0].values
    assert not shrunk.steps[0].creates or not shrunk.steps[0].refers


def test_shrinking_asks_no_more_often_than_it_may():
    shape = JobModel(tuple(post(str(number)) for number in range(9)), 3)
    asked = []

    def never(other):
        asked.append(other)
        return False

    assert shrink(shape, never, tries=4) == shape
    assert len(asked) == 4
    assert shape not in asked


def test_a_cut_operation_takes_the_references_to_it_along():
    shape = JobModel((post("a"), post("b", "a")))
    assert JobModel((post("b"),)) in smaller(shape)


def test_what_is_new_comes_first_and_what_shows_nothing_new_last():
    plain, again = JobModel((post("a"),)), JobModel((post("b"),))
    ring = JobModel((post("c", "d"), post("d", "c")))
    failing = JobModel((post("e", flawed=True),))
    assert features(plain) == features(again)
    assert features(ring) > features(plain) - {("POST",)} or features(ring) - features(plain)
    chosen = choose([plain, again, ring, failing], 3)
    assert {ring, failing} < set(chosen)
    assert len(chosen) == 3
    assert len(choose([plain, again], 5)) == 2
    assert choose([], 3) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (JobModel((post("a"), post("b", "a"))), JobModel((post("b", "a"), post("a")))),
        (JobModel((post("a", "a"),)), JobModel((post("a"),))),
        (
            JobModel((post("a", "b"), post("b", "a"))),
            JobModel((post("a", "b"), post("b", "c"), post("c", "a"))),
        ),
        (JobModel((post("a", flawed=True), post("b"))), JobModel((post("a", flawed=True), post("b")), 1)),
        (JobModel((post("a"), post("b", "a"))), JobModel((post("a", flawed=True), post("b", "a")))),
        (JobModel((post("a", "z"),)), JobModel((post("a"),))),
        (JobModel((post("a"), post("a"))), JobModel((post("a"), post("b")))),
    ],
    ids=["direction", "self", "length of a ring", "limit", "to what fails", "to nobody", "twins"],
)
def test_what_servers_may_treat_otherwise_is_told_apart(one, other):
    assert features(one) != features(other)


def test_names_alone_make_no_difference():
    shape = JobModel((post("a"), post("b", "a")), 1)
    renamed = tuple(replace(step, text="other") for step in shape.steps)
    assert features(replace(shape, steps=renamed)) == features(shape)
