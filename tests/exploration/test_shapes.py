"""Models of bulk requests: drawing, features, shrinking and archiving."""

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
    """Return the size of a model; the first items are the ones that shrinking reduces first."""
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
def test_drawn_model_has_valid_size_and_targets(shape):
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
def test_drawn_model_uses_only_supported_features(shape):
    for step in shape.steps:
        assert step.kind == "User"
        assert not step.refers
        assert step.version is None
        assert step.method is not Method.PATCH
        assert not isinstance(step.on, Existing)


@quickly
@given(ANY)
def test_at_most_two_posts_share_a_bulk_id(shape):
    posts = [step for step in shape.steps if step.creates]
    for count in Counter(step.bulk_id for step in posts).values():
        assert count <= 2


def seen_in(wanted, count=400):
    """Return whether one of many drawn models has a feature."""
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
        *(
            "cycle",
            "forward",
            "path",
            "absent",
            "invalid",
            "stale",
            "fan-out",
            "duplicate",
            "taken",
            "undefined",
        ),
        *("limit", "longest"),
    ],
)
def test_feature_is_drawn(wanted):
    assert seen_in(wanted)


@quickly
@given(st.data())
def test_building_blocks_have_unique_texts(data):
    for block in building_blocks(LINKS):
        builder = JobBuilder(data.draw, EXISTING, LINKS, patch=True, versions=True)
        both = [*block(builder), *block(builder)]
        texts = [step.text for step in both if step.text]
        assert len(set(texts)) == len(texts)


def test_building_blocks_depend_on_resource_types():
    assert (
        len(building_blocks({"User": ()}))
        < len(building_blocks({"User": ("User",)}))
        < len(building_blocks(LINKS))
    )


@quickly
@given(ANY)
def test_archived_model_is_restored(shape):
    assert archive.load(archive.dump(shape)) == shape


def test_archived_model_of_an_older_version_has_no_values_or_encoding():
    value = archive.document(JobModel((post("a"),)))
    del value["writing"], value["steps"][0]["values"]
    assert archive.shape_of(value) == JobModel((post("a"),))


def test_archived_model_without_operations_is_rejected():
    with pytest.raises(ValueError, match="a model of a bulk request needs an operation"):
        archive.load(b'{"failOnErrors": null, "steps": []}')


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=3), st.lists, max_leaves=4)


@quickly
@given(ANY, JSON, st.data())
def test_invalid_archived_model_is_restored_or_rejected(shape, junk, data):
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
def test_smaller_models_are_smaller_and_not_empty(shape):
    for other in smaller(shape):
        assert other.steps
        assert size(other) < size(shape) or other == shape


@quickly
@given(ANY, st.sampled_from(list(Method)))
def test_shrinking_ends_at_a_minimal_failing_model(shape, method):
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


def test_shrinking_respects_the_number_of_tries():
    shape = JobModel(tuple(post(str(number)) for number in range(9)), 3)
    asked = []

    def never(other):
        asked.append(other)
        return False

    assert shrink(shape, never, tries=4) == shape
    assert len(asked) == 4
    assert shape not in asked


def test_removed_operation_removes_references_to_it():
    shape = JobModel((post("a"), post("b", "a")))
    assert JobModel((post("b"),)) in smaller(shape)


def test_model_with_new_features_is_chosen_first():
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
    ids=[
        "direction",
        "self",
        "length of a cycle",
        "limit",
        "failing target",
        "undefined target",
        "duplicate",
    ],
)
def test_models_with_different_behaviour_have_different_features(one, other):
    assert features(one) != features(other)


def test_names_do_not_change_features():
    shape = JobModel((post("a"), post("b", "a")), 1)
    renamed = tuple(replace(step, text="other") for step in shape.steps)
    assert features(replace(shape, steps=renamed)) == features(shape)
