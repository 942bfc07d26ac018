"""Circular references: resources of one bulk request that refer to each other."""

from conformance.scenario.bulk_clean_up import clear
from conformance.scenario.context import ScenarioContext
from conformance.scenario.read_back import ReadBack
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import Operation, ref


def ring_of_groups(ctx: ScenarioContext, size: int) -> list[Operation]:
    """Return POSTs of groups, each with the next one as its member and the last with the first."""
    return [ctx.resources.post_group(f"ring{n}", ref(f"ring{(n + 1) % size}")) for n in range(size)]


@scenario("nesting")
def ring_of_two_groups(ctx: ScenarioContext) -> None:
    """Two groups, each a member of the other, as in the example of the RFC."""
    ctx.bulk.send(*ring_of_groups(ctx, 2), rejectable=True)


@scenario("nesting", effort="standard")
def ring_of_three_groups(ctx: ScenarioContext) -> None:
    """Three groups in a circular reference."""
    ctx.bulk.send(*ring_of_groups(ctx, 3), rejectable=True)


@scenario("nesting", effort="standard")
def ring_of_twelve_groups(ctx: ScenarioContext) -> None:
    """Twelve groups in a circular reference."""
    ctx.bulk.send(*ring_of_groups(ctx, 12), rejectable=True)
    clear(ctx, judged=False)


@scenario("users", "enterprise", effort="standard")
def ring_of_managers(ctx: ScenarioContext) -> None:
    """Two users who are each other's manager, and one user without a manager."""
    ctx.bulk.send(
        ctx.resources.post_user("boss", manager=ref("chief")),
        ctx.resources.post_user("chief", manager=ref("boss")),
        ctx.resources.post_user("behind"),
        rejectable=True,
    )


@scenario("users", "nesting", effort="standard")
def ring_beside_bystanders(ctx: ScenarioContext) -> None:
    """A circular reference of two groups, with unrelated users before, between and after them."""
    first, second = ring_of_groups(ctx, 2)
    ctx.bulk.send(
        ctx.resources.post_user("before"),
        first,
        ctx.resources.post_user("between"),
        second,
        ctx.resources.post_user("behind"),
        rejectable=True,
    )


@scenario("users", "nesting", effort="standard")
def ring_with_a_tail(ctx: ScenarioContext) -> None:
    """A circular reference of two groups, one with a user, and a third group with one of the two."""
    ctx.bulk.send(
        ctx.resources.post_group("ring0", ref("ring1"), ref("leaf")),
        ctx.resources.post_group("tail", ref("ring0")),
        ctx.resources.post_group("ring1", ref("ring0")),
        ctx.resources.post_user("leaf"),
        rejectable=True,
    )


@scenario("nesting", effort="standard")
def group_in_itself(ctx: ScenarioContext) -> None:
    """A group that is its own member."""
    ctx.bulk.send(ctx.resources.post_group("self", ref("self")), rejectable=True)


@scenario("users", "enterprise", effort="standard")
def self_managed_user(ctx: ScenarioContext) -> None:
    """A user whose manager is the same user, and one without a manager."""
    ctx.bulk.send(
        ctx.resources.post_user("self", manager=ref("self")),
        ctx.resources.post_user("behind"),
        rejectable=True,
    )


@scenario("nesting", effort="standard")
def ring_that_cannot_be(ctx: ScenarioContext) -> None:
    """A circular reference of two groups, one of which also refers to an undefined bulkId."""
    first, second = (
        ctx.resources.post_group("first", ref("second")),
        ctx.resources.post_group("second", ref("first"), ref("nobody")),
    )
    ctx.bulk.send(first, second, rejectable=True, read_back=ReadBack.SEARCH)
