"""Single outcomes, written down by hand, and what the oracle has to say of each."""

from dataclasses import replace

import pytest

from conformance.oracle.bulk import (
    Existing,
    Found,
    JobModel,
    JsonEncoding,
    Made,
    Method,
    OperationModel,
    OracleResult,
    Permission,
    Resource,
    Seen,
    Server,
    Value,
    Version,
    judge,
)
from tests.oracle.by_hand import ANN, ANN_FOUND, BEFORE, G, U, found, group, ruled, user


def test_a_job_that_works_is_lawful():
    assert ruled([U, G], [201, 201], found(U), found(G, "step0")).stand is Permission.PERMITTED


@pytest.mark.parametrize(
    ("outcome", "requirement"),
    [
        (ruled([U, G], [201, 201], found(U), found(G, "bulkId:u")), "BULK-3.7.2-03"),
        (ruled([U, G], [201, 201], found(U), found(G)), "BULK-3.7.2-02"),
        (ruled([U, G], [201, 201], found(U), found(G, "step0", "ann")), "BULK-3.7.2-05"),
        (ruled([U, G], [201, 400], found(U)), "BULK-3.7.2-01"),
        (ruled([U, G], [201, 201], found(G, "step0")), "BULK-3.7.3-10"),
        (ruled([U, G], [201, 201], found(U), found(U), found(G, "step0")), "BULK-3.7-10"),
        (ruled([U, G], [409, 409], found(U)), "BULK-3.7.3-11"),
        (ruled([user("f", flawed=True), group("g", "f")], [400, 201], found(group("g"))), "BULK-3.7.2-09"),
        (ruled([user("f", flawed=True)], [201], found(user("f"))), "BULK-3.7.3-05"),
        (ruled([user("u", name="ann")], [201], ANN_FOUND, Found("User", "ann")), "RESOURCE-3.3-01"),
        (ruled([user("u", name="ann")], [400]), "RESOURCE-3.3-01"),
        (ruled([user("f", flawed=True), U], [400, 400]), "BULK-3.7-33"),
        (ruled([user("f", flawed=True), U], [400, 201], found(U), limit=1), "BULK-3.7-34"),
        (ruled([user("f", flawed=True), U], [400, None], found(U), limit=1), "BULK-3.7-34"),
        (ruled([user("f", flawed=True), U], [400, None], limit=2), "BULK-3.7-35"),
        (ruled([U], [None], found(U)), "BULK-3.7.3-01"),
    ],
)
def test_an_outcome_that_no_reading_permits_is_forbidden(outcome: OracleResult, requirement: str):
    assert requirement in outcome.requirements


RING = [group("a", "b"), group("b", "a")]


@pytest.mark.parametrize(
    ("outcome", "stand"),
    [
        (ruled(RING, [201, 201], found(RING[0], "step1"), found(RING[1], "step0")), Permission.PERMITTED),
        (ruled(RING, [409, 409]), Permission.PERMITTED),
        (ruled(RING, [400, 400]), Permission.TOLERATED),
        (ruled(RING, [201, 409], found(RING[0])), Permission.FORBIDDEN),
        (ruled(RING, [201, 201], found(RING[0], "step1"), found(RING[1])), Permission.FORBIDDEN),
        (ruled(RING, [409, 409], found(RING[0])), Permission.FORBIDDEN),
    ],
    ids=["resolved", "given up", "given up with 400", "by half", "an edge lost", "something left"],
)
def test_a_ring_is_resolved_or_given_up(outcome: OracleResult, stand: Permission):
    assert outcome.stand is stand


def test_a_reference_ahead_may_be_refused_under_one_reading():
    assert ruled([G, U], [409, 201], found(U)).stand is Permission.TOLERATED
    assert ruled([G, U], [201, 201], found(U), found(G, "step1")).stand is Permission.PERMITTED


def test_a_reference_to_nobody_may_be_dropped_under_one_reading():
    assert ruled([G], [201], found(G)).stand is Permission.TOLERATED
    assert ruled([G], [409]).stand is Permission.PERMITTED
    assert ruled([G], [201], found(G, "bulkId:u")).requirements == {"BULK-3.7.2-03"}


