"""Jobs that show how operations are processed."""

from collections.abc import Callable

from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import PATCH_OP, Operation, ref


def patch(path: str, attribute: str, value: object, op: str = "replace", **members: str) -> Operation:
    """Return a PATCH that sets one attribute."""
    change = {"op": op, "path": attribute, "value": value}
    return Operation("PATCH", path, data={"schemas": [PATCH_OP], "Operations": [change]}, **members)


def a_put(ctx: ScenarioContext) -> Operation:
    """Return a PUT of a user who was just created."""
    found = ctx.existing_user("put")
    return Operation("PUT", found.path, data=ctx.changed(found, text="Replaced by PUT"))


def a_patch(ctx: ScenarioContext) -> Operation:
    """Return a PATCH of a user who was just created."""
    return patch(ctx.existing_user("patch").path, ctx.text, "Changed by PATCH")


def a_delete(ctx: ScenarioContext) -> Operation:
    """Return a DELETE of a user who was just created."""
    return Operation("DELETE", ctx.existing_user("delete").path)


@scenario("users", first=True)
def every_method(ctx: ScenarioContext) -> None:
    """A job with a POST, a PUT, a PATCH and a DELETE that all make sense; if it is lost, a job of each."""
    makers: list[Callable[[ScenarioContext], Operation]] = [
        lambda ctx: ctx.post_user("post"),
        a_put,
        a_delete,
    ]
    if ctx.has("patch"):
        makers.insert(2, a_patch)
    if ctx.has("groups"):
        makers.append(lambda ctx: ctx.post_group("group"))
    if not ctx.run(*(make(ctx) for make in makers)).lost:
        return
    runs = [ctx.run(make(ctx), label="by itself") for make in makers]
    for run in runs:
        if run.lost and run.effects[0].operation.method == "PATCH":
            ctx.spoils_jobs("patch")


@scenario("users")
def partial_failure(ctx: ScenarioContext) -> None:
    """Operations that fail between operations that cannot fail, without failOnErrors."""
    taken = ctx.existing_user("taken")
    duplicate = ctx.changed(taken)
    ctx.single("duplicate", "POST", ctx.users, duplicate)
    ctx.single("delete-missing", "DELETE", ctx.absent("delete"))
    ctx.run(
        ctx.post_user("first"),
        Operation("POST", ctx.users, "duplicate", duplicate),
        ctx.post_user("second"),
        Operation("DELETE", ctx.absent("delete")),
        ctx.post_user("third"),
    )


@scenario("users", effort="standard")
def everything_fails(ctx: ScenarioContext) -> None:
    """Two jobs of which no operation can succeed; the first of all names the id of a user who is there."""
    taken = ctx.existing_user("taken")
    operations = [
        Operation("POST", ctx.users, "duplicate", ctx.changed(taken, id=taken.id)),
        Operation("PUT", ctx.absent("put"), data=ctx.user("put")),
        Operation("DELETE", ctx.absent("delete")),
    ]
    if ctx.has("patch"):
        operations.insert(2, patch(ctx.absent("patch"), ctx.text, "Nobody"))
    ctx.run(*operations)
    ctx.run(Operation("DELETE", ctx.absent("alone")), alone=False)


@scenario("users", effort="standard")
def data_without_a_required_attribute(ctx: ScenarioContext) -> None:
    """A user without a userName, by itself and in a job."""
    whole = ctx.user("nameless")
    nameless = {key: value for key, value in whole.items() if key not in (ctx.naming, "emails")}
    nameless[ctx.text] = whole[ctx.naming]
    ctx.single("nameless", "POST", ctx.users, nameless)
    ctx.run(ctx.post_user("good"), Operation("POST", ctx.users, "nameless", nameless))


