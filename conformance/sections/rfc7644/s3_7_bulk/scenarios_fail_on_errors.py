"""Bulk requests with failOnErrors: as many errors as it accepts, fewer, and unusual or invalid values."""

from conformance.scenario.context import ScenarioContext
from conformance.scenario.read_back import ReadBack
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import PATCH_OP, Job, Operation, ref


@scenario("users")
def one_error_ends_the_job(ctx: ScenarioContext) -> None:
    """Send failOnErrors 1 with an invalid second operation, and valid operations after it."""
    taken = ctx.fixtures.user("taken")
    duplicate = Operation("POST", ctx.resources.users, "duplicate", ctx.resources.changed(taken))
    groups = ctx.has("groups")
    before = ctx.resources.post_group("before") if groups else ctx.resources.post_user("before")
    after = [ctx.resources.post_user("after"), ctx.resources.post_user("last")]
    if ctx.resource_types.users.text:
        after.append(
            Operation("PUT", taken.path, data=ctx.resources.changed(taken, text="Put after the end"))
        )
    if ctx.resource_types.users.text and ctx.has("patch"):
        change = {"op": "replace", "path": ctx.resources.text, "value": "Patched after the end"}
        data = {"schemas": [PATCH_OP], "Operations": [change]}
        after.append(Operation("PATCH", taken.path, data=data))
    ctx.bulk.send(before, duplicate, *after, fail_on_errors=1)


@scenario("users", effort="standard")
def malformed_operation_ends_the_job(ctx: ScenarioContext) -> None:
    """Send failOnErrors 1 with a second operation that has no method."""
    malformed = ctx.resources.post_user("malformed")
    document = {name: value for name, value in malformed.document().items() if name != "method"}
    ctx.bulk.send(
        ctx.resources.post_user("before"),
        malformed,
        ctx.resources.post_user("after"),
        malformed={1: document},
        fail_on_errors=1,
        rejectable=True,
    )


@scenario("users", effort="standard")
def two_errors_end_the_job(ctx: ScenarioContext) -> None:
    """Send failOnErrors 2 with an invalid first and third operation."""
    taken = ctx.fixtures.user("taken")
    ctx.bulk.send(
        Operation("PUT", ctx.resources.absent("first"), data=ctx.resources.user("first")),
        ctx.resources.post_user("between"),
        Operation("POST", ctx.resources.users, "duplicate", ctx.resources.changed(taken)),
        ctx.resources.post_user("after"),
        Operation("DELETE", taken.path),
        fail_on_errors=2,
    )


@scenario("users", effort="standard")
def fewer_errors_than_accepted(ctx: ScenarioContext) -> None:
    """Send failOnErrors 3 with two invalid operations and six valid ones."""
    taken = ctx.fixtures.user("taken")
    duplicates = [
        Operation("POST", ctx.resources.users, f"duplicate{n}", ctx.resources.changed(taken)) for n in (1, 2)
    ]
    goods = [ctx.resources.post_user(f"good{n}") for n in range(5)]
    gone = Operation("DELETE", ctx.fixtures.user("gone").path)
    ctx.bulk.send(*goods[:2], duplicates[0], gone, *goods[2:4], duplicates[1], goods[4], fail_on_errors=3)


@scenario("users", effort="standard")
def fail_on_errors_zero(ctx: ScenarioContext) -> None:
    """Send failOnErrors 0 with an invalid second operation."""
    taken = ctx.fixtures.user("taken")
    duplicate = Operation("POST", ctx.resources.users, "duplicate", ctx.resources.changed(taken))
    ctx.bulk.send(
        ctx.resources.post_user("before"),
        duplicate,
        ctx.resources.post_user("after"),
        fail_on_errors=0,
        rejectable=True,
    )


@scenario("users", effort="standard")
def fail_on_errors_huge(ctx: ScenarioContext) -> None:
    """Send failOnErrors above the number of operations: 50, 2 to the power of 31, and 10 to that of 20."""
    for limit in (50, 2**31, 10**20):
        ctx.bulk.send(
            ctx.resources.post_user(f"huge{limit}"),
            fail_on_errors=limit,
            label=f"failOnErrors {limit}",
            rejectable=True,
        )


@scenario("users", effort="standard")
def fail_on_errors_null(ctx: ScenarioContext) -> None:
    """Send failOnErrors null with an invalid second operation."""
    twice = ctx.resources.user("null")
    posts = [Operation("POST", ctx.resources.users, bulk_id, twice) for bulk_id in ("null", "duplicate")]
    job = Job((*posts, ctx.resources.post_user("after")))
    body = job.encode().replace(b'"Operations"', b'"failOnErrors": null, "Operations"', 1)
    ctx.bulk.send_body(body, label="failOnErrors null", job=job)


@scenario("users", "bulk", effort="standard")
def fail_on_errors_is_no_number(ctx: ScenarioContext) -> None:
    """Send failOnErrors as a negative number, a fraction, a string, an array and a Boolean."""
    bodies = {}
    for number, value in enumerate(("-1", "1.5", '"one"', '"1"', "[1]", "true")):
        body = ctx.bulk.encode(ctx.resources.post_user(f"invalid{number}"))
        bodies[value] = body.replace(b'"Operations"', f'"failOnErrors": {value}, "Operations"'.encode(), 1)
    ctx.bulk.send_malformed(bodies)


@scenario("users", effort="standard")
def errors_of_every_kind(ctx: ScenarioContext) -> None:
    """Send changes and deletions of missing resources, as many as failOnErrors, and a valid operation."""
    errors = [Operation("DELETE", ctx.resources.absent("delete"))]
    if ctx.resource_types.users.text and ctx.has("patch"):
        change = {"op": "replace", "path": ctx.resources.text, "value": "Missing"}
        data = {"schemas": [PATCH_OP], "Operations": [change]}
        errors.append(Operation("PATCH", ctx.resources.absent("patch"), data=data))
    if ctx.has("groups"):
        errors.append(
            Operation(
                "DELETE", ctx.resources.absent("group").replace(ctx.resources.users, ctx.resources.groups, 1)
            )
        )
    ctx.bulk.send(
        *errors, ctx.resources.post_user("after"), fail_on_errors=len(errors), read_back=ReadBack.USERS
    )


@scenario("users", "groups", effort="standard")
def dependant_before_its_failure(ctx: ScenarioContext) -> None:
    """Send a group, its member that cannot be created, and a user, with failOnErrors 1."""
    taken = ctx.fixtures.user("taken")
    ctx.bulk.send(
        ctx.resources.post_group("group", ref("member")),
        Operation("POST", ctx.resources.users, "member", ctx.resources.changed(taken)),
        ctx.resources.post_user("after"),
        fail_on_errors=1,
        rejectable=True,
    )


@scenario("users", "groups", effort="standard")
def unresolved_reference_ends_the_job(ctx: ScenarioContext) -> None:
    """Send a group with an undefined reference, another group and a user, with failOnErrors 1."""
    ctx.bulk.send(
        ctx.resources.post_group("group", ref("undefined")),
        ctx.resources.post_group("beside"),
        ctx.resources.post_user("after"),
        fail_on_errors=1,
        rejectable=True,
    )
