"""Hand-written outcomes and the expected result of the oracle for each."""

from dataclasses import replace

import pytest

from conformance.oracle.bulk import (
    Created,
    Existing,
    Found,
    JobModel,
    JsonEncoding,
    Method,
    Observed,
    OperationModel,
    OracleResult,
    Permission,
    Resource,
    Server,
    Value,
    Version,
    judge,
)
from tests.oracle.by_hand import ANN, ANN_FOUND, BEFORE, G, U, found, group, ruled, user


def test_successful_request_is_permitted():
    assert ruled([U, G], [201, 201], found(U), found(G, "step0")).permission is Permission.PERMITTED


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
def test_outcome_that_no_reading_permits_is_forbidden(outcome: OracleResult, requirement: str):
    assert requirement in outcome.requirements


RING = [group("a", "b"), group("b", "a")]


@pytest.mark.parametrize(
    ("outcome", "permission"),
    [
        (ruled(RING, [201, 201], found(RING[0], "step1"), found(RING[1], "step0")), Permission.PERMITTED),
        (ruled(RING, [409, 409]), Permission.PERMITTED),
        (ruled(RING, [400, 400]), Permission.TOLERATED),
        (ruled(RING, [201, 409], found(RING[0])), Permission.FORBIDDEN),
        (ruled(RING, [201, 201], found(RING[0], "step1"), found(RING[1])), Permission.FORBIDDEN),
        (ruled(RING, [409, 409], found(RING[0])), Permission.FORBIDDEN),
    ],
    ids=["resolved", "rejected", "rejected-with-400", "half-applied", "reference-lost", "resource-left"],
)
def test_circular_reference_is_resolved_or_rejected(outcome: OracleResult, permission: Permission):
    assert outcome.permission is permission


def test_rejected_forward_reference_is_tolerated():
    assert ruled([G, U], [409, 201], found(U)).permission is Permission.TOLERATED
    assert ruled([G, U], [201, 201], found(U), found(G, "step1")).permission is Permission.PERMITTED


def test_dropped_undefined_reference_is_tolerated():
    assert ruled([G], [201], found(G)).permission is Permission.TOLERATED
    assert ruled([G], [409]).permission is Permission.PERMITTED
    assert ruled([G], [201], found(G, "bulkId:u")).requirements == {"BULK-3.7.2-03"}


def test_reordered_operations_are_tolerated():
    race = [group("g", "second"), user("first", name="same"), user("second", name="same")]
    in_turn = ruled(race, [409, 201, 409], found(race[1]))
    hoisted = ruled(race, [201, 409, 201], found(race[2]), found(race[0], "step2"))
    assert (in_turn.permission, hoisted.permission) == (Permission.PERMITTED, Permission.TOLERATED)


def test_operations_on_one_resource_take_effect_in_request_order():
    changes = [OperationModel(Method.PATCH, "User", Existing("ann"), text=text) for text in ("one", "two")]
    last = ruled(changes, [200, 200], replace(ANN_FOUND, text="two"))
    first = ruled(changes, [200, 200], replace(ANN_FOUND, text="one"))
    assert last.permission is Permission.PERMITTED
    assert first.requirements == {"BULK-3.7-38"}


def test_undeleted_resource_is_not_blamed_on_a_later_post():
    again = [OperationModel(Method.DELETE, "User", Existing("ann")), user("u", name="ann")]
    old = ruled(again, [204, 409], ANN_FOUND).requirements
    assert "RESOURCE-3.6-01" in old
    assert "BULK-3.7.3-11" not in old
    assert "BULK-3.7.3-11" in ruled(again, [204, 409], Found("User", "ann")).requirements


def test_manager_that_is_not_a_user_may_be_rejected():
    team, clerk = group("t"), user("c", "t")
    assert ruled([team, clerk], [201, 400], found(team)).permission is Permission.PERMITTED
    assert ruled([U, user("c", "u")], [201, 400], found(U)).permission is Permission.FORBIDDEN


def test_version_from_before_a_change_is_stale_after_it():
    changes = [
        OperationModel(Method.PATCH, "User", Existing("ann"), text=text, version=Version.CURRENT)
        for text in ("one", "two")
    ]
    kept = ruled(changes, [200, 412], replace(ANN_FOUND, text="one"))
    lost = ruled(changes, [200, 200], replace(ANN_FOUND, text="two"))
    assert kept.permission is Permission.PERMITTED
    assert lost.requirements == {"VERSION-3.14-02"}