def test_what_was_reordered_is_only_permitted_leniently():
    race = [group("g", "second"), user("first", name="same"), user("second", name="same")]
    in_turn = ruled(race, [409, 201, 409], found(race[1]))
    hoisted = ruled(race, [201, 409, 201], found(race[2]), found(race[0], "step2"))
    assert (in_turn.stand, hoisted.stand) == (Permission.PERMITTED, Permission.TOLERATED)


def test_operations_on_one_resource_take_effect_in_turn():
    changes = [OperationModel(Method.PATCH, "User", Existing("ann"), text=text) for text in ("one", "two")]
    last = ruled(changes, [200, 200], replace(ANN_FOUND, text="two"))
    first = ruled(changes, [200, 200], replace(ANN_FOUND, text="one"))
    assert last.stand is Permission.PERMITTED
    assert first.requirements == {"BULK-3.7-38"}


def test_what_is_still_there_though_it_was_deleted_is_created_by_nobody():
    again = [OperationModel(Method.DELETE, "User", Existing("ann")), user("u", name="ann")]
    old = ruled(again, [204, 409], ANN_FOUND).requirements
    assert "RESOURCE-3.6-01" in old
    assert "BULK-3.7.3-11" not in old
    assert "BULK-3.7.3-11" in ruled(again, [204, 409], Found("User", "ann")).requirements


def test_a_manager_that_is_no_user_may_be_refused():
    team, clerk = group("t"), user("c", "t")
    assert ruled([team, clerk], [201, 400], found(team)).stand is Permission.PERMITTED
    assert ruled([U, user("c", "u")], [201, 400], found(U)).stand is Permission.FORBIDDEN


def test_a_version_from_before_a_change_is_stale_after_it():
    changes = [
        OperationModel(Method.PATCH, "User", Existing("ann"), text=text, version=Version.CURRENT)
        for text in ("one", "two")
    ]
    kept = ruled(changes, [200, 412], replace(ANN_FOUND, text="one"))
    lost = ruled(changes, [200, 200], replace(ANN_FOUND, text="two"))
    assert kept.stand is Permission.PERMITTED
    assert lost.requirements == {"VERSION-3.14-02"}


def test_a_version_may_tell_of_what_a_resource_shows_of_others():
    into = OperationModel(Method.POST, "Group", None, "g", "name-g", refers=(Existing("ann"),))
    change = OperationModel(Method.PATCH, "User", Existing("ann"), text="one", version=Version.CURRENT)
    here, there = found(into, "ann"), replace(ANN_FOUND, text="one")
    assert ruled([into, change], [201, 200], here, there).stand is Permission.PERMITTED
    assert ruled([into, change], [201, 412], here).stand is Permission.PERMITTED
    assert ruled([U, change], [201, 412], found(U)).stand is Permission.FORBIDDEN


def test_a_version_may_stay_what_it_is_where_nothing_was_changed():
    same = OperationModel(Method.PATCH, "User", Existing("ann"), text="before", version=Version.CURRENT)
    assert ruled([same, same], [200, 200]).stand is Permission.PERMITTED
    assert ruled([same, same], [200, 412]).stand is Permission.PERMITTED


def test_what_a_put_leaves_out_may_stay_as_it_is():
    nameless = OperationModel(Method.PUT, "User", Existing("ann"), text="one", flawed=True)
    assert ruled([nameless], [200], replace(ANN_FOUND, text="one")).stand is Permission.TOLERATED
    assert ruled([nameless], [400]).stand is Permission.PERMITTED


