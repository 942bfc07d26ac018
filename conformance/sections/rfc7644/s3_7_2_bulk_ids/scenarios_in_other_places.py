"""References in paths, filters, $ref and text, and in other spellings."""

from dataclasses import replace

from conformance.scenario.context import ScenarioContext
from conformance.scenario.read_back import ReadBack
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import ENTERPRISE_USER, PATCH_OP, Operation, ref
from conformance.scim.document import BULK_ID_PREFIX

LONG = 10_000
"""Characters of the longest bulkId."""


def patch(path: str, *changes: dict[str, object]) -> Operation:
    """Return a PATCH with changes."""
    return Operation("PATCH", path, data={"schemas": [PATCH_OP], "Operations": list(changes)})


@scenario("users", "groups", effort="standard")
def reference_with_its_url(ctx: ScenarioContext) -> None:
    """A group whose member has the same reference in value and $ref."""
    whole = ctx.resources.post_group("circle", ref("member"))
    member = {"value": ref("member"), "$ref": f"..{ctx.resources.users}/{ref('member')}"}
    data = {**(whole.data or {}), ctx.resources.members: [member]}
    ctx.bulk.send(
        ctx.resources.post_user("member"), Operation("POST", whole.path, "circle", data), rejectable=True
    )


@scenario("users", effort="standard")
def references_in_text(ctx: ScenarioContext) -> None:
    """Users whose displayName contains a reference, is a reference, and begins like a reference."""
    ctx.bulk.send(
        ctx.resources.post_user("someone"),
        ctx.resources.post_user("sentence", text=f"see {ref('someone')} please"),
        ctx.resources.post_user("whole", text=ref("someone")),
        ctx.resources.post_user("longer", text=f"{ref('someone')}-else"),
        rejectable=True,
    )


@scenario("users", "groups", "patch", effort="standard")
def reference_in_filter(ctx: ScenarioContext) -> None:
    """A PATCH that adds two new users to a group, and a PATCH with a filter that removes the first one."""
    circle = ctx.fixtures.group("circle")
    members = [{"value": ref(name)} for name in ("leaver", "stayer")]
    ctx.bulk.send(
        ctx.resources.post_user("leaver"),
        ctx.resources.post_user("stayer"),
        patch(circle.path, {"op": "add", "path": ctx.resources.members, "value": members}),
        patch(circle.path, {"op": "remove", "path": f'{ctx.resources.members}[value eq "{ref("leaver")}"]'}),
        rejectable=True,
        read_back=ReadBack.SEARCH,
    )


@scenario("users", "groups", "patch", effort="standard")
def references_in_other_changes(ctx: ScenarioContext) -> None:
    """A PATCH without a path, one with an object as value, a PUT with a forward reference, names in capitals.

    A server may not accept an object in place of a list, or such names. If it does, it must resolve the
    references.
    """
    circle, ahead = ctx.fixtures.group("circle"), ctx.fixtures.group("ahead")
    group = ctx.resources.post_group("capitals")
    capitals = {name: value for name, value in (group.data or {}).items() if name != ctx.resources.members}
    capitals[ctx.resources.members[:1].upper() + ctx.resources.members[1:]] = [{"Value": ref("member")}]
    ctx.bulk.send(
        ctx.resources.post_user("member"),
        patch(circle.path, {"op": "add", "value": {ctx.resources.members: [{"value": ref("member")}]}}),
        Operation("PUT", ahead.path, data=ctx.resources.changed(ahead, members=[ref("late")])),
        ctx.resources.post_user("late"),
        patch(circle.path, {"op": "add", "path": ctx.resources.members, "value": {"value": ref("late")}}),
        replace(group, data=capitals),
        rejectable=True,
        read_back=ReadBack.SEARCH,
    )


@scenario("users", "enterprise", "patch", effort="standard")
def manager_in_a_patch(ctx: ScenarioContext) -> None:
    """Changes that make a new user the manager of others: a PATCH with a path, one without, and a PUT."""
    clerk, other, third = (ctx.fixtures.user(each) for each in ("clerk", "other", "third"))
    manager = {"value": ref("boss")}
    ctx.bulk.send(
        ctx.resources.post_user("boss"),
        patch(clerk.path, {"op": "add", "path": f"{ENTERPRISE_USER}:manager", "value": manager}),
        patch(other.path, {"op": "add", "value": {ENTERPRISE_USER: {"manager": manager}}}),
        Operation("PUT", third.path, data=ctx.resources.user("third", manager=ref("boss"))),
        rejectable=True,
        read_back=ReadBack.SEARCH,
    )