def test_version_may_change_with_resources_that_the_resource_returns():
    into = OperationModel(Method.POST, "Group", None, "g", "name-g", refers=(Existing("ann"),))
    change = OperationModel(Method.PATCH, "User", Existing("ann"), text="one", version=Version.CURRENT)
    here, there = found(into, "ann"), replace(ANN_FOUND, text="one")
    assert ruled([into, change], [201, 200], here, there).permission is Permission.PERMITTED
    assert ruled([into, change], [201, 412], here).permission is Permission.PERMITTED
    assert ruled([U, change], [201, 412], found(U)).permission is Permission.FORBIDDEN


def test_version_may_stay_the_same_after_a_put_without_changes():
    same = OperationModel(Method.PATCH, "User", Existing("ann"), text="before", version=Version.CURRENT)
    assert ruled([same, same], [200, 200]).permission is Permission.PERMITTED
    assert ruled([same, same], [200, 412]).permission is Permission.PERMITTED


def test_put_may_keep_attributes_that_it_omits():
    nameless = OperationModel(Method.PUT, "User", Existing("ann"), text="one", flawed=True)
    assert ruled([nameless], [200], replace(ANN_FOUND, text="one")).permission is Permission.TOLERATED
    assert ruled([nameless], [400]).permission is Permission.PERMITTED


@pytest.mark.parametrize(
    ("steps", "status", "permission"),
    [
        ([U, G], 409, Permission.FORBIDDEN),
        ([G], 409, Permission.TOLERATED),
        (RING, 409, Permission.TOLERATED),
        ([user("u"), user("u", name="other")], 400, Permission.PERMITTED),
        ([U], 500, Permission.FORBIDDEN),
        ([U], None, Permission.FORBIDDEN),
    ],
    ids=["no-reason", "undefined-reference", "circular-reference", "duplicate-bulkId", "500", "no-response"],
)
def test_request_is_rejected_as_a_whole_only_for_a_reason(
    steps: list[OperationModel], status: int | None, permission: Permission
):
    seen = Observed(status, False, (None,) * len(steps), (ANN_FOUND,))
    assert judge(JobModel(tuple(steps)), BEFORE, seen, Server()).permission is permission


def test_unreadable_status_is_no_violation():
    assert ruled([U], [0]).permission is Permission.PERMITTED


def test_resource_beyond_an_incomplete_search_is_not_missing():
    seen = Observed(200, True, (201,), (ANN_FOUND,), complete=False)
    assert judge(JobModel((U,)), BEFORE, seen, Server()).permission is Permission.PERMITTED


LONG, EMPTY, TITLE = Value("nickName", "long"), Value("nickName", "empty"), Value("title", "long")
VALUED = replace(U, values=(LONG, TITLE))
"""A POST with two boundary values."""


def with_values(
    steps: list[OperationModel], codes: list[int], *left: Found, own_way: tuple[Value, ...] = ()
) -> OracleResult:
    there = left if any(each.label == "ann" for each in left) else (ANN_FOUND, *left)
    seen = Observed(200, True, tuple(codes), there)
    return judge(JobModel(tuple(steps)), BEFORE, seen, Server(own_way=frozenset(own_way)))


def test_values_that_a_single_request_stores_must_be_stored():
    kept = with_values([VALUED], [201], replace(found(U), values=frozenset({LONG, TITLE})))
    lost = with_values([VALUED], [201], replace(found(U), values=frozenset({LONG})))
    assert kept.permission is Permission.PERMITTED
    assert "BULK-3.7-61" in kept.applied
    assert lost.requirements == {"BULK-3.7-61"}
    assert [violation.step for violation in lost.violations] == [0]


def test_values_that_a_single_request_changes_or_rejects_may_be_changed_or_rejected():
    altered = with_values([VALUED], [201], replace(found(U), values=frozenset({LONG})), own_way=(TITLE,))
    other = with_values([VALUED], [201], replace(found(U), values=frozenset({TITLE})), own_way=(TITLE,))
    rejected = with_values([VALUED], [422], own_way=(TITLE,))
    assert (altered.permission, other.permission) == (Permission.PERMITTED, Permission.FORBIDDEN)
    assert rejected.permission is Permission.PERMITTED
    assert with_values([VALUED], [400]).requirements == {"BULK-3.7-02"}


def test_server_error_is_excused_if_the_single_request_fails_too():
    seen = Observed(200, True, (500,), (ANN_FOUND,))
    alone = Server(own_way=frozenset({TITLE}), fails_alone=frozenset({TITLE}))
    excused = judge(JobModel((VALUED,)), BEFORE, seen, alone)
    assert excused.permission is Permission.PERMITTED
    assert "BULK-3.7-61" not in excused.applied
    assert with_values([VALUED], [500], own_way=(TITLE,)).requirements == {"BULK-3.7-61"}