@pytest.mark.parametrize(
    ("steps", "status", "stand"),
    [
        ([U, G], 409, Permission.FORBIDDEN),
        ([G], 409, Permission.TOLERATED),
        (RING, 409, Permission.TOLERATED),
        ([user("u"), user("u", name="other")], 400, Permission.PERMITTED),
        ([U], 500, Permission.FORBIDDEN),
        ([U], None, Permission.FORBIDDEN),
    ],
    ids=["for nothing", "for a reference to nobody", "for a ring", "for a bulkId twice", "500", "no answer"],
)
def test_a_job_is_refused_as_a_whole_only_for_a_reason(
    steps: list[OperationModel], status: int | None, stand: Permission
):
    seen = Seen(status, False, (None,) * len(steps), (ANN_FOUND,))
    assert judge(JobModel(tuple(steps)), BEFORE, seen, Server()).stand is stand


def test_a_code_that_cannot_be_read_accuses_nobody():
    assert ruled([U], [0]).stand is Permission.PERMITTED


def test_what_the_search_did_not_reach_is_not_missing():
    seen = Seen(200, True, (201,), (ANN_FOUND,), complete=False)
    assert judge(JobModel((U,)), BEFORE, seen, Server()).stand is Permission.PERMITTED


LONG, EMPTY, TITLE = Value("nickName", "long"), Value("nickName", "empty"), Value("title", "long")
VALUED = replace(U, values=(LONG, TITLE))
"""A POST of two values at their edges."""


def with_values(
    steps: list[OperationModel], codes: list[int], *left: Found, own_way: tuple[Value, ...] = ()
) -> OracleResult:
    there = left if any(each.label == "ann" for each in left) else (ANN_FOUND, *left)
    seen = Seen(200, True, tuple(codes), there)
    return judge(JobModel(tuple(steps)), BEFORE, seen, Server(own_way=frozenset(own_way)))


def test_values_that_a_single_request_keeps_have_to_be_kept():
    kept = with_values([VALUED], [201], replace(found(U), values=frozenset({LONG, TITLE})))
    lost = with_values([VALUED], [201], replace(found(U), values=frozenset({LONG})))
    assert kept.stand is Permission.PERMITTED
    assert "BULK-3.7-61" in kept.applied
    assert lost.requirements == {"BULK-3.7-61"}
    assert [violation.step for violation in lost.violations] == [0]


def test_values_that_a_single_request_alters_or_refuses_may_be_altered_and_refused():
    altered = with_values([VALUED], [201], replace(found(U), values=frozenset({LONG})), own_way=(TITLE,))
    other = with_values([VALUED], [201], replace(found(U), values=frozenset({TITLE})), own_way=(TITLE,))
    refused = with_values([VALUED], [422], own_way=(TITLE,))
    assert (altered.stand, other.stand) == (Permission.PERMITTED, Permission.FORBIDDEN)
    assert refused.stand is Permission.PERMITTED
    assert with_values([VALUED], [400]).requirements == {"BULK-3.7-02"}


def test_a_server_error_is_no_fault_of_bulk_where_the_single_request_ends_in_one():
    seen = Seen(200, True, (500,), (ANN_FOUND,))
    alone = Server(own_way=frozenset({TITLE}), fails_alone=frozenset({TITLE}))
    excused = judge(JobModel((VALUED,)), BEFORE, seen, alone)
    assert excused.stand is Permission.PERMITTED
    assert "BULK-3.7-61" not in excused.applied
    assert with_values([VALUED], [500], own_way=(TITLE,)).requirements == {"BULK-3.7-61"}


def test_a_reference_that_a_single_request_is_refused_for_may_be_refused_for_in_a_job():
    change = OperationModel(Method.PATCH, "User", Existing("ann"), refers=(Made("u"),))
    seen = Seen(200, True, (201, 403), (ANN_FOUND, found(U)))
    alone = Server(refers_not=frozenset({(Method.PATCH, "User")}))
    blamed = judge(JobModel((U, change)), BEFORE, seen, Server())
    assert judge(JobModel((U, change)), BEFORE, seen, alone).stand is Permission.PERMITTED
    assert [(each.requirement, each.expected) for each in blamed.violations] == [("BULK-3.7.2-01", "done")]


