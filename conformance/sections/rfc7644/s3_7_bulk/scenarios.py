"""Jobs that show how operations are processed."""

from collections.abc import Callable

from conformance.scenario.context import ScenarioContext
from conformance.scenario.read_back import ReadBack
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import PATCH_OP, Operation, ref


def patch(path: str, attribute: str, value: object, op: str = "replace", **members: str) -> Operation:
    """Return a PATCH that sets one attribute."""
    change = {"op": op, "path": attribute, "value": value}
    return Operation("PATCH", path, data={"schemas": [PATCH_OP], "Operations": [change]}, **members)


def a_put(ctx: ScenarioContext) -> Operation:
    """Return a PUT of a user who was just created."""
    found = ctx.fixtures.user("put")
    return Operation("PUT", found.path, data=ctx.resources.changed(found, text="Replaced by PUT"))


def a_patch(ctx: ScenarioContext) -> Operation:
    """Return a PATCH of a user who was just created."""
    return patch(ctx.fixtures.user("patch").path, ctx.resources.text, "Changed by PATCH")


def a_delete(ctx: ScenarioContext) -> Operation:
    """Return a DELETE of a user who was just created."""
    return Operation("DELETE", ctx.fixtures.user("delete").path)


@scenario()
def bulk_control_requests(ctx: ScenarioContext) -> None:
    """The bulk requests that were sent before all others, to see whether Bulk is served at all."""
    for number, exchange in enumerate(ctx.capabilities.bulk_requests, 1):
        ctx.include(f"control {number}", exchange)


@scenario("users", first=True)
def every_method(ctx: ScenarioContext) -> None:
    """A job with a POST, a PUT, a PATCH and a DELETE that all make sense; if it is lost, a job of each."""
    makers: list[Callable[[ScenarioContext], Operation]] = [
        lambda ctx: ctx.resources.post_user("post"),
        a_put,
        a_delete,
    ]
    if ctx.has("patch"):
        makers.insert(2, a_patch)
    if ctx.has("groups"):
        makers.append(lambda ctx: ctx.resources.post_group("group"))
    if not ctx.bulk.send(*(make(ctx) for make in makers)).lost:
        return
    bulk_requests = [ctx.bulk.send(make(ctx), label="by itself") for make in makers]
    for bulk in bulk_requests:
        if bulk.lost and bulk.effects[0].operation.method == "PATCH":
            ctx.spoils_jobs("patch")


@scenario("users", "bulk")
def partial_failure(ctx: ScenarioContext) -> None:
    """Operations that fail between operations that cannot fail, without failOnErrors."""
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


@scenario("users", effort="standard")
def everything_fails(ctx: ScenarioContext) -> None:
    """Two jobs of which no operation can succeed; the first of all names the id of a user who is there."""
    taken = ctx.fixtures.user("taken")
    operations = [
        Operation("POST", ctx.resources.users, "duplicate", ctx.resources.changed(taken, id=taken.id)),
        Operation("PUT", ctx.resources.absent("put"), data=ctx.resources.user("put")),
        Operation("DELETE", ctx.resources.absent("delete")),
    ]
    if ctx.has("patch"):
        operations.insert(2, patch(ctx.resources.absent("patch"), ctx.resources.text, "Nobody"))
    ctx.bulk.send(*operations)
    ctx.bulk.send(Operation("DELETE", ctx.resources.absent("alone")), read_back=ReadBack.SEARCH)


@scenario("users", effort="standard")
def data_without_a_required_attribute(ctx: ScenarioContext) -> None:
    """A user without a userName, by itself and in a job."""
    whole = ctx.resources.user("nameless")
    nameless = {key: value for key, value in whole.items() if key not in (ctx.resources.naming, "emails")}
    nameless[ctx.resources.text] = whole[ctx.resources.naming]
    ctx.request("nameless", "POST", ctx.resources.users, nameless)
    ctx.bulk.send(
        ctx.resources.post_user("good"), Operation("POST", ctx.resources.users, "nameless", nameless)
    )


