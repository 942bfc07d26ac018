"""References to resources that the same bulk request creates."""

from itertools import pairwise

from conformance.control.operation_alone import try_alone
from conformance.scenario.bulk_clean_up import clear, rooms
from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import PATCH_OP, Operation, ref
from conformance.scim.resources import refs

TRIES = (("first-try", "second-try"), ("third-try", "fourth-try"))
"""bulkIds of two pairs of users with one name each. The manager of the first of a pair does not exist."""


@scenario("users", "groups")
def backward_reference(ctx: ScenarioContext) -> None:
    """A group whose member is a user created before it."""
    try_alone(
        ctx,
        ctx.bulk.send(ctx.resources.post_user("member"), ctx.resources.post_group("circle", ref("member"))),
    )


@scenario("users", "groups")
def forward_reference(ctx: ScenarioContext) -> None:
    """A group whose member is a user created after it, with an unrelated user in between."""
    bulk = ctx.bulk.send(
        ctx.resources.post_group("circle", ref("member")),
        ctx.resources.post_user("stranger"),
        ctx.resources.post_user("member"),
        rejectable=True,
    )
    try_alone(ctx, bulk)


@scenario("users", "nesting", effort="standard")
def several_references(ctx: ScenarioContext) -> None:
    """A group with two new users as members, and a group with that group and one of the users."""
    bulk = ctx.bulk.send(
        ctx.resources.post_user("one"),
        ctx.resources.post_user("two"),
        ctx.resources.post_group("inner", *refs("one", "two")),
        ctx.resources.post_group("outer", *refs("inner", "one")),
    )
    try_alone(ctx, bulk)


@scenario("users", "enterprise", effort="standard")
def manager_reference(ctx: ScenarioContext) -> None:
    """A user whose manager, in the enterprise extension, is created before it."""
    try_alone(
        ctx,
        ctx.bulk.send(ctx.resources.post_user("boss"), ctx.resources.post_user("clerk", manager=ref("boss"))),
    )


@scenario("users", "enterprise", effort="standard")
def forward_manager_reference(ctx: ScenarioContext) -> None:
    """A user whose manager, in the enterprise extension, is created after it."""
    try_alone(
        ctx,
        ctx.bulk.send(
            ctx.resources.post_user("clerk", manager=ref("boss")),
            ctx.resources.post_user("boss"),
            rejectable=True,
        ),
    )


@scenario("users", "groups", effort="standard")
def reference_in_put(ctx: ScenarioContext) -> None:
    """A PUT that gives an existing group a new user as its member."""
    circle = ctx.fixtures.group("circle")
    bulk = ctx.bulk.send(
        ctx.resources.post_user("member"),
        Operation("PUT", circle.path, data=ctx.resources.changed(circle, members=[ref("member")])),
    )
    try_alone(ctx, bulk)


@scenario("users", "groups", "patch", effort="standard")
def reference_in_patch(ctx: ScenarioContext) -> None:
    """A PATCH with two changes that add two new users to an existing group."""
    circle = ctx.fixtures.group("circle")
    add = [
        {"op": "add", "path": ctx.resources.members, "value": [{"value": ref(name)}]}
        for name in ("one", "two")
    ]
    bulk = ctx.bulk.send(
        ctx.resources.post_user("one"),
        ctx.resources.post_user("two"),
        Operation("PATCH", circle.path, data={"schemas": [PATCH_OP], "Operations": add}),
    )
    try_alone(ctx, bulk)


@scenario("users", "groups", "patch", effort="standard")
def forward_reference_in_patch(ctx: ScenarioContext) -> None:
    """A PATCH that replaces the members of an existing group by a user of a later operation."""
    circle = ctx.fixtures.group("circle")
    change = {"op": "replace", "path": ctx.resources.members, "value": [{"value": ref("member")}]}
    bulk = ctx.bulk.send(
        Operation("PATCH", circle.path, data={"schemas": [PATCH_OP], "Operations": [change]}),
        ctx.resources.post_user("stranger"),
        ctx.resources.post_user("member"),
        rejectable=True,
    )
    try_alone(ctx, bulk)


@scenario("users", "patch", effort="standard")
def reference_in_path(ctx: ScenarioContext) -> None:
    """A PATCH whose path names a user, created before it, by its bulkId."""
    change = {"op": "replace", "path": ctx.resources.text, "value": "Changed by its bulkId"}
    data = {"schemas": [PATCH_OP], "Operations": [change]}
    ctx.bulk.send(
        ctx.resources.post_user("new"),
        Operation("PATCH", f"{ctx.resources.users}/{ref('new')}", data=data),
        rejectable=True,
    )


@scenario("nesting", effort="standard")
def chain_of_forward_references(ctx: ScenarioContext) -> None:
    """Ten groups, or as many as maxOperations permits, each with the next one as its member."""
    length = max(2, min(10, ctx.capabilities.max_operations or 10))
    names = [f"link{n}" for n in range(length)]
    links = [ctx.resources.post_group(name, ref(after)) for name, after in pairwise(names)]
    ctx.bulk.send(*links, ctx.resources.post_group(names[-1]), rejectable=True)
    clear(ctx, judged=False)


@scenario("users", "groups")
def undefined_reference(ctx: ScenarioContext) -> None:
    """A group whose member is an undefined bulkId, between two users.

    If maxOperations permits, a second such group follows, and users with an undefined bulkId or an unknown id
    as manager, each followed by a user of the same name without a manager.
    """
    job = [
        ctx.resources.post_user("before"),
        ctx.resources.post_group("circle", ref("nobody")),
        ctx.resources.post_user("behind"),
    ]
    more = [ctx.resources.post_group("odd", ref("constructor"))]
    for tries, missing in zip(TRIES, (ref("nobody"), f"{ctx.resources.names}nobody"), strict=True):
        if ctx.has("enterprise"):
            users = ctx.resources.user(tries[0], manager=missing), ctx.resources.user(tries[0])
            more += [Operation("POST", ctx.resources.users, *each) for each in zip(tries, users, strict=True)]
    fitting = next(rooms(ctx, [*job, *more]))
    ctx.bulk.send(*(fitting if len(fitting) > len(job) else job), rejectable=True)


@scenario("users", "groups", effort="standard")
def reference_to_a_failed_post(ctx: ScenarioContext) -> None:
    """A group whose member is a user that cannot be created, because the userName is taken."""
    taken = ctx.fixtures.user("taken")
    ctx.bulk.send(
        Operation("POST", ctx.resources.users, "duplicate", ctx.resources.changed(taken)),
        ctx.resources.post_group("circle", ref("duplicate")),
        ctx.resources.post_user("bystander"),
    )
