"""Jobs with failOnErrors: with as many errors as it says, with fewer, and with values that say nothing."""

from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import PATCH_OP, Job, Operation


@scenario("users")
def one_error_ends_the_job(ctx: ScenarioContext) -> None:
    """A job with failOnErrors 1 whose second operation fails, with creations and changes behind it."""
    taken = ctx.existing_user("taken")
    duplicate = Operation("POST", ctx.users, "duplicate", ctx.changed(taken))
    groups = ctx.has("groups")
    before = ctx.post_group("before") if groups else ctx.post_user("before")
    behind = [ctx.post_user("behind"), ctx.post_user("last")]
    if ctx.kinds.users.text:
        behind.append(Operation("PUT", taken.path, data=ctx.changed(taken, text="Put behind the end")))
    if ctx.kinds.users.text and ctx.has("patch"):
        change = {"op": "replace", "path": ctx.text, "value": "Patched behind the end"}
        data = {"schemas": [PATCH_OP], "Operations": [change]}
        behind.append(Operation("PATCH", taken.path, data=data))
    ctx.run(before, duplicate, *behind, fail_on_errors=1)


@scenario("users", effort="standard")
def malformed_operation_ends_the_job(ctx: ScenarioContext) -> None:
    """A job with failOnErrors 1 whose second operation has no method."""
    bad = ctx.post_user("duplicate")
    document = {name: value for name, value in bad.document().items() if name != "method"}
    ctx.run(
        ctx.post_user("before"),
        bad,
        ctx.post_user("behind"),
        malformed={1: document},
        fail_on_errors=1,
        refusable=True,
    )


@scenario("users", effort="standard")
def two_errors_end_the_job(ctx: ScenarioContext) -> None:
    """A job with failOnErrors 2 whose first and third operation fail, each for another reason."""
    taken = ctx.existing_user("taken")
    ctx.run(
        Operation("PUT", ctx.absent("first"), data=ctx.user("first")),
        ctx.post_user("between"),
        Operation("POST", ctx.users, "duplicate", ctx.changed(taken)),
        ctx.post_user("behind"),
        Operation("DELETE", taken.path),
        fail_on_errors=2,
    )


@scenario("users", effort="standard")
def fewer_errors_than_accepted(ctx: ScenarioContext) -> None:
    """A job with failOnErrors 3 in which two operations fail and six succeed."""
    taken = ctx.existing_user("taken")
    duplicates = [Operation("POST", ctx.users, f"duplicate{n}", ctx.changed(taken)) for n in (1, 2)]
    goods = [ctx.post_user(f"good{n}") for n in range(5)]
    gone = Operation("DELETE", ctx.existing_user("gone").path)
    ctx.run(*goods[:2], duplicates[0], gone, *goods[2:4], duplicates[1], goods[4], fail_on_errors=3)


@scenario("users", effort="standard")
def fail_on_errors_zero(ctx: ScenarioContext) -> None:
    """A job with failOnErrors 0 whose second operation fails."""
    taken = ctx.existing_user("taken")
    duplicate = Operation("POST", ctx.users, "duplicate", ctx.changed(taken))
    ctx.run(ctx.post_user("before"), duplicate, ctx.post_user("behind"), fail_on_errors=0, refusable=True)


@scenario("users", effort="standard")
def fail_on_errors_huge(ctx: ScenarioContext) -> None:
    """Jobs with failOnErrors above the number of operations: 50, 2 to the power of 31, 10 to that of 20."""
    for limit in (50, 2**31, 10**20):
        ctx.run(
            ctx.post_user(f"huge{limit}"), fail_on_errors=limit, label=f"failOnErrors {limit}", refusable=True
        )


@scenario("users", effort="standard")
def fail_on_errors_null(ctx: ScenarioContext) -> None:
    """A job whose failOnErrors is null, and whose second operation fails."""
    twice = ctx.user("null")
    posts = [Operation("POST", ctx.users, bulk_id, twice) for bulk_id in ("null", "duplicate")]
    job = Job((*posts, ctx.post_user("behind")))
    body = job.encode().replace(b'"Operations"', b'"failOnErrors": null, "Operations"', 1)
    ctx.send(body, label="failOnErrors null", job=job)


@scenario("users", effort="standard")
def fail_on_errors_is_no_number(ctx: ScenarioContext) -> None:
    """Jobs whose failOnErrors is negative, fractional, textual, a list or a Boolean."""
    jobs = {}
    for number, value in enumerate(("-1", "1.5", '"one"', '"1"', "[1]", "true")):
        job = ctx.encode(ctx.post_user(f"spoilt{number}"))
        jobs[value] = job.replace(b'"Operations"', f'"failOnErrors": {value}, "Operations"'.encode(), 1)
    ctx.send_malformed(jobs)


@scenario("users", effort="standard")
def errors_of_every_kind(ctx: ScenarioContext) -> None:
    """A job that ends with its last error, which is one of changes and deletions of what is not there."""
    errors = [Operation("DELETE", ctx.absent("delete"))]
    if ctx.kinds.users.text and ctx.has("patch"):
        change = {"op": "replace", "path": ctx.text, "value": "Nobody"}
        data = {"schemas": [PATCH_OP], "Operations": [change]}
        errors.append(Operation("PATCH", ctx.absent("patch"), data=data))
    if ctx.has("groups"):
        errors.append(Operation("DELETE", ctx.absent("group").replace(ctx.users, ctx.groups, 1)))
    ctx.run(*errors, ctx.post_user("behind"), fail_on_errors=len(errors), skim=True)
