"""Jobs that show how operations are processed."""

from collections.abc import Callable

from conformance.engine.lab import Lab
from conformance.engine.registry import scenario
from conformance.jobs.job import PATCH_OP, Operation, ref


def patch(path: str, attribute: str, value: object, op: str = "replace", **members: str) -> Operation:
    """Return a PATCH that sets one attribute."""
    change = {"op": op, "path": attribute, "value": value}
    return Operation("PATCH", path, data={"schemas": [PATCH_OP], "Operations": [change]}, **members)


def a_put(lab: Lab) -> Operation:
    """Return a PUT of a user who was just created."""
    found = lab.existing_user("put")
    return Operation("PUT", found.path, data=lab.changed(found, text="Replaced by PUT"))


def a_patch(lab: Lab) -> Operation:
    """Return a PATCH of a user who was just created."""
    return patch(lab.existing_user("patch").path, lab.text, "Changed by PATCH")


def a_delete(lab: Lab) -> Operation:
    """Return a DELETE of a user who was just created."""
    return Operation("DELETE", lab.existing_user("delete").path)


@scenario("users", first=True)
def every_method(lab: Lab) -> None:
    """A job with a POST, a PUT, a PATCH and a DELETE that all make sense; if it is lost, a job of each."""
    makers: list[Callable[[Lab], Operation]] = [lambda lab: lab.post_user("post"), a_put, a_delete]
    if lab.has("patch"):
        makers.insert(2, a_patch)
    if lab.has("groups"):
        makers.append(lambda lab: lab.post_group("group"))
    if not lab.run(*(make(lab) for make in makers)).lost:
        return
    runs = [lab.run(make(lab), label="by itself") for make in makers]
    for run in runs:
        if run.lost and run.outcomes[0].operation.method == "PATCH":
            lab.spoils_jobs("patch")


@scenario("users")
def partial_failure(lab: Lab) -> None:
    """Operations that fail between operations that cannot fail, without failOnErrors."""
    taken = lab.existing_user("taken")
    duplicate = lab.changed(taken)
    lab.single("duplicate", "POST", lab.users, duplicate)
    lab.single("delete-missing", "DELETE", lab.absent("delete"))
    lab.run(
        lab.post_user("first"),
        Operation("POST", lab.users, "duplicate", duplicate),
        lab.post_user("second"),
        Operation("DELETE", lab.absent("delete")),
        lab.post_user("third"),
    )


@scenario("users", effort="standard")
def everything_fails(lab: Lab) -> None:
    """Two jobs of which no operation can succeed; the first of all names the id of a user who is there."""
    taken = lab.existing_user("taken")
    operations = [
        Operation("POST", lab.users, "duplicate", lab.changed(taken, id=taken.id)),
        Operation("PUT", lab.absent("put"), data=lab.user("put")),
        Operation("DELETE", lab.absent("delete")),
    ]
    if lab.has("patch"):
        operations.insert(2, patch(lab.absent("patch"), lab.text, "Nobody"))
    lab.run(*operations)
    lab.run(Operation("DELETE", lab.absent("alone")), alone=False)


@scenario("users", effort="standard")
def data_without_a_required_attribute(lab: Lab) -> None:
    """A user without a userName, by itself and in a job."""
    whole = lab.user("nameless")
    nameless = {key: value for key, value in whole.items() if key not in (lab.naming, "emails")}
    nameless[lab.text] = whole[lab.naming]
    lab.single("nameless", "POST", lab.users, nameless)
    lab.run(lab.post_user("good"), Operation("POST", lab.users, "nameless", nameless))


@scenario("users", effort="standard")
def changes_in_turn(lab: Lab) -> None:
    """Several operations on one resource, whose order decides what is stored."""
    labels = ("twice", "renamed", "replaced", "patched", "spare", "gone")
    twice, renamed, replaced, patched, spare, gone = (lab.existing_user(label) for label in labels)
    lab.single("delete", "DELETE", spare.path)
    lab.single("again", "POST", lab.users, lab.changed(spare))
    again = Operation("POST", lab.users, "again", lab.changed(renamed, text="Created again"))
    changes = [Operation("DELETE", renamed.path), again]
    if lab.has("patch"):
        changes += [patch(twice.path, lab.text, text) for text in ("Once", "Twice")]
        changes += [
            Operation("PUT", replaced.path, data=lab.changed(replaced, text="Put")),
            patch(replaced.path, lab.text, "Patched after PUT"),
            patch(patched.path, lab.text, "Patched"),
            Operation("PUT", patched.path, data=lab.changed(patched, text="Put after PATCH")),
            Operation("DELETE", gone.path),
            patch(gone.path, lab.text, "Patched after DELETE"),
        ]
    lab.run(*changes)


@scenario("users", effort="standard")
def names_change_hands(lab: Lab) -> None:
    """A user is renamed, another one takes the old name then, and one is to have the new name too.

    Where the old name is refused, the same is tried by single requests.
    """
    renamed, spare = lab.existing_user("old"), lab.user("spare")
    given = lab.user("given")
    run = lab.run(
        Operation("PUT", renamed.path, "rename", given),
        Operation("POST", lab.users, "again", lab.changed(renamed)),
        Operation("POST", lab.users, "taken", given),
        alone=False,
    )
    if run.outcomes[0].done and run.outcomes[1].refused:
        other = lab.existing_user("other")
        lab.single("rename", "PUT", other.path, spare)
        lab.single("again", "POST", lab.users, lab.changed(other))


@scenario("users", effort="standard")
def duplicate_bulk_id(lab: Lab) -> None:
    """Two POSTs with the same bulkId."""
    lab.run(
        Operation("POST", lab.users, "twin", lab.user("twin1")),
        Operation("POST", lab.users, "twin", lab.user("twin2")),
        refusable=True,
    )


@scenario("users", "groups", effort="standard")
def reference_to_a_duplicate_bulk_id(lab: Lab) -> None:
    """A reference to a bulkId that two POSTs have."""
    lab.run(
        Operation("POST", lab.users, "twin", lab.user("twin1")),
        Operation("POST", lab.users, "twin", lab.user("twin2")),
        lab.post_group("of-twin", ref("twin")),
        refusable=True,
    )


@scenario("users", effort="standard")
def post_without_bulk_id(lab: Lab) -> None:
    """A POST that has no bulkId."""
    lab.run(Operation("POST", lab.users, None, lab.user("nameless")), refusable=True)


@scenario("users", "groups", effort="standard")
def bulk_id_of_an_earlier_job(lab: Lab) -> None:
    """A job that refers to a bulkId of the job before it."""
    lab.run(lab.post_user("earlier"))
    lab.run(lab.post_group("later", ref("earlier")), label="later", refusable=True)


@scenario("users", effort="standard")
def bulk_id_on_other_methods(lab: Lab) -> None:
    """PUT and DELETE, once with a bulkId and once without; if the job is lost, a job of each."""
    first, second = lab.existing_user("with"), lab.existing_user("without")
    put = lab.changed(first, text="Replaced")
    run = lab.run(
        Operation("PUT", first.path, "on-put", put),
        Operation("PUT", second.path, data=lab.changed(second, text="Replaced")),
        Operation("DELETE", first.path, "on-delete"),
        Operation("DELETE", second.path),
    )
    for bulk_id in ("alone", None) if run.lost else ():
        found = lab.existing_user("alone")
        replacing = lab.run(Operation("PUT", found.path, bulk_id, lab.changed(found, text="Replaced")))
        deleting = lab.run(Operation("DELETE", found.path, bulk_id))
        if bulk_id and (replacing.lost or deleting.lost):
            lab.spoils_jobs("bulkId")