def test_what_was_not_run_before_a_later_error_ended_the_job_is_a_matter_of_order():
    taken = user("v", name="ann")
    assert ruled([group("g"), taken], [None, 409], limit=1).requirements == {"BULK-3.7-38"}
    lost = ruled([left := group("g"), taken], [None, 409], found(left), limit=1)
    assert lost.requirements == {"BULK-3.7.3-07"}
    change = OperationModel(Method.PATCH, "User", Existing("ann"), text="new")
    assert ruled([change, taken], [None, 409], limit=1).requirements == {"BULK-3.7-38"}
    changed = ruled([change, taken], [None, 409], replace(ANN_FOUND, text="new"), limit=1)
    assert changed.requirements == {"BULK-3.7.3-07"}


def test_a_clean_refusal_that_is_warned_of_is_told_what_was_hoped_for():
    (violation,) = ruled([G, U], [409, 201], found(U)).violations
    assert violation.expected == "done"


def test_the_last_value_of_an_attribute_counts_and_what_a_put_leaves_out_is_open():
    def change(method: Method, *values: Value) -> OperationModel:
        return OperationModel(method, "User", Existing("ann"), text="new", values=values)

    def after(second: OperationModel, *shown: Value) -> Permission:
        there = replace(ANN_FOUND, text="new", values=frozenset(shown))
        return with_values([change(Method.PUT, LONG, TITLE), second], [200, 200], there).stand

    shouted = Value("NICKNAME", "empty")
    assert after(change(Method.PATCH, EMPTY), EMPTY, TITLE) is Permission.PERMITTED
    assert after(change(Method.PATCH, shouted), shouted, TITLE) is Permission.PERMITTED
    assert after(change(Method.PATCH, EMPTY), LONG, TITLE) is Permission.FORBIDDEN
    assert after(change(Method.PUT, EMPTY), EMPTY) is Permission.PERMITTED
    assert after(change(Method.PUT), LONG) is Permission.PERMITTED


@pytest.mark.parametrize("encoding", JsonEncoding)
def test_only_writings_of_which_the_text_says_nothing_may_be_refused(encoding: JsonEncoding):
    disputed = encoding in (JsonEncoding.NULLS, JsonEncoding.UNKNOWN, JsonEncoding.ODD_IDS)
    stand = Permission.TOLERATED if disputed else Permission.FORBIDDEN
    shape = JobModel((U, G), None, encoding)
    alone = Seen(200, True, (400, 400), (ANN_FOUND,))
    whole = Seen(400, False, (None, None), (ANN_FOUND,))
    half = Seen(200, True, (201, 201), (ANN_FOUND, found(U)))
    assert judge(shape, BEFORE, alone, Server()).stand is stand
    assert judge(shape, BEFORE, whole, Server()).stand is stand
    assert judge(shape, BEFORE, half, Server()).stand is Permission.FORBIDDEN


@pytest.mark.parametrize("method", [Method.DELETE, Method.PUT])
@pytest.mark.parametrize(("code", "left"), [(412, "before"), (200, "after")])
def test_a_version_may_change_with_what_it_has_to_do_with(method: Method, code: int, left: str) -> None:
    before = {"ann": ANN, "team": Resource("Group", "team", "before", frozenset({"ann"}))}
    steps = (
        OperationModel(method, "User", Existing("ann"), text="new" if method is Method.PUT else None),
        OperationModel(Method.PATCH, "Group", Existing("team"), text="after", version=Version.CURRENT),
    )
    ann = [] if method is Method.DELETE else [Found("User", "ann", "new", label="ann")]
    members = frozenset() if method is Method.DELETE else frozenset({"ann"})
    team = Found("Group", "team", left, members, label="team")
    codes = (204 if method is Method.DELETE else 200, code)
    oracle_result = judge(JobModel(steps), before, Seen(200, True, codes, (*ann, team)), Server())
    assert oracle_result.stand is Permission.PERMITTED, oracle_result.violations


def test_references_are_told_in_the_words_of_the_job() -> None:
    oracle_result = ruled(
        [user("a"), group("g", "a")],
        [201, 201],
        Found("User", "name-a", None),
        Found("Group", "name-g", None),
    )
    (violation,) = oracle_result.violations
    assert (violation.expected, violation.got) == ("references to what [0] makes", "references to nothing")
