"""Rings: resources of one job that refer to each other."""

from conformance.scenario.bulk_clean_up import clear
from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import Operation, ref


def ring_of_groups(ctx: ScenarioContext, size: int) -> list[Operation]:
    """Return POSTs of groups, each with the next one as its member and the last with the first."""
    return [ctx.post_group(f"ring{n}", ref(f"ring{(n + 1) % size}")) for n in range(size)]


@scenario("nesting")
def ring_of_two_groups(ctx: ScenarioContext) -> None:
    """Two groups, each a member of the other: the RFC's own example."""
    ctx.run(*ring_of_groups(ctx, 2), refusable=True)


@scenario("nesting", effort="standard")
def ring_of_three_groups(ctx: ScenarioContext) -> None:
    """Three groups in a ring."""
    ctx.run(*ring_of_groups(ctx, 3), refusable=True)


@scenario("nesting", effort="standard")
def ring_of_twelve_groups(ctx: ScenarioContext) -> None:
    """Twelve groups in a ring."""
    ctx.run(*ring_of_groups(ctx, 12), refusable=True)
    clear(ctx, judged=False)


@scenario("users", "enterprise", effort="standard")
def ring_of_managers(ctx: ScenarioContext) -> None:
    """Two users who are each other's manager, and one who has nothing to do with it."""
    ctx.run(
        ctx.post_user("boss", manager=ref("chief")),
        ctx.post_user("chief", manager=ref("boss")),
        ctx.post_user("behind"),
        refusable=True,
    )


@scenario("users", "nesting", effort="standard")
def ring_beside_bystanders(ctx: ScenarioContext) -> None:
    """A ring of two groups among users who have nothing to do with it."""
    first, second = ring_of_groups(ctx, 2)
    ctx.run(
        ctx.post_user("before"),
        first,
        ctx.post_user("between"),
        second,
        ctx.post_user("behind"),
        refusable=True,
    )


@scenario("users", "nesting", effort="standard")
def ring_with_a_tail(ctx: ScenarioContext) -> None:
    """A ring of two groups, one of which has a new user too, and a group that looks at the ring."""
    ctx.run(
        ctx.post_group("ring0", ref("ring1"), ref("leaf")),
        ctx.post_group("tail", ref("ring0")),
        ctx.post_group("ring1", ref("ring0")),
        ctx.post_user("leaf"),
        refusable=True,
    )


@scenario("nesting", effort="standard")
def group_in_itself(ctx: ScenarioContext) -> None:
    """A group that is its own member."""
    ctx.run(ctx.post_group("self", ref("self")), refusable=True)


@scenario("users", "enterprise", effort="standard")
def self_managed_user(ctx: ScenarioContext) -> None:
    """A user whose manager is the same user, and one without a manager."""
    ctx.run(
        ctx.post_user("self", manager=ref("self")),
        ctx.post_user("behind"),
        refusable=True,
    )


@scenario("nesting", effort="standard")
def ring_that_cannot_be(ctx: ScenarioContext) -> None:
    """A ring of two groups, one of which refers to a bulkId that no operation has."""
    first, second = (
        ctx.post_group("first", ref("second")),
        ctx.post_group("second", ref("first"), ref("nobody")),
    )
    ctx.run(first, second, refusable=True, alone=False)
