"""Values and writings are dealt so that few jobs show much of both."""

from collections import Counter
from dataclasses import replace
from random import Random

from hypothesis import given, settings

from conformance.jobs.dealing import PLAIN, RESOURCES, VALUES, Dealer
from conformance.jobs.edges import palette
from conformance.jobs.job import ENTERPRISE_USER, USER
from conformance.jobs.strategies import shapes
from conformance.law.oracle import Existing, Made, Method, Shape, Step, Version, Writing

PALETTES = {"User": palette({USER: None, ENTERPRISE_USER: None}, USER, ("displayName",)), "Group": {}}
ROUND = len(Writing) + PLAIN


def post(bulk_id, *refers, kind="User", **rest):
    return Step(Method.POST, kind, None, bulk_id, f"new-{bulk_id}", refers=tuple(map(Made, refers)), **rest)


JOB = Shape((post("a"), post("b"), post("c"), post("g", kind="Group")), 1)


def dealer(seed=0):
    return Dealer(PALETTES, Random(seed))


def test_few_resources_have_few_values_each_of_another_attribute():
    dealing = dealer()
    for _ in range(50):
        values = [step.values for step in dealing.deal(JOB).steps if step.values]
        assert len(values) == RESOURCES
        for each in values:
            assert 1 <= len(each) <= VALUES
            assert len({value.attribute for value in each}) == len(each)


def test_each_sort_of_value_comes_before_one_comes_again():
    dealing, edges = dealer(), Counter()
    for _ in range(ROUND):
        edges.update(value.edge for step in dealing.deal(JOB).steps for value in step.values)
    assert edges.keys() == {value.edge for value in PALETTES["User"]}


def test_each_writing_comes_once_in_a_round():
    dealing = dealer()
    writings = Counter(dealing.deal(JOB).writing for _ in range(ROUND))
    assert writings == {**dict.fromkeys(Writing, 1), None: PLAIN}


def test_a_writing_of_which_nothing_could_be_seen_waits_for_another_job():
    by_path = replace(
        JOB, steps=(*JOB.steps, Step(Method.DELETE, "User", Made("a"), "d")), fail_on_errors=None
    )
    dealing = dealer()
    written = [dealing.deal(by_path).writing for _ in range(ROUND - 2)]
    assert not {Writing.TURNED, Writing.ODD_IDS} & {*written}
    assert {dealing.deal(JOB).writing, dealing.deal(JOB).writing} == {Writing.TURNED, Writing.ODD_IDS}


def test_what_must_fail_and_what_has_no_data_gets_no_values():
    shape = Shape(
        (
            Step(Method.DELETE, "User", Existing("ann"), "a"),
            post("b", flawed=True),
            replace(post("c"), name="ann"),
            Step(Method.PUT, "User", Existing("ann"), "d", version=Version.STALE),
            post("e", "nobody"),
        )
    )
    assert not any(step.values for step in dealer().deal(shape).steps)


def test_the_same_chance_deals_the_same():
    one, other, another = dealer(), dealer(), dealer(1)
    dealt = [one.deal(JOB) for _ in range(5)]
    assert dealt == [other.deal(JOB) for _ in range(5)]
    assert dealt != [another.deal(JOB) for _ in range(5)]


@settings(max_examples=60, deadline=None, database=None)
@given(shapes(existing={"ann": "User", "team": "Group"}, palettes=PALETTES))
def test_drawn_jobs_have_values_that_their_type_has(shape):
    assert all({*step.values} <= PALETTES[step.kind].keys() for step in shape.steps)
