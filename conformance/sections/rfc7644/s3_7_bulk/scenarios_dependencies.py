"""Jobs in which references decide what runs first, and when failOnErrors ends the job."""

from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import Operation, ref


@scenario("users", "groups", effort="standard")
def dependant_before_its_failure(ctx: ScenarioContext) -> None:
    """A job with failOnErrors 1: a group, its member that cannot be created, and a user."""
    taken = ctx.existing_user("taken")
    ctx.run(
        ctx.post_group("circle", ref("member")),
        Operation("POST", ctx.users, "member", ctx.changed(taken)),
        ctx.post_user("behind"),
        fail_on_errors=1,
        refusable=True,
    )


@scenario("users", "groups", effort="standard")
def unresolved_reference_ends_the_job(ctx: ScenarioContext) -> None:
    """A job with failOnErrors 1: a group whose member no operation creates, another group, and a user."""
    ctx.run(
        ctx.post_group("circle", ref("nobody")),
        ctx.post_group("beside"),
        ctx.post_user("behind"),
        fail_on_errors=1,
        refusable=True,
    )


@scenario("users", "groups", effort="standard")
def race_for_a_name(ctx: ScenarioContext) -> None:
    """Two users of one name, the second of which is a member of a group that stands before both."""
    first = ctx.post_user("name")
    second = Operation("POST", ctx.users, "second", first.data)
    ctx.run(ctx.post_group("circle", ref("second")), first, second, refusable=True)