def test_reference_may_be_rejected_if_a_single_request_with_one_is_rejected():
    change = OperationModel(Method.PATCH, "User", Existing("ann"), refers=(Created("u"),))
    seen = Observed(200, True, (201, 403), (ANN_FOUND, found(U)))
    alone = Server(refers_not=frozenset({(Method.PATCH, "User")}))
    blamed = judge(JobModel((U, change)), BEFORE, seen, Server())
    assert judge(JobModel((U, change)), BEFORE, seen, alone).permission is Permission.PERMITTED
    assert [(each.requirement, each.expected) for each in blamed.violations] == [("BULK-3.7.2-01", "success")]


def test_operation_skipped_before_the_last_counted_error_violates_the_order():
    taken = user("v", name="ann")
    assert ruled([group("g"), taken], [None, 409], limit=1).requirements == {"BULK-3.7-38"}
    lost = ruled([left := group("g"), taken], [None, 409], found(left), limit=1)
    assert lost.requirements == {"BULK-3.7.3-07"}
    change = OperationModel(Method.PATCH, "User", Existing("ann"), text="new")
    assert ruled([change, taken], [None, 409], limit=1).requirements == {"BULK-3.7-38"}
    changed = ruled([change, taken], [None, 409], replace(ANN_FOUND, text="new"), limit=1)
    assert changed.requirements == {"BULK-3.7.3-07"}


def test_tolerated_rejection_expects_success():
    (violation,) = ruled([G, U], [409, 201], found(U)).violations
    assert violation.expected == "success"


def test_last_value_of_an_attribute_must_be_stored_and_omitted_values_may_stay():
    def change(method: Method, *values: Value) -> OperationModel:
        return OperationModel(method, "User", Existing("ann"), text="new", values=values)

    def after(second: OperationModel, *shown: Value) -> Permission:
        there = replace(ANN_FOUND, text="new", values=frozenset(shown))
        return with_values([change(Method.PUT, LONG, TITLE), second], [200, 200], there).permission

    upper_case = Value("NICKNAME", "empty")
    assert after(change(Method.PATCH, EMPTY), EMPTY, TITLE) is Permission.PERMITTED
    assert after(change(Method.PATCH, upper_case), upper_case, TITLE) is Permission.PERMITTED
    assert after(change(Method.PATCH, EMPTY), LONG, TITLE) is Permission.FORBIDDEN
    assert after(change(Method.PUT, EMPTY), EMPTY) is Permission.PERMITTED
    assert after(change(Method.PUT), LONG) is Permission.PERMITTED


@pytest.mark.parametrize("encoding", JsonEncoding)
def test_only_disputed_encodings_may_be_rejected(encoding: JsonEncoding):
    disputed = encoding in (JsonEncoding.NULLS, JsonEncoding.UNKNOWN, JsonEncoding.ODD_IDS)
    permission = Permission.TOLERATED if disputed else Permission.FORBIDDEN
    shape = JobModel((U, G), None, encoding)
    alone = Observed(200, True, (400, 400), (ANN_FOUND,))
    whole = Observed(400, False, (None, None), (ANN_FOUND,))
    half = Observed(200, True, (201, 201), (ANN_FOUND, found(U)))
    assert judge(shape, BEFORE, alone, Server()).permission is permission
    assert judge(shape, BEFORE, whole, Server()).permission is permission
    assert judge(shape, BEFORE, half, Server()).permission is Permission.FORBIDDEN


@pytest.mark.parametrize("method", [Method.DELETE, Method.PUT])
@pytest.mark.parametrize(("code", "left"), [(412, "before"), (200, "after")])
def test_version_may_change_with_a_related_resource(method: Method, code: int, left: str) -> None:
    before = {"ann": ANN, "team": Resource("Group", "team", "before", frozenset({"ann"}))}
    steps = (
        OperationModel(method, "User", Existing("ann"), text="new" if method is Method.PUT else None),
        OperationModel(Method.PATCH, "Group", Existing("team"), text="after", version=Version.CURRENT),
    )
    ann = [] if method is Method.DELETE else [Found("User", "ann", "new", label="ann")]
    members = frozenset() if method is Method.DELETE else frozenset({"ann"})
    team = Found("Group", "team", left, members, label="team")
    codes = (204 if method is Method.DELETE else 200, code)
    oracle_result = judge(JobModel(steps), before, Observed(200, True, codes, (*ann, team)), Server())
    assert oracle_result.permission is Permission.PERMITTED, oracle_result.violations


def test_message_about_references_names_operations() -> None:
    oracle_result = ruled(
        [user("a"), group("g", "a")],
        [201, 201],
        Found("User", "name-a", None),
        Found("Group", "name-g", None),
    )
    (violation,) = oracle_result.violations
    assert (violation.expected, violation.got) == (
        "references to the resource of operation [0]",
        "no references",
    )
