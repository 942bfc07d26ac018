"""Bulk requests that show how operations are processed, and which bulkIds are accepted."""

from collections.abc import Callable

from conformance.scenario.context import ScenarioContext
from conformance.scenario.read_back import ReadBack
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import PATCH_OP, Operation, ref


def patch(path: str, attribute: str, value: object, op: str = "replace", **members: str) -> Operation:
    """Return a PATCH that sets one attribute."""
    change = {"op": op, "path": attribute, "value": value}
    return Operation("PATCH", path, data={"schemas": [PATCH_OP], "Operations": [change]}, **members)


def put_user(ctx: ScenarioContext) -> Operation:
    """Return a PUT of a new user."""
    found = ctx.fixtures.user("put")
    return Operation("PUT", found.path, data=ctx.resources.changed(found, text="Replaced by PUT"))


def patch_user(ctx: ScenarioContext) -> Operation:
    """Return a PATCH of a new user."""
    return patch(ctx.fixtures.user("patch").path, ctx.resources.text, "Changed by PATCH")


def delete_user(ctx: ScenarioContext) -> Operation:
    """Return a DELETE of a new user."""
    return Operation("DELETE", ctx.fixtures.user("delete").path)


@scenario()
def bulk_control_requests(ctx: ScenarioContext) -> None:
    """Record the control requests, sent before all others, that show whether the server processes Bulk."""
    for number, exchange in enumerate(ctx.capabilities.bulk_requests, 1):
        ctx.include(f"control {number}", exchange)


@scenario("users", first=True)
def every_method(ctx: ScenarioContext) -> None:
    """Send a bulk request with every method, all valid; if it fails as a whole, one for each operation."""
    operations: list[Callable[[ScenarioContext], Operation]] = [
        lambda ctx: ctx.resources.post_user("post"),
        put_user,
        delete_user,
    ]
    if ctx.has("patch"):
        operations.insert(2, patch_user)
    if ctx.has("groups"):
        operations.append(lambda ctx: ctx.resources.post_group("group"))
    if not ctx.bulk.send(*(make(ctx) for make in operations)).lost:
        return
    bulk_requests = [ctx.bulk.send(make(ctx), label="alone") for make in operations]
    for bulk in bulk_requests:
        if bulk.lost and bulk.effects[0].operation.method == "PATCH":
            ctx.spoils_jobs("patch")


@scenario("users", "bulk")
def partial_failure(ctx: ScenarioContext) -> None:
    """Send invalid operations between valid ones, without failOnErrors, and the invalid ones alone."""
    taken = ctx.fixtures.user("taken")
    duplicate = ctx.resources.changed(taken)
    ctx.request("duplicate", "POST", ctx.resources.users, duplicate)
    ctx.request("delete-missing", "DELETE", ctx.resources.absent("delete"))
    ctx.bulk.send(
        ctx.resources.post_user("first"),
        Operation("POST", ctx.resources.users, "duplicate", duplicate),
        ctx.resources.post_user("second"),
        Operation("DELETE", ctx.resources.absent("delete")),
        ctx.resources.post_user("third"),
    )


@scenario("users", "bulk", effort="standard")
def everything_fails(ctx: ScenarioContext) -> None:
    """Send two bulk requests in which every operation fails; one POST contains the id of an existing user."""
    taken = ctx.fixtures.user("taken")
    operations = [
        Operation("POST", ctx.resources.users, "duplicate", ctx.resources.changed(taken, id=taken.id)),
        Operation("PUT", ctx.resources.absent("put"), data=ctx.resources.user("put")),
        Operation("DELETE", ctx.resources.absent("delete")),
    ]
    if ctx.has("patch"):
        operations.insert(2, patch(ctx.resources.absent("patch"), ctx.resources.text, "Missing"))
    ctx.bulk.send(*operations)
    ctx.bulk.send(Operation("DELETE", ctx.resources.absent("alone")), read_back=ReadBack.SEARCH)


@scenario("users", effort="standard")
def data_without_a_required_attribute(ctx: ScenarioContext) -> None:
    """Create a user without userName in a single request and in a bulk request."""
    whole = ctx.resources.user("nameless")
    nameless = {key: value for key, value in whole.items() if key not in (ctx.resources.naming, "emails")}
    nameless[ctx.resources.text] = whole[ctx.resources.naming]
    ctx.request("nameless", "POST", ctx.resources.users, nameless)
    ctx.bulk.send(
        ctx.resources.post_user("good"), Operation("POST", ctx.resources.users, "nameless", nameless)
    )


@scenario("users", effort="standard")
def duplicate_bulk_id(ctx: ScenarioContext) -> None:
    """Send two POSTs with the same bulkId."""
    ctx.bulk.send(
        Operation("POST", ctx.resources.users, "same", ctx.resources.user("first")),
        Operation("POST", ctx.resources.users, "same", ctx.resources.user("second")),
        rejectable=True,
    )


@scenario("users", "groups", effort="standard")
def reference_to_a_duplicate_bulk_id(ctx: ScenarioContext) -> None:
    """Send a reference to a bulkId that two POSTs have."""
    ctx.bulk.send(
        Operation("POST", ctx.resources.users, "same", ctx.resources.user("first")),
        Operation("POST", ctx.resources.users, "same", ctx.resources.user("second")),
        ctx.resources.post_group("group", ref("same")),
        rejectable=True,
    )


@scenario("users", effort="standard")
def post_without_bulk_id(ctx: ScenarioContext) -> None:
    """Send a POST without bulkId."""
    ctx.bulk.send(
        Operation("POST", ctx.resources.users, None, ctx.resources.user("nameless")), rejectable=True
    )


@scenario("users", "groups", effort="standard")
def bulk_id_of_an_earlier_job(ctx: ScenarioContext) -> None:
    """Send a bulk request that refers to a bulkId of the bulk request before it."""
    ctx.bulk.send(ctx.resources.post_user("earlier"))
    ctx.bulk.send(ctx.resources.post_group("later", ref("earlier")), label="later", rejectable=True)


@scenario("users", effort="standard")
def bulk_id_on_other_methods(ctx: ScenarioContext) -> None:
    """Send PUT and DELETE with and without a bulkId; if that fails as a whole, one bulk request for each."""
    first, second = ctx.fixtures.user("with"), ctx.fixtures.user("without")
    data = ctx.resources.changed(first, text="Replaced")
    bulk = ctx.bulk.send(
        Operation("PUT", first.path, "on-put", data),
        Operation("PUT", second.path, data=ctx.resources.changed(second, text="Replaced")),
        Operation("DELETE", first.path, "on-delete"),
        Operation("DELETE", second.path),
    )
    for bulk_id in ("alone", None) if bulk.lost else ():
        found = ctx.fixtures.user("alone")
        replacing = ctx.bulk.send(
            Operation("PUT", found.path, bulk_id, ctx.resources.changed(found, text="Replaced"))
        )
        deleting = ctx.bulk.send(Operation("DELETE", found.path, bulk_id))
        if bulk_id and (replacing.lost or deleting.lost):
            ctx.spoils_jobs("bulkId")
