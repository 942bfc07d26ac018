"""Assigning boundary values and JSON encodings, so that few bulk requests cover most of them."""

from collections import Counter
from dataclasses import replace
from random import Random

from hypothesis import given, settings

from conformance.exploration.assignment import PLAIN, RESOURCES, VALUES, ValueAssigner
from conformance.exploration.boundary_values import boundary_values_of
from conformance.jobs.strategies import shapes
from conformance.oracle.bulk import Created, Existing, JobModel, JsonEncoding, Method, OperationModel, Version
from conformance.scim.bulk_request import ENTERPRISE_USER, USER

BOUNDARY_VALUES = {
    "User": boundary_values_of({USER: None, ENTERPRISE_USER: None}, USER, ("displayName",)),
    "Group": {},
}
ROUND = len(JsonEncoding) + PLAIN


def post(bulk_id, *refers, kind="User", **rest):
    return OperationModel(
        Method.POST, kind, None, bulk_id, f"new-{bulk_id}", refers=tuple(map(Created, refers)), **rest
    )


JOB = JobModel((post("a"), post("b"), post("c"), post("g", kind="Group")), 1)


def assigner(seed=0):
    return ValueAssigner(BOUNDARY_VALUES, Random(seed))


def test_few_resources_get_few_values_of_different_attributes():
    dealing = assigner()
    for _ in range(50):
        values = [step.values for step in dealing.assign(JOB).steps if step.values]
        assert len(values) == RESOURCES
        for each in values:
            assert 1 <= len(each) <= VALUES
            assert len({value.attribute for value in each}) == len(each)


def test_each_category_of_value_is_used_before_any_repeats():
    dealing, edges = assigner(), Counter()
    for _ in range(ROUND):
        edges.update(value.edge for step in dealing.assign(JOB).steps for value in step.values)
    assert edges.keys() == {value.edge for value in BOUNDARY_VALUES["User"]}


def test_each_encoding_is_used_once_per_round():
    dealing = assigner()
    writings = Counter(dealing.assign(JOB).encoding for _ in range(ROUND))
    assert writings == {**dict.fromkeys(JsonEncoding, 1), None: PLAIN}


def test_encoding_without_effect_waits_for_another_request():
    by_path = replace(
        JOB, steps=(*JOB.steps, OperationModel(Method.DELETE, "User", Created("a"), "d")), fail_on_errors=None
    )
    dealing = assigner()
    written = [dealing.assign(by_path).encoding for _ in range(ROUND - 2)]
    assert not {JsonEncoding.TURNED, JsonEncoding.ODD_IDS} & {*written}
    assert {dealing.assign(JOB).encoding, dealing.assign(JOB).encoding} == {
        JsonEncoding.TURNED,
        JsonEncoding.ODD_IDS,
    }


def test_failing_operations_and_deletes_get_no_values():
    shape = JobModel(
        (
            OperationModel(Method.DELETE, "User", Existing("ann"), "a"),
            post("b", flawed=True),
            replace(post("c"), name="ann"),
            OperationModel(Method.PUT, "User", Existing("ann"), "d", version=Version.STALE),
            post("e", "nobody"),
        )
    )
    assert not any(step.values for step in assigner().assign(shape).steps)


def test_same_seed_assigns_the_same_values():
    one, other, another = assigner(), assigner(), assigner(1)
    dealt = [one.assign(JOB) for _ in range(5)]
    assert dealt == [other.assign(JOB) for _ in range(5)]
    assert dealt != [another.assign(JOB) for _ in range(5)]


@settings(max_examples=60, deadline=None, database=None)
@given(shapes(existing={"ann": "User", "team": "Group"}, boundary_values=BOUNDARY_VALUES))
def test_drawn_values_belong_to_their_resource_type(shape):
    assert all({*step.values} <= BOUNDARY_VALUES[step.kind].keys() for step in shape.steps)