@scenario("users", effort="standard")
def changes_in_turn(ctx: ScenarioContext) -> None:
    """Several operations on one resource, whose order decides what is stored."""
    labels = ("twice", "renamed", "replaced", "patched", "spare", "gone")
    twice, renamed, replaced, patched, spare, gone = (ctx.fixtures.user(label) for label in labels)
    ctx.request("delete", "DELETE", spare.path)
    ctx.request("again", "POST", ctx.resources.users, ctx.resources.changed(spare))
    again = Operation(
        "POST", ctx.resources.users, "again", ctx.resources.changed(renamed, text="Created again")
    )
    changes = [Operation("DELETE", renamed.path), again]
    if ctx.has("patch"):
        changes += [patch(twice.path, ctx.resources.text, text) for text in ("Once", "Twice")]
        changes += [
            Operation("PUT", replaced.path, data=ctx.resources.changed(replaced, text="Put")),
            patch(replaced.path, ctx.resources.text, "Patched after PUT"),
            patch(patched.path, ctx.resources.text, "Patched"),
            Operation("PUT", patched.path, data=ctx.resources.changed(patched, text="Put after PATCH")),
            Operation("DELETE", gone.path),
            patch(gone.path, ctx.resources.text, "Patched after DELETE"),
        ]
    ctx.bulk.send(*changes)


@scenario("users", effort="standard")
def names_change_hands(ctx: ScenarioContext) -> None:
    """A user is renamed, another one takes the old name then, and one is to have the new name too.

    Where the old name is refused, the same is tried by single requests.
    """
    renamed, spare = ctx.fixtures.user("old"), ctx.resources.user("spare")
    given = ctx.resources.user("given")
    bulk = ctx.bulk.send(
        Operation("PUT", renamed.path, "rename", given),
        Operation("POST", ctx.resources.users, "again", ctx.resources.changed(renamed)),
        Operation("POST", ctx.resources.users, "taken", given),
        read_back=ReadBack.SEARCH,
    )
    if bulk.effects[0].done and bulk.effects[1].refused:
        other = ctx.fixtures.user("other")
        ctx.request("rename", "PUT", other.path, spare)
        ctx.request("again", "POST", ctx.resources.users, ctx.resources.changed(other))


@scenario("users", effort="standard")
def duplicate_bulk_id(ctx: ScenarioContext) -> None:
    """Two POSTs with the same bulkId."""
    ctx.bulk.send(
        Operation("POST", ctx.resources.users, "twin", ctx.resources.user("twin1")),
        Operation("POST", ctx.resources.users, "twin", ctx.resources.user("twin2")),
        rejectable=True,
    )


@scenario("users", "groups", effort="standard")
def reference_to_a_duplicate_bulk_id(ctx: ScenarioContext) -> None:
    """A reference to a bulkId that two POSTs have."""
    ctx.bulk.send(
        Operation("POST", ctx.resources.users, "twin", ctx.resources.user("twin1")),
        Operation("POST", ctx.resources.users, "twin", ctx.resources.user("twin2")),
        ctx.resources.post_group("of-twin", ref("twin")),
        rejectable=True,
    )


@scenario("users", effort="standard")
def post_without_bulk_id(ctx: ScenarioContext) -> None:
    """A POST that has no bulkId."""
    ctx.bulk.send(
        Operation("POST", ctx.resources.users, None, ctx.resources.user("nameless")), rejectable=True
    )


@scenario("users", "groups", effort="standard")
def bulk_id_of_an_earlier_job(ctx: ScenarioContext) -> None:
    """A job that refers to a bulkId of the job before it."""
    ctx.bulk.send(ctx.resources.post_user("earlier"))
    ctx.bulk.send(ctx.resources.post_group("later", ref("earlier")), label="later", rejectable=True)


@scenario("users", effort="standard")
def bulk_id_on_other_methods(ctx: ScenarioContext) -> None:
    """PUT and DELETE, once with a bulkId and once without; if the job is lost, a job of each."""
    first, second = ctx.fixtures.user("with"), ctx.fixtures.user("without")
    put = ctx.resources.changed(first, text="Replaced")
    bulk = ctx.bulk.send(
        Operation("PUT", first.path, "on-put", put),
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
