"""Jobs with failOnErrors: with as many errors as it says, with fewer, and with values that say nothing."""

from conformance.scenario.context import ScenarioContext
from conformance.scenario.read_back import ReadBack
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import PATCH_OP, Job, Operation


@scenario("users")
def one_error_ends_the_job(ctx: ScenarioContext) -> None:
    """A job with failOnErrors 1 whose second operation fails, with creations and changes behind it."""
    taken = ctx.fixtures.user("taken")
    duplicate = Operation("POST", ctx.resources.users, "duplicate", ctx.resources.changed(taken))
    groups = ctx.has("groups")
    before = ctx.resources.post_group("before") if groups else ctx.resources.post_user("before")
    behind = [ctx.resources.post_user("behind"), ctx.resources.post_user("last")]
    if ctx.kinds.users.text:
        behind.append(
            Operation("PUT", taken.path, data=ctx.resources.changed(taken, text="Put behind the end"))
        )
    if ctx.kinds.users.text and ctx.has("patch"):
        change = {"op": "replace", "path": ctx.resources.text, "value": "Patched behind the end"}
        data = {"schemas": [PATCH_OP], "Operations": [change]}
        behind.append(Operation("PATCH", taken.path, data=data))
    ctx.bulk.send(before, duplicate, *behind, fail_on_errors=1)


@scenario("users", effort="standard")
def malformed_operation_ends_the_job(ctx: ScenarioContext) -> None:
    """A job with failOnErrors 1 whose second operation has no method."""
    bad = ctx.resources.post_user("duplicate")
    document = {name: value for name, value in bad.document().items() if name != "method"}
    ctx.bulk.send(
        ctx.resources.post_user("before"),
        bad,
        ctx.resources.post_user("behind"),
        malformed={1: document},
        fail_on_errors=1,
        rejectable=True,
    )


@scenario("users", effort="standard")
def two_errors_end_the_job(ctx: ScenarioContext) -> None:
    """A job with failOnErrors 2 whose first and third operation fail, each for another reason."""
    taken = ctx.fixtures.user("taken")
    ctx.bulk.send(
        Operation("PUT", ctx.resources.absent("first"), data=ctx.resources.user("first")),
        ctx.resources.post_user("between"),
        Operation("POST", ctx.resources.users, "duplicate", ctx.resources.changed(taken)),
        ctx.resources.post_user("behind"),
        Operation("DELETE", taken.path),
        fail_on_errors=2,
    )


@scenario("users", effort="standard")
def fewer_errors_than_accepted(ctx: ScenarioContext) -> None:
    """A job with failOnErrors 3 in which two operations fail and six succeed."""
    taken = ctx.fixtures.user("taken")
    duplicates = [
        Operation("POST", ctx.resources.users, f"duplicate{n}", ctx.resources.changed(taken)) for n in (1, 2)
    ]
    goods = [ctx.resources.post_user(f"good{n}") for n in range(5)]
    gone = Operation("DELETE", ctx.fixtures.user("gone").path)
    ctx.bulk.send(*goods[:2], duplicates[0], gone, *goods[2:4], duplicates[1], goods[4], fail_on_errors=3)


@scenario("users", effort="standard")
def fail_on_errors_zero(ctx: ScenarioContext) -> None:
    """A job with failOnErrors 0 whose second operation fails."""
    taken = ctx.fixtures.user("taken")
    duplicate = Operation("POST", ctx.resources.users, "duplicate", ctx.resources.changed(taken))
    ctx.bulk.send(
        ctx.resources.post_user("before"),
        duplicate,
        ctx.resources.post_user("behind"),
        fail_on_errors=0,
        rejectable=True,
    )


@scenario("users", effort="standard")
def fail_on_errors_huge(ctx: ScenarioContext) -> None:
    """Jobs with failOnErrors above the number of operations: 50, 2 to the power of 31, 10 to that of 20."""
    for limit in (50, 2**31, 10**20):
        ctx.bulk.send(
            ctx.resources.post_user(f"huge{limit}"),
            fail_on_errors=limit,
            label=f"failOnErrors {limit}",
            rejectable=True,
        )


@scenario("users", effort="standard")
def fail_on_errors_null(ctx: ScenarioContext) -> None:
    """A job whose failOnErrors is null, and whose second operation fails."""
    twice = ctx.resources.user("null")
    posts = [Operation("POST", ctx.resources.users, bulk_id, twice) for bulk_id in ("null", "duplicate")]
    job = Job((*posts, ctx.resources.post_user("behind")))
    body = job.encode().replace(b'"Operations"', b'"failOnErrors": null, "Operations"', 1)
    ctx.bulk.send_body(body, label="failOnErrors null", job=job)


@scenario("users", effort="standard")
def fail_on_errors_is_no_number(ctx: ScenarioContext) -> None:
    """Jobs whose failOnErrors is negative, fractional, textual, a list or a Boolean."""
    jobs = {}
    for number, value in enumerate(("-1", "1.5", '"one"', '"1"', "[1]", "true")):
        job = ctx.bulk.encode(ctx.resources.post_user(f"spoilt{number}"))
        jobs[value] = job.replace(b'"Operations"', f'"failOnErrors": {value}, "Operations"'.encode(), 1)
    ctx.bulk.send_malformed(jobs)


@scenario("users", effort="standard")
def errors_of_every_kind(ctx: ScenarioContext) -> None:
    """A job that ends with its last error, which is one of changes and deletions of what is not there."""
    errors = [Operation("DELETE", ctx.resources.absent("delete"))]
    if ctx.kinds.users.text and ctx.has("patch"):
        change = {"op": "replace", "path": ctx.resources.text, "value": "Nobody"}
        data = {"schemas": [PATCH_OP], "Operations": [change]}
        errors.append(Operation("PATCH", ctx.resources.absent("patch"), data=data))
    if ctx.has("groups"):
        errors.append(
            Operation(
                "DELETE", ctx.resources.absent("group").replace(ctx.resources.users, ctx.resources.groups, 1)
            )
        )
    ctx.bulk.send(
        *errors, ctx.resources.post_user("behind"), fail_on_errors=len(errors), read_back=ReadBack.USERS
    )
