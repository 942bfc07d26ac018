"""Jobs in which references decide what runs first, and when failOnErrors ends the job."""

from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import Operation, ref


@scenario("users", "groups", effort="standard")
def dependant_before_its_failure(ctx: ScenarioContext) -> None:
    """A job with failOnErrors 1: a group, its member that cannot be created, and a user."""
    taken = ctx.fixtures.user("taken")
    ctx.bulk.send(
        ctx.resources.post_group("circle", ref("member")),
        Operation("POST", ctx.resources.users, "member", ctx.resources.changed(taken)),
        ctx.resources.post_user("behind"),
        fail_on_errors=1,
        rejectable=True,
    )


@scenario("users", "groups", effort="standard")
def unresolved_reference_ends_the_job(ctx: ScenarioContext) -> None:
    """A job with failOnErrors 1: a group whose member no operation creates, another group, and a user."""
    ctx.bulk.send(
        ctx.resources.post_group("circle", ref("nobody")),
        ctx.resources.post_group("beside"),
        ctx.resources.post_user("behind"),
        fail_on_errors=1,
        rejectable=True,
    )


@scenario("users", "groups", effort="standard")
def race_for_a_name(ctx: ScenarioContext) -> None:
    """Two users of one name, the second of which is a member of a group that stands before both."""
    first = ctx.resources.post_user("name")
    second = Operation("POST", ctx.resources.users, "second", first.data)
    ctx.bulk.send(ctx.resources.post_group("circle", ref("second")), first, second, rejectable=True)
