"""Rings: resources of one job that refer to each other."""

from conformance.engine.clearing import clear
from conformance.engine.lab import Lab
from conformance.engine.registry import scenario
from conformance.jobs.job import Operation, ref


def ring_of_groups(lab: Lab, size: int) -> list[Operation]:
    """Return POSTs of groups, each with the next one as its member and the last with the first."""
    return [lab.post_group(f"ring{n}", ref(f"ring{(n + 1) % size}")) for n in range(size)]


@scenario("nesting")
def ring_of_two_groups(lab: Lab) -> None:
    """Two groups, each a member of the other: the RFC's own example."""
    lab.run(*ring_of_groups(lab, 2), refusable=True)


@scenario("nesting", effort="standard")
def ring_of_three_groups(lab: Lab) -> None:
    """Three groups in a ring."""
    lab.run(*ring_of_groups(lab, 3), refusable=True)


@scenario("nesting", effort="standard")
def ring_of_twelve_groups(lab: Lab) -> None:
    """Twelve groups in a ring."""
    lab.run(*ring_of_groups(lab, 12), refusable=True)
    clear(lab, judged=False)


@scenario("users", "enterprise", effort="standard")
def ring_of_managers(lab: Lab) -> None:
    """Two users who are each other's manager, and one who has nothing to do with it."""
    lab.run(
        lab.post_user("boss", manager=ref("chief")),
        lab.post_user("chief", manager=ref("boss")),
        lab.post_user("behind"),
        refusable=True,
    )


@scenario("users", "nesting", effort="standard")
def ring_beside_bystanders(lab: Lab) -> None:
    """A ring of two groups among users who have nothing to do with it."""
    first, second = ring_of_groups(lab, 2)
    lab.run(
        lab.post_user("before"),
        first,
        lab.post_user("between"),
        second,
        lab.post_user("behind"),
        refusable=True,
    )


@scenario("users", "nesting", effort="standard")
def ring_with_a_tail(lab: Lab) -> None:
    """A ring of two groups, one of which has a new user too, and a group that looks at the ring."""
    lab.run(
        lab.post_group("ring0", ref("ring1"), ref("leaf")),
        lab.post_group("tail", ref("ring0")),
        lab.post_group("ring1", ref("ring0")),
        lab.post_user("leaf"),
        refusable=True,
    )


@scenario("nesting", effort="standard")
def group_in_itself(lab: Lab) -> None:
    """A group that is its own member."""
    lab.run(lab.post_group("self", ref("self")), refusable=True)


@scenario("users", "enterprise", effort="standard")
def self_managed_user(lab: Lab) -> None:
    """A user whose manager is the same user, and one without a manager."""
    lab.run(
        lab.post_user("self", manager=ref("self")),
        lab.post_user("behind"),
        refusable=True,
    )


@scenario("nesting", effort="standard")
def ring_that_cannot_be(lab: Lab) -> None:
    """A ring of two groups, one of which refers to a bulkId that no operation has."""
    first, second = (
        lab.post_group("first", ref("second")),
        lab.post_group("second", ref("first"), ref("nobody")),
    )
    lab.run(first, second, refusable=True, alone=False)