@scenario("users", effort="standard")
def references_in_paths_of_put_and_delete(ctx: ScenarioContext) -> None:
    """A PUT and a DELETE whose paths name new users by their bulkIds."""
    kept, gone = ctx.resources.post_user("kept"), ctx.resources.post_user("gone")
    replacement = {**(kept.data or {}), ctx.resources.text: "Replaced by its bulkId"}
    ctx.bulk.send(
        kept,
        gone,
        Operation("PUT", f"{ctx.resources.users}/{ref('kept')}", data=replacement),
        Operation("DELETE", f"{ctx.resources.users}/{ref('gone')}"),
        rejectable=True,
    )


@scenario("users", "nesting", "patch", effort="standard")
def ring_by_a_later_patch(ctx: ScenarioContext) -> None:
    """A group, a group that has it as a member, and a PATCH that adds the second to the first."""
    add: dict[str, object] = {"op": "add", "path": ctx.resources.members, "value": [{"value": ref("second")}]}
    ctx.bulk.send(
        ctx.resources.post_group("first"),
        ctx.resources.post_group("second", ref("first")),
        patch(f"{ctx.resources.groups}/{ref('first')}", add),
        rejectable=True,
    )


@scenario("users", "groups", effort="standard")
def prefix_in_another_case(ctx: ScenarioContext) -> None:
    """A group whose member is a reference with the prefix bulkid: in lower case."""
    lower = ref("member").replace(BULK_ID_PREFIX, BULK_ID_PREFIX.lower())
    ctx.bulk.send(
        ctx.resources.post_user("member"), ctx.resources.post_group("circle", lower), rejectable=True
    )


@scenario("users", "groups", "enterprise", effort="standard")
def reference_of_another_type(ctx: ScenarioContext) -> None:
    """A user whose manager is a new group."""
    ctx.bulk.send(
        ctx.resources.post_group("circle"),
        ctx.resources.post_user("clerk", manager=ref("circle")),
        rejectable=True,
    )


@scenario("users", "bulk", "groups", effort="standard")
def extreme_bulk_ids(ctx: ScenarioContext) -> None:
    """A reference to a bulkId of ten thousand characters, and a bulkId that is half of a surrogate pair.

    No operation refers to the latter, because a server that stores references as text could not list its
    groups.
    """
    for label, bulk_id, refers in (
        ("very long", "x" * LONG, True),
        ("half a surrogate pair", "\ud800", False),
    ):
        first = Operation("POST", ctx.resources.users, bulk_id, ctx.resources.user("odd"))
        job = [first, *([ctx.resources.post_group("circle", ref(bulk_id))] if refers else [])]
        sent = dict(enumerate(operation.document() for operation in job))
        ctx.bulk.send(*job, malformed=sent, label=f"a bulkId that is {label}", rejectable=True)


@scenario("users", "groups", effort="standard")
def failure_behind_a_reference(ctx: ScenarioContext) -> None:
    """A user, and a group with that user and another one that a later operation fails to create."""
    taken = ctx.fixtures.user("taken")
    ctx.bulk.send(
        ctx.resources.post_user("good"),
        ctx.resources.post_group("circle", ref("good"), ref("duplicate")),
        Operation("POST", ctx.resources.users, "duplicate", ctx.resources.changed(taken)),
        ctx.resources.post_user("bystander"),
        rejectable=True,
    )


@scenario("nesting", effort="thorough")
def long_chain_of_forward_references(ctx: ScenarioContext) -> None:
    """As many groups as maxOperations permits, at most 400, each with the next one as its member."""
    length = max(2, min(400, ctx.capabilities.max_operations or 400))
    links = [ctx.resources.post_group(f"link{n}", ref(f"link{n + 1}")) for n in range(length - 1)]
    ctx.bulk.send(*links, ctx.resources.post_group(f"link{length - 1}"), rejectable=True)
