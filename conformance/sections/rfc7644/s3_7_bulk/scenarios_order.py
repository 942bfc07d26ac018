"""Bulk requests whose stored state depends on the order of processing."""

from conformance.scenario.context import ScenarioContext
from conformance.scenario.read_back import ReadBack
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import Operation, ref
from conformance.sections.rfc7644.s3_7_bulk.scenarios import patch


@scenario("users", effort="standard")
def changes_in_turn(ctx: ScenarioContext) -> None:
    """Send several operations on one resource, whose order decides what is stored."""
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


@scenario("users", "bulk", effort="standard")
def names_change_hands(ctx: ScenarioContext) -> None:
    """Rename a user, give the old name to a new user, and try to give the new name to another one.

    If the server rejects the old name, single requests try the same.
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


@scenario("users", "groups", effort="standard")
def race_for_a_name(ctx: ScenarioContext) -> None:
    """Create two users with one name; a group before both refers to the second."""
    first = ctx.resources.post_user("name")
    second = Operation("POST", ctx.resources.users, "second", first.data)
    ctx.bulk.send(ctx.resources.post_group("group", ref("second")), first, second, rejectable=True)