@scenario("users", effort="standard")
def changes_in_turn(ctx: ScenarioContext) -> None:
    """Several operations on one resource, whose order decides what is stored."""
    labels = ("twice", "renamed", "replaced", "patched", "spare", "gone")
    twice, renamed, replaced, patched, spare, gone = (ctx.existing_user(label) for label in labels)
    ctx.single("delete", "DELETE", spare.path)
    ctx.single("again", "POST", ctx.users, ctx.changed(spare))
    again = Operation("POST", ctx.users, "again", ctx.changed(renamed, text="Created again"))
    changes = [Operation("DELETE", renamed.path), again]
    if ctx.has("patch"):
        changes += [patch(twice.path, ctx.text, text) for text in ("Once", "Twice")]
        changes += [
            Operation("PUT", replaced.path, data=ctx.changed(replaced, text="Put")),
            patch(replaced.path, ctx.text, "Patched after PUT"),
            patch(patched.path, ctx.text, "Patched"),
            Operation("PUT", patched.path, data=ctx.changed(patched, text="Put after PATCH")),
            Operation("DELETE", gone.path),
            patch(gone.path, ctx.text, "Patched after DELETE"),
        ]
    ctx.run(*changes)


@scenario("users", effort="standard")
def names_change_hands(ctx: ScenarioContext) -> None:
    """A user is renamed, another one takes the old name then, and one is to have the new name too.

    Where the old name is refused, the same is tried by single requests.
    """
    renamed, spare = ctx.existing_user("old"), ctx.user("spare")
    given = ctx.user("given")
    run = ctx.run(
        Operation("PUT", renamed.path, "rename", given),
        Operation("POST", ctx.users, "again", ctx.changed(renamed)),
        Operation("POST", ctx.users, "taken", given),
        alone=False,
    )
    if run.effects[0].done and run.effects[1].refused:
        other = ctx.existing_user("other")
        ctx.single("rename", "PUT", other.path, spare)
        ctx.single("again", "POST", ctx.users, ctx.changed(other))


@scenario("users", effort="standard")
def duplicate_bulk_id(ctx: ScenarioContext) -> None:
    """Two POSTs with the same bulkId."""
    ctx.run(
        Operation("POST", ctx.users, "twin", ctx.user("twin1")),
        Operation("POST", ctx.users, "twin", ctx.user("twin2")),
        refusable=True,
    )


@scenario("users", "groups", effort="standard")
def reference_to_a_duplicate_bulk_id(ctx: ScenarioContext) -> None:
    """A reference to a bulkId that two POSTs have."""
    ctx.run(
        Operation("POST", ctx.users, "twin", ctx.user("twin1")),
        Operation("POST", ctx.users, "twin", ctx.user("twin2")),
        ctx.post_group("of-twin", ref("twin")),
        refusable=True,
    )


@scenario("users", effort="standard")
def post_without_bulk_id(ctx: ScenarioContext) -> None:
    """A POST that has no bulkId."""
    ctx.run(Operation("POST", ctx.users, None, ctx.user("nameless")), refusable=True)


@scenario("users", "groups", effort="standard")
def bulk_id_of_an_earlier_job(ctx: ScenarioContext) -> None:
    """A job that refers to a bulkId of the job before it."""
    ctx.run(ctx.post_user("earlier"))
    ctx.run(ctx.post_group("later", ref("earlier")), label="later", refusable=True)


@scenario("users", effort="standard")
def bulk_id_on_other_methods(ctx: ScenarioContext) -> None:
    """PUT and DELETE, once with a bulkId and once without; if the job is lost, a job of each."""
    first, second = ctx.existing_user("with"), ctx.existing_user("without")
    put = ctx.changed(first, text="Replaced")
    run = ctx.run(
        Operation("PUT", first.path, "on-put", put),
        Operation("PUT", second.path, data=ctx.changed(second, text="Replaced")),
        Operation("DELETE", first.path, "on-delete"),
        Operation("DELETE", second.path),
    )
    for bulk_id in ("alone", None) if run.lost else ():
        found = ctx.existing_user("alone")
        replacing = ctx.run(Operation("PUT", found.path, bulk_id, ctx.changed(found, text="Replaced")))
        deleting = ctx.run(Operation("DELETE", found.path, bulk_id))
        if bulk_id and (replacing.lost or deleting.lost):
            ctx.spoils_jobs("bulkId")
